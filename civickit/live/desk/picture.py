"""The live picture: everything that moves and everything that waits, on one map and in lists.

The lists are written here and nowhere else: the script fetches them anew when something changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from civickit.live.board import Vehicle
from civickit.live.desk.device_pages import Row, rows_of
from civickit.live.desk.enquiry_pages import call_form, found_streets
from civickit.live.desk.room import Room
from civickit.live.desk.storm_pages import work_of_storm
from civickit.live.reports.records import ASSIGNED, NEW, OPEN, Report
from civickit.web.accounts import login_required
from civickit.web.events import events_response

SILENT_S = 300
MOST_NEW = 8
"""So many new reports stand in the picture, the urgent ones first: below them is who is silent."""
MOST_WAITING = 5_000
"""So many are counted and sorted: what is urgent may be older than hundreds of others."""
TOPICS = ("fixes", "streets", "reports", "devices", "duty")
FIELDS = ("alias", "lat", "lon", "heading", "speed", "state", "at", "device", "hidden")


def add_picture(desk: Blueprint, room: Room) -> None:
    @desk.get("/")
    @login_required()
    def picture() -> str:
        return room.show(
            "picture.html",
            **call_form(),
            **found_streets(room),
            **lists(room),
            counts=room.guide.counts(room.site.now()) if room.site.settings.cleared else {},
            kept="kept" in request.args,
        )

    @desk.get("/lists")
    @login_required(active=False)
    def picture_lists() -> str:
        return room.show("_lists.html", **lists(room))

    @desk.get("/live.json")
    @login_required(active=False)
    def live_json() -> Response:
        return jsonify(
            fields=FIELDS,
            vehicles=[_vehicle(one, number) for number, one in numbered(room.site.board.all())],
            reports=[_report(room, one) for one in room.reports.all((NEW, OPEN, ASSIGNED))],
            at=round(room.site.now()),
        )

    @desk.get("/events")
    @login_required(active=False)
    def events() -> ResponseReturnValue:
        return events_response(room.site.hub, TOPICS)


def lists(room: Room) -> dict[str, Any]:
    """For the template `_lists.html`."""
    busy = on_duty(room)
    return {
        "silent": silent(room, busy),
        "on_duty": busy,
        "new": sorted(
            room.reports.all(NEW, MOST_WAITING), key=lambda one: one.kind not in room.urgent
        ),
        "most_new": MOST_NEW,
        "open": room.reports.all((OPEN, ASSIGNED), MOST_WAITING),
        **work_of_storm(room),
        "silent_minutes": SILENT_S // 60,
    }


def on_duty(room: Room) -> list[Row]:
    """Between start and stop of the button; those without a button as long as they are heard."""
    heard_since = room.site.now() - room.site.settings.hide_silent_s
    return [
        one
        for one in rows_of(room)
        if one.duty.on and (one.duty.since_ms is not None or last_heard(one) >= heard_since)
    ]


def silent(room: Room, busy: list[Row]) -> list[Row]:
    """Those that have said nothing for five minutes, the longest first."""
    since = room.site.now() - SILENT_S
    return sorted((one for one in busy if last_heard(one) < since), key=last_heard)


def last_heard(row: Row) -> float:
    """When its last fix came, or its duty began; seconds since 1970."""
    came = row.vehicle.received_at if row.vehicle else 0.0
    return max(came, (row.duty.since_ms or 0) / 1000)


def numbered(vehicles: list[Vehicle]) -> Iterator[tuple[int, Vehicle]]:
    """Each with a number of its own: who is still there from an older storm gets a negative one."""
    taken: set[int] = set()
    for one in sorted(vehicles, key=lambda one: -one.fixed_at):
        yield (-one.device_id if one.alias in taken else one.alias), one
        taken.add(one.alias)


def _vehicle(one: Vehicle, number: int) -> list[Any]:
    return [
        number,
        one.lat,
        one.lon,
        one.heading_deg,
        one.speed_m_s,
        one.state,
        round(one.fixed_at),
        one.device,
        one.hidden,
    ]


def _report(room: Room, one: Report) -> dict[str, Any]:
    """What its mark on the map needs."""
    told = {name: getattr(one, name) for name in ("id", "lat", "lon", "status", "kind")}
    return {**told, "urgent": one.kind in room.urgent}
