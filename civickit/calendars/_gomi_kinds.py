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
_TARGET_NAMES = frozenset(
    (
        *("label", "type", "name", "notice", "furigana", "ラベル", "種類", "ごみの種類", "分別"),
        *("分別区分", "区分", "品目", "品名", "名前", "名称", "備考", "注意", "注意事項", "出し方"),
        *("ふりがな", "フリガナ", "よみ", "読み"),
    )
)
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


def described(rows: Sequence[Row]) -> list[Described]:
    """The rows below the header; columns by name where the header has one, else by place.

    A first row with a colour is no header but a kind, which the original drops.
    """
    if not rows:
        return []
    names = [header_key(name) for name in rows[0].cells]
    below = rows if _is_described(rows[0]) else rows[1:]
    places = {name: names.index(name) if name in names else at for name, at in _DESCRIBED.items()}
    more = [names.index("caution")] if "caution" in names else []
    found = []
    for row in below:
        label = label_of(cell(row, places["label"]))
        parts = (cell(row, at) for at in (places["sublabel"], places["description"], *more))
        words = "\n".join(filter(None, map(plain_text, parts)))
        found.append(Described(label, words, colour_of(cell(row, places["bgcolor"]))))
    return found


def _is_described(row: Row) -> bool:
    return _COLOUR.fullmatch(clean(cell(row, _DESCRIBED["bgcolor"]))) is not None


def kinds_of(
    columns: Sequence[Column], rows: Sequence[Row], lang: str, report: Report, has_file: bool
) -> list[Kind]:
    """A kind for each column of days, then one for each description that is of none of them."""
    if rows and _is_described(rows[0]):
        first = ",".join(rows[0].cells)
        report.tell("repaired", "no_header", DESCRIPTION, rows[0].line, cell=first)
    told: dict[str, Described] = {}
    for one in described(rows):
        if one.label:
            told.setdefault(clean(one.label), one)
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
    return Kind(key, {lang: name}, words, one.colour if one else "")


def items_of(
    rows: Sequence[Row], kinds: Sequence[Kind], lang: str, report: Report
) -> Iterator[Item]:
    """A thing for each row; one whose label is no kind keeps the words that stand there."""
    labels = Labels((kind.names[lang], kind.key) for kind in kinds)
    names = {kind.key: kind.names[lang] for kind in kinds}
    odd: dict[tuple[str, str], tuple[int, int]] = {}
    for number, row in enumerate(rows):
        label = label_of(cell(row, 0))
        key, close = labels.find(label)
        if number == 0 and (not key or close) and _is_header(row):
            continue
        if number == 0:
            report.tell("repaired", "no_header", TARGET, row.line, cell=",".join(row.cells))
        cells = _four(row, report)
        name = plain_text(cells[1])
        if not name:
            if any(map(str.strip, cells)):
                report.tell("refused", "item_without_name", TARGET, row.line, 2, cell=label)
            continue
        if not key or close:
            line, count = odd.get((label, key), (row.line, 0))
            odd[label, key] = (line, count + 1)
        note: Texts = {lang: plain_text(cells[2])} if cells[2].strip() else {}
        kind_said = names[key] if close else label
        yield Item({lang: name}, key, kind_said, note, clean_name(cells[3]))
    for (label, key), (line, count) in odd.items():
        code = "item_of_no_kind" if label else "item_without_label"
        report.tell(
            "repaired" if key else "doubtful", "item_label_near" if key else code, TARGET, line, 1,
            cell=label, read_as=names.get(key, ""), values=(("text", label), ("count", count)),
        )  # fmt: skip


def _is_header(row: Row) -> bool:
    names = {header_key(name) for name in row.cells}
    return bool(names & _TARGET_NAMES) or not any(map(str.strip, row.cells[2:]))


def _four(row: Row, report: Report) -> list[str]:
    """Label, name, note and reading; a comma that cut the note in two is put back."""
    cells = [*row.cells, *[""] * (4 - len(row.cells))]
    extra = [one for one in cells[4:] if one.strip()]
    if extra and len(clean(cells[-1])) <= KANA_LENGTH:
        note = ",".join(cells[2:-1])
        report.tell("repaired", "item_comma", TARGET, row.line, 3, cell=note, read_as=note)
        return [*cells[:2], note, cells[-1]]
    if extra:
        report.tell("refused", "extra_cells", TARGET, row.line, 5, cell=",".join(extra))
    return cells[:4]


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
