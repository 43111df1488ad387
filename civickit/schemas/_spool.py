"""Records on disk: a file of any length is checked in bounded memory."""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from datetime import date
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any

from civickit.schemas._doubts import Patch, patched
from civickit.schemas._schema import Record, Schema

BATCH = 500
LENGTH = 8


class Spool:
    """Keeps records in a temporary file, in order; iterating gives them back, patched.

    The file is this process's own and has no name, so what is read is what was written.
    """

    def __init__(self, schema: Schema) -> None:
        self.make = schema.record._make
        fields = schema.record._fields
        self.key, self.doubts = fields.index("key"), fields.index("doubts")
        self.dates = [fields.index(name) for name in ("surveyed",) if name in fields]
        self.patches: dict[int, Patch] = {}
        self.file = TemporaryFile()  # noqa: SIM115 - closed by __exit__
        self.batch: list[tuple[Any, ...]] = []

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.file.close()

    def append(self, record: Record) -> None:
        values: Any = record
        for index in self.dates:
            if values[index] is not None:
                values = (*values[:index], values[index].toordinal(), *values[index + 1 :])
        self.batch.append(tuple(values))
        if len(self.batch) == BATCH:
            self._flush()

    def _flush(self) -> None:
        if self.batch:
            packed = marshal.dumps(self.batch)
            self.file.write(len(packed).to_bytes(LENGTH, "big") + packed)
            self.batch.clear()

    def __iter__(self) -> Iterator[Record]:
        self._flush()
        self.file.seek(0)
        index = 0
        while length := int.from_bytes(self.file.read(LENGTH), "big"):
            batch = marshal.loads(self.file.read(length))  # noqa: S302 - this process wrote it
            for values in batch:
                yield self._record(index, values)
                index += 1

    def _record(self, index: int, values: tuple[Any, ...]) -> Record:
        for at in self.dates:
            if values[at] is not None:
                values = (*values[:at], date.fromordinal(values[at]), *values[at + 1 :])
        record: Record = self.make(values)
        patch = self.patches.get(index)
        return patched(record, patch) if patch else record
