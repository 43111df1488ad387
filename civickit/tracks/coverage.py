"""Which street was passed or worked, when, by whom, and how sure that is.

The table is a function of the set of fixes: whatever order they come in, and however often, it is
the same. Runs are counted by device and hour, each from the fixes of that hour and ten minutes on
either side, so a late fix makes two hours be counted again and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from civickit.tracks.fixes import WORKING, Fix, State, arrival, in_order, refusal
from civickit.tracks.matching import Run, Streets, match
from civickit.tracks.streets import Network, SegmentId

HOUR_S = 3_600.0
MARGIN_S = 600.0
MENTIONED_SHARE = 0.1
MENTIONED_M = 100.0
"""Less of a street than both is a fix beside a corner."""
PASS_GAP_S = 300.0
"""Runs of one vehicle on one street further apart are two passes."""
BESIDE_SHARE = 0.2
"""A visit to less of a street than that is error at a corner, and says nothing of when."""
ENOUGH_SHARE = 0.5
SURE_ENOUGH = 0.5

Claim = Literal["passed", "worked", "unknown"]
Direction = Literal["forward", "backward", "both"]
Key = tuple[SegmentId, Direction]
"""The segment's id, and the direction along its line."""
Signed = tuple[str, Run]
"""A run, and the alias of who drove it."""


class Cleared(NamedTuple):
    """What is known of one street in one direction.

    `worked`: at least half of its length, by a vehicle that plowed or salted; `passed`: by one of
    which that is not known; `unknown`: touched, but on less than half, or too doubtful. `first`
    and `last` are of the passes that make the claim: when the first began, when the last ended.
    `alias` drove that last one, `work` is what it did. `confidence` is from 0 to 1.
    """

    id: SegmentId
    direction: Direction
    claim: Claim
    first: float
    last: float
    share: float
    confidence: float
    alias: str
    work: State


class _Driven(NamedTuple):
    """A run, who drove it, and the number of the visit to a street that it is of."""

    alias: str
    run: Run
    visit: int


class _Pass(NamedTuple):
    alias: str
    first: float
    last: float
    share: float
    worked: float
    confidence: float
    work: State


def table(
    network: Network, runs: Iterable[Signed], *, by_direction: bool = True
) -> dict[Key, Cleared]:
    """What the runs say of every street they touched, in the order of ids.

    `by_direction`: False gives one row a street, its direction `both`.
    """
    lengths = network.lengths()
    touched: dict[Key, list[_Driven]] = {}
    for one in _visits(network, runs):
        direction: Direction = "forward" if one.run.forward else "backward"
        key: Key = (network.segments[one.run.segment].id, direction if by_direction else "both")
        touched.setdefault(key, []).append(one)
    rows = (_cleared(key, touched[key], lengths[key[0]]) for key in sorted(touched, key=_by_id))
    return {(row.id, row.direction): row for row in rows if _is_mentioned(row, lengths)}


def passes(network: Network, runs: Iterable[Signed]) -> list[Cleared]:
    """Every pass of every vehicle as a row of its own, both directions together, by `last`."""
    lengths = network.lengths()
    driven: dict[SegmentId, list[_Driven]] = {}
    for one in _visits(network, runs):
        driven.setdefault(network.segments[one.run.segment].id, []).append(one)
    rows = (
        _cleared((id_, "both"), going, lengths[id_])
        for id_, those in driven.items()
        for going in _goes(those)
    )
    mentioned = (row for row in rows if _is_mentioned(row, lengths))
    return sorted(mentioned, key=lambda row: (row.last, row.alias, str(row.id)))


def _is_mentioned(row: Cleared, lengths: Mapping[SegmentId, float]) -> bool:
    return row.share >= MENTIONED_SHARE or row.share * lengths[row.id] >= MENTIONED_M


def _by_id(key: Key) -> tuple[bool, SegmentId, Direction]:
    return isinstance(key[0], str), *key


def _when(signed: Signed) -> tuple[str, float, float, Run]:
    alias, run = signed
    return alias, run.started_at, run.ended_at, run


def _visits(network: Network, runs: Iterable[Signed]) -> Iterator[_Driven]:
    """The runs of each vehicle in the order of time. A visit lasts until it is on another street,
    stands included."""
    visit, where = 0, None
    for alias, run in sorted(runs, key=_when):
        here = alias, network.segments[run.segment].id
        visit += here != where
        where = here
        yield _Driven(alias, run, visit)


def _cleared(key: Key, driven: Sequence[_Driven], length_m: float) -> Cleared:
    whole = _pass(driven, length_m)
    goes = [_pass(going, length_m) for going in _goes(driven)]
    claim, making = _claim(whole, goes)
    last = max(making, key=lambda one: (one.last, one.alias))
    return Cleared(
        id=key[0],
        direction=key[1],
        claim=claim,
        first=min(one.first for one in making),
        last=last.last,
        share=whole.share,
        confidence=last.confidence,
        alias=last.alias,
        work=last.work,
    )


def _claim(whole: _Pass, passes: list[_Pass]) -> tuple[Claim, list[_Pass]]:
    """What is claimed, and the passes that make it so."""
    sure = [one for one in passes if one.confidence >= SURE_ENOUGH]
    worked = [one for one in sure if one.worked >= ENOUGH_SHARE]
    if worked:
        return "worked", worked
    if full := [one for one in sure if one.share >= ENOUGH_SHARE]:
        return "passed", full
    if whole.share >= ENOUGH_SHARE and whole.confidence >= SURE_ENOUGH:  # in several goes
        return ("worked" if whole.worked >= ENOUGH_SHARE else "passed"), passes
    return "unknown", passes


def _goes(driven: Sequence[_Driven]) -> Iterator[list[_Driven]]:
    """The goes of each vehicle; the runs are sorted by alias and time."""
    going: list[_Driven] = []
    driver, until = "", 0.0
    for one in driven:
        if going and (one.alias != driver or one.run.started_at - until > PASS_GAP_S):
            yield going
            going, until = [], one.run.ended_at
        going.append(one)
        driver, until = one.alias, max(until, one.run.ended_at)
    if going:
        yield going


def _pass(driven: Sequence[_Driven], length_m: float) -> _Pass:
    runs = [one.run for one in driven]
    metres = sum(run.end_m - run.start_m for run in runs) or 1.0
    sure = sum((run.end_m - run.start_m) * run.confidence for run in runs) / metres
    working = [run for run in runs if run.state in WORKING]
    timed = _timed(driven, length_m)
    return _Pass(
        alias=driven[0].alias,
        first=min(run.started_at for run in timed),
        last=max(run.ended_at for run in timed),
        share=min(1.0, _driven_m(runs) / length_m),
        worked=min(1.0, _driven_m(working) / length_m),
        confidence=sure,
        work=max(working or runs, key=lambda run: (run.ended_at, run.state)).state,
    )


def _timed(driven: Sequence[_Driven], length_m: float) -> list[Run]:
    """The runs of visits to a good part of the street; all where there is none."""
    by_visit = ([one.run for one in of] for _, of in groupby(driven, key=lambda one: one.visit))
    enough = min(MENTIONED_M, BESIDE_SHARE * length_m)
    good = [run for runs in by_visit if _driven_m(runs) >= enough for run in runs]
    return good or [one.run for one in driven]


def _driven_m(runs: Iterable[Run]) -> float:
    """Metres that were driven, what was driven twice counted once."""
    total, segment, reached = 0.0, -1, 0.0
    for run in sorted(runs, key=lambda one: (one.segment, one.start_m, one.end_m)):
        if run.segment != segment:
            segment, reached = run.segment, 0.0
        total += max(0.0, run.end_m - max(run.start_m, reached))
        reached = max(reached, run.end_m)
    return total


def never_back(shown: Mapping[Key, Cleared], now: Mapping[Key, Cleared]) -> dict[Key, Cleared]:
    """What to show next: the table of now, where a street's `last` is never older than was shown.

    The table itself may take a claim back when a late fix shows that the vehicle was elsewhere; a
    page that people watch keeps what it said.
    """
    kept = {key: old for key, old in shown.items() if key not in now or old.last > now[key].last}
    return {**now, **kept}


def hours_touched(fixed_at: float) -> range:
    """The hours (since 1970) that must be counted again when a fix of that time comes."""
    return range(int((fixed_at - MARGIN_S) // HOUR_S), int((fixed_at + MARGIN_S) // HOUR_S) + 1)


def hour_needs(hour: int) -> tuple[float, float]:
    """From and until when fixes matter for an hour."""
    return hour * HOUR_S - MARGIN_S, (hour + 1) * HOUR_S + MARGIN_S


def runs_of_hour(streets: Streets, hour: int, fixes: Iterable[Fix]) -> list[Run]:
    """The runs of one device that begin in an hour; fixes that do not matter are left out."""
    start, end = hour_needs(hour)
    needed = [fix for fix in fixes if start <= fix.fixed_at < end]
    begin = hour * HOUR_S
    found = match(streets, needed).runs
    return [run for run in found if begin <= run.started_at < begin + HOUR_S]


class Coverage:
    """The table as fixes come, in any order. `alias` gives the name to be published of a device.

    Keeps all fixes in memory, for a trace, a lesson or a test; an app keeps them in its storage and
    calls `hours_touched` and `runs_of_hour` itself.
    """

    def __init__(self, streets: Streets, alias: Callable[[str], str] = str) -> None:
        self.streets = streets
        self.alias = alias
        self._fixes: dict[str, dict[float, Fix]] = {}
        self._latest: dict[str, float] = {}
        self._runs: dict[tuple[str, int], list[Run]] = {}
        self._stale: set[tuple[str, int]] = set()

    def add(self, fix: Fix) -> str:
        """`new`, `late`, `duplicate`, or why it was refused."""
        if why := refusal(fix):
            return why
        device, at = fix.key
        kept = self._fixes.setdefault(device, {})
        latest = self._latest.get(device)
        came = arrival(fix, [at] if at in kept else [], latest)
        self._latest[device] = at if latest is None else max(latest, at)
        [stands] = in_order([fix, *([kept[at]] if at in kept else [])])
        if kept.get(at) != stands:
            kept[at] = stands
            self._stale.update((device, hour) for hour in hours_touched(at))
        return came

    def table(self, *, by_direction: bool = True) -> dict[Key, Cleared]:
        """As `table`, of all fixes so far; only hours with new fixes are counted again."""
        for device, hour in sorted(self._stale):
            self._runs[device, hour] = runs_of_hour(
                self.streets, hour, self._fixes[device].values()
            )
        self._stale.clear()
        signed = (
            (self.alias(device), run)
            for (device, _), runs in sorted(self._runs.items(), key=lambda item: item[0])
            for run in runs
        )
        return table(self.streets.network, signed, by_direction=by_direction)
