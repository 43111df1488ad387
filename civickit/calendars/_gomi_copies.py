"""What the script takes a cell for, and cities whose copy of it takes cells their own way.

Most copies differ in what stands around the days. Those of Kawasaki and Saga differ in the days
themselves. Both have districts; they are known by these, or by their centres.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from typing import NamedTuple

from civickit.calendars import _gomi_js as js

WEEKDAYS = "日月火水木金土"
SATURDAY = 6
ALL_MONTHS = frozenset(range(1, 13))

Turn = tuple[int, int | None]
"""A weekday (0 Sunday) and its week in the month (from 0; another number: never; None: all)."""


class Taken(NamedTuple):
    """A cell as a copy takes it: weekdays in some months, dates, and every other week.

    `dates` and `weeks` are tokens, also those that turn out to name no day.
    """

    turns: tuple[Turn, ...] = ()
    months: frozenset[int] = ALL_MONTHS
    dates: tuple[str, ...] = ()
    weeks: tuple[str, ...] = ()

    @property
    def asks_for_centre(self) -> bool:
        """Whether any day of the cell depends on the days on which the centre is closed."""
        return bool(self.turns) and bool(self.months & ALL_MONTHS)


class Copy(NamedTuple):
    """One way to take cells. `name` is that of the city, '' for the original.

    A city's own copy does not know `;` between groups. It shows nothing of an area whose centre
    has no row, nor of a whole district in which it `stops` at a cell. `mixes`: it uses weekdays
    and dates of one cell.
    """

    name: str
    taken: Callable[[str], Taken]
    stops: Callable[[str], bool] = lambda _: False
    mixes: bool = False


def copy_of(names: AbstractSet[str], header: Sequence[str], cells: Iterable[str]) -> Copy:
    """The copy of a city whose districts and centres have these names; else the original.

    Only Saga's copy makes anything of a cell that has both weekdays and dates.
    """
    if names & _IN_KAWASAKI:
        return KAWASAKI_EN if header and header[0].isascii() else KAWASAKI
    if names & _IN_SAGA or any(map(_WEEKDAY_AND_DATE.fullmatch, set(cells))):
        return SAGA
    return ORIGINAL


_IN_KAWASAKI = {"川崎区", "Kawasaki-Ku", "川崎生活環境事業所", "Kawasaki Waste Collection Office"}
_IN_SAGA = {"佐賀地区あ行", "佐賀市清掃工場"}
_WEEKDAY_AND_DATE = re.compile(rf"(?:[{WEEKDAYS}][1-5]?\s+)+(?:[0-9]{{8}}\s*)+")


def weekday_of(token: str) -> int:
    """The weekday (0 Sunday) a token begins with; Saturday for anything that is none."""
    at = WEEKDAYS.find(token[:1]) if token else -1
    return SATURDAY if at < 0 else at


def week_of(token: str) -> int | None:
    """The week (from 0) a token asks for; None for every week, -1 for none."""
    if len(token) < 2:
        return None
    week = js.number(token[1]) if token[0] != "*" else None
    return -1 if week is None else int(week) - 1


def _turns(tokens: Iterable[str]) -> tuple[Turn, ...]:
    return tuple((weekday_of(token), week_of(token)) for token in tokens)


def _parts(cell: str) -> tuple[str, frozenset[int]]:
    """A cell's tokens as text, and its months."""
    if ":" not in cell:
        return cell, ALL_MONTHS
    words, months = cell.split(":")[:2]
    numbers = map(js.number, months.split(" "))
    return words, frozenset(int(one) for one in numbers if one is not None and one == int(one))


def _original(cell: str) -> Taken:
    words, months = _parts(cell)
    if len(cell) == 2 and cell[0] == "*":
        months = frozenset()
    tokens = words.split(" ")
    for token in reversed(tokens):
        if len(token) not in (1, 2):
            every_other = len(token) == 10 and token[0] == "隔"
            return Taken(weeks=tuple(tokens)) if every_other else Taken(dates=tuple(tokens))
    return Taken(_turns(tokens), months)


def _saga(cell: str) -> Taken:
    """Weekdays, and dates besides; an empty cell is a token, and that is every Saturday."""
    words, months = _parts(cell)
    tokens = _SPACES.split(words.strip(js.SPACES))
    dates = tuple(filter(_DATE.fullmatch, tokens))
    return Taken(_turns(t for t in tokens if t not in dates and t[:1] != "*"), months, dates)


def _kawasaki(names: Sequence[str], cell: str) -> Taken:
    """Weekdays only; a week's number counts from 0, so `水1` is the second Wednesday."""
    words, months = _parts(cell)
    turns = []
    for token in words.split(" "):
        name, week = _DIGIT.sub("", token, count=1), js.number(token[-1:])
        weekday = names.index(name) if name in names else SATURDAY
        turns.append((weekday, None if week is None else int(week)))
    return Taken(tuple(turns), months)


def _kawasaki_stops(names: Sequence[str], cell: str) -> bool:
    """Whether a token is neither a weekday other than Sunday nor has a digit after its word."""
    words, _ = _parts(cell)
    return any(t not in names[1:] and not _WORD_DIGIT.search(t) for t in words.split(" "))


_SPACES = re.compile(f"[{re.escape(js.SPACES)}]+")
_DATE = re.compile("[0-9]{8}")
_DIGIT = re.compile("[0-9]")
_WORD_DIGIT = re.compile("[^0-9][0-9]")
_ENGLISH = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")


def _of_kawasaki(names: Sequence[str]) -> Copy:
    return Copy("川崎市", partial(_kawasaki, names), partial(_kawasaki_stops, names))


ORIGINAL = Copy("", _original)
SAGA = Copy("佐賀市", _saga, mixes=True)
KAWASAKI = _of_kawasaki(tuple(WEEKDAYS))
KAWASAKI_EN = _of_kawasaki(_ENGLISH)
