"""A storm as a page plays it: ways as short rows of differences, streets as they were cleared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from civickit.live._film_hours import ORDER, Hours, Spot
from civickit.live._history_points import STEP_S
from civickit.live._open_data import Day
from civickit.live._street_tables import runs
from civickit.live.tables import aliases
from civickit.tracks.coverage import Cleared, Signed, passes

if TYPE_CHECKING:
    from civickit.live.site import Site

STEPS_S = (STEP_S, 20, 30, 60, 120, 300)
MOST_POINTS = 300_000


def playback_file(site: Site, days: Sequence[Day], day: Day | None, hours: Hours) -> dict[str, Any]:
    """What `/history/<storm>.json` gives of these days; `day` is the one that was asked for."""
    storm, from_s = days[0].storm, days[0].from_ms // 1000
    devices = len(signed_devices(site, storm.id))
    span_s = sum(one.until_ms - one.from_ms for one in days) / 1000
    fits = (step for step in STEPS_S if devices * span_s / step <= MOST_POINTS)
    step_s = next(fits, STEPS_S[-1])
    return {
        "storm": storm.id,
        "day": day.day.isoformat() if day else None,
        "from": from_s,
        "until": -(-days[-1].until_ms // 1000),
        "step_s": step_s,
        "simulated": storm.simulated,
        "network": site.network_version,
        "states": ORDER,
        "vehicles": _vehicles(days, from_s, step_s, hours),
        "streets": [
            [round(one.last) - from_s, one.id, one.claim]
            for one in street_events(site, days)
            if one.claim != "unknown"
        ],
    }


def _vehicles(days: Sequence[Day], from_s: int, step_s: int, hours: Hours) -> list[dict[str, Any]]:
    parts: dict[int, list[list[int]]] = {}
    for day in days:
        for alias, drives in hours.drives(day).items():
            parts.setdefault(alias, []).extend(_part(one, from_s, step_s) for one in drives)
    return [{"alias": alias, "parts": parts[alias]} for alias in sorted(parts)]


def _part(drive: Iterable[Spot], from_s: int, step_s: int) -> list[int]:
    """Four numbers a position: seconds, latitude, longitude, state; all but the state as the
    difference to the position before."""
    told: list[int] = []
    at_before, lat_before, lon_before, state_before = from_s, 0, 0, -1
    for at, lat, lon, state in drive:
        if told and at - at_before < step_s and state == state_before:
            continue
        told += at - at_before, lat - lat_before, lon - lon_before, state
        at_before, lat_before, lon_before, state_before = at, lat, lon, state
    return told


def signed_devices(site: Site, storm_id: int) -> dict[int, str]:
    """The alias of each device of a storm."""
    asked = select(aliases.c.device_id, aliases.c.number).where(aliases.c.storm_id == storm_id)
    with site.storage.read() as connection:
        return {row.device_id: str(row.number) for row in connection.execute(asked)}


def street_events(site: Site, days: Sequence[Day]) -> list[Cleared]:
    """Each pass of each street in these days, by its end."""
    return passes(site.network, storm_runs(site, days))


def storm_runs(site: Site, days: Sequence[Day]) -> list[Signed]:
    """What the vehicles of the storm drove in these days."""
    devices = signed_devices(site, days[0].storm.id)
    asked = select(runs).where(
        runs.c.started_ms >= days[0].from_ms, runs.c.ended_ms <= days[-1].until_ms
    )
    names = site.ledger.names
    with site.storage.read() as connection:
        rows = (row for row in connection.execute(asked) if row.device_id in devices)
        found = ((devices[row.device_id], names.run(row)) for row in rows)
        return [(alias, run) for alias, run in found if run is not None]
