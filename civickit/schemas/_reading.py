"""Rows of a table in, records out, one at a time, with every fate told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, islice
from operator import itemgetter
from typing import Any

from civickit.core.text import clean
from civickit.schemas._cells import Cells, Memo
from civickit.schemas._codes import SPREADSHEET_NUMBER
from civickit.schemas._columns import POSITION, Columns
from civickit.schemas._doubts import Patch, Places
from civickit.schemas._keys import base_key
from civickit.schemas._number_column import NUMBER_LIKE, cells, number_column
from civickit.schemas._position import Position, Positions, Refused
from civickit.schemas._report import Report
from civickit.schemas._schema import Positioned, Schema, Told, Values
from civickit.tables.model import Problem, Row
from civickit.tables.table import Table

SAMPLE = 1_000
BATCH = 500
OLD_YEARS = 5
Nowhere = tuple[None, None, str]
NOWHERE: Nowhere = (None, None, "")
Refusal = Callable[[Row, Problem], None]


def years_before(today: date, years: int) -> date:
    """The same day some years ago; 28 February for 29."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)


class RecordReader:
    """Reads the rows of one table as records of one schema.

    `places` gathers what is needed to compare them afterwards; `refuse` is called with each
    row that makes no record.
    """

    def __init__(
        self,
        table: Table,
        schema: Schema,
        columns: Columns,
        report: Report,
        *,
        today: date,
        old_datum: bool = False,
        refuse: Refusal | None = None,
    ) -> None:
        self.table = table
        self.schema = schema
        self.report = report
        self.refuse = refuse
        self.names = table.header or [f"{i + 1}" for i in range(table.columns)]
        self.columns = columns.places
        self.old_before = years_before(today, OLD_YEARS)
        self.blank = schema.blank
        self.essential = "" if schema.positioned is Positioned.NEEDED else schema.essential[0]
        self._prepare_counting()
        self._prepare_cells()
        sample = list(islice(table.rows(), SAMPLE))
        self.number_from = number_column(schema, self.columns, sample)
        self.positions = None
        if "lat" in self.columns:
            self.lat, self.lon = self.columns["lat"], self.columns["lon"]
            self.positions = Positions(cells(sample, self.lat, self.lon), old_datum)
        self.old_datum = bool(self.positions and old_datum)

    def _prepare_counting(self) -> None:
        """What is counted of every record: kinds, doubts, and required fields left empty."""
        fields = self.schema.record._fields
        self.places = Places(self.schema)
        self._doubts_of = itemgetter(fields.index("doubts"))
        self._kind_of = itemgetter(fields.index("kind")) if "kind" in fields else None
        self._required = [
            (itemgetter(fields.index(one.name)), one.header, self.blank[one.name])
            for one in self.schema.fields
            if one.required and one.form.type != "boolean"
        ]

    def _prepare_cells(self) -> None:
        """How the fields are read that the file has, the position aside."""
        there = self.columns.keys() - set(POSITION)
        read = [one for one in self.schema.fields if one.name in there]
        self.plan = [(field.name, self.columns[field.name], Memo(field.form)) for field in read]
        texts = {field.name for field in read if field.form.plain_stays}
        self.texts = Cells([step for step in self.plan if step[0] in texts])
        self.others = Cells([step for step in self.plan if step[0] not in texts])

    def batches(self) -> Iterator[list[Values]]:
        """The values of every row that makes a record, in order, some hundred at a time.

        Doubts known only when all rows are read are not in yet.
        """
        rows = self._values()
        while batch := list(islice(rows, BATCH)):
            self._gather(batch)
            yield batch

    def _values(self) -> Iterator[Values]:
        for row, problem in self.table.repaired_rows():
            try:
                yield self._record(row, problem)
            except Refused as refused:
                self._refuse(row, refused)

    def _refuse(self, row: Row, refused: Refused) -> None:
        place = self.columns[refused.field]
        value = row.cells[place] if place < len(row.cells) else ""
        problem = Problem(row.line, self.names[place], value, refused.reason, "refused", "")
        self.report.refused += 1
        self.report.rows += 1
        self.report.problems.append(problem)
        if self.refuse:
            self.refuse(row, problem)

    def _record(self, row: Row, problem: Problem | None) -> Values:
        line, cells = row
        lat, lon, mended = self._place(row) if self.positions else NOWHERE
        try:
            values = self.blank.copy()
            self.others.read(cells, values)
            self.texts.read_texts(cells, values)
        except (ValueError, IndexError):
            values = self._values_with_problems(row)
        values["line"] = line
        if self.positions:
            values["lat"], values["lon"] = lat, lon
        self._finish(values)
        if problem or mended or values["doubts"] or self.old_datum:
            self._told(row, values, problem, mended)
        surveyed = values.get("surveyed")
        if surveyed and surveyed < self.old_before:
            values["doubts"] = (*values["doubts"], "old_survey")
        return tuple(values.values())

    def _place(self, row: Row) -> Position | Nowhere:
        """The position of a row. Raises Refused where one is needed."""
        cells, positions = row.cells, self.positions
        try:
            if len(cells) <= self.lat or len(cells) <= self.lon:
                raise Refused("ragged_row", "lat" if len(cells) <= self.lat else "lon")
            return positions.read(cells[self.lat], cells[self.lon]) if positions else NOWHERE
        except Refused as refused:
            if not self.essential:
                raise
            if refused.reason not in {"no_position", "ragged_row"}:
                place = self.columns[refused.field]
                self._tell(row.line, place, cells[place], refused.reason)
            return NOWHERE

    def _values_with_problems(self, row: Row) -> dict[str, Any]:
        values = self.blank.copy()
        unread = []
        for name, place, known in self.plan:
            cell = row.cells[place] if place < len(row.cells) else ""
            try:
                values[name] = known[cell]
            except Told as told:
                values[name] = told.value
                self._tell(row.line, place, cell, told.code)
            except ValueError:
                self._tell(row.line, place, cell, "unusable_value")
                unread.append(f"{self.schema.of(name).header}: {cell}")
        values["note"] = clean(" ".join([values["note"], *unread]))
        return values

    def _tell(self, line: int, place: int, value: str, code: str) -> None:
        self.report.problems.append(Problem(line, self.names[place], value, code, "kept", value))

    def _finish(self, values: dict[str, Any]) -> None:
        """What the row says between its cells: the kind, the number, the key."""
        self.schema.complete(values)
        number = self.schema.number
        if self.number_from and number and NUMBER_LIKE.fullmatch(values[self.number_from]):
            values[number] = values[self.number_from]
            if self.number_from == "note":
                values["note"] = ""
        id_ = values.get("facility_id", "")
        if "E+" in id_ and SPREADSHEET_NUMBER.fullmatch(id_):
            self._tell(values["line"], self.columns["facility_id"], id_, "spreadsheet_number")
            values["facility_id"] = ""
        if self.essential and values[self.essential] in {"", None}:
            raise Refused("no_name", self.essential)
        values["key"] = base_key(values, self.schema)

    def _told(self, row: Row, values: dict[str, Any], problem: Problem | None, mended: str) -> None:
        """Doubts and problems of a row that was mended on its way here."""
        doubts = set(values["doubts"])
        if problem:
            code = "torn_row" if problem.action == "repaired" else "ragged_row"
            self.report.problems.append(problem._replace(reason=code))
        if mended:
            before = f"{row.cells[self.lat]}, {row.cells[self.lon]}"
            after = f"{values['lat']:.10g}, {values['lon']:.10g}"
            column = f"{self.names[self.lat]}, {self.names[self.lon]}"
            self.report.problems.append(
                Problem(row.line, column, before, mended, "repaired", after)
            )
        if mended or (problem and problem.action == "repaired"):
            self.report.repaired += 1
            doubts.add("repaired")
        if self.old_datum:
            doubts.add("old_datum")
        values["doubts"] = tuple(sorted(doubts))

    def _gather(self, batch: Sequence[Values]) -> None:
        """Count a batch and note its places: in bulk, for this is done for every row."""
        self.report.kept += len(batch)
        self.report.rows += len(batch)
        self.report.doubts.update(chain.from_iterable(map(self._doubts_of, batch)))
        if self._kind_of:
            self.report.kinds.update(map(self._kind_of, batch))
        for of, header, empty in self._required:
            self.report.missing[header] += list(map(of, batch)).count(empty)
        self.places.add(batch)

    def conclude(self, patches: Iterable[Patch]) -> None:
        """Put into the report what is known only when every row has been read."""
        report = self.report
        for patch in patches:
            report.doubts.update(patch.doubts)
        report.remarks += [("table", {"said": said}) for said in self.table.notes]
        if self.table.skipped:
            report.remark("comments", count=len(self.table.skipped))
        if self.number_from:
            report.remark("number_from", column=self.names[self.columns[self.number_from]])
        if self.old_datum:
            report.remark("old_datum")
        if self.positions and self.positions.swapped:
            report.remark("swapped_file")
        if report.kept and report.doubts["old_survey"] == report.kept:
            report.remark("old_survey", before=self.old_before.isoformat())
        report.doubts = +report.doubts
        report.missing = +report.missing
