"""A whole file as records in memory, for apps and notebooks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from zoneinfo import ZoneInfo

from civickit.core.geo import parse_coordinate
from civickit.core.text import header_key
from civickit.schemas._columns import OLD_DATUM, POSITION, Columns, knows, match
from civickit.schemas._doubts import patched
from civickit.schemas._reading import RecordReader
from civickit.schemas._report import Report
from civickit.schemas._schema import Schema
from civickit.tables import Limits, Table, open_table

Source = str | Path | bytes | BinaryIO
DEFAULT_LIMITS = Limits()
CITY_TIME = ZoneInfo("Asia/Tokyo")


class Options(NamedTuple):
    """What a caller may know about a file that the file does not say itself.

    `mapping`: the column (a header, or a number from 1) of a field. `old_datum`: positions
    are on the old Tokyo Datum. `today`: what old surveys are measured against.
    """

    mapping: Mapping[str, str | int] = {}
    name: str | None = None
    today: date | None = None
    old_datum: bool = False
    limits: Limits = DEFAULT_LIMITS


def open_reader(source: Source, schema: Schema, options: Options) -> RecordReader:
    """The file opened, its columns found, its report begun. Raises UnreadableTable."""
    table = open_table_as(source, knows(schema), options)
    columns = match(schema, table.header, table.columns, options.mapping)
    old_datum = columns.old_datum or any(map(OLD_DATUM.search, table.notes))
    return RecordReader(
        table,
        schema,
        columns,
        _begin(table, schema, columns),
        today=options.today or datetime.now(CITY_TIME).date(),
        old_datum=old_datum or options.old_datum,
    )


def open_table_as(source: Source, headers: frozenset[str], options: Options) -> Table:
    """The table; without a header where only column numbers are told and the first row is data.

    `headers` are those that may be there, as `header_key` gives them.
    """

    def known(text: str) -> bool:
        return header_key(text) in headers

    def opened(header: bool | None) -> Table:
        return open_table(
            source, name=options.name, header=header, limits=options.limits, known=known
        )

    numbers = [column for column in options.mapping.values() if isinstance(column, int)]
    if not numbers or len(numbers) < len(options.mapping):
        return opened(None)
    if not isinstance(source, str | Path | bytes):
        source = source.read()
    table = opened(None)
    if not table.header:
        return table
    told = [options.mapping.get(name, 0) for name in POSITION]
    first = [table.header[i - 1] for i in told if isinstance(i, int) and 1 <= i <= table.columns]
    return opened(False) if first and all(map(_is_number, first)) else table


def _is_number(cell: str) -> bool:
    try:
        parse_coordinate(cell)
    except ValueError:
        return False
    return True


def _begin(table: Table, schema: Schema, columns: Columns) -> Report:
    names = table.header or [f"column {i + 1}" for i in range(table.columns)]
    return Report(
        schema=schema.name,
        source=table.name,
        format=table.format,
        encoding=table.encoding,
        header=table.header,
        columns={name: names[place] for name, place in columns.places.items()},
        unused=columns.unused,
    )


class Loaded(NamedTuple):
    """Records, and the report of how they came about."""

    records: list[Any]
    report: Report
    schema: Schema


def load(
    source: Source,
    schema: str = "water_point",
    *,
    mapping: Mapping[str, str | int] | None = None,
    name: str | None = None,
    today: date | None = None,
    old_datum: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> Loaded:
    """All records of a file, and the report. Rows that make no record are in the report only.

    `mapping` says which column holds a field, by header or number from 1, where the header
    does not. `old_datum`: the positions are on the old Tokyo Datum. Raises UnreadableTable
    and UnknownName.
    """
    from civickit.schemas import get

    found = get(schema)
    options = Options(mapping or {}, name, today, old_datum, limits)
    reader = open_reader(source, found, options)
    records = found.records(chain.from_iterable(reader.batches()))
    patches = reader.places.patches(lambda wanted: {at: records[at] for at in wanted})
    for index, patch in patches.items():
        records[index] = patched(records[index], patch)
    reader.conclude(patches.values())
    return Loaded(records, reader.report, found)
