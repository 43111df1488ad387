"""Runs and streets as rows of the storage, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Row

from civickit.tracks.coverage import Cleared
from civickit.tracks.matching import Run
from civickit.tracks.streets import Network, SegmentId

AGREE_M = 1e-6
AGREE_S = 1e-6


class Names:
    """How the segments of a network are called in rows: the id as text, and which part of it."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.ids: dict[str, SegmentId] = {}
        self.parts: dict[str, list[int]] = {}
        self.names: list[tuple[str, int]] = []
        for position, one in enumerate(network.segments):
            self.ids.setdefault(str(one.id), one.id)
            parts = self.parts.setdefault(str(one.id), [])
            self.names.append((str(one.id), len(parts)))
            parts.append(position)

    def run(self, row: Row[Any]) -> Run | None:
        """The run of a row; None where the network no longer has its street.

        A part that is gone, and metres beyond the end of a street that became shorter, are taken
        for the last ones there are.
        """
        parts = self.parts.get(row.street)
        if parts is None:
            return None
        segment = parts[min(row.part, len(parts) - 1)]
        end_m = min(row.end_m, self.network.segments[segment].length_m)
        if end_m <= row.start_m:
            return None
        return Run(
            segment,
            row.forward,
            row.start_m,
            end_m,
            row.started_ms / 1000,
            row.ended_ms / 1000,
            row.state,
            row.confidence,
        )

    def row(self, run: Run) -> dict[str, Any]:
        """The columns of a run that are its own."""
        street, part = self.names[run.segment]
        return {
            "street": street,
            "part": part,
            "forward": run.forward,
            "start_m": run.start_m,
            "end_m": run.end_m,
            "started_ms": to_ms(run.started_at),
            "ended_ms": to_ms(run.ended_at),
            "state": run.state,
            "confidence": run.confidence,
        }

    def cleared(self, row: Row[Any]) -> Cleared | None:
        """What a row of `cleared` says; None where the street is gone or nothing is claimed."""
        if row.street not in self.ids or not row.claim:
            return None
        return Cleared(
            self.ids[row.street],
            row.direction,
            row.claim,
            row.first_ms / 1000,
            row.last_ms / 1000,
            row.share,
            row.confidence,
            row.alias,
            row.work,
        )


def cleared_columns(one: Cleared) -> dict[str, Any]:
    """The columns of `cleared` that are what it says."""
    return {
        "street": str(one.id),
        "direction": one.direction,
        "claim": one.claim,
        "first_ms": to_ms(one.first),
        "last_ms": to_ms(one.last),
        "share": one.share,
        "confidence": one.confidence,
        "alias": one.alias,
        "work": one.work,
    }


def to_ms(seconds: float) -> int:
    return round(seconds * 1000)


def joined(runs: Iterable[Run]) -> Iterator[Run]:
    """The same runs, those that go on without a break put together: a row a street and pass."""
    before: Run | None = None
    for run in runs:
        if before is not None and _goes_on(before, run):
            before = _join(before, run)
            continue
        if before is not None:
            yield before
        before = run
    if before is not None:
        yield before


def _goes_on(a: Run, b: Run) -> bool:
    here, there = (a.end_m, b.start_m) if a.forward else (a.start_m, b.end_m)
    return (
        (a.segment, a.forward, a.state) == (b.segment, b.forward, b.state)
        and abs(here - there) < AGREE_M
        and abs(a.ended_at - b.started_at) < AGREE_S
    )


def _join(a: Run, b: Run) -> Run:
    metres = (a.end_m - a.start_m), (b.end_m - b.start_m)
    sure = (a.confidence * metres[0] + b.confidence * metres[1]) / (sum(metres) or 1)
    return a._replace(
        start_m=min(a.start_m, b.start_m),
        end_m=max(a.end_m, b.end_m),
        ended_at=b.ended_at,
        confidence=sure,
    )
