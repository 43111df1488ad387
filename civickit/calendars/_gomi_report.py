"""What is told about a city's files while they are read, and the fate of each cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from civickit.calendars._gomi_tokens import Note
from civickit.calendars.city import Fate, Finding

Values = tuple[tuple[str, str | int], ...]
FATES: tuple[str, ...] = ("kept", "repaired", "doubtful", "refused")


class Report:
    """Findings in the order they are met, and how many cells of `area_days.csv` met which fate."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self._fates: Counter[str] = Counter()
        self._kept = 0

    def tell(
        self,
        fate: Fate,
        code: str,
        file: str,
        line: int = 0,
        column: int = 0,
        *,
        header: str = "",
        cell: str = "",
        read_as: str = "",
        area: str = "",
        kind: str = "",
        dates: int = 0,
        values: Values = (),
    ) -> None:
        """Keep one finding; `column` counts from 1."""
        told = Finding(
            fate, code, file, line, column, header, cell, read_as, values, area, kind, dates
        )
        self.findings.append(told)

    def count(self, notes: Sequence[Note]) -> None:
        """Count one cell by the worst that is said about it."""
        if not notes:
            self._kept += 1
            return
        fates = {note.fate for note in notes}
        self._fates[next(one for one in reversed(FATES) if one in fates)] += 1

    def counts(self) -> dict[str, int]:
        """As `City.counts`."""
        fates = self._fates + Counter(kept=self._kept)
        return {"read": fates.total(), **{one: fates[one] for one in FATES}}
