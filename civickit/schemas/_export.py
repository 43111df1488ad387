"""Records out again: as the standard table, and as GeoJSON."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from io import StringIO
from itertools import chain, islice
from json.encoder import encode_basestring as encode_text
from pathlib import Path
from typing import IO, Any

from civickit.core.errors import UnknownName
from civickit.schemas._files import replacing
from civickit.schemas._forms import shield
from civickit.schemas._schema import Positioned, Record, Schema, getter
from civickit.schemas._words import reason_words
from civickit.tables import Problem, Row

Write = Callable[[Iterable[Record]], None]
NOT_PROPERTIES = {"lat", "lon", "line"}
IN_COMMON = {"municipality_code", "municipality", "place_code", "prefecture", "city", "town"}
REMEMBERED = 4_096
BATCH = 500


def to_csv(records: Iterable[Record], file: str | Path | IO[str], excel: bool = False) -> None:
    """The standard table of the records: what `load` reads back into the same records.

    `excel` begins it with a byte order mark, so that Excel takes it for UTF-8. Texts that a
    spreadsheet would run as a formula are shielded by an apostrophe, which `load` takes off.
    """
    schema, records = _schema_of(records)
    with _target(file, bom=excel) as out:
        csv_writer(schema, out)(records)


def template(schema: Schema) -> str:
    """The empty standard table of a dataset, with the mark that Excel needs."""
    columns = [field.header for field in schema.fields if not field.own]
    file = StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerow(columns)
    return f"\ufeff{file.getvalue()}"


def to_geojson(records: Iterable[Record], file: str | Path | IO[str]) -> None:
    """A FeatureCollection of points, (lon, lat), one feature a line; empty fields are left out.

    A record without a position has a null geometry. Raises UnknownName for datasets whose
    records have none at all.
    """
    schema, records = _schema_of(records)
    with _target(file) as out, geojson_writer(schema, out) as write:
        while batch := list(islice(records, BATCH)):
            write(batch)


def _schema_of(records: Iterable[Record]) -> tuple[Schema, Iterator[Record]]:
    from civickit.schemas import get, names

    rest = iter(records)
    first = next(rest, None)
    if first is None:
        return get("water_point"), rest
    schema = next(get(name) for name in names() if isinstance(first, get(name).record))
    return schema, chain([first], rest)


@contextmanager
def _target(file: str | Path | IO[str], *, bom: bool = False) -> Iterator[IO[str]]:
    if isinstance(file, str | Path):
        with replacing(Path(file), bom=bom) as out:
            yield out
    else:
        if bom:
            file.write("\ufeff")
        yield file


def csv_writer(schema: Schema, file: IO[str]) -> Write:
    """Writes the header of the standard table; call the result with records."""
    rows = csv.writer(file)
    rows.writerow([field.header for field in schema.fields])
    place = schema.record._fields.index
    columns = [(place(field.name), field.form.write) for field in schema.fields]

    def write(records: Iterable[Any]) -> None:
        rows.writerows(
            [as_cell(value) if (value := record[at]) != "" else "" for at, as_cell in columns]
            for record in records
        )

    return write


def _json(value: Any) -> str:
    """One value as JSON. An encoder object would cost ten times as much for a single number."""
    if isinstance(value, str):
        return encode_text(value)
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    if isinstance(value, tuple):
        return f"[{', '.join(map(encode_text, value))}]"
    return "true" if value is True else f"{value:.12g}"


class Together(dict[tuple[Any, ...], str]):
    """Further JSON members, of fields whose values come together again and again: town, kind."""

    def __init__(self, schema: Schema, names: Sequence[str]) -> None:
        super().__init__()
        self.empty = [(name, schema.blank[name]) for name in names]
        self.of = getter(schema.record._fields, names)

    def __missing__(self, values: tuple[Any, ...]) -> str:
        told = (
            (name, value)
            for (name, empty), value in zip(self.empty, values, strict=True)
            if value or (value is not None and value is not empty and value not in ("", ()))
        )
        text = "".join(f', "{name}": {_json(value)}' for name, value in told)
        if len(self) < REMEMBERED:
            self[values] = text
        return text


class Features(dict[tuple[bool, ...], str]):
    """The text of a feature with gaps, by which of its texts there are."""

    def __init__(self, names: Sequence[str], geometry: str) -> None:
        super().__init__()
        self.names = names
        self.geometry = geometry

    def __missing__(self, told: tuple[bool, ...]) -> str:
        members = [f'"{name}": %s' for name, there in zip(self.names, told, strict=True) if there]
        properties = f"{{{', '.join(members)}%s%s}}"
        text = f'{{"type": "Feature", "geometry": {self.geometry}, "properties": {properties}}}'
        self[told] = text
        return text


def check_positioned(schema: Schema) -> None:
    """Raises UnknownName for a dataset that no map can show."""
    if schema.positioned is Positioned.NONE:
        from civickit.schemas import get, names

        known = [name for name in names() if get(name).positioned is not Positioned.NONE]
        raise UnknownName("dataset with positions", schema.name, known)


@contextmanager
def geojson_writer(schema: Schema, file: IO[str]) -> Iterator[Write]:
    """Call what it gives with records; the collection is closed when the block ends."""
    check_positioned(schema)
    names = [name for name in schema.record._fields if name not in NOT_PROPERTIES]
    texts = {"key"} | {field.name for field in schema.fields if field.form.empty == ""}
    own = [name for name in names if name in texts - IN_COMMON]
    texts_of = getter(schema.record._fields, own)
    values = Together(schema, [name for name in names if name not in texts])
    place = Together(schema, [name for name in names if name in IN_COMMON])
    somewhere = Features(own, '{"type": "Point", "coordinates": [%r, %r]}')
    nowhere = Features(own, "null")
    before = "\n"
    file.write('{"type": "FeatureCollection", "features": [')

    def feature(record: Any) -> str:
        told = texts_of(record)
        more = values[values.of(record)], place[place.of(record)]
        there = tuple(map(bool, told))
        texts = map(encode_text, filter(None, told))
        if record.lat is None:
            return nowhere[there] % (*texts, *more)
        return somewhere[there] % (record.lon, record.lat, *texts, *more)

    def write(records: Iterable[Record]) -> None:
        nonlocal before
        text = ",\n".join(map(feature, records))
        if text:
            file.write(before + text)
            before = ",\n"

    yield write
    file.write("\n]}\n")


def refused_writer(
    header: Sequence[str], file: IO[str], lang: str
) -> Callable[[Row, Problem], None]:
    """Writes refused rows as they were, with the line, the column to blame and what to do."""
    rows = csv.writer(file)
    rows.writerow(["line", "column", "reason", "message", *header])

    def write(row: Row, problem: Problem) -> None:
        said = (problem.column, problem.reason, reason_words(problem.reason, lang))
        rows.writerow([row.line, *map(shield, (*said, *row.cells))])

    return write
