"""Streets and vehicles as the public pages find them, put where the counter and the doors do."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from civickit.live._street_rows import cleared_columns
from civickit.live._street_tables import cleared, counter
from civickit.live.site import Site
from civickit.tracks.coverage import Claim, Cleared, Direction
from civickit.tracks.fixes import Fix, State

MINUTE_S = 60.0


def know(
    site: Site,
    key: str | int,
    claim: Claim,
    minutes_ago: float,
    *,
    direction: Direction = "both",
    **about: Any,
) -> Cleared:
    """From now on that is known of a street."""
    last = site.now() - minutes_ago * MINUTE_S
    work: State = "plowing" if claim == "worked" else "unknown"
    usual = {"first": last - 60, "share": 0.8, "confidence": 0.95, "alias": "7", "work": work}
    row = Cleared(id=key, direction=direction, claim=claim, last=last, **{**usual, **about})
    with site.storage.write() as connection:
        first = site.storage.insert_new(counter).values(
            id=1, edition=0, season_ms=1, network=site.network_version
        )
        connection.execute(first)
        edition = connection.execute(
            update(counter).values(edition=counter.c.edition + 1).returning(counter.c.edition)
        ).scalar_one()
        there = site.storage.insert_or_set(cleared)
        connection.execute(there, {**cleared_columns(row), "edition": edition})
    site.hub.publish("streets", {})
    return row


def send(
    site: Site, name: str, lat: float, lon: float, state: State = "plowing", **about: Any
) -> None:
    """A vehicle says where it is now, and drives: it was elsewhere half a minute before."""
    devices = {one.name: one for one in site.devices.all()}
    device = devices.get(name) or site.devices.add(name)[0]
    now = site.now()
    for ago_s, north in ((30, -0.001), (0, 0.0)):
        at = now - ago_s
        fix = Fix(name, at, at, lat + north, lon, 5.0, 0.0, 5.0, state)
        site.writer.take(device, [fix._replace(**about)])


def alias_of(site: Site, name: str) -> int:
    """The number under which a vehicle is public."""
    [found] = [one.alias for one in site.board.all() if one.device == name]
    return found
