"""Records on disk: a file of any length is checked in bounded memory."""

from __future__ import annotations

import marshal
from bisect import bisect
from collections.abc import Iterator
from datetime import date
from itertools import chain, groupby
from operator import itemgetter
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any

from civickit.schemas._doubts import Patch, patched
from civickit.schemas._schema import Record, Schema, Values


class Spool:
    """Keeps records in a temporary file, in order; iterating gives them back, patched.

    The file is this process's own and has no name, so what is read is what was written.
    """

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        fields = schema.record._fields
        self.dates = [fields.index(one.name) for one in schema.fields if one.form.type == "date"]
        self.starts: list[int] = []
        self.offsets: list[int] = []
        self.count = 0
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
        for at in self.dates:
            if any(map(itemgetter(at), batch)):
                batch = [_with(v, at, v[at] and v[at].toordinal()) for v in batch]
        self.starts.append(self.count)
        self.offsets.append(self.file.tell())
        self.count += len(batch)
        self.file.write(marshal.dumps(batch))

    def __iter__(self) -> Iterator[Record]:
        return chain.from_iterable(self.batches())

    def batches(self) -> Iterator[list[Record]]:
        """The records, some hundred at a time."""
        for number in range(len(self.starts)):
            yield self._batch(number)

    def pick(self, wanted: set[int]) -> dict[int, Record]:
        """The records of these indices, by index."""
        found = {}
        for number, group in groupby(sorted(wanted), lambda at: bisect(self.starts, at) - 1):
            batch = self._batch(number)
            found.update({at: batch[at - self.starts[number]] for at in group})
        return found

    def _batch(self, number: int) -> list[Record]:
        end = self.offsets[number + 1] if number + 1 < len(self.offsets) else None
        self.file.seek(self.offsets[number])
        packed = self.file.read(-1 if end is None else end - self.offsets[number])
        batch = marshal.loads(packed)  # noqa: S302 - this process wrote it
        return self._records(self.starts[number], batch)

    def _records(self, start: int, batch: list[Values]) -> list[Record]:
        for at in self.dates:
            if any(map(itemgetter(at), batch)):
                batch = [_with(v, at, v[at] and date.fromordinal(v[at])) for v in batch]
        records = self.schema.records(batch)
        if self.patches:
            for index in self.patches.keys() & range(start, start + len(batch)):
                records[index - start] = patched(records[index - start], self.patches[index])
        return records


def _with(values: Values, at: int, value: Any) -> Values:
    return (*values[:at], value, *values[at + 1 :])
