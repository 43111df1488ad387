"""What is told about whole files: their encoding and line ends, and whether the original lives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from civickit.calendars._gomi_areas import Labelled
from civickit.calendars._gomi_book import FILE
from civickit.calendars._gomi_compare import Comparison
from civickit.calendars._gomi_kinds import Column
from civickit.calendars._gomi_report import Report
from civickit.calendars._gomi_table import File, Rows
from civickit.calendars.rules import OnDates

DEAD = frozenset({"strict_no_file", "strict_short_row", "strict_cell", "strict_no_district"})
NEEDED = ("description", "target", "center")


class Whole:
    """Tells about the files of a city."""

    def __init__(self, files: Mapping[str, File], rows: Mapping[str, Rows], report: Report) -> None:
        self._files = files
        self._rows = rows
        self._report = report

    def tell_of_files(self, compared: bool) -> None:
        """Everything about the files but what the original makes of the areas, if it is asked."""
        tell = self._report.tell
        for name in NEEDED:
            if name not in self._files and not (compared and name == "center"):
                tell("doubtful", "no_file", f"{name}.csv")
        for name, file in self._files.items():
            rows = self._rows[name]
            if name != "area_days" and file.encoding != "utf-8":
                tell("repaired", "encoding", file.name, values=(("encoding", file.encoding),))
            if file.notes:
                lost = (("count", file.text.count("\ufffd")),)
                tell("doubtful", "undecodable", file.name, values=lost)
            if name != "area_days" or not compared:
                self._tell_of_form(name)
            for line in rows.stray_quotes:
                tell("repaired", "stray_quote", file.name, line)
            for line in rows.blank:
                tell("repaired", "blank_line", file.name, line)

    def _tell_of_form(self, name: str, dates: int = 0) -> None:
        """What cuts the cells, and what stands above the header, if either is odd."""
        file, rows, tell = self._files[name].name, self._rows[name], self._report.tell
        if rows.delimiter != ",":
            values = (("text", _named(rows.delimiter)),)
            tell("repaired", "other_delimiter", file, values=values, dates=dates)
        for row in rows.titles:
            words = " ".join(filter(None, map(str.strip, row.cells)))
            tell("repaired", "title_row", file, row.line, cell=words, dates=dates)

    def tell_of_closed_dates(self, areas: Sequence[Labelled]) -> None:
        """Dates that a city lists although its centre is closed: they stay, as in the original."""
        closed = Counter(
            (day, line)
            for _, area, line in areas
            for plans in area.schedules.values()
            for plan in plans
            if plan.closures
            for rule in plan.rules
            if isinstance(rule, OnDates)
            for day in rule.days
            if any(one.first <= day <= one.last for one in plan.closures)
        )
        if closed:
            day, line = min(closed)
            values = (("count", closed.total()), ("text", day.isoformat()))
            self._report.tell("doubtful", "dates_while_closed", FILE, line, values=values)

    def tell_of_differences(
        self, comparison: Comparison, areas: Sequence[Labelled], columns: Sequence[Column]
    ) -> None:
        """What makes the original show other days everywhere, or in a whole column."""
        within = [column for column in columns if column.within]
        self._tell_of_all(comparison, areas, within)
        for column in columns:
            if not column.within:
                code = "beyond_max" if column.at > 1 else "no_centre_column"
                self._report.tell(
                    "repaired",
                    code,
                    FILE,
                    1,
                    column.at + 1,
                    header=column.header,
                    cell=column.header,
                    kind=column.key,
                    dates=_changed(comparison, areas, [column]),
                )

    def _tell_of_all(
        self, comparison: Comparison, areas: Sequence[Labelled], columns: Sequence[Column]
    ) -> None:
        file, tell = self._files["area_days"], self._report.tell
        for dead in comparison.dead:
            lost = [one for one in areas if dead.lines is None or one.line in dead.lines]
            dates = _changed(comparison, lost, columns)
            tell(
                "repaired", dead.code, dead.file, dead.line, dead.column,
                cell=dead.cell, dates=dates, values=(("count", len(lost)),),
            )  # fmt: skip
        if comparison.copy.name:
            values = (("text", comparison.copy.name),)
            tell("repaired", "own_script", "area_master.csv", values=values)
        if comparison.unsure:
            tell("doubtful", "script_unsure", file.name, 1)
        if file.encoding != "utf-8":
            values = (("encoding", file.encoding),)
            dates = _changed(comparison, areas, columns)
            tell("repaired", "encoding", file.name, values=values, dates=dates)
        rows = self._rows["area_days"]
        if rows.titles or rows.delimiter != ",":
            self._tell_of_form("area_days", _changed(comparison, areas, columns))
        if rows.only_cr:
            tell("repaired", "only_cr", file.name, dates=_changed(comparison, areas, columns))


def _changed(comparison: Comparison, areas: Sequence[Labelled], columns: Sequence[Column]) -> int:
    """On how many days all areas differ in these columns."""
    return sum(
        comparison.changed(line, column.at, area.schedules.get(column.key, ()))
        for _, area, line in areas
        for column in columns
    )


def _named(delimiter: str) -> str:
    return {"\t": "TAB"}.get(delimiter, delimiter)
