"""A file of any kind as a table of values, with every repair and refusal. Needs no Streamlit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from civickit import schemas
from civickit.core.errors import UnreadableTable
from civickit.desk.columns import typed
from civickit.desk.datasets import as_dataset
from civickit.desk.home_files import is_of_a_home, of_a_home
from civickit.desk.opened import LIMITS, Opened, frame_of_texts
from civickit.desk.positions import positions
from civickit.desk.settings import Data
from civickit.schemas import Options, Report
from civickit.tables import Problem, Row, Table, open_table


def read_file(source: Path | bytes, name: str, data: Data) -> Opened:
    """The file, read as `data` says. Raises UnreadableTable, UnknownName and InvalidRecord."""
    if data.kind == "household_energy" or (not data.kind and is_of_a_home(source, name)):
        return of_a_home(source, name, data)
    if data.schema:
        return as_dataset(source, name, data)
    return _as_it_is(source, name, data)


def likely_dataset(source: Path | bytes, name: str) -> str:
    """The standard dataset a file surely is, '' where that is not sure. Raises UnreadableTable."""
    found = schemas.sure(schemas.guess_file(source, Options(name=name, limits=LIMITS)))
    return found.schema if found else ""


def _as_it_is(source: Path | bytes, name: str, data: Data) -> Opened:
    table = open_table(source, name=name, limits=LIMITS)
    header = list(table.header) or [f"column {i + 1}" for i in range(table.columns)]
    report = Report("", table.name, table.format, table.encoding, header)
    kept, refused = _sorted_out(table, header, report)
    if not kept:
        raise UnreadableTable(f"{table.name} has a header but no rows; check the download")
    texts = frame_of_texts(kept, header)
    place, degrees = positions(texts, data, report)
    values = typed(texts if place is None else texts.drop(columns=list(place)))
    frame = values.frame
    kinds = dict(values.kinds)
    if place:
        frame = frame.join(degrees)[list(texts.columns)]
        kinds = {one: kinds.get(one, "number") for one in texts.columns}
    report.problems += values.problems
    for note in table.notes:
        report.remark("table", said=note)
    return Opened(name, data, frame, kinds, report, refused, place, header=header)


def _sorted_out(
    table: Table, header: Sequence[str], report: Report
) -> tuple[list[tuple[int, list[str]]], list[tuple[Row, Problem]]]:
    """Every row has one fate: kept, repaired, or refused because its cells do not fit."""
    kept, refused = [], []
    for row, problem in table.repaired_rows():
        report.rows += 1
        mended = problem is not None and problem.action == "repaired"
        if problem and mended:
            report.repaired += 1
            report.problems.append(problem._replace(reason="torn_row"))
        if len(row.cells) != len(header):
            told = Problem(row.line, "", f"{len(row.cells)} / {len(header)}", "ragged_row", "", "")
            refused.append((row, told._replace(action="refused")))
        else:
            kept.append((row.line, [cell.strip() for cell in row.cells]))
    report.kept, report.refused = len(kept), len(refused)
    report.problems += [problem for _, problem in refused]
    return kept, refused
