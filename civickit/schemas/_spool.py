"""Records on disk: a file of any length is checked in bounded memory."""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from datetime import date
from operator import itemgetter
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any

from civickit.schemas._doubts import Patch, patched
from civickit.schemas._schema import Record, Schema, Values

LENGTH = 8


class Spool:
    """Keeps records in a temporary file, in order; iterating gives them back, patched.

    The file is this process's own and has no name, so what is read is what was written.
    """

    def __init__(self, schema: Schema) -> None:
        self.make = schema.record._make
        fields = schema.record._fields
        self.date = fields.index("surveyed") if "surveyed" in fields else None
        self.patches: dict[int, Patch] = {}
        self.file = TemporaryFile()  # noqa: SIM115 - closed by __exit__

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.file.close()

    def extend(self, batch: list[Values]) -> None:
        at = self.date
        if at is not None and any(map(itemgetter(at), batch)):
            batch = [_with(v, at, v[at] and v[at].toordinal()) for v in batch]
        packed = marshal.dumps(batch)
        self.file.write(len(packed).to_bytes(LENGTH, "big") + packed)

    def __iter__(self) -> Iterator[Record]:
        self.file.seek(0)
        start = 0
        while length := int.from_bytes(self.file.read(LENGTH), "big"):
            batch = marshal.loads(self.file.read(length))  # noqa: S302 - this process wrote it
            yield from self._records(start, batch)
            start += len(batch)

    def _records(self, start: int, batch: list[Values]) -> list[Record]:
        at = self.date
        if at is not None and any(map(itemgetter(at), batch)):
            batch = [_with(v, at, v[at] and date.fromordinal(v[at])) for v in batch]
        records = list(map(self.make, batch))
        if self.patches:
            for index in self.patches.keys() & range(start, start + len(batch)):
                records[index - start] = patched(records[index - start], self.patches[index])
        return records


def _with(values: Values, at: int, value: Any) -> Values:
    return (*values[:at], value, *values[at + 1 :])
