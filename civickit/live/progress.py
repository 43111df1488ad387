"""What is done and what is left, by priority: for the desk, of the storm that is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from civickit.live._show import signed_runs
from civickit.tracks.coverage import Claim, table
from civickit.tracks.streets import SegmentId

if TYPE_CHECKING:
    from civickit.live.site import Site


AT_ONCE = 10_000
"""No database takes much more than so many streets in one question."""


class Progress(NamedTuple):
    """The streets of one priority, None for those without: how many, how long, what is left.

    Only what was done since the storm began counts. The public is told of the last work, however
    long ago; the desk wants to know where nobody has been yet.
    """

    priority: int | None
    streets: int
    worked: int
    passed: int
    metres: float
    worked_m: float
    passed_m: float
    left: tuple[SegmentId, ...]
    """In the order of the file."""


def progress(site: Site, since_ms: int) -> list[Progress]:
    """How far the work since then has come, the first priority first, those without last."""
    claims = _claims(site, since_ms)
    by_priority: dict[int | None, dict[SegmentId, float]] = {}
    lengths = site.network.lengths()
    priorities = {one.id: one.priority for one in reversed(site.network.segments)}
    for id_, metres in lengths.items():
        by_priority.setdefault(priorities[id_], {})[id_] = metres
    order = sorted(by_priority, key=lambda one: (one is None, one or 0))
    return [_progress(one, by_priority[one], claims) for one in order]


def _claims(site: Site, since_ms: int) -> dict[SegmentId, Claim]:
    """What was done of each street since then: what the public is told, and where that is older
    work, what has gone by there since."""
    told = {one.id: one for one in site.ledger.streets()}
    claims = {id_: one.claim for id_, one in told.items() if one.last * 1000 >= since_ms}
    if len(claims) == len(told):
        return claims
    names = site.ledger.names
    others = [name for name, id_ in names.ids.items() if id_ not in claims]
    with site.storage.read() as connection:
        driven = [
            one
            for start in range(0, len(others), AT_ONCE)
            for one in signed_runs(connection, names, since_ms, others[start : start + AT_ONCE])
        ]
    rows = table(site.network, driven, by_direction=False).values()
    return claims | {row.id: row.claim for row in rows}


def _progress(
    priority: int | None, lengths: dict[SegmentId, float], claims: Mapping[SegmentId, str]
) -> Progress:
    worked = [id_ for id_ in lengths if claims.get(id_) == "worked"]
    passed = [id_ for id_ in lengths if claims.get(id_) == "passed"]
    return Progress(
        priority,
        len(lengths),
        len(worked),
        len(passed),
        sum(lengths.values()),
        sum(lengths[id_] for id_ in worked),
        sum(lengths[id_] for id_ in passed),
        tuple(id_ for id_ in lengths if claims.get(id_, "unknown") == "unknown"),
    )
