"""What is known of one published dataset, and the TOML file that says so."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple, get_type_hints

from civickit.core.errors import InvalidRecord


class Place(NamedTuple):
    """What a dataset is about: a name, and `lat`, `lon` of its middle in degrees.

    `code` is the municipality code of six digits in Japan, '' elsewhere; `country` two letters.
    """

    name: str
    lat: float
    lon: float
    code: str = ""
    country: str = "JP"


class Terms(NamedTuple):
    """The licence as its publisher wrote it; `why` says why it may not be an open one."""

    given: str
    url: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One published dataset. Every field is a key of its TOML file; the name is the file's.

    `client` is 'file' where `url` is the file itself, else a client to open `url` with;
    `dataset` and `resource` are the portal's own names; `file` is the name of the one file meant,
    where a dataset has several. `schema` is '' where no schema fits,
    and `mapping` says field = column where a header does not. `checked` is the ISO date on which
    the address was last known to answer, '' with a `doubt` where nobody wrote that down.
    `sample`: a few rows made by hand in the real columns.
    """

    name: str
    title: Mapping[str, str]
    topic: str
    place: Place
    owner: str
    licence: Terms
    attribution: str
    page: str
    client: str
    url: str
    sample: str
    dataset: str = ""
    resource: str = ""
    file: str = ""
    format: str = ""
    schema: str = ""
    mapping: Mapping[str, str | int] = field(default_factory=dict)
    contact: str = ""
    checked: str = ""
    doubt: str = ""


Kind = type[Source] | type[Place] | type[Terms]
INNER: dict[str, type[Place] | type[Terms]] = {"place": Place, "licence": Terms}
HINTS: dict[Kind, dict[str, Any]] = {kind: get_type_hints(kind) for kind in (Source, Place, Terms)}


def read_source(file: Path) -> Source:
    """The source a TOML file describes. Raises InvalidRecord with every fault in it."""
    try:
        told = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidRecord({file.name: str(error)}) from None
    faults = dict(_faults(told))
    if faults:
        raise InvalidRecord({f"{file.name}, {key}": why for key, why in faults.items()})
    for key, kind in INNER.items():
        told[key] = kind(**told[key])
    return Source(name=file.stem, **told)


def _faults(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    needed = {f.name for f in fields(Source) if _is_needed(f)} - {"name"}
    found = _wrong(told, Source, needed, "")
    for key, kind in INNER.items():
        if isinstance(told.get(key), dict):
            required = set(kind._fields) - set(kind._field_defaults)
            found += _wrong(told[key], kind, required, f"{key}.")
    if isinstance(told.get("title"), dict) and set(told["title"]) != {"ja", "en"}:
        found.append(("title", "must have ja and en"))
    return found


def _is_needed(one: Field[Any]) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def _wrong(
    told: Mapping[str, Any], kind: Kind, needed: set[str], prefix: str
) -> list[tuple[str, str]]:
    """(key, what is wrong with it) for keys that are unknown, missing or of another type."""
    known = HINTS[kind].keys() - {"name"} if kind is Source else HINTS[kind].keys()
    found = [(prefix + key, _unknown(key, known)) for key in told if key not in known]
    found += [(prefix + key, "is missing") for key in sorted(needed - told.keys())]
    for key in told.keys() & known:
        wanted = _kinds(HINTS[kind][key])
        if not isinstance(told[key], wanted) or isinstance(told[key], bool):
            found.append((prefix + key, f"is {told[key]!r}, not {wanted[-1].__name__}"))
    return found


def _kinds(hint: Any) -> tuple[type, ...]:
    if hint is float:
        return (int, float)
    return (str,) if hint is str else (dict,)


def _unknown(key: str, known: Any) -> str:
    close = get_close_matches(key, sorted(known), n=1)
    return "is not a key of a source" + (f"; did you mean {close[0]!r}?" if close else "")
