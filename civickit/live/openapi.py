"""The description of the public feeds; a test holds it against the real paths and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from civickit.tracks.fixes import STATES
from civickit.web.openapi import (
    NUMBER,
    TEXT,
    WHOLE,
    YES_NO,
    Schema,
    document,
    get,
    in_path,
    many,
    query,
    ref,
    thing,
)

if TYPE_CHECKING:
    from civickit.live.site import Site

GEOJSON = "application/geo+json"
BINARY: Schema = {"type": "string", "format": "binary"}
SECONDS: Schema = WHOLE | {"description": "Seconds since 1970, UTC."}
OR_NULL: Schema = {"type": ["integer", "null"]}
STORM = in_path("storm", "The id that /storms.json gives.")
DAY = query("day", "One of the storm's days; all of them without it.", TEXT | {"format": "date"})
VERSION = query("v", "The version that /cleared.json names; such an answer never changes.", TEXT)


def describe(site: Site) -> Schema:
    """The OpenAPI 3.1 document."""
    titles = site.settings.title
    return document(
        titles.get("en") or titles["ja"],
        site.settings.version,
        "Where the vehicles are, which streets they cleared and when, now and in each storm. A "
        "vehicle is an alias: a number that is new in each storm. Rows of arrays hold what "
        "`fields` names, in its order. Most answers have an ETag: ask with If-None-Match, and at "
        "most every few seconds.",
        _paths(),
        _schemas(),
    )


def _paths() -> Schema:
    return {path: {"get": asked} for path, asked in {**_now(), **_then()}.items()}


def _now() -> Schema:
    pb = {"media": "application/x-protobuf", "errors": ["404"]}
    return {
        "/live.json": get("live", "Where the vehicles are, in few bytes.", ref("Live")),
        "/live.geojson": get(
            "liveGeojson", "Where the vehicles are.", ref("Vehicles"), media=GEOJSON
        ),
        "/vehicle_positions.pb": get(
            "vehiclePositions", "The same as GTFS-Realtime VehiclePositions.", BINARY, **pb
        ),
        "/cleared.json": get(
            "cleared", "When each street was cleared, in few bytes.", ref("Cleared")
        ),
        "/streets.geojson": get(
            "streets", "Every street with when it was cleared.", ref("Streets"), media=GEOJSON
        ),
        "/network.json": get(
            "network", "The streets themselves.", ref("Network"), parameters=[VERSION]
        ),
    }


def _then() -> Schema:
    asked: Schema = {"parameters": [STORM, DAY], "errors": ["400", "404"]}
    return {
        "/storms.json": get("storms", "The storms, with their sums.", ref("Storms")),
        "/history/{storm}.json": get(
            "history", "A storm as it can be played.", ref("History"), **asked
        ),
        "/open-data/{storm}.csv": get(
            "openCsv", "The positions of a storm, by aliases.", TEXT, media="text/csv", **asked
        ),
        "/open-data/{storm}.geojson": get(
            "openGeojson",
            "The drives of a storm, and the streets that were passed or worked.",
            ref("OpenData"),
            media=GEOJSON,
            **asked,
        ),
        "/api/openapi.json": get("openapi", "This description.", {"type": "object"}),
    }


def _schemas() -> Schema:
    return {**_schemas_now(), **_schemas_then()}


def _schemas_now() -> Schema:
    newest = OR_NULL | {"description": "The newest of what follows, seconds since 1970."}
    stale = YES_NO | {"description": "In the season nothing has come for a quarter of an hour."}
    claim = {"enum": ["passed", "worked", "unknown"]}
    street = thing("claim last", claim=claim, last={"type": ["string", "null"]})
    vehicle = thing(
        "alias state at simulated",
        alias=WHOLE,
        state={"enum": list(STATES)},
        heading={"type": ["number", "null"], "description": "Degrees clockwise from north."},
        speed={"type": ["number", "null"], "description": "Metres a second."},
        at=TEXT,
        simulated=YES_NO,
    )
    return {
        "Live": thing(
            "at storm simulated season stale delay_s fields vehicles",
            at=newest,
            storm=OR_NULL,
            simulated=YES_NO,
            season=YES_NO,
            stale=stale,
            delay_s=WHOLE | {"description": "So old every position is at least."},
            **_rows("vehicles", "alias lat lon heading speed state at"),
        ),
        "Vehicles": _collection(vehicle, storm=OR_NULL, stale=stale),
        "Cleared": thing(
            "at network simulated fields streets",
            at=newest,
            network=TEXT,
            simulated=YES_NO,
            **_rows("streets", "id claim last confidence alias work share"),
        ),
        "Streets": _collection(street, network=TEXT),
        "Network": thing(
            "version bounds streets",
            version=TEXT,
            bounds=many(NUMBER) | {"description": "South, west, north, east."},
            streets=many(
                thing("id name priority lines", name=TEXT, priority=OR_NULL, lines=_lines())
            ),
        ),
    }


def _schemas_then() -> Schema:
    storm = thing(
        "id from until simulated ended vehicles km streets_worked days",
        id=WHOLE,
        until=SECONDS,
        simulated=YES_NO,
        ended=YES_NO,
        vehicles=WHOLE,
        km=NUMBER,
        streets_worked=WHOLE,
        days=many(TEXT | {"format": "date"}),
        **{"from": SECONDS},
    )
    parts = many(many(WHOLE)) | {
        "description": "One array a drive, four numbers a position: seconds since `from`, latitude "
        "and longitude in 1/100,000 degrees, each but the first as the difference to the position "
        "before; and the place of the state in `states`."
    }
    return {
        "Storms": thing("storms", storms=many(storm)),
        "History": thing(
            "storm day from until step_s simulated network states vehicles streets",
            storm=WHOLE,
            day={"type": ["string", "null"], "format": "date"},
            until=SECONDS,
            step_s=NUMBER,
            simulated=YES_NO,
            network=TEXT,
            states=many(TEXT),
            vehicles=many(thing("alias parts", alias=WHOLE, parts=parts)),
            streets={"type": "array", "description": "Seconds since `from`, street, claim."},
            **{"from": SECONDS},
        ),
        "OpenData": _collection(thing("kind", kind={"enum": ["drive", "street"]}), storm=WHOLE),
    }


def _rows(name: str, fields: str) -> dict[str, Schema]:
    """Rows of arrays, and which fields they hold."""
    names = fields.split()
    row = {"type": "array", "minItems": len(names), "maxItems": len(names)}
    return {"fields": {"const": names}, name: many(row)}


def _lines() -> Schema:
    return many(many(many(NUMBER))) | {"description": "Points as latitude, longitude."}


def _collection(properties: Schema, **more: Any) -> Schema:
    """GeoJSON whose features have these properties."""
    kind = {"const": "FeatureCollection"}
    feature = thing("type geometry properties", geometry={"type": "object"}, properties=properties)
    whose = {"title": TEXT, "licence": TEXT, "licence_url": TEXT, "attribution": TEXT}
    return thing(
        "type simulated fictional features",
        type=kind,
        simulated=YES_NO,
        fictional=YES_NO,
        features=many(feature),
        **whose,
        **more,
    )
