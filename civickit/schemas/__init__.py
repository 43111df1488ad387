"""What the columns of a standard dataset mean: rows in, records out, with every doubt told.

One dataset per file, found by its name; the machinery is in the files that begin with an
underscore. May live here: headers, words, records, what makes a value doubtful, export as
the standard table. May not: decoding files (that is `tables`), maps, web pages of apps.
"""

from __future__ import annotations

from civickit.core.registry import Registry
from civickit.schemas._check import Outputs, check
from civickit.schemas._export import check_positioned, template, to_csv, to_geojson
from civickit.schemas._files import replacing
from civickit.schemas._guess import Guess, guess, guess_file, sure
from civickit.schemas._load import Loaded, Options, load
from civickit.schemas._report import Report
from civickit.schemas._schema import Field, Positioned, Record, Schema
from civickit.schemas._validators import json_schema, meaning, table_schema
from civickit.schemas._words import DOUBT_WORDS, REASONS, reason_words

__all__ = [
    "DOUBT_WORDS",
    "REASONS",
    "Field",
    "Guess",
    "Loaded",
    "Options",
    "Outputs",
    "Positioned",
    "Record",
    "Report",
    "Schema",
    "check",
    "check_positioned",
    "get",
    "guess",
    "guess_file",
    "json_schema",
    "load",
    "meaning",
    "names",
    "reason_words",
    "replacing",
    "sure",
    "table_schema",
    "template",
    "to_csv",
    "to_geojson",
]

_SCHEMAS: Registry[Schema] = Registry("schema", "civickit.schemas", "schema")


def names() -> list[str]:
    """The standard datasets there are."""
    return _SCHEMAS.names()


def get(name: str) -> Schema:
    """The dataset of that name. Raises UnknownName."""
    return _SCHEMAS.get(name)
