"""From a file of any kind to the table in it."""

from __future__ import annotations

from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, NamedTuple

from civickit.core.errors import UnreadableTable
from civickit.tables.archive import is_workbook, unpack
from civickit.tables.delimited import Delimited
from civickit.tables.encodings import detect
from civickit.tables.header import Known
from civickit.tables.inputs import Input, as_input
from civickit.tables.kinds import is_json, kind_of, refuse_binary
from civickit.tables.model import DEFAULT_LIMITS, Limits
from civickit.tables.records import Records
from civickit.tables.table import Table
from civickit.tables.workbook import find_sheet


class _Wish(NamedTuple):
    header: bool | None
    sheet: str | None
    limits: Limits
    known: Known | None


def open_table(
    source: str | Path | bytes | BinaryIO,
    *,
    name: str | None = None,
    header: bool | None = None,
    sheet: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
    known: Known | None = None,
) -> Table:
    """The table in a file, of whatever kind; its rows are read when they are asked for.

    `header`: True or False when it is known whether there is one. `sheet`: which sheet of a
    workbook, or which file of an archive. `known`: whether a text is the name of a column,
    which sharpens the search for the header and the sheet. Raises UnreadableTable.
    """
    return _open(as_input(source, name, limits), _Wish(header, sheet, limits, known))


def read(
    source: str | Path | bytes | BinaryIO,
    *,
    name: str | None = None,
    header: bool | None = None,
    sheet: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
    known: Known | None = None,
) -> Table:
    """The same as open_table, with the rows read already, so that a fault in them shows now."""
    table = open_table(source, name=name, header=header, sheet=sheet, limits=limits, known=known)
    table.all_rows  # noqa: B018 - reads the rows
    return table


def _open(source: Input, wish: _Wish) -> Table:
    if kind_of(source.head(), source.name) == "text":
        return _from_text(source, wish)
    if is_workbook(source, wish.limits):
        return _from_workbook(source, wish)
    return _from_archive(source, wish)


def _from_workbook(source: Input, wish: _Wish) -> Table:
    reader, notes = find_sheet(source, wish.sheet, wish.limits, wish.known)
    table = Table(reader, source.name, wish.limits)
    table.format, table.sheet, table.notes = "xlsx", reader.title, notes
    table.place_header(wish.header, wish.known)
    return table


def _from_archive(source: Input, wish: _Wish) -> Table:
    inner, notes = unpack(source, wish.sheet, wish.limits)
    if kind_of(inner.head(), inner.name) == "text":
        table = _from_text(inner, wish)
    elif is_workbook(inner, wish.limits):
        table = _from_workbook(inner, wish._replace(sheet=None))
    else:
        raise UnreadableTable(f"{inner.name} is a zip archive inside another; unpack it first")
    table.notes[:0] = notes
    return table


def _from_text(source: Input, wish: _Wish) -> Table:
    decoding = detect(source.head(), source.chunks)
    with TextIOWrapper(source.open(), decoding.encoding, errors="replace") as text:
        start = text.read(4000)
    refuse_binary(start, source.name)
    read = _from_json if is_json(start) else _from_delimited
    table = read(source, decoding.encoding, wish)
    table.encoding = decoding.encoding
    table.notes[:0] = decoding.notes
    return table


def _from_json(source: Input, encoding: str, wish: _Wish) -> Table:
    reader = Records(source, encoding, wish.limits)
    table = Table(reader, source.name, wish.limits)
    table.format = "geojson" if reader.is_geojson else "json"
    table.header, table.columns, table.notes = reader.header, len(reader.header), reader.notes
    return table


def _from_delimited(source: Input, encoding: str, wish: _Wish) -> Table:
    reader = Delimited(source, encoding, wish.limits)
    table = Table(reader, source.name, wish.limits)
    table.format = "tsv" if reader.delimiter == "\t" else "csv"
    table.delimiter = reader.delimiter
    if reader.has_nul and not encoding.startswith("utf-16"):
        table.notes.append("NUL characters are left out")
    table.place_header(wish.header, wish.known)
    return table
