"""A file of any length checked and cleaned in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from civickit.schemas._export import csv_writer, geojson_writer, refused_writer
from civickit.schemas._files import replacing
from civickit.schemas._load import Options, Source, open_reader
from civickit.schemas._report import Report
from civickit.schemas._schema import Record, Schema
from civickit.schemas._spool import Spool


class Outputs(NamedTuple):
    """What to write where: the clean table, refused rows, GeoJSON. None: not at all.

    `excel`: tables begin with a byte order mark. `lang`: of the reasons beside refused rows.
    `each` is called with all finished records, some hundred at a time.
    """

    table: Path | None = None
    refused: Path | None = None
    geojson: Path | None = None
    excel: bool = False
    lang: str = "ja"
    each: Callable[[Iterable[Record]], None] | None = None


def check(
    source: Source,
    schema: str = "water_point",
    options: Options | None = None,
    outputs: Outputs | None = None,
) -> Report:
    """The report of a file; its clean table, its refused rows and GeoJSON where asked for.

    Memory stays bounded however long the file is. A file appears whole or not at all.
    Raises UnreadableTable, UnknownName, and OSError where an output cannot be written.
    """
    from civickit.schemas import get

    wanted, found = outputs or Outputs(), get(schema)
    reader = open_reader(source, found, options or Options())
    with ExitStack() as files, Spool(found) as spool:
        if wanted.refused:
            out = files.enter_context(replacing(wanted.refused, bom=wanted.excel))
            reader.refuse = refused_writer(reader.names, out, wanted.lang)
        for batch in reader.batches():
            spool.extend(batch)
        spool.patches = reader.places.patches(spool.pick)
        reader.conclude(spool.patches.values())
        _write(spool, found, wanted)
    return reader.report


def _write(spool: Spool, schema: Schema, wanted: Outputs) -> None:
    """Every record to every output in one pass."""
    writers = [wanted.each] if wanted.each else []
    with ExitStack() as files:
        if wanted.table:
            table = files.enter_context(replacing(wanted.table, bom=wanted.excel))
            writers.append(csv_writer(schema, table))
        if wanted.geojson:
            geojson = files.enter_context(replacing(wanted.geojson))
            writers.append(files.enter_context(geojson_writer(schema, geojson)))
        if writers:
            for batch in spool.batches():
                for write in writers:
                    write(batch)
