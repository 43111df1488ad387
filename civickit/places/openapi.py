"""The description of the API; a test holds it against the real paths and the real answers."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args, get_type_hints

from civickit.places.site import Site
from civickit.schemas import meaning
from civickit.web.openapi import (
    NUMBER,
    TEXT,
    WHOLE,
    YES_NO,
    Schema,
    document,
    get,
    in_path,
    query,
    ref,
    thing,
)

MOST = 200
WIDEST_M = 50_000


def describe(site: Site) -> Schema:
    """The OpenAPI 3.1 document."""
    titles = site.settings.title
    return document(
        titles.get("en") or titles["ja"],
        site.settings.version,
        f"{site.look.schema.title['en']}. Coordinates are WGS84 degrees, "
        "lengths are metres, bearings are degrees clockwise from north.",
        {
            "/api/nearest": {"get": _nearest()},
            "/api/points.geojson": {"get": _points()},
            "/api/points/{id}": {"get": _point()},
            "/api/openapi.json": {"get": get("openapi", "This description.", {"type": "object"})},
        },
        _schemas(site),
    )


def _nearest() -> Schema:
    parameters = [
        _query("lat", "Latitude.", -90, 90, required=True),
        _query("lon", "Longitude.", -180, 180, required=True),
        _query(
            "n",
            "How many points at the most, whatever their state; usable: false marks those "
            "that cannot be used.",
            1,
            MOST,
            kind="integer",
            default=10,
        ),
        _query(
            "within_m",
            "Search exactly this far; without it, as far as civic.toml lets the app look.",
            1,
            WIDEST_M,
        ),
        _query("accuracy_m", "How far the position may be wrong.", 0, WIDEST_M),
    ]
    return get(
        "nearest",
        "The nearest places in order.",
        ref("Answer"),
        parameters=parameters,
        errors=["400"],
    )


def _query(name: str, text: str, low: float, high: float, **more: Any) -> Schema:
    schema = {"type": more.pop("kind", "number"), "minimum": low, "maximum": high}
    if "default" in more:
        schema["default"] = more.pop("default")
    return query(name, text, schema, **more)


def _points() -> Schema:
    schema = {
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": {"const": "FeatureCollection"},
            "features": {"type": "array", "items": {"type": "object"}},
        },
    }
    return get("points", "All points as GeoJSON.", schema, media="application/geo+json")


def _point() -> Schema:
    key = in_path("id", "The id that an answer gave.")
    return get("point", "One point.", ref("Point"), parameters=[key], errors=["404"])


def _schemas(site: Site) -> Schema:
    reach = site.settings.rules.reach.name
    seen = thing(
        f"distance_m bearing_deg {reach} usable",
        distance_m=NUMBER,
        bearing_deg=NUMBER | {"minimum": 0, "exclusiveMaximum": 360},
        usable=YES_NO,
        **{reach: WHOLE | {"minimum": 1}},
    )
    return {
        "Point": _point_schema(site),
        "Near": {"allOf": [ref("Point"), seen]},
        "Answer": thing(
            "results searched_m outside nearest_m undecided data",
            results={"type": "array", "items": ref("Near")},
            searched_m=NUMBER,
            outside=YES_NO | {"description": "True when all data is farther than a few km."},
            nearest_m={"type": ["number", "null"]},
            undecided={
                "type": "array",
                "items": TEXT,
                "description": "Two ids when accuracy_m is too large to say which is nearer.",
            },
            data=ref("Data"),
        ),
    }


JSON_TYPES = {bool: YES_NO, int: WHOLE, float: NUMBER, str: TEXT, date: TEXT | {"format": "date"}}


def _point_schema(site: Site) -> Schema:
    """The fields of the dataset; what a place lacks is left out of an answer."""
    schema, look = site.look.schema, site.look
    types = getattr(schema.record, "__annotations__", {}) and get_type_hints(schema.record)
    fields = {
        field.name: _type(types.get(field.name)) | {"description": meaning(field, "en")}
        for field in schema.fields
    }
    own = {
        "id": TEXT,
        "lat": NUMBER | {"minimum": -90, "maximum": 90},
        "lon": NUMBER | {"minimum": -180, "maximum": 180},
        "doubts": {"type": "array", "items": TEXT},
    }
    known = {"kind": list(look.kinds("en")), "state": list(look.states("en"))}
    enums = {name: {"enum": codes} for name, codes in known.items() if name in fields and codes}
    return thing("id lat lon doubts", **fields | own | enums)


def _type(hint: Any) -> Schema:
    """What JSON calls the type of a record's field; anything where the record does not say."""
    for one in get_args(hint) or (hint,):
        if one in JSON_TYPES:
            return dict(JSON_TYPES[one])
    return {}
