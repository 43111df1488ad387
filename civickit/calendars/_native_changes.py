"""The exceptions of a city as the fewest rows: who has the same ones goes together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from civickit.calendars._native_columns import OWN
from civickit.calendars._native_exceptions import EXTRA, LATER, MOVED, OFF, REGULAR_OFF, Target
from civickit.calendars.city import Area, City, Texts
from civickit.calendars.rules import Change, Closure, Extra, Moved, Removed, WhenClosed

WORD_OF = {WhenClosed.SKIP: REGULAR_OFF, WhenClosed.LATER_WEEK: LATER}
Called = Callable[[str], str]
Row = dict[str, str | Texts]


def exception_rows(city: City, area_called: Called, kind_called: Called) -> Iterator[Row]:
    """Rows of exceptions.csv; closures first, then single days in order."""
    places = _Places(city, area_called, kind_called)
    for (closure, when), targets in _closures(city).items():
        for where in places.rows(targets, closure.centre):
            reason = closure.reason or ("" if "centre" in where else closure.centre)
            yield {
                "first": str(closure.first),
                "last": str(closure.last),
                **where,
                "change": WORD_OF[when],
                "reason": {OWN: reason, **dict(closure.reasons)} if reason else {},
            }
    for change, last, targets in _in_a_row(_changes(city)):
        for where in places.rows(targets, ""):
            yield {"first": str(change.day), "last": last, **where, **_said(change)}


def _said(change: Change) -> Row:
    reason = {OWN: change.reason, **dict(change.reasons)} if change.reason else {}
    if isinstance(change, Moved):
        return {"change": MOVED, "to": str(change.to), "reason": reason}
    return {"change": EXTRA if isinstance(change, Extra) else OFF, "reason": reason}


def _closures(city: City) -> dict[tuple[Closure, WhenClosed], set[Target]]:
    found: dict[tuple[Closure, WhenClosed], set[Target]] = {}
    for area in city.areas:
        for kind, schedules in area.schedules.items():
            for one in schedules:
                for closure in one.closures if one.when_closed in WORD_OF else ():
                    found.setdefault((closure, one.when_closed), set()).add((area.key, kind))
    return found


def _changes(city: City) -> dict[Change, set[Target]]:
    """Who has each change. Who has a day moved may have it off as well: the move wins."""
    found: dict[Change, set[Target]] = {}
    moved: dict[object, set[Target]] = {}
    for area in city.areas:
        for kind, schedules in area.schedules.items():
            for change in (change for one in schedules for change in one.changes):
                found.setdefault(change, set()).add((area.key, kind))
                if isinstance(change, Moved):
                    moved.setdefault(change.day, set()).add((area.key, kind))
    for change, targets in found.items():
        if isinstance(change, Removed):
            targets |= moved.get(change.day, set())
    return found


def _in_a_row(
    found: Mapping[Change, set[Target]],
) -> Iterator[tuple[Change, str, set[Target]]]:
    """(change, last day, targets): days off that follow each other are one closure."""
    rest = dict(sorted(found.items(), key=lambda one: (one[0].day, type(one[0]).__name__)))
    while rest:
        change = next(iter(rest))
        targets, last = rest.pop(change), change.day
        if isinstance(change, Removed):
            while rest.get(replace(change, day=last + timedelta(days=1))) == targets:
                last += timedelta(days=1)
                del rest[replace(change, day=last)]
        yield change, "" if last == change.day else str(last), targets


class _Places:
    """How the rows of a set of (area, kind) say where they hold."""

    def __init__(self, city: City, area_called: Called, kind_called: Called) -> None:
        self.areas = {area.key: area for area in city.areas}
        self.kinds = [kind.key for kind in city.kinds]
        self.area_called, self.kind_called = area_called, kind_called

    def rows(self, targets: Iterable[Target], centre: str) -> Iterator[Row]:
        of_area: dict[str, set[str]] = {}
        for key, kind in targets:
            of_area.setdefault(key, set()).add(kind)
        together: dict[frozenset[str], list[str]] = {}
        for key, area in self.areas.items():
            kinds = of_area.get(key, set())
            if kinds:
                together.setdefault(self._kinds(area, kinds), []).append(key)
        for same, areas in together.items():
            named = [key for key in self.kinds if key in same]
            yield {**self._where(areas, centre), "kind": "、".join(map(self.kind_called, named))}

    @staticmethod
    def _kinds(area: Area, kinds: set[str]) -> frozenset[str]:
        """() for all that has rows in collection.csv."""
        planned = {
            kind
            for kind, schedules in area.schedules.items()
            if any(one.rules or not one.changes for one in schedules)
        }
        return frozenset() if kinds == planned else frozenset(kinds)

    def _where(self, areas: list[str], centre: str) -> Row:
        if centre and areas == [one.key for one in self.areas.values() if one.centre == centre]:
            return {"centre": centre}
        if len(areas) == len(self.areas):
            return {}
        return {"area": "、".join(map(self.area_called, areas))}
