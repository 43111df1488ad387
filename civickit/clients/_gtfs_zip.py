"""The tables in the zip archive of a timetable, read row by row within limits."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from functools import cached_property
from operator import itemgetter
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from civickit.core.errors import UnreadableTable
from civickit.tables.archive import opened
from civickit.tables.inputs import as_input
from civickit.tables.model import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from _csv import Reader

REQUIRED = ("agency", "stops", "routes", "trips", "stop_times")
LOCKED = 1
CALENDARS = ("calendar", "calendar_dates")


class Tables:
    """The tables of one feed. Raises UnreadableTable where the archive is not a whole feed.

    The files may lie in a folder, of any name in any encoding, as long as it is one.
    """

    def __init__(self, source: str | Path | bytes, name: str = "", limits: Limits | None = None):
        self.limits = limits or DEFAULT_LIMITS
        self._source = as_input(source, name or None, self.limits)
        self.name = self._source.name
        missing = [f"{table}.txt" for table in REQUIRED if table not in self.members]
        if not any(table in self.members for table in CALENDARS):
            missing.append("calendar.txt or calendar_dates.txt")
        if missing:
            raise UnreadableTable(
                f"{self.name} is no GTFS timetable: it lacks {', '.join(missing)}; "
                f"it holds {', '.join(sorted(self.members)) or 'no table'}"
            )

    @cached_property
    def members(self) -> dict[str, str]:
        """The name of each table, and of its file in the archive."""
        with opened(self._source, self.limits) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
        if any(info.flag_bits & LOCKED for info in infos):
            raise UnreadableTable(f"{self.name} is locked with a password; unlock it")
        files = [info.filename for info in infos]
        folders: dict[str, dict[str, str]] = {}
        for file in files:
            folder, _, name = file.replace("\\", "/").rpartition("/")
            hidden = "__MACOSX" in folder or name.startswith(".")
            if name.lower().endswith(".txt") and not hidden:
                folders.setdefault(folder, {})[PurePosixPath(name.lower()).stem] = file
        feeds = [folder for folder, tables in folders.items() if "stop_times" in tables]
        if len(feeds) > 1:
            raise UnreadableTable(
                f"{self.name} holds {len(feeds)} timetables, in the folders "
                f"{', '.join(map(repr, feeds))}; unpack it and zip the one you want"
            )
        return folders[feeds[0]] if feeds else next(iter(folders.values()), {})

    def columns(self, table: str) -> tuple[str, ...]:
        """The headers of a table; none where it is not there."""
        if table not in self.members:
            return ()
        with opened(self._source, self.limits) as archive, archive.open(self.members[table]) as one:
            start = io.TextIOWrapper(one, "utf-8-sig", errors="replace", newline="")
            return tuple(name.strip() for name in next(csv.reader(start), []))

    def rows(
        self, table: str, columns: Sequence[str], required: Sequence[str] = ()
    ) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The line and the cells of each row: those columns, '' for one that is not there.

        Nothing where the table is not there. Raises UnreadableTable, naming the line.
        """
        if table not in self.members:
            return
        with opened(self._source, self.limits) as archive, archive.open(self.members[table]) as one:
            reader = csv.reader(io.TextIOWrapper(one, "utf-8-sig", newline=""))
            try:
                yield from self._rows(reader, table, columns, required)
            except (UnicodeDecodeError, csv.Error) as error:
                raise UnreadableTable(
                    f"{table}.txt in {self.name} cannot be read after line "
                    f"{reader.line_num} ({error}); GTFS is CSV in UTF-8"
                ) from None

    def _rows(
        self, reader: Reader, table: str, columns: Sequence[str], required: Sequence[str]
    ) -> Iterator[tuple[int, tuple[str, ...]]]:
        header = [name.strip() for name in next(reader, [])]
        width = len(header)
        missing = [name for name in required if name not in header]
        if missing:
            raise UnreadableTable(
                f"{table}.txt in {self.name} lacks the column {', '.join(missing)}; "
                f"it has {', '.join(header) or 'none'}"
            )
        # A last empty cell stands for the columns that are not there.
        places = [header.index(name) if name in header else width for name in columns]
        pick = itemgetter(*places) if len(places) > 1 else lambda cells: (cells[places[0]],)
        for cells in reader:
            if len(cells) != width:
                cells = self._fitted(cells, width, table, reader.line_num)
            if cells:
                cells.append("")
                yield reader.line_num, pick(cells)

    def _fitted(self, cells: list[str], width: int, table: str, line: int) -> list[str]:
        """A row as long as the header: empty cells at its end may be missing or too many."""
        if any(cells[width:]):
            raise UnreadableTable(
                f"line {line} of {table}.txt in {self.name} has {len(cells)} cells under "
                f"{width} headers; write a value with a comma in quotes"
            )
        if not any(cells):
            return []
        return cells[:width] + [""] * (width - len(cells))
