"""The rows of collection.csv: which rules hold where, for what, and how long."""

from __future__ import annotations

from datetime import date

from civickit.calendars._native_dates import BadDate, day_of
from civickit.calendars._native_names import Names
from civickit.calendars._native_rule import Read, Unread, rules_of
from civickit.calendars._native_table import Line
from civickit.calendars.rules import EveryWeeks, NthWeekday, Rule, Weekly

Period = tuple[date | None, date | None]
Plans = dict[tuple[str, str], dict[Period, list[Rule]]]
"""By (area, kind): the rules of each period of validity, in the order of the file."""


def read_rules(lines: list[Line], areas: Names, kinds: Names) -> Plans:
    """What is collected where; a row that cannot be read is refused as a whole."""
    plans: Plans = {}
    for line in lines:
        if is_refused(line):
            continue
        period = period_of(line)
        wanted = areas.wanted(line, "area", empty_is_all=False)
        sorts = kinds.wanted(line, "kind", empty_is_all=False)
        read = _rules(line, period) if period else None
        if read is None or period is None or not wanted or not sorts or is_refused(line):
            continue
        if read.doubt:
            line.find("doubtful", read.doubt, "days", part=read.part)
        for area in wanted:
            for kind in sorts:
                _keep(line, plans.setdefault((area, kind), {}), period, read.rules)
    return plans


def is_refused(line: Line) -> bool:
    """Whether something in the row was refused, so that none of it is used."""
    return any(one.fate == "refused" for one in line.findings)


def period_of(line: Line) -> Period | None:
    """The first and the last day a row names; None after a finding that it is refused."""
    found: list[date | None] = []
    for column in ("first", "last"):
        try:
            found.append(day_of(line.get(column), end=column == "last"))
        except BadDate:
            line.find("refused", "bad_date", column, part=line.get(column))
            return None
    first, last = found
    if first and last and last < first:
        line.find("refused", "ends_before", "last", first=str(first), last=str(last))
        return None
    return first, last


def _rules(line: Line, period: Period) -> Read | None:
    try:
        return rules_of(line.get("days"), line.get("months"), *period)
    except Unread as bad:
        column = "months" if bad.code == "bad_months" else "days"
        line.find("refused", bad.code, column, part=bad.part)
        return None


def _keep(
    line: Line, plan: dict[Period, list[Rule]], period: Period, rules: tuple[Rule, ...]
) -> None:
    known = plan.setdefault(period, [])
    if any(rule in known for rule in rules):
        line.find("doubtful", "rule_twice", "days")
    if _regular(rules) and any(
        other != period and _overlap(other, period) and _regular(tuple(there))
        for other, there in plan.items()
    ):
        line.find("doubtful", "periods_overlap", "first")
    known.extend(rule for rule in rules if rule not in known)


def _regular(rules: tuple[Rule, ...]) -> bool:
    return any(isinstance(rule, Weekly | NthWeekday | EveryWeeks) for rule in rules)


def _overlap(one: Period, other: Period) -> bool:
    first = max(one[0] or date.min, other[0] or date.min)
    return first <= min(one[1] or date.max, other[1] or date.max)
