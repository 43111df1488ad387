"""The words of an OpenAPI 3.1 document that every app's description is made of."""

from __future__ import annotations

from typing import Any

from civickit.web.current import DataInfo

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
WHOLE: Schema = {"type": "integer"}
YES_NO: Schema = {"type": "boolean"}


def document(title: str, version: str, text: str, paths: Schema, schemas: Schema) -> Schema:
    """The whole document: these paths, and those that every app has."""
    own = {"/healthz": {"get": get("health", "Whether the app answers.", ref("Health"))}}
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version, "description": text},
        "paths": paths | own,
        "components": {"schemas": schemas | _shared()},
    }


def get(name: str, summary: str, schema: Schema, **more: Any) -> Schema:
    """One question: what it is called, what it gives. `media`, and `errors` it may answer with."""
    media = more.pop("media", "application/json")
    answers = {"200": {"description": summary, "content": {media: {"schema": schema}}}}
    for status in more.pop("errors", ()):
        problem = {"application/json": {"schema": ref("Problem")}}
        answers[status] = {"description": "What is wrong, in words.", "content": problem}
    return {"operationId": name, "summary": summary, "responses": answers, **more}


def query(name: str, text: str, schema: Schema, **more: Any) -> Schema:
    """A parameter behind the question mark."""
    return {"name": name, "in": "query", "description": text, "schema": schema, **more}


def in_path(name: str, text: str) -> Schema:
    """A part of the path."""
    return {"name": name, "in": "path", "required": True, "description": text, "schema": TEXT}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def thing(required: str, **properties: Any) -> Schema:
    """An object with these properties; `required` names those that are always there."""
    return {"type": "object", "required": required.split(), "properties": properties}


def many(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def about_data(info: DataInfo) -> dict[str, Any]:
    """What every answer says of its data: the schema `Data`."""
    return {
        "title": info.title,
        "date": info.date,
        "licence": info.licence,
        "attribution": info.attribution,
        "fetched": info.fetched,
        "doubt": info.doubt,
        "fictional": info.fictional,
        "rows": info.rows,
        "version": info.version,
    }


def _shared() -> Schema:
    unknown = {"type": ["string", "null"]}
    error = thing("code message", code=TEXT, message=TEXT, parameter=unknown, value=unknown)
    texts = ("title", "date", "licence", "attribution", "fetched", "doubt", "version")
    return {
        "Data": thing(
            "title date licence rows version fictional",
            **dict.fromkeys(texts, TEXT),
            rows=WHOLE,
            fictional=YES_NO,
        ),
        "Problem": thing("error", error=error),
        "Health": thing("status", status=TEXT),
    }
