"""A city as the rows of the native format."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from civickit.calendars._native_changes import exception_rows
from civickit.calendars._native_columns import FILES, OWN, Column
from civickit.calendars._native_names import EVERYTHING
from civickit.calendars._native_spoken import words_of
from civickit.calendars.city import Area, City, Item, Kind, Notice, Texts
from civickit.core.formulas import shield
from civickit.core.text import header_key

Row = dict[str, str | Texts]
"""By key of the column; texts for a column in several languages."""
_BETWEEN = re.compile(r"[、,;，；\n]")
_POSTAL = re.compile(r"\d{3}-?\d{4}")


def tables_of(city: City) -> dict[str, bytes]:
    """The files by name, with the mark that Excel needs; those without a row are left out."""
    names = Called(city)
    rows: dict[str, Iterable[Row]] = {
        "areas": map(_area, city.areas),
        "kinds": map(_kind, city.kinds),
        "collection": _rules(city, names),
        "exceptions": exception_rows(city, names.area, names.kind),
        "items": (_item(one, names) for one in city.items),
        "notices": (_notice(one, names) for one in city.notices),
    }
    made = {name: list(found) for name, found in rows.items()}
    return {
        f"{name}.csv": _table(FILES[name], found)
        for name, found in made.items()
        if found or name == "collection"
    }


class Called:
    """What areas and kinds are called in a cell: by name where that is clear, else by id."""

    def __init__(self, city: City) -> None:
        self._areas = _clear(city.areas)
        self._kinds = _clear(city.kinds)

    def area(self, key: str) -> str:
        return self._areas.get(key, key)

    def kind(self, key: str) -> str:
        return self._kinds.get(key, key)


def _clear(named: Sequence[Area] | Sequence[Kind]) -> dict[str, str]:
    """The names that stand for one key only and cannot be taken for a list."""
    called: dict[str, set[str]] = {}
    for one in named:
        for word in (one.key, *one.names.values()):
            called.setdefault(header_key(word), set()).add(one.key)
    names = {one.key: next(iter(one.names.values()), one.key) for one in named}
    return {
        key: name
        for key, name in names.items()
        if called[header_key(name)] == {key}
        and header_key(name) not in {"", *EVERYTHING}
        and not _BETWEEN.search(name)
    }


def _area(area: Area) -> Row:
    postal = [word for word in area.searched if _POSTAL.fullmatch(word)]
    return {
        "id": area.key,
        "name": area.names,
        "reading": area.reading,
        "group": area.group,
        "postal": "、".join(postal),
        "towns": "、".join(word for word in area.searched if word not in postal),
        "centre": area.centre,
        "remarks": _lines(area.remarks),
        "doubts": "あり" if area.doubts else "",
    }


def _lines(remarks: Sequence[Texts]) -> Texts:
    languages = dict.fromkeys(lang for one in remarks for lang in one)
    return {lang: "\n".join(one.get(lang, "") for one in remarks) for lang in languages}


def _kind(kind: Kind) -> Row:
    return {
        "id": kind.key,
        "name": kind.names,
        "colour": kind.colour,
        "description": kind.description,
    }


def _rules(city: City, names: Called) -> Iterator[Row]:
    for area in city.areas:
        for kind, schedules in area.schedules.items():
            for schedule in schedules:
                if not schedule.rules and schedule.changes:
                    continue
                for days, months in words_of(schedule.rules):
                    yield {
                        "area": names.area(area.key),
                        "kind": names.kind(kind),
                        "days": days,
                        "months": months,
                        "first": str(schedule.first or ""),
                        "last": str(schedule.last or ""),
                    }


def _item(item: Item, names: Called) -> Row:
    return {
        "name": item.names,
        "reading": item.reading,
        "kind": names.kind(item.kind) if item.kind else item.kind_said,
        "note": item.note,
        "synonyms": "、".join(item.synonyms),
    }


def _notice(notice: Notice, names: Called) -> Row:
    return {
        "first": str(notice.first or ""),
        "last": str(notice.last or ""),
        "areas": "、".join(map(names.area, notice.areas)),
        "text": notice.text,
        "colour": notice.colour,
    }


def _table(columns: Sequence[Column], rows: Sequence[Row]) -> bytes:
    """A CSV file with the columns that are needed or that some row fills."""
    placed = [place for column in columns for place in _places(column, rows)]
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([f"{column.ja}_{lang}" if lang else column.ja for column, lang in placed])
    for row in rows:
        writer.writerow([shield(_cell(row.get(column.key, ""), lang)) for column, lang in placed])
    return file.getvalue().encode("utf-8-sig", "replace")


def _places(column: Column, rows: Sequence[Row]) -> list[tuple[Column, str]]:
    cells = [row.get(column.key, "") for row in rows]
    if not column.texts:
        return [(column, "")] if column.needed or any(cells) else []
    found = dict.fromkeys(lang for cell in cells if isinstance(cell, Mapping) for lang in cell)
    languages = ["" if lang == OWN else lang for lang in found]
    return [(column, lang) for lang in languages or ([""] if column.needed else [])]


def _cell(value: str | Texts, lang: str) -> str:
    return value if isinstance(value, str) else value.get(lang or OWN, "")
