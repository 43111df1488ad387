"""Kinds of waste and the things in them: `description.csv`, `target.csv`, `remarks.csv`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from civickit.calendars._gomi_report import Report
from civickit.calendars._gomi_table import cell
from civickit.calendars._gomi_text import colour_of, key_of, plain_text
from civickit.calendars.city import Item, Kind, Texts
from civickit.core.text import clean, clean_name, header_key
from civickit.tables.model import Row

DESCRIPTION, TARGET, REMARKS = "description.csv", "target.csv", "remarks.csv"
_DESCRIBED = {"label": 0, "sublabel": 1, "description": 2, "styles": 3, "bgcolor": 4}
_TARGET = (
    ("label", "type", "ラベル", "種類", "ごみの種類", "分別", "分別区分", "区分", "ごみの分別"),
    ("name", "品目", "品名", "品目名", "ごみの品目", "名前", "名称"),
    ("notice", "備考", "注意", "注意事項", "注意点", "出し方", "捨て方", "説明"),
    ("furigana", "ふりがな", "フリガナ", "よみ", "よみがな", "読み", "読み仮名", "かな", "カナ"),
)
"""What the four columns are called, in the order in which the original reads them."""
KANA_LENGTH = 2
_COLOUR = re.compile("#[0-9a-fA-F]{6}")
_REMARK_ID = re.compile("[0-9A-Za-z]|[0-9]{2}")
_SIGNS = re.compile(r"[\s()「」・、,./]+")
_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}


class Column(NamedTuple):
    """A kind's column in `area_days.csv` (from 0), its key, and whether the script reads it."""

    at: int
    key: str
    header: str
    within: bool


class Described(NamedTuple):
    """A row of `description.csv`."""

    label: str
    words: str
    colour: str
    row: Row


def label_of(written: str) -> str:
    """The name of a kind as people read it: `<br>` and other tags are no part of it."""
    return " ".join(plain_text(written).split("\n"))


class Labels:
    """What is known by the name of a kind: as it is written, else by the one name that is close."""

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        self._exact: dict[str, str] = {}
        self._close: dict[str, set[str]] = {}
        for label, value in named:
            self._exact.setdefault(clean(label), value)
            self._close.setdefault(_close(label), set()).add(value)

    def find(self, label: str) -> tuple[str, bool]:
        """The value, '' for none, and whether the name is only close: `空きびん`, `空き ビン`."""
        if exact := self._exact.get(clean(label)):
            return exact, False
        found = self._close.get(_close(label), set()) if label else set()
        return (next(iter(found)), True) if len(found) == 1 else ("", False)


def _close(label: str) -> str:
    return _SIGNS.sub("", clean(label).casefold()).translate(_HIRAGANA)


def described(rows: Sequence[Row], headed: bool) -> list[Described]:
    """The rows below the header; columns by name where the header has one, else by place."""
    if not rows:
        return []
    names = [header_key(name) for name in rows[0].cells]
    below = rows[1:] if headed else rows
    places = {name: names.index(name) if name in names else at for name, at in _DESCRIBED.items()}
    more = [names.index("caution")] if "caution" in names else []
    found = []
    for row in below:
        label = label_of(cell(row, places["label"]))
        parts = (cell(row, at) for at in (places["sublabel"], places["description"], *more))
        words = "\n".join(filter(None, map(plain_text, parts)))
        found.append(Described(label, words, cell(row, places["bgcolor"]).strip(), row))
    return found


def _is_described(row: Row, columns: Sequence[Column]) -> bool:
    """Whether a first row is no header but a kind, which the original drops."""
    if _COLOUR.fullmatch(clean(cell(row, _DESCRIBED["bgcolor"]))):
        return True
    labels = Labels((label_of(column.header), column.key) for column in columns)
    return labels.find(label_of(cell(row, 0)))[0] != ""


def kinds_of(
    columns: Sequence[Column], rows: Sequence[Row], lang: str, report: Report, has_file: bool
) -> list[Kind]:
    """A kind for each column of days, then one for each description that is of none of them."""
    headed = not (rows and _is_described(rows[0], columns))
    if not headed:
        first = ",".join(rows[0].cells)
        report.tell("repaired", "no_header", DESCRIPTION, rows[0].line, cell=first)
    told: dict[str, Described] = {}
    for one in described(rows, headed):
        if one.label and told.setdefault(clean(one.label), one) is one:
            if one.colour and not colour_of(one.colour):
                report.tell("doubtful", "bad_colour", DESCRIPTION, one.row.line, cell=one.colour)
        elif any(map(str.strip, one.row.cells)):
            words = ",".join(one.row.cells)
            report.tell("refused", "description_lost", DESCRIPTION, one.row.line, cell=words)
    labels = Labels((one.label, key) for key, one in told.items())
    kinds: list[Kind] = []
    used: set[str] = set()
    for column in columns:
        name = label_of(column.header)
        label, close = labels.find(name)
        used.add(label)
        if close or (has_file and not label):
            report.tell(
                "repaired" if close else "doubtful",
                "description_near" if close else "no_description",
                "area_days.csv", 1, column.at + 1, header=column.header, cell=column.header,
                read_as=told[label].label if close else "", kind=column.key,
            )  # fmt: skip
        kinds.append(_kind(column.key, name, told.get(label), lang))
    keys = {kind.key for kind in kinds}
    for label, one in told.items():
        if label not in used:
            keys.add(key := key_of(one.label, keys))
            kinds.append(_kind(key, one.label, one, lang))
    return kinds


def _kind(key: str, name: str, one: Described | None, lang: str) -> Kind:
    words = {lang: one.words} if one and one.words else {}
    return Kind(key, {lang: name}, words, colour_of(one.colour) if one else "")


def items_of(
    rows: Sequence[Row], kinds: Sequence[Kind], lang: str, report: Report
) -> Iterator[Item]:
    """A thing for each row; one whose label is no kind keeps the words that stand there."""
    labels = Labels((kind.names[lang], kind.key) for kind in kinds)
    names = {kind.key: kind.names[lang] for kind in kinds}
    odd: dict[tuple[str, str], tuple[int, int]] = {}
    columns = _TargetColumns(rows, labels, report)
    for row in columns.below:
        written, name, note, reading = columns.four(row)
        label, name = label_of(written), plain_text(name)
        if not name:
            if any(map(str.strip, row.cells)):
                at = columns.at[1] + 1
                report.tell("refused", "item_without_name", TARGET, row.line, at, cell=label)
            continue
        key, close = labels.find(label)
        if not key or close:
            line, count = odd.get((label, key), (row.line, 0))
            odd[label, key] = (line, count + 1)
        kind_said = names[key] if close else label
        told: Texts = {lang: plain_text(note)} if note.strip() else {}
        yield Item({lang: name}, key, kind_said, told, clean_name(reading))
    for (label, key), (line, count) in odd.items():
        code = "item_of_no_kind" if label else "item_without_label"
        report.tell(
            "repaired" if key else "doubtful", "item_label_near" if key else code, TARGET, line,
            columns.at[0] + 1, cell=label, read_as=names.get(key, ""),
            values=(("text", label), ("count", count)),
        )  # fmt: skip


class _TargetColumns:
    """Where label, name, note and reading stand in `target.csv`, by its header if it has one."""

    def __init__(self, rows: Sequence[Row], labels: Labels, report: Report) -> None:
        self._report = report
        self.at: tuple[int, ...] = (0, 1, 2, 3)
        self._width = 4
        self.below = rows
        if rows and self._is_header(rows, labels):
            self.below = rows[1:]
            self._by_names(rows[0].cells)
        elif rows:
            first = ",".join(rows[0].cells)
            report.tell("repaired", "no_header", TARGET, rows[0].line, cell=first)

    @staticmethod
    def _is_header(rows: Sequence[Row], labels: Labels) -> bool:
        first, *others = rows
        label = label_of(cell(first, 0))
        key, close = labels.find(label)
        if key and not close:
            return False
        names = {header_key(name) for name in first.cells}
        if any(map(names.intersection, _TARGET)):
            return True
        again = any(label == label_of(cell(row, 0)) for row in others)
        return not again and not any(map(str.strip, first.cells[2:]))

    def _by_names(self, header: Sequence[str]) -> None:
        names = [*map(header_key, header)]
        known = [
            next((names.index(one) for one in called if one in names), -1) for called in _TARGET
        ]
        usual = (-1 if at in known else at for at in range(4))
        self.at = tuple(at if at >= 0 else other for at, other in zip(known, usual, strict=True))
        self._width = max((n + 1 for n, name in enumerate(names) if name), default=0)
        for at in range(self._width):
            if at not in self.at and any(cell(row, at).strip() for row in self.below):
                self._report.tell(
                    "doubtful", "column_unused", TARGET, 0, at + 1, header=header[at],
                    cell=header[at],
                )  # fmt: skip

    def four(self, row: Row) -> list[str]:
        """The cells of a row; a comma that cut the note in two is put back."""
        over = [one for one in row.cells[max(self._width, 4) :] if one.strip()]
        usual = self.at == (0, 1, 2, 3)
        if over and usual and len(clean(row.cells[-1])) <= KANA_LENGTH:
            note = ",".join(row.cells[2:-1])
            self._report.tell(
                "repaired", "item_comma", TARGET, row.line, 3, cell=note, read_as=note
            )
            return [*row.cells[:2], note, row.cells[-1]]
        if over:
            at, words = max(self._width, 4) + 1, ",".join(over)
            self._report.tell("refused", "extra_cells", TARGET, row.line, at, cell=words)
        return [cell(row, at) for at in self.at]


def remarks_of(rows: Sequence[Row], report: Report) -> Mapping[str, str]:
    """The words of each remark by its id; rows of the same id follow one another."""
    found: dict[str, str] = {}
    for number, row in enumerate(rows):
        key, words = clean(cell(row, 0)), plain_text(cell(row, 1))
        if number == 0:
            if not _REMARK_ID.fullmatch(key):
                continue
            report.tell("repaired", "no_header", REMARKS, row.line, cell=",".join(row.cells))
        if words:
            found[key] = f"{found[key]}\n{words}" if key in found else words
    return found
