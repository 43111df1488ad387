"""How streets, vehicles and times are said. static/say.js says the same on a phone.

All texts of which the keys begin with `live_say_` are filled by both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from civickit.live.public.streets import Street
from civickit.tracks.coverage import Cleared

Text = Callable[..., str]
"""Gives the text of a key with its values filled in."""

MINUTE_S, HOUR_S, DAY_S = 60, 3_600, 86_400
SURE = ((0.9, "high"), (0.7, "good"), (0.5, "fair"))


class Said(NamedTuple):
    """What a card tells of a street: the headline, and sentences of evidence."""

    head: str
    evidence: str
    share: str
    sure: str


def ago(seconds: float, t: Text) -> str:
    """`12秒前`, `5分前`, `2時間10分前`, `3日前`; of the future: just now."""
    whole = int(seconds)
    if whole < 1:
        return t("live_say_now")
    if whole < MINUTE_S:
        return t("live_say_seconds", n=whole)
    if whole < HOUR_S:
        return t("live_say_minutes", n=whole // MINUTE_S)
    if whole >= 2 * DAY_S:
        return t("live_say_days", n=whole // DAY_S)
    hours, minutes = divmod(whole // MINUTE_S, 60)
    if not minutes:
        return t("live_say_hours", n=hours)
    return t("live_say_hours_minutes", n=hours, m=minutes)


def clock(at: float, now: float, zone: ZoneInfo, t: Text) -> str:
    """`6:40`; on another day `11月29日 6:40`."""
    then, today = (datetime.fromtimestamp(one, zone) for one in (at, now))
    time = f"{then.hour}:{then.minute:02}"
    if then.date() == today.date():
        return time
    month = t("live_say_months").split(",")[then.month - 1]
    return t("live_say_day", month=month, day=then.day, time=time)


def card(row: Cleared | None, now: float, zone: ZoneInfo, t: Text) -> Said:
    """What is known of a street, never more than the data says."""
    if row is None:
        return Said(t("live_say_head_none"), t("live_say_none"), "", "")
    last = round(row.last)  # as the feeds tell it
    time, vehicle = clock(last, now, zone, t), t("live_vehicle_n", n=row.alias)
    work = row.work if row.claim == "worked" else row.claim
    head = t(f"live_say_head_{work}", ago=ago(now - last, t))
    state = t(f"state_{row.work}")
    return Said(
        head,
        t(f"live_say_{row.claim}", vehicle=vehicle, time=time, state=state),
        t("live_say_share", share=percent(row.share)),
        t(f"live_say_sure_{sure(row.confidence)}"),
    )


def row(row: Cleared | None) -> dict[str, Any] | None:
    """What static/say.js needs to say the same later on, as a row of /cleared.json."""
    if row is None:
        return None
    return {
        "claim": row.claim,
        "last": round(row.last),
        "confidence": round(row.confidence, 2),
        "alias": row.alias,
        "work": row.work,
        "share": round(row.share, 2),
    }


def percent(share: float) -> int:
    """Whole percents, as the feeds tell it."""
    return int(round(share, 2) * 100 + 1e-9)


def sure(confidence: float) -> str:
    """The word for a confidence."""
    return next((word for least, word in SURE if round(confidence, 2) >= least), "low")


def name(street: Street, lang: str, t: Text) -> str:
    """What a street is called, in English where it has such a name."""
    own = (lang == "en" and street.name_en) or street.name
    return own or t("live_say_unnamed", key=street.key)


def between(street: Street, streets: Mapping[str, Street], lang: str, t: Text) -> str:
    """`駅前大通りから学校通りまで`; '' where no street with a name crosses its ends."""
    first, last = (streets[key] if key else None for key in street.ends)
    if first and last and first.name != last.name:
        return t("live_say_between", a=name(first, lang, t), b=name(last, lang, t))
    one = first or last
    return t("live_say_beside", a=name(one, lang, t)) if one else ""
