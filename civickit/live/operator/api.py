"""What the driver's page asks and tells. Basic authentication: a device's name and its token."""

from __future__ import annotations

import csv
from io import StringIO
from typing import cast

from flask import Blueprint, Response, jsonify, request

from civickit.live.devices import Device
from civickit.live.operator.kept import COLUMNS, about, track
from civickit.live.operator.login import logged_in
from civickit.live.site import Site
from civickit.tracks.fixes import STATES, State
from civickit.web.params import REQUIRED, BadParameter, choice, number

ACTIONS = ("start", "stop", "state")
OLDEST_S = 48 * 3600.0
LARGEST_BYTES = 10_000
AHEAD_S = 10.0
"""A phone's clock may be fast by so much; what is still to come, it tells again later."""
YEAR_9999_S = 253_402_300_799.0


def add_api(operator: Blueprint, site: Site) -> None:
    """`/operator/api/duty`, `/operator/api/me`, `/operator/api/track.csv`."""

    @operator.post("/operator/api/duty")
    def duty() -> Response:
        request.max_content_length = LARGEST_BYTES
        device = logged_in(site)
        _press(site, device, _fields())
        site.hub.publish("duty", {"device_id": device.id})
        return _private(jsonify(about(site, device)))

    @operator.get("/operator/api/me")
    def me() -> Response:
        return _private(jsonify(about(site, logged_in(site))))

    @operator.get("/operator/api/track.csv")
    def track_csv() -> Response:
        written = StringIO()
        table = csv.writer(written)
        table.writerow(column.name for column in COLUMNS)
        table.writerows(track(site, logged_in(site)))
        return _private(Response(written.getvalue(), mimetype="text/csv"))


def _fields() -> dict[str, str]:
    """What was told, as texts; empty for what is no JSON object."""
    try:
        told = request.get_json(silent=True)
        return {key: _text(one) for key, one in told.items()} if isinstance(told, dict) else {}
    except RecursionError:  # thousands of brackets
        return {}


def _text(one: object) -> str:
    """JSON may hold half a letter, which no answer can repeat."""
    return str(one).encode(errors="replace").decode()


def _press(site: Site, device: Device, fields: dict[str, str]) -> None:
    """A button was pressed at some time; told again, it changes nothing."""
    action = choice(fields, "action", ACTIONS)
    state = choice(fields, "state", STATES, REQUIRED if action == "state" else None)
    at_ms = _moment(site, fields)
    if action == "stop":
        site.duties.stop(device, at_ms)
        return
    if action == "start":
        site.duties.start(device, at_ms)
    if state is not None:
        site.duties.set_state(device, cast(State, state), at_ms)


def _moment(site: Site, fields: dict[str, str]) -> int:
    """When it was, in milliseconds. Raises BadParameter; one that may yet come true has ahead_s."""
    at = number(fields, "at", 0, YEAR_9999_S)
    now = site.now()
    if at > now + AHEAD_S:
        raise BadParameter("at", fields["at"], "operator_at_ahead", ahead_s=round(at - now))
    if at < now - OLDEST_S:
        raise BadParameter("at", fields["at"], "operator_at_old", hours=round(OLDEST_S / 3600))
    return round(at * 1000)


def _private(response: Response) -> Response:
    response.cache_control.no_store = True
    return response
