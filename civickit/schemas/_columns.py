"""Which column of a file holds which field: by its header, or as the caller says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from civickit.core.errors import UnknownName, UnreadableTable
from civickit.core.text import clean, header_key
from civickit.schemas._schema import Schema

IN_BRACKETS = re.compile(r"[(\[【〔].*?[)\]】〕]")
OLD_DATUM = re.compile(r"日本測地系(?!2)|旧測地系|tokyo ?datum|4301", re.IGNORECASE)
POSITION = ("lat", "lon")


class Columns(NamedTuple):
    """The column (from 0) of each field found, and the headers nothing was found for."""

    places: dict[str, int]
    unused: list[str]
    old_datum: bool


def knows(schema: Schema) -> frozenset[str]:
    """Every header of the schema, as `header_key` gives it."""
    return frozenset(
        header_key(header) for field in schema.fields for header in (field.header, *field.aliases)
    )


def match(
    schema: Schema, header: Sequence[str], columns: int, mapping: Mapping[str, str | int]
) -> Columns:
    """Where each field is. Raises UnreadableTable where the essential ones are not found.

    Half a position is none: its column stays unused.
    """
    chosen = _as_told(schema, header, columns, mapping)
    taken = set(chosen.values())
    for name, index in _by_header(schema, header).items():
        if name not in chosen and index not in taken:
            chosen[name] = index
            taken.add(index)
    missing = [name for name in schema.essential if name not in chosen]
    if missing:
        raise UnreadableTable(_not_found(schema, header, columns, missing))
    if not chosen.keys() >= set(POSITION):
        taken -= {chosen.pop(name) for name in POSITION if name in chosen}
    unused = [name for index, name in enumerate(header) if index not in taken]
    told = [header[chosen[name]] for name in POSITION if chosen.get(name, columns) < len(header)]
    return Columns(chosen, unused, any(OLD_DATUM.search(name) for name in told))


def _as_told(
    schema: Schema, header: Sequence[str], columns: int, mapping: Mapping[str, str | int]
) -> dict[str, int]:
    names = [field.name for field in schema.fields]
    chosen = {}
    for name, column in mapping.items():
        if name not in names:
            raise UnknownName(f"field of {schema.name}", name, names)
        chosen[name] = _find(column, header, columns)
    return chosen


def _find(column: str | int, header: Sequence[str], columns: int) -> int:
    if isinstance(column, int):
        if not 1 <= column <= columns:
            raise UnreadableTable(
                f"there is no column {column}: the table has {columns}, counted from 1"
            )
        return column - 1
    if column in header:
        return header.index(column)
    keys = [header_key(name) for name in header]
    if header_key(column) not in keys:
        raise UnknownName("column", column, header)
    return keys.index(header_key(column))


def _by_header(schema: Schema, header: Sequence[str]) -> dict[str, int]:
    """Fields by header: words as written first (`ID` before `_id`), then by their letters alone,
    then without what stands in brackets.
    """
    exact = [_written(name) for name in header]
    whole = [header_key(name) for name in header]
    short = [header_key(IN_BRACKETS.sub("", clean(name))) for name in header]
    found: dict[str, int] = {}
    for key_of, keys in ((_written, exact), (header_key, whole), (header_key, short)):
        for field in schema.fields:
            words = map(key_of, (field.header, *field.aliases))
            index = _first(words, keys, set(found.values()))
            if field.name not in found and index is not None:
                found[field.name] = index
    return found


def _written(name: str) -> str:
    return clean(name).casefold()


def _first(words: Iterable[str], keys: Sequence[str], taken: set[int]) -> int | None:
    for word in words:
        for index, key in enumerate(keys):
            if key == word and index not in taken:
                return index
    return None


def _not_found(schema: Schema, header: Sequence[str], columns: int, missing: Sequence[str]) -> str:
    words = " and ".join(f"{name} ({schema.of(name).header})" for name in missing)
    there = ", ".join(header) if header else f"{columns} columns without a header"
    how = " ".join(f"--map {name}=COLUMN" for name in missing)
    return f"no column found for {words}. The file has: {there}. Say which it is: {how}"
