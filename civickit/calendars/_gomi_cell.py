"""What a day cell means, read with care: its rules, its remarks, and what was odd about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from operator import lt
from typing import NamedTuple, cast

from civickit.calendars._gomi_months import Group, groups_of
from civickit.calendars._gomi_tokens import FILLER_YEAR, WEEKDAYS, Note, day_of
from civickit.calendars._gomi_wording import joined_words, spoken_out, without_asides
from civickit.calendars.rules import (
    EVERY_MONTH,
    EveryWeeks,
    Months,
    NthWeekday,
    OnDates,
    Rule,
    Weekly,
)
from civickit.core.text import clean

LAST_WEEK = 5
EIGHT = 8
FILLER = str(FILLER_YEAR)
IN_DATES = {"spaces": "spaces_in_dates"}
A_YEAR_BACK = -300
"""Days from one date to the next that are no slip of a list that is out of order."""
NOTHING = frozenset(
    (
        *("-", "--", "—", "ー", "―", "/", "x", "×", "✕", "none", "n/a"),
        *("なし", "無し", "無", "ナシ", "該当なし", "収集なし", "収集無し", "収集しない"),
    )
)
_REMARK = re.compile(r"\*[0-9A-Za-z]")
_AFTER = re.compile(r"([:;])\s+")  # `金2: 4 6`: the original reads it too
_ONLY_MONTHS = re.compile(r"(?:[0-9]{1,2}月[ 、・,/]?)+")


class Parsed(NamedTuple):
    """A cell's rules, ids of its remarks, how it was taken, and the words that are no days."""

    rules: tuple[Rule, ...] = ()
    remarks: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    read_as: str = ""
    words: str = ""
    only_dates: bool = True
    """Whether there is no rule but dates."""


class Reader:
    """Reads cells, each distinct one once."""

    def __init__(self) -> None:
        self._days: dict[str, date | None] = {}
        self._known: dict[str, Parsed] = {"": Parsed()}

    def parsed(self, cell: str) -> Parsed:
        found = self._known.get(cell)
        if found is None:
            found = self._only_dates(cell) or parse(cell)
            self._known[cell] = found
        return found

    def _only_dates(self, cell: str) -> Parsed | None:
        """A list of dates as it should be, fast: most of the bytes of large files are such."""
        words = cell.split(" ")
        remarks: list[str] = []
        while len(words) > 1 and _REMARK.fullmatch(words[-1]):
            remarks.insert(0, words.pop()[1])
        days = tuple(map(self._days.get, words))
        if None in days:
            self._learn(words)
            days = tuple(map(self._days.get, words))
        if None in days or not all(map(lt, words, words[1:])):
            return None
        return Parsed((OnDates(cast(tuple[date, ...], days)),), tuple(remarks))

    def _learn(self, words: Iterable[str]) -> None:
        """Work out the days of words that are new, each once; what only fills a cell is none."""
        for word in words:
            if (
                word not in self._days
                and len(word) == EIGHT
                and word.isascii()
                and word.isdecimal()
                and word < FILLER
            ):
                self._days[word] = day_of(word)


def parse(cell: str) -> Parsed:
    """What a cell means. Nothing in it is left out without a note."""
    plain = clean(cell)
    width = _width_notes(cell, plain)
    if plain.lower() in NOTHING:
        return Parsed(notes=(*width, Note("repaired", "nothing")))
    if not plain:
        return Parsed(notes=width)
    if _ONLY_MONTHS.fullmatch(plain) and max(map(int, re.findall("[0-9]+", plain))) > LAST_WEEK:
        unclear = Note("refused", "unknown_words", (("text", plain),))  # 1月 4月 7月 10月: months
        return Parsed(notes=(*width, unclear), words=plain)
    bare, asides = without_asides(plain)
    spoken = spoken_out(joined_words(bare))
    groups, told = groups_of(spoken)
    told += [Note("doubtful", "aside", (("text", one),)) for one in asides]
    if spoken != _AFTER.sub(r"\1", bare):
        told.append(Note("repaired", "wording"))
    rules, more = _rules(groups)
    if any(note.code in {"wording", "aside"} for note in told):
        width = ()  # it says how to write the cell, width and spaces included
    only_dates = all(isinstance(rule, OnDates) for rule in rules)
    if only_dates and rules:
        width = tuple(one._replace(code=IN_DATES.get(one.code, one.code)) for one in width)
    tokens = [token for group in groups for token in group.tokens]
    remarks = tuple(dict.fromkeys(one.remark for one in tokens if one.remark))
    notes = tuple(dict.fromkeys((*width, *told, *more)))
    if not (rules or remarks or notes):
        notes = (Note("refused", "unknown_words", (("text", plain),)),)
    return Parsed(rules, remarks, notes, _canonical(rules, remarks), _words(notes), only_dates)


def _words(notes: Iterable[Note]) -> str:
    """What a cell says besides days, for people: `随時`, `(祝日も収集)`."""
    said = (
        str(dict(one.values)["text"]) for one in notes if one.code in {"unknown_words", "aside"}
    )
    return " ".join(words for words in said if any(map(str.isalpha, words)))


def _width_notes(cell: str, plain: str) -> tuple[Note, ...]:
    if cell == plain:
        return ()
    same = "".join(cell.split()) == "".join(plain.split())
    return (Note("repaired", "spaces" if same else "width"),)


def _rules(groups: Sequence[Group]) -> tuple[tuple[Rule, ...], list[Note]]:
    """Each rule once, with its months; all single dates as one rule."""
    rules: list[Rule] = []
    days: list[date] = []
    notes: list[Note] = []
    for group in groups:
        for token in group.tokens:
            notes += token.notes
            if isinstance(token.rule, OnDates):
                days += token.rule.days
                if group.months != EVERY_MONTH:
                    notes.append(Note("doubtful", "months_on_dates"))
            elif token.rule is not None:
                if isinstance(token.rule, EveryWeeks) and group.months != EVERY_MONTH:
                    notes.append(Note("repaired", "months_on_weeks"))
                rules.append(token.rule._replace(months=group.months))
    once: list[Rule] = list(dict.fromkeys(rules))
    if len(once) < len(rules) or len(set(days)) < len(days) or _again(once):
        notes.append(Note("repaired", "said_twice"))
    kinds = {type(one) for one in once} | ({OnDates} if days else set())
    if len(kinds - {NthWeekday}) > 1 or (NthWeekday in kinds and kinds & {OnDates, EveryWeeks}):
        notes.append(Note("repaired", "mixed"))
    notes += _year_slips(days)
    if days:
        once.append(OnDates(tuple(sorted(set(days)))))
    return tuple(once), notes


def _again(rules: Sequence[Rule]) -> bool:
    """`水2 水` names the second Wednesday twice."""
    weekly = [one for one in rules if isinstance(one, Weekly)]
    nths = [one for one in rules if isinstance(one, NthWeekday)]
    return any(
        one.weekday == other.weekday and one.months & other.months
        for one in weekly
        for other in nths
    )


def _year_slips(days: Sequence[date]) -> list[Note]:
    """`20151229 20150129` goes back a year where the next one is meant; told once for a cell."""
    for before, day in pairwise(days):
        if (day - before).days < A_YEAR_BACK:
            said = (("text", f"{day:%Y%m%d}"), ("before", f"{before:%Y%m%d}"))
            return [Note("doubtful", "year_slip", said)]
    return []


def _canonical(rules: Iterable[Rule], remarks: Iterable[str]) -> str:
    """The rules in one way of writing: `月 木; 日5:12 *1`."""
    by_months: dict[Months, list[Rule]] = {}
    for rule in rules:
        months = EVERY_MONTH if isinstance(rule, OnDates) else rule.months
        by_months.setdefault(months, []).append(rule)
    groups = [one for months, those in by_months.items() for one in _groups_written(months, those)]
    return " ".join(("; ".join(groups), *(f"*{one}" for one in remarks))).strip()


def _groups_written(months: Months, rules: Sequence[Rule]) -> Iterator[str]:
    """One group; apart where `月 水1:1` would leave open which of them the months belong to."""
    words, said = list(map(_written, rules)), _months_written(months)
    *before, last = rules
    mixed = before and all(isinstance(one, Weekly) for one in before)
    if said and mixed and isinstance(last, NthWeekday):
        yield from (word + said for word in words)
    else:
        yield " ".join(words) + said


def _written(rule: Rule) -> str:
    match rule:
        case Weekly(weekday):
            return WEEKDAYS[weekday]
        case NthWeekday(weekday, nth):
            return f"{WEEKDAYS[weekday]}{nth}" if nth > 0 else f"最終{WEEKDAYS[weekday]}"
        case EveryWeeks(base, weeks):
            start = (
                f"隔{WEEKDAYS[base.weekday()]}"
                if weeks == 2 and not rule.open_weeks_only
                else f"e{weeks}w"
            )
            return f"{start}{base:%Y%m%d}"
        case OnDates(days):
            return " ".join(f"{day:%Y%m%d}" for day in days)


def _months_written(months: Months) -> str:
    return "" if months == EVERY_MONTH else ":" + " ".join(map(str, sorted(months)))
