"""The words and numbers of a report, as its table and its sheet say them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache, partial
from pathlib import Path

from civickit.live.daily.records import Daily, VehicleDay
from civickit.web.languages import Languages, long_date

FOLDER = Path(__file__).parent / "languages"

Words = Callable[..., str]
"""The text of a key, with its values filled in."""


@cache
def _languages() -> Languages:
    return Languages(FOLDER)


def words_of(lang: str) -> Words:
    """The report's own words."""
    return partial(_languages().text, lang)


def clock(of: Daily, at_ms: int | None) -> str:
    """A time of the day as 04:35; with its date where that is another; '' for none."""
    if at_ms is None:
        return ""
    at = datetime.fromtimestamp(at_ms / 1000, of.zone)
    return f"{at:%H:%M}" if at.date() == of.day else f"{at:%Y-%m-%d %H:%M}"


def when(of: Daily, lang: str, words: Words) -> str:
    """The day, or from when until when."""
    if of.day is not None:
        return long_date(of.day.isoformat(), lang)
    return words("daily_span", begin=clock(of, of.from_ms), end=clock(of, of.until_ms))


def km(metres: int) -> str:
    """To the metre, so that sums are right."""
    return f"{metres / 1000:.3f}"


def hours(seconds: int) -> str:
    """As 12:05, to the minute."""
    return f"{seconds // 3600}:{seconds // 60 % 60:02}"


def percent(share: float) -> str:
    """Rounded down: 79.9 % is less than 80."""
    return str(int(share * 100 + 1e-9))


def notes(of: Daily, words: Words) -> list[str]:
    """What must be known of the report as a whole."""
    found = []
    if of.simulated:
        found.append(words("daily_simulated"))
    if of.fictional:
        found.append(words("daily_fictional"))
    if not of.counted:
        found.append(words("daily_not_counted"))
    if of.corrected_ms is not None:
        at = datetime.fromtimestamp(of.corrected_ms / 1000, of.zone)
        found.append(words("daily_corrected", at=f"{at:%Y-%m-%d %H:%M}"))
    elif of.changed_ms is not None:
        at = datetime.fromtimestamp(of.changed_ms / 1000, of.zone)
        found.append(words("daily_as_of", at=f"{at:%Y-%m-%d %H:%M}"))
    return found


def doubts(one: VehicleDay, words: Words) -> list[str]:
    """What should be checked before paying, with its size."""
    values: dict[str, dict[str, str]] = {
        "unsure": {"km": km(one.unsure_m)},
        "unknown_state": {"km": km(one.unknown_m)},
        "gaps": {"count": str(one.gaps), "minutes": str(one.gap_s // 60)},
        "unused": {"share": percent(1 - one.used / max(1, one.fixes))},
    }
    return [words(f"daily_doubt_{name}", **values[name]) for name in one.doubts]
