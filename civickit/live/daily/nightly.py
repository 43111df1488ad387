"""The report is ready in the morning: written each night, and again when late fixes change it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from civickit.core.durable import write_whole
from civickit.live._open_data import changed_ms, day_of, midnight_ms, tell_ms, told_ms
from civickit.live.daily.contractors import contractors_changed_ms
from civickit.live.daily.numbers import daily
from civickit.live.daily.sheet import daily_pdf
from civickit.live.daily.table import daily_csv
from civickit.live.daily.words import words_of
from civickit.live.every import Every

if TYPE_CHECKING:
    from civickit.live.site import Site

AFTER_MIDNIGHT_S = 600.0
EVERY_S = 60.0
DAYS_BACK = 31
"""Fixes that come later than that change the numbers, and no longer the files."""
LANG = "ja"
KINDS = ("csv", "pdf")


def daily_file(site: Site, day: date, kind: str) -> Path:
    """Where the report of a day lies; `kind` is csv or pdf."""
    return site.settings.state / "daily" / f"{day.isoformat()}.{kind}"


def write_due(site: Site) -> list[date]:
    """Write the reports of days that are over and counted, if they are new; which ones."""
    today = day_of(site, site.now_ms - round(AFTER_MIDNIGHT_S * 1000))
    days = [today - timedelta(days=back) for back in range(DAYS_BACK, 0, -1)]
    return [day for day in days if _write_if_new(site, day)]


def _write_if_new(site: Site, day: date) -> bool:
    """The two files; none while a fix of the day waits to be counted."""
    changed = _changed_ms(site, day)
    paths = {kind: daily_file(site, day, kind) for kind in KINDS}
    if not changed or all(told_ms(path) >= changed for path in paths.values()):
        return False
    is_first = not all(path.is_file() for path in paths.values())  # others may write it meanwhile
    told = daily(site, day)
    if not told.counted:
        return False
    if not is_first:
        told = told._replace(corrected_ms=changed)
    made = {"csv": daily_csv(told, LANG), "pdf": daily_pdf(told, LANG, words_of(LANG))}
    for kind, path in paths.items():
        write_whole(path, made[kind])
        tell_ms(path, changed)
    return True


def _changed_ms(site: Site, day: date) -> int:
    """When the numbers of a day, or whose they are, last became others; 0 for no numbers."""
    from_ms, until_ms = midnight_ms(site, day), midnight_ms(site, day + timedelta(days=1))
    counted = changed_ms(site, from_ms, until_ms - 1)
    return max(counted, contractors_changed_ms(site, from_ms, until_ms)) if counted else 0


def written(site: Site, day: date, kind: str) -> bytes | None:
    """The file of the night, where it still says what is so; else None."""
    path = daily_file(site, day, kind)
    is_current = path.is_file() and told_ms(path) >= _changed_ms(site, day)
    return path.read_bytes() if is_current else None


def every_night(site: Site) -> Every:
    """Writes what is due, each minute."""
    return Every("the daily report", EVERY_S, lambda: write_due(site))
