"""A standard dataset under its own headers, and the columns it does not know beside them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd  # type: ignore[import-untyped]  # pandas ships no types

from civickit import schemas
from civickit.desk.columns import Kind, has_few_words, typed
from civickit.desk.opened import LIMITS, Opened, frame_of_texts
from civickit.desk.settings import Data
from civickit.schemas import Options, Outputs, Report
from civickit.schemas._forms import unshield
from civickit.tables import Problem, Row, open_table


def as_dataset(source: Path | bytes, name: str, data: Data) -> Opened:
    """Its records under the standard's headers, and beside them the columns it does not know."""
    schema = schemas.get(data.schema)
    options = Options(mapping=data.columns, name=name, limits=LIMITS)
    records: list[Any] = []
    with TemporaryDirectory() as folder:
        left = Path(folder) / "refused.csv"
        outputs = Outputs(refused=left, each=records.extend)
        report = schemas.check(source, data.schema, options, outputs)
        refused = _refused_rows(left, report)
    lines = [one.line for one in records]
    columns, kinds = _columns_of(schema, records)
    frame = pd.DataFrame(columns, index=lines)
    if report.unused:
        beside = _beside(source, name, report, set(lines))
        own = [one if one not in kinds else f"{one} *" for one in report.unused]
        more = typed(frame_of_texts(beside, own))
        frame = frame.join(more.frame)
        kinds |= more.kinds
        report.problems += more.problems
    place = (schema.of("lat").header, schema.of("lon").header) if "lat" in report.columns else None
    return Opened(name, data, frame, kinds, report, refused, place, header=report.header)


def _columns_of(schema: Any, records: Sequence[Any]) -> tuple[dict[str, Any], dict[str, Kind]]:
    columns: dict[str, Any] = {}
    kinds: dict[str, Kind] = {}
    for one in schema.fields:
        values = [getattr(record, one.name) for record in records]
        if all(value in {None, ""} for value in values):
            continue
        columns[one.header], kinds[one.header] = _column(values, one.form)
    return columns, kinds


def _column(values: Sequence[Any], form: Any) -> tuple[Any, Kind]:
    if form.type in {"number", "integer"}:
        return [None if value is None else float(value) for value in values], "number"
    if form.type == "date":
        return pd.to_datetime(pd.Series(values)).to_list(), "time"
    texts = [unshield(form.write(value)) for value in values]
    return texts, "category" if has_few_words(pd.Series(texts, dtype="str")) else "text"


def _refused_rows(file: Path, report: Report) -> list[tuple[Row, Problem]]:
    """Rows as the checker wrote them out, with what is wrong."""
    by_line = {one.line: one for one in report.problems if one.action == "refused"}
    with file.open(encoding="utf-8", newline="") as opened:
        lines = list(csv.reader(opened))[1:]
    found = []
    for number, _, reason, _, *cells in lines:
        line = int(number)
        problem = by_line.get(line) or Problem(line, "", "", reason, "refused", "")
        found.append((Row(line, [unshield(cell) for cell in cells]), problem))
    return found


def _beside(
    source: Path | bytes, name: str, report: Report, lines: set[int]
) -> Iterable[tuple[int, list[str]]]:
    """The cells of kept rows in the columns that the dataset does not know."""
    table = open_table(source, name=name, limits=LIMITS)
    places = [table.header.index(one) for one in report.unused if one in table.header]
    for row, _ in table.repaired_rows():
        if row.line in lines:
            yield row.line, [row.cells[at] if at < len(row.cells) else "" for at in places]
