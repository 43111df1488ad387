"""Page after page, to the end, and counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from civickit.clients._dataset import Dataset, Found
from civickit.core.errors import SourceChanged

T = TypeVar("T")


def counted(rows: Iterable[T], total: int, where: str) -> Iterator[T]:
    """The rows as they come. Raises SourceChanged where fewer or more came than promised."""
    count = 0
    for row in rows:
        count += 1
        if count > total:
            break
        yield row
    if count != total:
        raise SourceChanged(
            f"{where} did not give the rows it promised; it may just be changing, so try again",
            expected=f"{total} rows",
            found=f"{count} rows" if count < total else "more",
        )


def first_found(
    limit: int, at_once: int, ask: Callable[[int, int], tuple[int, Sequence[Dataset]]], where: str
) -> Found:
    """The first `limit` datasets; `ask(offset, count)` gives the total and one page."""
    datasets: list[Dataset] = []
    total, wanted = 0, max(limit, 0)
    while True:
        total, page = ask(len(datasets), min(wanted - len(datasets), at_once))
        datasets += page
        if len(datasets) >= min(wanted, total):
            return Found(total, tuple(datasets[:wanted]))
        if not page:
            raise SourceChanged(
                f"{where} stopped before the end of what it found",
                expected=f"{min(wanted, total)} datasets",
                found=f"{len(datasets)} datasets",
            )
