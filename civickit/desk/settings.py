"""What a dashboard is about: its civic.toml, or the data `civickit run --data` brought instead."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from civickit.core.errors import InvalidRecord

GIVEN = "CIVICKIT_DATA"
"""Where `civickit run --data` tells the page, which runs in Streamlit's hands: DATA, ABOUT, …"""
KINDS = ("", "table", "household_energy")
TEXTS = (
    *("title", "date", "licence", "licence_url", "attribution", "page", "fetched", "doubt"),
    *("schema", "kind"),
)


class Data(NamedTuple):
    """One file that the page can show, and what must be said of it.

    `kind`: "household_energy" for a meter's readings, "table" for anything else, "" to look.
    `schema`: the standard dataset it is, "" to show it as it is. `columns`: a field's header or
    number where it is not recognised. `time`, `value`, `unit`: what a series shows first.
    """

    path: Path | None = None
    title: str | Mapping[str, str] = ""
    date: str = ""
    licence: str = ""
    licence_url: str = ""
    attribution: str = ""
    page: str = ""
    fetched: str = ""
    doubt: str = ""
    schema: str = ""
    kind: str = ""
    fictional: bool = False
    columns: Mapping[str, str | int] = {}
    time: str = ""
    value: str = ""
    unit: str = ""

    def titled(self, lang: str) -> str:
        """Its title in a language; the file's name where it has none."""
        return said(self.title, lang) or (self.path.name if self.path else "")


class Settings(NamedTuple):
    """A dashboard: its name, its title by language, and the data it can show, the first first."""

    folder: Path
    name: str = ""
    lang: str = "ja"
    title: Mapping[str, str] = {}
    data: tuple[Data, ...] = ()
    tiles: str = ""
    tiles_attribution: str = ""


def said(words: str | Mapping[str, str], lang: str) -> str:
    """A text as it is, or the one of the language; another's where it has none."""
    if isinstance(words, str):
        return words
    order = (lang, lang[:2], "ja", "en", *words)
    return next((words[one] for one in order if words.get(one)), "")


def read_settings(folder: Path) -> Settings:
    """What civic.toml says. Raises InvalidRecord, which names the line of the file or the key."""
    told = _toml(folder / "civic.toml")
    app, shown = _part(told, "app"), _part(told, "map")
    answers = _part(_part(told, "template"), "answers")
    lang = app.get("lang") or answers.get("lang") or "ja"
    return Settings(
        folder=folder,
        name=str(app.get("name") or folder.name),
        lang=lang if lang in {"ja", "ja_easy", "en"} else "ja",
        title={key: str(text) for key, text in _part(told, "title").items()},
        data=_or_given(_data(folder, told)),
        tiles=str(shown.get("tiles", "")),
        tiles_attribution=str(shown.get("attribution", "")),
    )


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as fault:
        raise InvalidRecord({file.name: f"cannot be read: {fault}. Correct it."}) from fault


def _part(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = told.get(name, {})
    if not isinstance(part, Mapping):
        raise InvalidRecord({name: f"is {part!r} in civic.toml; make it a part, [{name}]"})
    return part


def _data(folder: Path, told: Mapping[str, Any]) -> tuple[Data, ...]:
    """[data] with its [series], then each [[also]]; those without a path are left out."""
    first = {"series": _part(told, "series"), **_part(told, "data")}
    also = told.get("also", [])
    if not isinstance(also, list) or not all(isinstance(one, Mapping) for one in also):
        raise InvalidRecord({"also": "write each further file as a part of its own: [[also]]"})
    return tuple(_one(folder, part) for part in (first, *also) if part.get("path"))


def _one(folder: Path, part: Mapping[str, Any]) -> Data:
    series = _part(part, "series")
    kind = part.get("kind", "")
    if kind not in KINDS:
        raise InvalidRecord({"kind": f"{kind!r} is none of {', '.join(map(repr, KINDS))}"})
    title = part.get("title", "")
    return Data(
        path=folder / str(part["path"]),
        **{key: str(part.get(key, "")) for key in TEXTS if key != "title"},
        title=title if isinstance(title, Mapping) else str(title),
        fictional=part.get("fictional") is True,
        columns=_part(part, "columns"),
        **{key: str(series.get(key, "")) for key in ("time", "value", "unit")},
    )


def _or_given(own: tuple[Data, ...]) -> tuple[Data, ...]:
    """The project's own data; or what `civickit run` handed over with --data and --map."""
    text = os.environ.get(GIVEN)
    if not text:
        return own
    try:
        told = json.loads(text)
        about, columns = dict(told.get("ABOUT", {})), dict(told.get("MAPPING", {}))
        if "DATA" in told:
            return (_one(Path(), {**about, "path": str(told["DATA"]), "columns": columns}),)
    except (ValueError, TypeError, AttributeError) as fault:
        raise InvalidRecord({GIVEN: f"{text[:80]!r} is not what civickit run sets"}) from fault
    return (own[0]._replace(columns={**own[0].columns, **columns}), *own[1:]) if own else own
