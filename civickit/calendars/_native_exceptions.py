"""The rows of exceptions.csv: days off, extra days, moved days, closures of a centre."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from civickit.calendars._native_collection import Period, is_refused, period_of
from civickit.calendars._native_dates import BadDate, day_of
from civickit.calendars._native_names import Names
from civickit.calendars._native_table import Line
from civickit.calendars.city import Area
from civickit.calendars.rules import (
    Change,
    Closure,
    Extra,
    Moved,
    Removed,
    Rule,
    Schedule,
    WhenClosed,
    days,
)
from civickit.core.text import header_key

OFF, EXTRA, MOVED = "休み", "追加", "振替"
REGULAR_OFF, LATER = "定期休み", "翌週へ"
WORDS: Mapping[str, tuple[str, ...]] = {
    OFF: ("off", "やすみ", "休止", "中止", "収集なし", "休業", "収集休み", "none", "cancelled"),
    EXTRA: ("extra", "臨時", "臨時収集", "added"),
    MOVED: ("moved", "変更", "移動", "振替収集", "move"),
    REGULAR_OFF: ("regular off", "定期収集のみ休み"),
    LATER: ("next week", "翌週", "次の週へ", "a week later"),
}
CLOSURES = {REGULAR_OFF: WhenClosed.SKIP, LATER: WhenClosed.LATER_WEEK}
_ASIDE = re.compile("^お|(?<=振)り|(?<=替)え")  # お休み, 振り替え


def _key(word: str) -> str:
    return _ASIDE.sub("", header_key(word))


MEANT = {_key(word): name for name, words in WORDS.items() for word in (name, *words)}
LONGEST_DAYS = 400
FAR_DAYS = 60
"""A day is not moved so far; more likely the year is a wrong one."""
MOST_TRIED = 2_000
Target = tuple[str, str]
"""(area, kind)"""


class Exceptions(NamedTuple):
    """What holds for one kind in one area."""

    changes: list[Change]
    closures: list[tuple[Closure, WhenClosed]]


def read_exceptions(
    lines: Sequence[Line],
    areas: Sequence[Area],
    names: tuple[Names, Names],
    planned: Mapping[Target, Sequence[Schedule]],
) -> dict[Target, Exceptions]:
    """The exceptions of every area and kind. `planned` is what holds without them."""
    found: dict[Target, Exceptions] = {}
    for line in lines:
        if is_refused(line):
            continue
        period, change = period_of(line), _change_of(line)
        targets = list(_targets(line, areas, names, planned))
        if period is None or change is None or period[0] is None or is_refused(line):
            continue
        first, last = period[0], period[1] or period[0]
        made = _made(line, change, first, last, several=period[1] is not None)
        if made is None:
            continue
        if change != EXTRA and not _touches(first, last, targets, planned):
            line.find("doubtful", "nothing_that_day", "first")
        for target in targets:
            _keep(line, found.setdefault(target, Exceptions([], [])), made, change)
    return found


def _change_of(line: Line) -> str | None:
    change = MEANT.get(_key(line.get("change")))
    if change is None and line.get("change"):
        line.find("refused", "bad_change", "change", known="、".join(WORDS))
    return change


def _targets(
    line: Line,
    areas: Sequence[Area],
    names: tuple[Names, Names],
    planned: Mapping[Target, Sequence[Schedule]],
) -> Iterator[Target]:
    """An empty kind means what is collected in the area, a named one that kind in any case."""
    wanted = set(names[0].wanted(line, "area", empty_is_all=True))
    kinds = names[1].wanted(line, "kind", empty_is_all=True)
    centre = line.name("centre")
    inside = [one for one in areas if one.key in wanted and centre in ("", one.centre)]
    if centre and wanted and not inside:
        line.find("refused", "unknown_centre", "centre", name=centre)
    named = bool(line.name("kind"))
    for area in inside:
        yield from ((area.key, one) for one in kinds if named or (area.key, one) in planned)


def _made(
    line: Line, change: str, first: date, last: date, *, several: bool
) -> list[Change] | Closure | None:
    """The changes of a row, or its closure; None after a finding that it is refused."""
    texts = list(line.texts("reason").items())
    reason, further = next((words for _, words in texts), ""), tuple(texts[1:])
    if (last - first).days > LONGEST_DAYS:
        line.find("refused", "closed_too_long", "last", days=(last - first).days)
        return None
    if change in CLOSURES:
        return Closure(first, last, line.name("centre"), reason, further)
    if change == OFF:
        return [Removed(day, reason, further) for day in _each(first, last)]
    if several:
        line.find("refused", "one_day_only", "last", change=change)
        return None
    if change == EXTRA:
        return [Extra(first, reason, further)]
    to = _moved_to(line)
    if to and abs((to - first).days) > FAR_DAYS:
        line.find("doubtful", "moved_far", "to", days=abs((to - first).days))
    return [Moved(first, to, reason, further)] if to else None


def _moved_to(line: Line) -> date | None:
    try:
        to = day_of(line.get("to"))
    except BadDate:
        line.find("refused", "bad_date", "to", part=line.get("to"))
        return None
    if to is None:
        line.find("refused", "moved_where", "to")
    return to


def _touches(
    first: date,
    last: date,
    targets: Sequence[Target],
    planned: Mapping[Target, Sequence[Schedule]],
) -> bool:
    """Whether anything would be collected there in these days; True when there is much to try."""
    schedules = (one for target in targets[:MOST_TRIED] for one in planned.get(target, ()))
    if any(next(days(one, first, last), None) for one in schedules):
        return True
    return len(targets) > MOST_TRIED


def _keep(line: Line, known: Exceptions, made: list[Change] | Closure, change: str) -> None:
    if isinstance(made, Closure):
        if any(when != CLOSURES[change] for _, when in known.closures):
            line.find("doubtful", "closings_mixed", "change")
        known.closures.append((made, CLOSURES[change]))
    else:
        known.changes.extend(made)


def _each(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def schedules_of(
    plan: Mapping[Period, Iterable[Rule]], exceptions: Exceptions | None = None
) -> tuple[Schedule, ...]:
    """The schedules of one kind in one area, each with the exceptions of its own time.

    A day that is moved is not off as well: whoever names the day means it.
    """
    changes = exceptions.changes if exceptions else []
    moved = {one.day for one in changes if isinstance(one, Moved)}
    kept = {one for one in changes if not (isinstance(one, Removed) and one.day in moved)}
    changes = sorted(kept, key=lambda one: (one.day, type(one).__name__))
    closures = tuple(dict.fromkeys(one for one, _ in exceptions.closures)) if exceptions else ()
    when = exceptions.closures[0][1] if exceptions and closures else WhenClosed.SKIP
    found = []
    for (first, last), rules in plan.items():
        low, high = first or date.min, last or date.max
        within = tuple(one for one in changes if low <= one.day <= high)
        found.append(Schedule(tuple(rules), closures, when, within, first, last))
    told = {one for schedule in found for one in schedule.changes}
    alone = [one for one in changes if isinstance(one, Extra) and one not in told]
    found += [Schedule((), changes=(one,), first=one.day, last=one.day) for one in alone]
    return tuple(found)
