"""A dataset as other tools' validators want it: JSON Schema and Frictionless Table Schema."""

from __future__ import annotations

from typing import Any

from civickit.schemas._schema import Field, Positioned, Schema

FIRST = {"lat": (-90, 90), "lon": (-180, 180)}
JSON_TYPES = {"number": "number", "integer": "integer"}


def meaning(field: Field, lang: str) -> str:
    """What a field means, in 'ja' or 'en', with its unit."""
    said = (
        (field.ja or field.header) if lang == "ja" else (field.en or field.name).replace("_", " ")
    )
    return f"{said} ({field.unit})" if field.unit and field.unit not in said else said


def json_schema(schema: Schema) -> dict[str, Any]:
    """JSON Schema (2020-12) of one row of the standard table: its headers with their values.

    Numbers are numbers, all else is text as in the table; empty cells are left out.
    """
    found: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": schema.title["ja"],
        "description": schema.title["en"],
        "type": "object",
        "properties": {field.header: _property(field) for field in schema.fields},
        "required": [field.header for field in schema.fields if _is_required(schema, field)],
    }
    if schema.positioned is Positioned.WELCOME:
        lat, lon = schema.of("lat").header, schema.of("lon").header
        found["dependentRequired"] = {lat: [lon], lon: [lat]}
    return found


def _is_required(schema: Schema, field: Field) -> bool:
    """A flag that is not set is an empty cell, though its column is required."""
    if field.name in FIRST:
        return schema.positioned is Positioned.NEEDED
    return field.required and field.form.type != "boolean"


def _property(field: Field) -> dict[str, Any]:
    form = field.form
    found: dict[str, Any] = {
        "type": JSON_TYPES.get(form.type, "string"),
        "description": f"{meaning(field, 'ja')} · {meaning(field, 'en')}",
    }
    if form.type == "boolean":
        found["enum"] = ["1"]
    if form.type == "date":
        found |= {"format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
    if form.choices:
        found["enum" if form.closed else "examples"] = list(form.choices)
    if form.pattern:
        found["pattern"] = f"^(?:{form.pattern})$"
    if field.name in FIRST:
        found["minimum"], found["maximum"] = FIRST[field.name]
    return found


def table_schema(schema: Schema) -> dict[str, Any]:
    """Frictionless Table Schema of the standard table as `to_csv` writes it."""
    found: dict[str, Any] = {
        "title": schema.title["ja"],
        "fields": [_column(schema, field) for field in schema.fields],
        "missingValues": [""],
    }
    if any(field.name == "facility_id" for field in schema.fields):
        found["primaryKey"] = [
            schema.of(one).header for one in ("municipality_code", "facility_id")
        ]
    return found


def _column(schema: Schema, field: Field) -> dict[str, Any]:
    form = field.form
    found: dict[str, Any] = {
        "name": field.header,
        "type": form.type,
        "title": meaning(field, "ja"),
        "description": meaning(field, "en"),
    }
    if form.type == "boolean":
        found |= {"trueValues": ["1"], "falseValues": ["0"]}
    constraints: dict[str, Any] = {"required": True} if _is_required(schema, field) else {}
    if form.choices and form.closed:
        constraints["enum"] = list(form.choices)
    if form.pattern:
        constraints["pattern"] = form.pattern
    if field.name in FIRST:
        constraints["minimum"], constraints["maximum"] = FIRST[field.name]
    return found | ({"constraints": constraints} if constraints else {})
