"""How an index of points comes to be; `nearest` says what it looks like and asks it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence

from civickit.core.earth import check_point
from civickit.core.nearest import LEAF, MAGIC, VERSION, filled, size_of, stand

_SMALL = 512  # leaves
_SAMPLE = 24  # rows


def build(lats: Iterable[float], lons: Iterable[float]) -> bytearray:
    """The bytes of an index. Raises ValueError for a coordinate outside the globe."""
    axes = _spread(lats, lons)
    count = len(axes[0])
    leaves = -(-count // LEAF)
    order = list(range(count))
    splits = array("d", bytes(8 * leaves))
    split_axes = bytearray(filled(leaves))
    for middle, axis, split in _branches(order, axes, leaves):
        splits[middle] = split
        split_axes[middle] = axis
    header = array("Q", (VERSION, leaves, count, size_of(leaves, count)))
    block = bytearray(MAGIC + header.tobytes() + splits.tobytes() + split_axes)
    for start in range(0, count, 4096):
        block += _records(order[start : start + 4096], axes)
    return block


def _spread(lats: Iterable[float], lons: Iterable[float]) -> list[array[float]]:
    """The points' x, y and z."""
    places = array("d")
    for lat, lon in zip(lats, lons, strict=True):
        try:
            check_point(lat, lon)
        except ValueError as error:
            raise ValueError(f"point {len(places) // 3}: {error}") from None
        places.extend(stand(lat, lon)[0])
    return [places[axis::3] for axis in range(3)]


def _branches(
    order: list[int], axes: Sequence[Sequence[float]], leaves: int
) -> Iterator[tuple[int, int, float]]:
    """Sorts the rows into their leaves; yields each branch with its axis and split.

    Small runs are gathered first: numbers that lie together sort several times faster.
    """
    waiting = [(0, leaves)]
    while waiting:
        low, high = waiting.pop()
        rows = order[low * LEAF : high * LEAF]
        if high - low <= _SMALL < leaves:
            gathered = [[axis[row] for row in rows] for axis in axes]
            inner = list(range(len(rows)))
            for middle, axis, split in _branches(inner, gathered, high - low):
                yield low + middle, axis, split
            order[low * LEAF : high * LEAF] = [rows[place] for place in inner]
            continue
        axis = _widest(rows, axes)
        rows.sort(key=axes[axis].__getitem__)
        order[low * LEAF : high * LEAF] = rows
        middles, parts = _halve(low, high, 4 if high - low > _SMALL else 2)
        waiting += parts
        for middle in middles:
            yield middle, axis, axes[axis][order[middle * LEAF]]


def _halve(low: int, high: int, times: int) -> tuple[list[int], list[tuple[int, int]]]:
    """Where a sorted run of leaves is parted, and the runs of more than one leaf that remain."""
    middles: list[int] = []
    parts = [(low, high)] if high - low > 1 else []
    for _ in range(times):
        halves: list[tuple[int, int]] = []
        for start, end in parts:
            middle = (start + end) >> 1
            middles.append(middle)
            halves += (start, middle), (middle, end)
        parts = [(start, end) for start, end in halves if end - start > 1]
    return middles, parts


def _widest(rows: list[int], axes: Sequence[Sequence[float]]) -> int:
    """The axis on which a sample of the rows lies farthest apart."""
    sample = rows[:: len(rows) // _SAMPLE + 1]
    extents = []
    for axis in axes:
        values = [axis[row] for row in sample]
        extents.append(max(values, default=0) - min(values, default=0))
    return extents.index(max(extents))


def _records(rows: list[int], axes: Sequence[Sequence[float]]) -> bytes:
    records = array("d", bytes(32 * len(rows)))
    for place, axis in enumerate(axes):
        records[place::4] = array("d", map(axis.__getitem__, rows))
    records[3::4] = array("d", rows)
    return records.tobytes()
