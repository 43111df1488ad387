"""What happened to a file on its way to records."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from civickit.schemas._words import note_words, reason_words
from civickit.tables.model import Problem


@dataclass
class Report:
    """Counts, doubts and problems of one file.

    Every row is either kept or refused: `rows == kept + refused`. Repaired rows are among
    the kept ones. A problem's `reason` is a code of `REASONS`; its `action` says whether the
    row was 'repaired', 'refused', or 'kept' as it is with a word about it. `missing` counts,
    for each column that the standard requires, the rows in which it is empty.
    """

    schema: str
    source: str
    format: str = ""
    encoding: str = ""
    header: list[str] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    rows: int = 0
    kept: int = 0
    repaired: int = 0
    refused: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    doubts: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def remark(self, code: str, **values: Any) -> None:
        """Note something about the whole file; the words are in `NOTES`."""
        self.remarks.append((code, values))

    def notes(self, lang: str = "en") -> list[str]:
        """What there is to say about the file as a whole."""
        return [note_words(code, lang, **values) for code, values in self.remarks]

    @property
    def fine(self) -> bool:
        """Whether the file can be used whole: it has rows, and none was refused."""
        return self.refused == 0 and self.kept > 0

    def to_dict(self) -> dict[str, Any]:
        """The JSON of `civickit check --json`."""
        return {
            "schema": self.schema,
            "source": self.source,
            "format": self.format,
            "encoding": self.encoding,
            "header": self.header,
            "columns": self.columns,
            "unused": self.unused,
            "rows": self.rows,
            "kept": self.kept,
            "repaired": self.repaired,
            "refused": self.refused,
            "kinds": dict(self.kinds),
            "doubts": dict(self.doubts),
            "missing": dict(self.missing),
            "problems": [
                {**problem._asdict(), "message": reason_words(problem.reason, "en")}
                for problem in self.problems
            ],
            "notes": self.notes(),
        }
