"""The numbers of a day, from what was counted: they outlive the raw fixes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, Row, Table, func, select

from civickit.live._open_data import midnight_ms
from civickit.live._street_tables import hours, runs, spans
from civickit.live.daily.contractors import contractors_at
from civickit.live.daily.records import SURE, Daily, StreetDay, VehicleDay
from civickit.live.tables import devices, stale_hours
from civickit.tracks.coverage import HOUR_S, passes, table
from civickit.tracks.fixes import WORKING
from civickit.tracks.matching import Run
from civickit.tracks.streets import SegmentId

if TYPE_CHECKING:
    from civickit.live.site import Site

HOUR_MS = round(HOUR_S * 1000)


class Kept(NamedTuple):
    """What is kept of one device in the span."""

    runs: list[Run]
    spans: list[Row[Any]]
    hours: list[Row[Any]]


class Street(NamedTuple):
    """What every vehicle needs to know of a street."""

    name: str
    priority: int | None
    length_m: float


def daily(site: Site, day: date) -> Daily:
    """The report of the city's day, from midnight to midnight."""
    from_ms, until_ms = midnight_ms(site, day), midnight_ms(site, day + timedelta(days=1))
    return span(site, from_ms, until_ms)._replace(day=day)


def span(site: Site, from_ms: int, until_ms: int) -> Daily:
    """The report of any time. A stretch of street counts where it was begun, a fix with its hour,
    a vehicle with whose it was at the beginning.

    Where days begin at half past (zones like that of India), fixes are counted with the hour they
    lie in, everything else to the second.
    """
    with site.storage.read() as connection:
        known = {row.id: row for row in connection.execute(select(devices))}
        kept = _kept(site, connection, from_ms, until_ms)
        contractors = contractors_at(connection, from_ms)
        waiting = select(func.count()).select_from(stale_hours)
        left = connection.execute(waiting.where(_within(stale_hours, from_ms, until_ms))).scalar()
    streets = _streets(site)
    vehicles = [
        _vehicle(site, streets, known[device_id], of, from_ms, until_ms)._replace(
            contractor=contractors.get(device_id, known[device_id].contractor)
        )
        for device_id, of in kept.items()
    ]
    changed = [row.changed_ms for of in kept.values() for row in of.hours]
    return Daily(
        None,
        from_ms,
        until_ms,
        site.settings.zone,
        site.settings.title,
        any(one.simulated for one in vehicles),
        not site.settings.given,
        not left,
        max(changed, default=None),
        None,
        tuple(sorted(vehicles, key=lambda one: (one.contractor, one.device))),
    )


def _within(of: Table, from_ms: int, until_ms: int) -> Any:
    """The hours that reach into the span."""
    return of.c.hour.between(from_ms // HOUR_MS, (until_ms - 1) // HOUR_MS)


def _kept(site: Site, connection: Connection, from_ms: int, until_ms: int) -> dict[int, Kept]:
    """By device: only those of which anything is kept."""
    found: dict[int, Kept] = {}

    def of(row: Row[Any]) -> Kept:
        return found.setdefault(row.device_id, Kept([], [], []))

    driven = select(runs).where(runs.c.started_ms >= from_ms, runs.c.started_ms < until_ms)
    for row in connection.execute(driven.order_by(runs.c.started_ms, runs.c.number)):
        if run := site.ledger.names.run(row):
            of(row).runs.append(run)
    on_the_way = select(spans).where(
        _within(spans, from_ms - HOUR_MS, until_ms),
        spans.c.from_ms < until_ms,
        (spans.c.until_ms > from_ms) | (spans.c.from_ms == from_ms),
    )
    for row in connection.execute(on_the_way.order_by(spans.c.from_ms, spans.c.until_ms)):
        of(row).spans.append(row)
    for row in connection.execute(select(hours).where(_within(hours, from_ms, until_ms))):
        if row.fixes:
            of(row).hours.append(row)
    return found


def _streets(site: Site) -> dict[SegmentId, Street]:
    lengths = site.network.lengths()
    return {
        one.id: Street(one.name, one.priority, lengths[one.id])
        for one in reversed(site.network.segments)
    }


def _vehicle(
    site: Site,
    streets: dict[SegmentId, Street],
    device: Row[Any],
    kept: Kept,
    from_ms: int,
    until_ms: int,
) -> VehicleDay:
    on_the_way = [
        (max(one.from_ms, from_ms), min(one.until_ms, until_ms), one.state) for one in kept.spans
    ]
    gaps_ms = [b[0] - a[1] for a, b in pairwise(on_the_way) if b[0] > a[1]]
    listed = _worked_streets(site, streets, kept.runs)
    worked_m = _metres(run for run in kept.runs if run.state in WORKING)
    rest_m = round(max(0.0, worked_m - sum(on_street_m for _, on_street_m in listed)))
    told_m = sum(one.worked_m for one, _ in listed) + rest_m
    return VehicleDay(
        device.name,
        device.contractor,
        device.kind,
        device.simulated,
        on_the_way[0][0] if on_the_way else None,
        max(until for _, until, _ in on_the_way) if on_the_way else None,
        _minutes(until - begin for begin, until, _ in on_the_way),
        _minutes(until - begin for begin, until, state in on_the_way if state in WORKING),
        told_m + round(_metres(kept.runs) - worked_m),
        told_m,
        rest_m,
        round(_metres(run for run in kept.runs if run.confidence < SURE)),
        round(_metres(run for run in kept.runs if run.state == "unknown")),
        len(gaps_ms),
        _minutes(gaps_ms),
        sum(one.fixes for one in kept.hours),
        sum(one.used for one in kept.hours),
        tuple(one for one, _ in listed),
    )


def _minutes(some_ms: Iterable[int]) -> int:
    """The sum in seconds, rounded to the minute."""
    return round(sum(some_ms) / 60_000) * 60


def _metres(some: Iterable[Run]) -> float:
    return float(sum(run.end_m - run.start_m for run in some))


def _worked_streets(
    site: Site, streets: dict[SegmentId, Street], driven: Sequence[Run]
) -> list[tuple[StreetDay, float]]:
    """In the order in which they were first worked on, each with its work not yet rounded."""
    network = site.network
    working = [("", run) for run in driven if run.state in WORKING]
    times = Counter(one.id for one in passes(network, working))
    of: dict[SegmentId, list[Run]] = {}
    for run in driven:
        of.setdefault(network.segments[run.segment].id, []).append(run)
    rows = table(network, working, by_direction=False).values()
    found = [_street_day(one.id, streets[one.id], of[one.id], times[one.id] or 1) for one in rows]
    return sorted(found, key=lambda one: (one[0].first_ms, str(one[0].id)))


def _street_day(
    id_: SegmentId, street: Street, driven: Sequence[Run], times: int
) -> tuple[StreetDay, float]:
    working = [run for run in driven if run.state in WORKING]
    worked_m = _metres(working)
    sure = sum((run.end_m - run.start_m) * run.confidence for run in working)
    day = StreetDay(
        id_,
        street.name,
        street.priority,
        street.length_m,
        round(worked_m),
        round(_metres(driven) - worked_m),
        round(min(run.started_at for run in working) * 1000),
        round(max(run.ended_at for run in working) * 1000),
        times,
        sure / worked_m,
    )
    return day, worked_m
