"""A city as the five files of 5374, and what these cannot say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from string import ascii_lowercase, digits

from civickit.calendars._gomi_spoken import Cell, cell_of
from civickit.calendars._put_folder import put_folder
from civickit.calendars.city import Area, City, Finding, Texts
from civickit.calendars.rules import Closure, WhenClosed
from civickit.core.formulas import shield

FILES = ("area_days.csv", "center.csv", "description.csv", "remarks.csv", "target.csv")
REMARK_SIGNS = digits[1:] + ascii_lowercase
MOST_KINDS = 9
_MADE = re.compile("[ak][0-9a-f]{8}")
_ONE_LINE = str.maketrans({",": "、", "\r": None, "\n": " "})


def write(city: City, folder: Path, first: date, last: date) -> list[Finding]:
    """Write a city as 5374 files; gives what they cannot say, or say only as a list of dates.

    Such lists reach from `first` to `last`. The files are for the original script with the
    settings it is delivered with. All are written or none. Raises ProjectConflict where the
    folder holds other files.
    """
    files, findings = files_of(city, first, last)
    put_folder(Path(folder), files, FILES)
    return findings


def files_of(city: City, first: date, last: date) -> tuple[dict[str, bytes], list[Finding]]:
    """The files by name, and the findings; see `write`."""
    closures = {area.key: _closures(area) for area in city.areas}
    centres = _Centres(city, closures)
    remarks = _Remarks()
    findings = [*_lost(city), *centres.findings]
    days: list[list[str]] = [["地名", "センター", *(_line(_own(k.names)) for k in city.kinds)]]
    for area in city.areas:
        cells = {
            kind: cell_of(area, kind, closures[area.key], first, last) for kind in area.schedules
        }
        findings += _told(area, cells, last)
        marks = remarks.of(area)
        row = [_label(area), centres.of[area.key]]
        for kind in city.kinds:
            text = cells[kind.key].text if kind.key in cells else ""
            row.append(_marked(text, marks) if text else "")
            marks = "" if text else marks
        days.append(row)
    findings += remarks.findings
    return {
        "area_days.csv": _table(days),
        "center.csv": _table([["名称", "休止開始日", "休止終了日"], *centres.rows]),
        "description.csv": _table(_description(city)),
        "remarks.csv": _table([["id", "text"], *remarks.rows]),
        "target.csv": _table(_target(city)),
    }, findings


def _own(texts: Texts) -> str:
    return next(iter(texts.values()), "")


def _line(text: str) -> str:
    """A text as a cell of a file without quoting."""
    return shield(text.translate(_ONE_LINE))


def _table(rows: Iterable[Sequence[str]]) -> bytes:
    return "".join(f"{','.join(row)}\n" for row in rows).encode("utf-8", "replace")


def _label(area: Area) -> str:
    """The ward, a space, the name: how copies of the script make two menus of one column."""
    return _line(" ".join(filter(None, (_own(area.group), _own(area.names)))))


def _marked(cell: str, marks: str) -> str:
    """A cell with the signs of remarks, which stand before the months."""
    tokens, colon, months = cell.partition(":")
    return f"{tokens} {marks}".rstrip() + colon + months


def _description(city: City) -> Iterator[list[str]]:
    yield ["label", "sublabel", "description", "styles", "bgcolor"]
    for kind in city.kinds:
        yield [_line(_own(kind.names)), "", _line(_own(kind.description)), "", kind.colour]


def _target(city: City) -> Iterator[list[str]]:
    """The things, by their reading: the script begins a heading whenever the first kana changes."""
    kinds = {kind.key: _own(kind.names) for kind in city.kinds}
    yield ["label", "name", "notice", "furigana"]
    for item in sorted(city.items, key=lambda one: one.reading or _own(one.names)):
        said = kinds.get(item.kind, item.kind_said)
        yield [
            _line(said), _line(_own(item.names)), _line(_own(item.note)), _line(item.reading[:1])
        ]  # fmt: skip


def _closures(area: Area) -> tuple[Closure, ...]:
    """The closures that most schedules of an area share, where the script would skip them."""
    found: dict[tuple[Closure, ...], int] = {}
    for schedules in area.schedules.values():
        for one in schedules:
            if one.closures and one.when_closed is WhenClosed.SKIP:
                found[one.closures] = found.get(one.closures, 0) + 1
    return max(found, key=lambda closures: found[closures], default=())


class _Centres:
    """One centre for all areas that are closed on the same days."""

    def __init__(self, city: City, closures: dict[str, tuple[Closure, ...]]) -> None:
        self.rows: list[list[str]] = []
        self.of: dict[str, str] = {}
        self.findings: list[Finding] = []
        named: dict[str, tuple[Closure, ...]] = {}
        for area in city.areas:
            closed = closures[area.key]
            name = _line(area.centre or (closed[0].centre or closed[0].reason if closed else ""))
            name = self._free(name or ("センター" if closed else ""), closed, named)
            self.of[area.key] = name
            if name not in named:
                named[name] = closed
                self.rows += [[name, _slashes(one.first), _slashes(one.last)] for one in closed]
                if len(closed) > 1:
                    self.findings.append(_said("gomi_closures", "center.csv", name=name))

    @staticmethod
    def _free(name: str, closed: tuple[Closure, ...], named: dict[str, tuple[Closure, ...]]) -> str:
        number, free = 1, name
        while named.get(free, closed) != closed:
            number += 1
            free = f"{name}{number}"
        return free


def _slashes(day: date) -> str:
    return day.strftime("%Y/%m/%d")


class _Remarks:
    """Every text of a remark once, under one sign."""

    def __init__(self) -> None:
        self.signs: dict[str, str] = {}
        self.findings: list[Finding] = []

    def of(self, area: Area) -> str:
        """`*1 *2`: the remarks of an area as they stand in a cell."""
        return " ".join(sign for one in area.remarks if (sign := self._sign(_own(one))))

    def _sign(self, text: str) -> str:
        if text and text not in self.signs:
            if len(self.signs) == len(REMARK_SIGNS):
                self.findings.append(_said("gomi_many_remarks", "remarks.csv", text=text))
                return ""
            self.signs[text] = REMARK_SIGNS[len(self.signs)]
        return f"*{self.signs[text]}" if text else ""

    @property
    def rows(self) -> list[list[str]]:
        return [[sign, _line(text)] for text, sign in self.signs.items()]


def _told(area: Area, cells: dict[str, Cell], last: date) -> Iterator[Finding]:
    for kind, cell in cells.items():
        if cell.lost:
            told = _said(cell.lost, "area_days.csv", last=str(last))
            yield told._replace(area=_own(area.names), kind=kind, read_as=cell.text[:60])


def _lost(city: City) -> Iterator[Finding]:
    """What no file has a place for."""
    areas, items = city.areas, city.items
    keys = [*(area.key for area in areas), *(kind.key for kind in city.kinds)]
    if city.format == "native" and not all(map(_MADE.fullmatch, keys)):
        yield _said("gomi_ids", "area_days.csv")
    further = sorted({lang for texts in _texts_of(city) for lang in list(texts)[1:]})
    if further:
        yield _said("gomi_languages", "area_days.csv", languages=", ".join(further))
    if len(city.kinds) > MOST_KINDS:
        yield _said("gomi_many_kinds", "area_days.csv", kinds=len(city.kinds))
    if any(area.searched or area.reading for area in areas):
        yield _said("gomi_search_words", "area_days.csv")
    if any(item.synonyms or len(item.reading) > 1 for item in items):
        yield _said("gomi_item_words", "target.csv")
    if any(item.kind not in {kind.key for kind in city.kinds} for item in items):
        yield _said("gomi_item_kinds", "target.csv")
    if city.notices:
        yield _said("gomi_notices", "remarks.csv", notices=len(city.notices))
    if any(_line(_own(one)) != _own(one) for one in _texts_of(city)):
        yield _said("gomi_commas", "target.csv")


def _texts_of(city: City) -> Iterator[Texts]:
    for area in city.areas:
        yield from (area.names, area.group, *area.remarks)
    for kind in city.kinds:
        yield from (kind.names, kind.description)
    for item in city.items:
        yield from (item.names, item.note)


def _said(code: str, file: str, **values: str | int) -> Finding:
    return Finding("doubtful", code, file, values=tuple(values.items()))
