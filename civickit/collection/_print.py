"""The days of an area on one A4 page: a year or a month, the same days as the PDF sheets show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from markupsafe import Markup

from civickit.calendars.city import Area, text
from civickit.calendars.grid import (
    Week,
    month_grid,
    months_from,
    next_month,
    notices_of,
)
from civickit.calendars.instead import Instead, shut_of
from civickit.calendars.qr import qr_svg
from civickit.collection import say
from civickit.collection.plan import Plan, plan_of
from civickit.collection.site import Site
from civickit.web.current import language, t

MONTHS = 12


class Month(NamedTuple):
    """A month of the sheet."""

    first: date
    weeks: tuple[Week, ...]


def year_page(site: Site, area: Area) -> dict[str, Any]:
    """Twelve months on one page."""
    months = list(months_from(sheet_start(site.today, area.ends()), MONTHS))
    return _page(site, area, months)


def month_page(site: Site, area: Area, asked: str) -> dict[str, Any]:
    """One month on one page; 404 where the plans do not reach it."""
    return _page(site, area, [site.month(asked)])


def sheet_start(today: date, ends: date | None) -> date:
    """This month; earlier where the data ends within a year, so that the page is full."""
    first = today.replace(day=1)
    if ends is None or ends < first:
        return first
    left = (ends.year - first.year) * 12 + ends.month - first.month + 1
    for _ in range(max(0, MONTHS - left)):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


def _page(site: Site, area: Area, months: list[date]) -> dict[str, Any]:
    first, last = months[0], next_month(months[-1]) - timedelta(days=1)
    plan = plan_of(site.city, area, first, last)
    used = {mark.kind for marks in plan.marks.values() for mark in marks}
    return {
        "plan": plan,
        "months": [Month(one, month_grid(site.city, area, one, plan.marks)) for one in months],
        "kinds": [kind.key for kind in site.city.kinds if kind.key in used],
        "notes": list(_notes(site, plan)),
        "all_months": list(months_from(site.today, MONTHS)),
        "code": code_for(site.address_elsewhere("pages.area", key=area.key), "print.qr"),
    }


def _notes(site: Site, plan: Plan) -> Iterator[str]:
    """What stands under the days: closures, changes, notices, remarks, where the data ends."""
    lang, span = language(), (plan.first, plan.last)
    closed = [
        f"{_from_to(one.first, one.last)} {say.reason(one, lang)}".strip()
        for one in shut_of(plan.area, *span)
    ]
    if closed:
        yield t("print.closed", days=t("say.joined").join(closed))
    changes = [_change(site, day, told) for day, told in sorted(plan.instead.items())]
    if changes:
        yield t("print.changes", changes=" / ".join(changes))
    texts = [one.text for one in notices_of(site.city, plan.area, *span)]
    yield from (text(one, lang) for one in (*texts, *plan.area.remarks))
    if plan.ends and plan.ends < plan.last:
        yield t("area.ends", date=say.day_and_year(plan.ends, t))
    if plan.area.doubts:
        yield t("area.doubt")


def _change(site: Site, day: date, told: Iterable[Instead]) -> str:
    kinds = {kind.key: text(kind.names, language()) for kind in site.city.kinds}
    said = [say.otherwise(one, kinds[one.kind], language(), t) for one in told]
    return f"{say.day(day, t)} {' '.join(said)}"


def _from_to(first: date, last: date) -> str:
    said = say.day(first, t), say.day(last, t)
    return said[0] if first == last else t("print.from_to", first=said[0], last=said[1])


def code_for(address: str, key: str) -> Markup:
    """An address as a code for a phone's camera; nothing where nobody knows the address."""
    return Markup(qr_svg(address, t(key))) if address else Markup()  # noqa: S704 - made by us
