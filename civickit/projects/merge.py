"""Three versions of one file become one. It needs no git and agrees with it.

Lines that all three share hold the file together. Between them the side that changed something
wins; where both changed the same lines, or lines that touch, in different ways, both stand in
the file between markers. Where git merges without a conflict and this does, the texts are equal;
of git's clean merges of real text this marks about one in three hundred. Only where few
different lines repeat all the time can the two match them differently.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

YOURS, BETWEEN, TEMPLATE = b"<<<<<<< yours", b"=======", b">>>>>>> template"
BOM = b"\xef\xbb\xbf"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Merged(NamedTuple):
    """The text, and the line (from 1) at which each conflict in it begins."""

    content: bytes
    conflicts: tuple[int, ...] = ()


def merge(base: bytes | None, mine: bytes, theirs: bytes, version: str = "") -> Merged:
    """What both sides made of `base`, with the line endings and the mark (BOM) that `mine` has.

    Without a base nobody knows who changed what: every difference is a conflict. `version` is
    named at the end of each.
    """
    if mine == theirs or base == theirs:
        return Merged(mine)
    if base == mine:
        return Merged(theirs)
    texts = [_Lines(content) for content in (base, mine, theirs) if content is not None]
    shared = _shared_by_all(texts) if base is not None else _matches(*texts)
    merging = _Merging(_ending(mine if b"\n" in mine else theirs), version)
    for chunk in _chunks(shared, texts):
        merging.take(chunk)
    return Merged(_mark(base, mine, theirs) + b"".join(merging.lines), tuple(merging.conflicts))


def are_lines(*contents: bytes) -> bool:
    """Whether these can be merged by lines: no binary, and all in one encoding."""
    kinds = {_encoding(content) for content in contents} - {"ascii"}
    return len(kinds) < 2 and "binary" not in kinds


def alike(one: bytes, other: bytes) -> bool:
    """The same but for line endings and the mark (BOM): an editor or git may exchange those."""
    return one == other or _Lines(one).same == _Lines(other).same


def unsolved(content: bytes) -> tuple[int, ...]:
    """The lines (from 1) at which a conflict that `merge` marked still stands."""
    if YOURS not in content and TEMPLATE not in content:
        return ()
    lines = [line.rstrip(b"\r") for line in content.split(b"\n")]
    begin = [number for number, line in enumerate(lines, 1) if line == YOURS]
    end = [number for number, line in enumerate(lines, 1) if re.match(TEMPLATE + rb"( |$)", line)]
    return tuple(begin or end)


class _Lines:
    """Lines as they stand, and for comparing, where all end with LF."""

    def __init__(self, content: bytes) -> None:
        self.asis = re.findall(rb"[^\n]*\n|[^\n]+", content.removeprefix(BOM))
        self.same = [re.sub(rb"\r\n$", b"\n", line) for line in self.asis]


class _Piece(NamedTuple):
    """Some lines of one text, in both ways."""

    asis: list[bytes]
    same: list[bytes]


class _Merging:
    """The text as it grows."""

    def __init__(self, ending: bytes, version: str) -> None:
        self.ending = ending
        self.end = b" ".join([TEMPLATE, *([version.encode()] if version else [])])
        self.lines: list[bytes] = []
        self.conflicts: list[int] = []

    def take(self, chunk: list[_Piece]) -> None:
        """The same place in mine and theirs, or in base, mine and theirs."""
        *base, mine, theirs = chunk
        known = base[0].same if base else None
        if theirs.same in (mine.same, known):
            self.lines += mine.asis
        elif mine.same == known:
            self.lines += self._ended(theirs.same)
        else:
            self._mark_both(mine, theirs)

    def _mark_both(self, mine: _Piece, theirs: _Piece) -> None:
        """Both between markers; what they begin and end with alike stands outside."""
        first, last = _alike_at_the_ends(mine.same, theirs.same)
        until = len(mine.same) - last
        self.lines += mine.asis[:first]
        self.conflicts.append(len(self.lines) + 1)
        self.lines += [YOURS + self.ending, *self._closed(mine.asis[first:until])]
        new = self._ended(theirs.same[first : len(theirs.same) - last])
        self.lines += [BETWEEN + self.ending, *self._closed(new), self.end + self.ending]
        self.lines += mine.asis[until:]

    def _ended(self, lines: list[bytes]) -> list[bytes]:
        return [line[:-1] + self.ending if line.endswith(b"\n") else line for line in lines]

    def _closed(self, lines: list[bytes]) -> list[bytes]:
        """A last line without an end gets one: a marker follows."""
        return [line if line.endswith(b"\n") else line + self.ending for line in lines]


def _chunks(shared: Iterable[tuple[int, ...]], texts: list[_Lines]) -> Iterator[list[_Piece]]:
    """Each line that all texts share, and what lies between two of these, in order."""
    done: tuple[int, ...] = (0,) * len(texts)
    for here in [*shared, tuple(len(text.same) for text in texts)]:
        after = tuple(at + 1 for at in here)
        for begin, end in ((done, here), (here, after)):
            cut = zip(texts, map(slice, begin, end), strict=True)
            yield [_Piece(text.asis[part], text.same[part]) for text, part in cut]
        done = after


def _shared_by_all(texts: list[_Lines]) -> list[tuple[int, ...]]:
    base, mine, theirs = texts
    in_mine, in_theirs = dict(_matches(base, mine)), dict(_matches(base, theirs))
    return [(at, in_mine[at], in_theirs[at]) for at in in_mine if at in in_theirs]


def _matches(one: _Lines, other: _Lines) -> Iterator[tuple[int, int]]:
    """(line in one, line in other) of the lines that stayed, in order."""
    first, last = _alike_at_the_ends(one.same, other.same)
    yield from ((at, at) for at in range(first))
    here, there = (text.same[first : len(text.same) - last] for text in (one, other))
    matcher = SequenceMatcher[bytes](None, here, there, autojunk=False)
    for at, to, count in matcher.get_matching_blocks():
        yield from ((first + at + more, first + to + more) for more in range(count))
    ends = len(one.same), len(other.same)
    yield from ((ends[0] - back, ends[1] - back) for back in range(last, 0, -1))


def _alike_at_the_ends(one: list[bytes], other: list[bytes]) -> tuple[int, int]:
    """How many lines two texts begin with alike, and how many of the rest they end with."""
    most = min(len(one), len(other))
    first = next((at for at in range(most) if one[at] != other[at]), most)
    rest = most - first
    return first, next((at for at in range(rest) if one[-1 - at] != other[-1 - at]), rest)


def _mark(base: bytes | None, mine: bytes, theirs: bytes) -> bytes:
    """The mark that the merged text begins with: the template's only where it changed that."""
    changed = base is None or base.startswith(BOM) != mine.startswith(BOM)
    return BOM if (mine if changed else theirs).startswith(BOM) else b""


def _ending(content: bytes) -> bytes:
    return b"\r\n" if 2 * content.count(b"\r\n") > content.count(b"\n") else b"\n"


def _encoding(content: bytes) -> str:
    if b"\0" in content or content.startswith(UTF_16):
        return "binary"
    if content.isascii():
        return "ascii"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "other"
    return "utf-8"
