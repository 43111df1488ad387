"""The description of the API; a test holds it against the real paths and the real answers."""

from __future__ import annotations

from typing import Any

from civickit.schemas.water_point import KIND_WORDS, STATE_WORDS

MOST = 200
WIDEST_M = 50_000

TEXT = {"type": "string"}
NUMBER = {"type": "number"}
WHOLE = {"type": "integer"}
YES_NO = {"type": "boolean"}


def describe(version: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Fire water",
            "version": version,
            "description": "The nearest water for fire-fighting. Coordinates are WGS84 degrees, "
            "lengths are metres, bearings are degrees clockwise from north.",
        },
        "paths": {
            "/api/nearest": {"get": _nearest()},
            "/api/points.geojson": {"get": _points()},
            "/api/points/{id}": {"get": _point()},
            "/api/openapi.json": {
                "get": _get("openapi", "This description.", {"type": "object"}),
            },
            "/healthz": {"get": _get("health", "Whether the app answers.", _ref("Health"))},
        },
        "components": {"schemas": _schemas()},
    }


def _get(name: str, summary: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    media = more.pop("media", "application/json")
    answers = {"200": {"description": summary, "content": {media: {"schema": schema}}}}
    for status in more.pop("errors", ()):
        problem = {"application/json": {"schema": _ref("Problem")}}
        answers[status] = {"description": "What is wrong, in words.", "content": problem}
    return {"operationId": name, "summary": summary, "responses": answers, **more}


def _nearest() -> dict[str, Any]:
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
    return _get(
        "nearest",
        "The nearest water in order.",
        _ref("Answer"),
        parameters=parameters,
        errors=["400"],
    )


def _query(name: str, text: str, low: float, high: float, **more: Any) -> dict[str, Any]:
    schema = {"type": more.pop("kind", "number"), "minimum": low, "maximum": high}
    if "default" in more:
        schema["default"] = more.pop("default")
    return {"name": name, "in": "query", "description": text, "schema": schema, **more}


def _points() -> dict[str, Any]:
    schema = {
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": {"const": "FeatureCollection"},
            "features": {"type": "array", "items": {"type": "object"}},
        },
    }
    return _get("points", "All points as GeoJSON.", schema, media="application/geo+json")


def _point() -> dict[str, Any]:
    key = {"name": "id", "in": "path", "required": True, "schema": TEXT}
    return _get("point", "One point.", _ref("Point"), parameters=[key], errors=["404"])


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required.split(), "properties": properties}


def _schemas() -> dict[str, Any]:
    seen = _object(
        "distance_m bearing_deg hoses usable",
        distance_m=NUMBER,
        bearing_deg=NUMBER | {"minimum": 0, "exclusiveMaximum": 360},
        hoses=WHOLE | {"minimum": 1},
        usable=YES_NO,
    )
    return {
        "Point": _point_schema(),
        "Near": {"allOf": [_ref("Point"), seen]},
        "Answer": _object(
            "results searched_m outside nearest_m undecided data",
            results={"type": "array", "items": _ref("Near")},
            searched_m=NUMBER,
            outside=YES_NO | {"description": "True when all data is farther than a few km."},
            nearest_m={"type": ["number", "null"]},
            undecided={
                "type": "array",
                "items": TEXT,
                "description": "Two ids when accuracy_m is too large to say which is nearer.",
            },
            data=_ref("Data"),
        ),
        "Data": _object(
            "title date licence rows version fictional",
            title=TEXT,
            date=TEXT,
            licence=TEXT,
            attribution=TEXT,
            fetched=TEXT,
            doubt=TEXT,
            rows=WHOLE,
            version=TEXT,
            fictional=YES_NO,
        ),
        "Problem": _object(
            "error",
            error=_object(
                "code message",
                code=TEXT,
                message=TEXT,
                parameter={"type": ["string", "null"]},
                value={"type": ["string", "null"]},
            ),
        ),
        "Health": _object("status", status=TEXT),
    }


def _point_schema() -> dict[str, Any]:
    texts = "number name address landmark photo note municipality town"
    return _object(
        "id kind lat lon doubts",
        id=TEXT,
        kind={"enum": list(KIND_WORDS)},
        lat=NUMBER | {"minimum": -90, "maximum": 90},
        lon=NUMBER | {"minimum": -180, "maximum": 180},
        state={"enum": list(STATE_WORDS)},
        ground={"enum": ["above", "below", "wall"]},
        private=YES_NO,
        diameter_mm=NUMBER,
        capacity_m3=NUMBER,
        pole_bearing_deg=NUMBER | {"description": "From the pole to the point."},
        pole_offset_m=NUMBER,
        surveyed={"type": "string", "format": "date"},
        doubts={"type": "array", "items": TEXT},
        **dict.fromkeys(texts.split(), TEXT),
    )
