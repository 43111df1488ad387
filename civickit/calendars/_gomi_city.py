"""A city from its 5374 files: all of them read, in either reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

from civickit.calendars import _gomi_table as table
from civickit.calendars._gomi_areas import Labelled, areas_of
from civickit.calendars._gomi_book import FILE, Book
from civickit.calendars._gomi_cell import Reader
from civickit.calendars._gomi_centres import ALWAYS, Centres
from civickit.calendars._gomi_commas import put_together
from civickit.calendars._gomi_compare import Comparison
from civickit.calendars._gomi_kinds import Column, items_of, kinds_of, remarks_of
from civickit.calendars._gomi_layout import is_moved, layout_kept
from civickit.calendars._gomi_names import Namer, masters_of
from civickit.calendars._gomi_notices import moved_of, notices_of
from civickit.calendars._gomi_report import Report
from civickit.calendars._gomi_schedules import Planner
from civickit.calendars._gomi_script import free_name
from civickit.calendars._gomi_settings import Scope, Settings
from civickit.calendars._gomi_text import key_of, language_of
from civickit.calendars._gomi_whole import DEAD, Whole
from civickit.calendars.city import City, Kind
from civickit.calendars.rules import OnDates, Schedule
from civickit.core.text import clean_name
from civickit.tables.model import Row


class Reading:
    """The files of a city, and what is made of them."""

    def __init__(
        self, files: Mapping[str, table.File], settings: Settings, scope: Scope | None
    ) -> None:
        self.files = files
        self.settings = settings
        self.report = Report()
        self.rows = {name: table.rows_of(file) for name, file in files.items()}
        days_rows = self._rows("area_days")
        self.header = days_rows[0].cells if days_rows else []
        self.reader = Reader()
        self.layout = layout_kept(
            days_rows, "area_master" in files, self._rows("center"), self._has_days
        )
        self.areas_rows, self.cut = put_together(days_rows, self.layout)
        self.lang = language_of(files["area_days"].text[:20_000])
        texts = {name: file.as_browsers_read for name, file in files.items()}
        self.comparison = Comparison(texts, settings, scope) if scope else None

    def city(self) -> City:
        """The city of the repaired reading."""
        self._tell_of_header()
        self._tell_of_unnamed()
        areas = tuple(one.area for one in self._areas)
        if not (areas and self.columns):
            self.report.tell("refused", "nothing_read", FILE, cell=",".join(self.header)[:200])
        self._tell_of_centres()
        items = tuple(items_of(self._rows("target"), self.kinds, self.lang, self.report))
        notices = (
            *notices_of(self._rows("notifications"), self.lang, self.report),
            *moved_of(self._rows("transferdata"), self.lang, self.report),
        )
        whole = Whole(self.files, self.rows, self.report)
        whole.tell_of_files(self.comparison is not None)
        whole.tell_of_closed_dates(self._areas)
        if self.comparison:
            whole.tell_of_differences(self.comparison, self._areas, self.columns)
        return City(
            "gomi5374", table.version_of(self.files), areas, tuple(self.kinds), items, notices,
            tuple(self.report.findings), self.report.counts(), (self.lang,),
        )  # fmt: skip

    def as_original(self) -> City:
        """The city as the original shows it: fixed dates, and the areas that it lists."""
        assert self.comparison is not None
        city = self.city()
        columns = {(column.at, column.key) for column in self.columns if column.within}
        areas = []
        for _, area, line in self._areas:
            if line in self.comparison.rows:
                found = {
                    key: (Schedule((OnDates(self.comparison.shown_days(line, at)),)),)
                    for at, key in sorted(columns)
                }
                areas.append(area._replace(schedules=found, doubts=()))
        cells = len(areas) * len(columns)
        counts = {"read": cells, "kept": cells, "repaired": 0, "doubtful": 0, "refused": 0}
        dead = tuple(one for one in city.findings if one.code in DEAD)
        return city._replace(areas=tuple(areas), findings=dead, counts=counts)

    def days(self, scope: Scope) -> dict[str, dict[str, list[str]]]:
        """Area → kind → ISO dates of the repaired reading, by the names in the files."""
        found: dict[str, dict[str, list[str]]] = {}
        for label, area, _ in self._areas:
            kinds: dict[str, list[str]] = {}
            found[free_name(label, found)] = kinds
            for column in self.columns:
                each = area.days(column.key, scope.first, scope.last)
                kinds[free_name(clean_name(column.header), kinds)] = [
                    day.day.isoformat() for day in each
                ]
        return found

    @cached_property
    def columns(self) -> list[Column]:
        """The columns of days that have a name."""
        found: list[Column] = []
        taken: set[str] = set()
        for at in range(self.layout.first, len(self.header)):
            name = clean_name(self.header[at])
            if name and at != self.layout.centre:
                key = key_of(name, taken)
                taken.add(key)
                within = 2 <= at < max(self.layout.first, 2) + self.settings.max_labels
                found.append(Column(at, key, self.header[at], within))
        return found

    @cached_property
    def kinds(self) -> list[Kind]:
        described = self._rows("description")
        return kinds_of(
            self.columns, described, self.lang, self.report, "description" in self.files
        )

    @cached_property
    def _areas(self) -> list[Labelled]:
        rows = self.areas_rows[1:]
        namer = Namer(rows, self.layout, masters_of(self._rows("area_master")))
        return list(areas_of(rows, self._book, namer))

    def differences(self) -> Iterator[tuple[str, str, set[date], set[date]]]:
        """Of each area and kind, by name, the days that the original shows, and those of here.

        In the range that is compared; rows that the original alone takes for areas come last.
        """
        assert self.comparison is not None
        scope, found = self.comparison.scope, set[str]()
        for label, area, line in self._areas:
            found.add(name := free_name(label, found))
            kinds = set[str]()
            for column in self.columns:
                kinds.add(kind := free_name(clean_name(column.header), kinds))
                ours = {one.day for one in area.days(column.key, scope.first, scope.last)}
                yield name, kind, set(self.comparison.shown_days(line, column.at)), ours
        mine = {one.line for one in self._areas}
        for line, row in self.comparison.rows.items():
            for at, kind, _ in row.cells if line not in mine else ():
                yield row.label, kind, set(self.comparison.shown_days(line, at)), set()

    @cached_property
    def _book(self) -> Book:
        named = {self.layout.centre, *(column.at for column in self.columns)}
        unnamed = [n for n in range(self.layout.first, len(self.header)) if n not in named]
        return Book(
            self.layout, self.header, self.columns, unnamed,
            {kind.key: kind.names[self.lang] for kind in self.kinds},
            Centres(self._rows("center"), self.report, self._years),
            remarks_of(self._rows("remarks"), self.report), self.reader,
            Planner(self.settings), self.report, self.comparison, self.lang, self.cut, {}, {},
        )  # fmt: skip

    @property
    def _years(self) -> range:
        """In which closures that name no year are: those that are compared, with one around."""
        scope = self.comparison.scope if self.comparison else None
        return range(scope.first.year - 1, scope.last.year + 2) if scope else ALWAYS

    def _rows(self, name: str) -> Sequence[Row]:
        return self.rows[name].rows if name in self.rows else ()

    def _has_days(self, cell: str) -> bool:
        return bool(self.reader.parsed(cell).rules)

    def _tell_of_unnamed(self) -> None:
        """Columns without a name, if anything stands in them."""
        for at in self._book.unnamed:
            cells = [table.cell(row, at) for row in self.areas_rows[1:]]
            filled = [one for one in cells if one.strip()]
            if filled:
                self.report.tell(
                    "refused",
                    "unnamed_column",
                    FILE,
                    1,
                    at + 1,
                    cell=filled[0],
                    values=(("count", len(filled)),),
                )

    def _tell_of_centres(self) -> None:
        """Areas that name no centre although there are closures: once for all of them."""
        lost = [one.area for one in self._areas if one.area.doubts and not one.area.centre]
        if lost and self._book.centres.any:
            self.report.tell(
                "doubtful",
                "centres_blank",
                FILE,
                0,
                self.layout.centre + 1,
                values=(("count", len(lost)),),
            )

    def _tell_of_header(self) -> None:
        """Names of kinds that stand twice, or that the script shows with spaces or quotes."""
        line = self._rows("area_days")[0].line if self.header else 0
        if sum(self._has_days(one.header) for one in self.columns) * 2 > len(self.columns):
            self.report.tell("refused", "header_of_days", FILE, line, cell=",".join(self.header))
        if is_moved(self.layout):
            found = [
                table.cell(self._rows("area_days")[0], at) for at in self.layout[:2] if at >= 0
            ]
            self.report.tell(
                "repaired", "columns_moved", FILE, line, self.layout.label + 1,
                cell=",".join(self.header)[:200], read_as=", ".join(found),
            )  # fmt: skip
        seen: set[str] = set()
        for column in self.columns:
            name = clean_name(column.header)
            if name in seen:
                self.report.tell(
                    "doubtful", "same_kind", FILE, line, column.at + 1,
                    cell=column.header, kind=column.key,
                )  # fmt: skip
            seen.add(name)
            if name != column.header:
                self.report.tell(
                    "repaired", "name_cleaned", FILE, line, column.at + 1,
                    cell=column.header, read_as=name, kind=column.key,
                )  # fmt: skip
