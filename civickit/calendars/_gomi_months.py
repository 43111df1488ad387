"""Which months the words of a cell belong to: `火2 金4:4 6`, `月 木 日5:12`, `木1:9; 金1:10`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from civickit.calendars._gomi_tokens import Note, Token, is_plain, tokens_of
from civickit.calendars.rules import EVERY_MONTH, Months, NthWeekday, OnDates, Weekly

_MONTH = re.compile(r"([0-9]{1,2})月?(?:[-~]([0-9]{1,2})月?)?")
STRAY = "`'\"´’.,。、・/"  # left behind by a slip of the finger: 水4`
_SEPARATOR = re.compile("[・、,/]")


class Group(NamedTuple):
    """Words that hold in the same months."""

    tokens: tuple[Token, ...]
    months: Months = EVERY_MONTH


class _Open:
    """A group that is being read; `months` is None before its colon."""

    def __init__(self) -> None:
        self.tokens: list[Token] = []
        self.months: set[int] | None = None

    def closed(self) -> Group:
        months = EVERY_MONTH if self.months is None else frozenset(self.months)
        return Group(tuple(self.tokens), months)


def groups_of(plain: str) -> tuple[list[Group], list[Note]]:
    """The groups of a cell that is clean of width and double spaces, and what was odd."""
    notes: list[Note] = []
    groups: list[Group] = []
    pieces = plain.split(";")
    for piece in filter(None, pieces):
        found = list(_piece(piece, notes))
        if not all(map(_are_dates, found[1:])):  # of weekdays and dates, `mixed` is told
            notes.append(Note("repaired", "months_per_group"))
        elif len(found) == len(pieces) == 1:
            found = _months_of_the_last(found[0], notes)
        groups += found
    _told_of_pieces(plain, pieces, notes)
    return groups, notes


def _are_dates(group: Group) -> bool:
    return all(isinstance(token.rule, OnDates) or token.remark for token in group.tokens)


def _told_of_pieces(plain: str, pieces: Sequence[str], notes: list[Note]) -> None:
    """A piece that copies knowing `;` cannot take apart makes them show 1 January 2000."""
    if len(pieces) > 1 and any(piece.count(":") != 1 for piece in pieces if piece):
        notes.append(Note("repaired", "piece_without_months", (("text", plain),)))


def _piece(piece: str, notes: list[Note]) -> Iterator[Group]:
    group = _Open()
    for chunk in piece.split(" "):
        head, colon, tail = chunk.partition(":")
        if group.months is not None and not colon and _add_months(chunk, group.months, notes):
            continue
        if group.months is not None and chunk.startswith("*"):
            notes.append(Note("repaired", "remark_after_months"))
        elif group.months is not None:
            yield group.closed()
            group = _Open()
        if head:
            group.tokens += _tokens(head, notes)
        if colon:
            group.months = _months_of(tail, notes)
    if group.months is not None and not group.months:
        notes.append(Note("doubtful", "no_months"))
    yield group.closed()


def _months_of(tail: str, notes: list[Note]) -> set[int]:
    """The months right after the colon; those after a second one the original does not read."""
    months: set[int] = set()
    if ":" in tail:
        notes.append(Note("repaired", "wording"))
    for part in tail.split(":") if tail else ():
        if not _add_months(part, months, notes):
            _unknown(part, notes)
    return months


def _tokens(chunk: str, notes: list[Note]) -> list[Token]:
    found = tokens_of(chunk) or tokens_of(chunk.strip(STRAY))
    if not found:
        _unknown(chunk, notes)
        return []
    used = [token for token in found if token.rule or token.remark]
    if used and not is_plain(chunk) and not (len(found) == 1 and found[0].notes):
        code = "long_remark" if found[-1].remark and len(found) == 1 else "wording"
        notes.append(Note("repaired", code))
    return found


def _unknown(text: str, notes: list[Note]) -> None:
    notes.append(Note("refused", "unknown_words", (("text", text),)))


def _add_months(text: str, months: set[int], notes: list[Note]) -> bool:
    """Add the months `text` names; False where it names none."""
    parts = _SEPARATOR.split(text)
    found = [_MONTH.fullmatch(part) for part in parts]
    if not all(found):
        return False
    for match in filter(None, found):
        low, high = int(match[1]), int(match[2] or match[1])
        if not (1 <= low <= 12 and 1 <= high <= 12):
            notes.append(Note("refused", "no_such_month", (("text", match[0]),)))
            continue
        months.update((low - 1 + n) % 12 + 1 for n in range((high - low) % 12 + 1))
    if not text.isdecimal():
        notes.append(Note("repaired", "wording"))
    return True


def _months_of_the_last(group: Group, notes: list[Note]) -> list[Group]:
    """`月 木 日5:12` means twice a week, and one Sunday in December more.

    The script limits everything to December. That reading stays wherever both make sense.
    """
    rules = [token.rule for token in group.tokens if token.rule]
    weekly = [isinstance(rule, Weekly) for rule in rules]
    nth = [isinstance(rule, NthWeekday) for rule in rules]
    if group.months == EVERY_MONTH or not any(weekly) or not any(nth):
        return [group]
    if len(rules) > 1 and all(weekly[:-1]) and nth[-1] and group.tokens[-1].rule:
        notes.append(Note("repaired", "months_of_the_last"))
        return [Group(group.tokens[:-1]), Group(group.tokens[-1:], group.months)]
    notes.append(Note("doubtful", "months_mixed"))
    return [group]
