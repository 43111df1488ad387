"""What was: the storms, playback, and open data by storm and day, under aliases and with a delay.

How long open data outlives the raw fixes is said in `_open_data`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import chain, groupby
from threading import Lock
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, request

from civickit.live._film_hours import Hours
from civickit.live._history_points import all_storms
from civickit.live._open_data import (
    COLUMNS,
    Day,
    csv_of,
    days_of,
    lines,
    open_data,
    points_of,
)
from civickit.live._playback import playback_file, storm_runs
from civickit.live.feed import GEOJSON, JSON, PLACES, for_everybody, iso, to_json
from civickit.live.storms_told import edition
from civickit.live.street_feeds import by_id, open_data_members, street_feature
from civickit.tracks.coverage import table
from civickit.web import params
from civickit.web.compress import Shelf

if TYPE_CHECKING:
    from civickit.live.site import Site

CSV = "text/csv"
KEEP_S = 300
"""The newest storm is told anew so often."""


def make_history(site: Site) -> Blueprint:
    """`/storms.json`, `/history/<storm>.json`, `/open-data/<storm>.csv` and `.geojson`."""
    history = Blueprint("history", __name__)
    site.background.append(open_data(site))
    shelf = Shelf(50_000_000)
    one_at_a_time, hours = Lock(), Hours(site)

    @history.get("/storms.json")
    def storms_json() -> Response:
        return for_everybody(site.storms_told.packed().response(), 60)

    @history.get("/history/<int:storm>.json")
    def playback(storm: int) -> Response:
        days, day = _asked(site, storm)
        name = f"{storm} {day and day.day} {edition(site, days)}"
        with one_at_a_time:
            packed = shelf.get(
                "", name, JSON, lambda: to_json(playback_file(site, days, day, hours))
            )
        return for_everybody(packed.response(), KEEP_S)

    @history.get("/open-data/<int:storm>.csv")
    def open_csv(storm: int) -> Response:
        days, day = _asked(site, storm)
        return _download(_csv(site, days), CSV, _name(storm, day, "csv"))

    @history.get("/open-data/<int:storm>.geojson")
    def open_geojson(storm: int) -> Response:
        days, day = _asked(site, storm)
        told = _geojson(site, days, one_at_a_time)
        return _download(told, GEOJSON, _name(storm, day, "geojson"))

    return history


def _asked(site: Site, storm: int) -> tuple[list[Day], Day | None]:
    """The days of a storm, all of them or the one that `?day=` names; 404 where it is none."""
    found = next((one for one in all_storms(site) if one.id == storm), None)
    days = days_of(site, found) if found else []
    if not days:
        abort(404, f"there is no storm {storm} that is public yet. See /storms.json.")
    wanted = params.day(request.args, "day", days[0].day, days[-1].day, default=None)
    if wanted is None:
        return days, None
    day = next(one for one in days if one.day == wanted)
    return [day], day


def _name(storm: int, day: Day | None, kind: str) -> str:
    return f"storm-{storm}.{kind}" if day is None else f"storm-{storm}_{day.day}.{kind}"


def _download(content: Iterator[str], mimetype: str, name: str) -> Response:
    """Sent as it is made: a whole winter is never in memory."""
    response = for_everybody(Response(content, mimetype=mimetype), KEEP_S)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _csv(site: Site, days: Sequence[Day]) -> Iterator[str]:
    yield lines([COLUMNS])
    for day in days:
        yield from csv_of(site, day)


def _geojson(site: Site, days: Sequence[Day], one_at_a_time: Lock) -> Iterator[str]:
    """A line for each drive, and each street that was passed or worked in that time."""
    storm = days[0].storm
    about = open_data_members(site, simulated=storm.simulated)
    top = {"type": "FeatureCollection", **about, "storm": storm.id}
    yield json.dumps(top, ensure_ascii=False)[:-1] + ', "features": ['
    between = "\n"
    for feature in chain(_drives(site, days), _streets(site, days, one_at_a_time)):
        yield between + json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
        between = ",\n"
    yield "\n]}\n"


def _drives(site: Site, days: Sequence[Day]) -> Iterator[dict[str, Any]]:
    for day in days:
        for (alias, drive), found in groupby(points_of(site, day), key=lambda one: one[:2]):
            points = list(found)
            if len(points) < 2:  # no line
                continue
            line = [[round(one.lon, PLACES), round(one.lat, PLACES)] for one in points]
            about = {
                "kind": "drive",
                "alias": alias,
                "drive": drive,
                "day": day.day.isoformat(),
                "times": [iso(site, one.at_ms / 1000) for one in points],
                "states": [one.state for one in points],
            }
            geometry = {"type": "LineString", "coordinates": line}
            yield {"type": "Feature", "geometry": geometry, "properties": about}


def _streets(site: Site, days: Sequence[Day], one_at_a_time: Lock) -> Iterator[dict[str, Any]]:
    with one_at_a_time:  # all runs of a storm are in memory here
        rows = table(site.network, storm_runs(site, days), by_direction=False).values()
    known = {row.id: row for row in rows}
    for id_, parts in by_id(site.network):
        if id_ in known:
            feature = street_feature(site, id_, parts, known[id_])
            yield {**feature, "properties": {"kind": "street", **feature["properties"]}}
