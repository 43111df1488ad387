"""What reading a row of `area_days.csv` needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from civickit.calendars._gomi_cell import Reader
from civickit.calendars._gomi_centres import Centres
from civickit.calendars._gomi_compare import Comparison
from civickit.calendars._gomi_kinds import Column
from civickit.calendars._gomi_report import Report
from civickit.calendars._gomi_schedules import Planner
from civickit.calendars._gomi_settings import Layout
from civickit.calendars.city import Texts
from civickit.calendars.rules import Schedule
from civickit.tables.model import Row

FILE = "area_days.csv"


class Book(NamedTuple):
    """The columns, what the other files say, and what does the work.

    `unnamed` are columns without a name: their cells belong to nothing. `labels` are the names of
    the kinds by key, `remarks` the words of each remark, `remark_texts` what was made of them.
    `cut` are rows, by their lines, as they were before cells were put together.
    `plain` keeps, by the centre, the schedules and remarks of lists of dates with nothing odd.
    """

    layout: Layout
    header: Sequence[str]
    columns: Sequence[Column]
    unnamed: Sequence[int]
    labels: Mapping[str, str]
    centres: Centres
    remarks: Mapping[str, str]
    reader: Reader
    planner: Planner
    report: Report
    comparison: Comparison | None
    lang: str
    cut: Mapping[int, Row]
    remark_texts: dict[tuple[tuple[str, str], ...], tuple[Texts, ...]]
    plain: dict[int, dict[str, tuple[tuple[Schedule, ...], tuple[str, ...]]]]

    def header_of(self, at: int) -> str:
        """The header of a column (from 0) as written, '' where there is none."""
        return self.header[at] if 0 <= at < len(self.header) else ""
