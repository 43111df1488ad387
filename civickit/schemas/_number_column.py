"""The column of a city's own numbers, where a file hides them under another name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from civickit.schemas._schema import Schema
from civickit.tables.model import Row

NUMBER_LIKE = re.compile(r"(?=.{1,16}$)[^\d\s]{0,4}\d+[A-Za-z]?(?:-\d+[A-Za-z]?)*")


def cells(rows: Sequence[Row], *places: int) -> list[Any]:
    """The cells of these columns, of the rows that have them all."""
    return [
        tuple(row.cells[place] for place in places) for row in rows if len(row.cells) > max(places)
    ]


def number_column(schema: Schema, columns: Mapping[str, int], sample: Sequence[Row]) -> str:
    """The field that holds local numbers although it is called a note or a name, or ''."""
    if not schema.number or schema.number in columns:
        return ""
    if "facility_id" in columns and any(id_ for (id_,) in cells(sample, columns["facility_id"])):
        return ""
    for name in ("note", "name"):
        if name in columns and _holds_numbers(schema, columns, sample, name):
            return name
    return ""


def _holds_numbers(
    schema: Schema, columns: Mapping[str, int], sample: Sequence[Row], name: str
) -> bool:
    """Whether most cells are filled, most of these look like numbers, and few of them repeat."""
    read = schema.of(name).form.read
    kind = columns.get("kind", columns[name])
    pairs = [(word, read(cell)) for word, cell in cells(sample, kind, columns[name])]
    filled = [pair for pair in pairs if pair[1]]
    numbers = [pair for pair in filled if NUMBER_LIKE.fullmatch(pair[1])]
    return (
        len(filled) * 2 >= len(pairs)
        and len(numbers) * 5 >= len(filled) * 3
        and len(set(numbers)) * 5 >= len(numbers) * 4 > 0
    )
