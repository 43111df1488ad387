"""How days are said. The phone fills the same texts: their keys begin with `say.`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from civickit.calendars.city import text
from civickit.calendars.instead import Instead, Shut

Text = Callable[..., str]
"""Gives the text of a key with its values filled in."""

DAY_AFTER_TOMORROW = 2


def day(one: date, t: Text) -> str:
    """`11月28日(土)`, `Saturday 28 November`."""
    return t(
        "say.day", month=t(f"say.m{one.month}"), day=one.day, weekday=t(f"say.w{one.weekday()}")
    )


def day_and_year(one: date, t: Text) -> str:
    """`2026年11月28日(土)`."""
    return t("say.day_and_year", year=one.year, day=day(one, t))


def month(one: date, t: Text) -> str:
    """`2026年11月`."""
    return t("say.month", year=one.year, month=t(f"say.m{one.month}"))


def how_far(one: date, today: date, t: Text) -> str:
    """`今日`, `明日`, `明後日`, `あと5日`."""
    days = (one - today).days
    return t(f"say.in{days}") if 0 <= days <= DAY_AFTER_TOMORROW else t("say.in_days", count=days)


def weekdays(t: Text) -> list[tuple[str, str]]:
    """(short, long) words of the days of a week, Sunday first."""
    return [(t(f"say.s{n}"), t(f"say.w{n}")) for n in (6, 0, 1, 2, 3, 4, 5)]


def otherwise(one: Instead, kind: str, lang: str, t: Text) -> str:
    """`燃やすごみは12月30日(水)に変わりました。年末年始の休み`; `kind` is the kind's name."""
    to = day(one.to, t) if one.to else ""
    return t(f"say.{one.how}", kind=kind, why=reason(one, lang), to=to).strip()


def reason(one: Instead | Shut, lang: str) -> str:
    """Why, as the city writes it in that language."""
    return text(reasons(one), lang)


def reasons(one: Instead | Shut) -> dict[str, str]:
    """Why by language; under '' as the city writes it."""
    return {"": one.why, **dict(one.whys)}
