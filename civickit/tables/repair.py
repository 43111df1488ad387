"""Rows that do not fit their columns, mended when there is exactly one way to mend them."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence

from civickit.tables.column_types import FREE, ColumnType, learn
from civickit.tables.model import Problem, Row
from civickit.tables.moves import JOINED, PADDED, Mended, moves

LONGEST_ROW_CHARS = 5_000
MOST_COLUMNS = 100
MOST_LINES = 5
USUAL_SHARE = 0.05
TRIED_BEFORE_GIVING_UP = 2_000


class Repairer:
    """Learns what the columns hold from a sample of rows, then mends rows that do not fit.

    A row is changed only when it does not fit as it is and one single accident, undone, makes
    every cell fit its column; when two ways do, the row is left as it is. The sample should
    come from all parts of the file.
    """

    def __init__(self, header: Sequence[str], sample: Iterable[Row], delimiter: str = ",") -> None:
        rows = [row.cells for row in sample]
        self.delimiter = delimiter
        self.width = len(header)
        self.header = list(header)
        self.tried = self.repaired = 0
        self.types = learn_types(rows, self.width)
        self._checks = [(i, kind.certain) for i, kind in enumerate(self.types) if kind.certain]
        widths = Counter(map(len, rows))
        self._usual = {
            width
            for width, times in widths.items()
            if width < self.width and times >= USUAL_SHARE * len(rows)
        }

    def repair(self, row: Row) -> tuple[list[str], Problem | None]:
        """The cells of the row, mended or as they are, and what there is to say about it."""
        if self.fits_strictly(row.cells):
            return row.cells, None
        if len(row.cells) in self._usual:
            padded = [*row.cells, *[""] * (self.width - len(row.cells))]
            if self.fits_strictly(padded):
                return padded, None
        mended = self._only_way(row.cells)
        if mended is None or mended.what == PADDED:
            return mended.cells if mended else row.cells, self._told(row)
        self.repaired += 1
        column = self.header[mended.column]
        before, after = self._text(row.cells), self._text(mended.cells)
        return mended.cells, Problem(row.line, column, before, mended.what, "repaired", after)

    def repair_all(self, rows: Iterable[Row]) -> Iterator[tuple[Row, Problem | None]]:
        """Every row, mended or as it is; a row broken over several lines comes as one."""
        source = iter(rows)
        waiting: deque[Row] = deque()
        fits = self.fits_strictly
        while (row := waiting.popleft() if waiting else next(source, None)) is not None:
            if fits(row.cells):
                yield row, None
                continue
            joined = self._join_lines(row, source, waiting)
            if joined:
                yield joined
                continue
            cells, problem = self.repair(row)
            yield (row if cells is row.cells else Row(row.line, cells)), problem

    def fits_strictly(self, cells: list[str]) -> bool:
        """Whether the row has the right width and no cell that is surely wrong."""
        if len(cells) != self.width:
            return False
        for column, fits in self._checks:  # noqa: SIM110 - runs for every row; all() takes twice as long
            if not fits(cells[column]):
                return False
        return True

    def _only_way(self, cells: list[str]) -> Mended | None:
        """The one way of mending that gives every column what it holds.

        Where all ways agree on a cell it decides nothing, so it may be a word never seen; but
        what mending has put into a column must be of the kind seen there.
        """
        if self.gave_up or self.types.count(FREE) == self.width:
            return None
        self.tried += 1
        ways = self._ways(cells)
        disputed = {i for i in range(self.width) if len({way.cells[i] for way in ways}) > 1}
        fitting = [way for way in ways if not (self._words(way) | self._looks(way)) & disputed]
        if len(fitting) != 1:
            return None
        way = fitting[0]
        put_there = {i for i, cell in enumerate(way.cells) if cells[i : i + 1] != [cell]}
        odd = self._looks(way) | self._words(way) - {column for column, _ in self._checks}
        return None if odd & put_there else way

    def _ways(self, cells: list[str]) -> list[Mended]:
        """The different rows without a wrong cell that this one may have been."""
        if len(cells) > MOST_COLUMNS or sum(map(len, cells)) > LONGEST_ROW_CHARS:
            return []
        found: dict[tuple[str, ...], Mended] = {}
        for mended in moves(cells, self.delimiter, self.types):
            if self.fits_strictly(mended.cells):
                found.setdefault(tuple(mended.cells), mended)
        return list(found.values())

    def _words(self, way: Mended) -> set[int]:
        """The columns of few words in which another word would stand."""
        kinds = enumerate(zip(self.types, way.cells, strict=True))
        return {i for i, (kind, cell) in kinds if kind.words and not kind.words(cell)}

    def _looks(self, way: Mended) -> set[int]:
        """The columns in which a text would be built unlike the others.

        A text that was cut at a delimiter or a line end is so by nature.
        """
        kinds = enumerate(zip(self.types, way.cells, strict=True))
        odd = {i for i, (kind, cell) in kinds if kind.looks and not kind.looks(cell)}
        cut = {i for i, cell in enumerate(way.cells) if "\n" in cell}
        return odd - cut - ({way.column} if way.what == JOINED else set())

    @property
    def gave_up(self) -> bool:
        """Whether so few rows could be mended that no more are tried."""
        return self.tried >= TRIED_BEFORE_GIVING_UP and self.repaired * 50 < self.tried

    def _told(self, row: Row) -> Problem | None:
        if len(row.cells) == self.width:
            return None
        text = self._text(row.cells)
        reason = f"has {len(row.cells)} cells where the table has {self.width}"
        return Problem(row.line, "", text, reason, "kept", text)

    def _text(self, cells: list[str]) -> str:
        return self.delimiter.join(cells)

    def _join_lines(
        self, first: Row, source: Iterator[Row], waiting: deque[Row]
    ) -> tuple[Row, Problem] | None:
        """The row that this one and the next ones make together, if they only fit together."""
        parts = [first]
        cells = first.cells
        if len(cells) >= self.width:
            return None
        for position in range(MOST_LINES - 1):
            if position == len(waiting):
                following = next(source, None)
                if following is None:
                    return None
                waiting.append(following)
            part = waiting[position]
            parts.append(part)
            cells = [*cells[:-1], f"{cells[-1]}\n{part.cells[0]}", *part.cells[1:]]
            if len(part.cells) >= self.width or len(cells) > self.width:
                return None
            if len(cells) == self.width:
                break
        if not self._belong_together(parts, cells):
            return None
        for _ in parts[1:]:
            waiting.popleft()
        self.repaired += 1
        return self._joined(parts, cells)

    def _belong_together(self, parts: list[Row], cells: list[str]) -> bool:
        joined = Mended(cells, len(parts[0].cells) - 1, JOINED)
        if not self._checks or not self.fits_strictly(cells):
            return False
        if self._words(joined) | self._looks(joined):
            return False
        return not all(self._ways(part.cells) for part in parts)

    def _joined(self, parts: list[Row], cells: list[str]) -> tuple[Row, Problem]:
        line = parts[0].line
        column = self.header[len(parts[0].cells) - 1]
        before = "\n".join(self._text(part.cells) for part in parts)
        what = f"the row was broken over {len(parts)} lines"
        return Row(line, cells), Problem(line, column, before, what, "repaired", self._text(cells))


def learn_types(rows: Sequence[list[str]], width: int) -> list[ColumnType]:
    """The type of every column, from the rows of the right width that are in order."""
    good = [cells for cells in rows if len(cells) == width]
    certain = [(i, kind.certain) for i, kind in enumerate(_columns(good, width)) if kind.certain]
    clean = [cells for cells in good if all(fits(cells[i]) for i, fits in certain)]
    return _columns(clean, width)


def _columns(rows: Sequence[list[str]], width: int) -> list[ColumnType]:
    return [learn([cells[i] for cells in rows]) for i in range(width)]
