"""civic.toml as the values the app works with."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from civickit import town
from civickit.core.errors import CivicKitError
from civickit.web.current import DataInfo

from .nearby import Rules
from .water import Water

HERE = Path(__file__).parent


class Settings(NamedTuple):
    """What this app is about; `given` is True where the data is not the sample town."""

    name: str
    version: str
    title: dict[str, str]
    path: Path
    mapping: dict[str, str | int]
    places: Path | None
    given: bool
    about: dict[str, Any]
    rules: Rules
    tiles: str
    tiles_attribution: str
    contact: str


def read_settings(config: Mapping[str, Any], file: Path = HERE / "civic.toml") -> Settings:
    """The settings of `file`, where `config` may replace DATA, MAPPING and ABOUT."""
    with file.open("rb") as opened:
        toml = tomllib.load(opened)
    own, chosen = toml["data"], config.get("DATA")
    path = Path(chosen) if chosen else file.parent / own["path"] if own["path"] else None
    places = file.parent / own["places"] if own["places"] and not chosen else None
    tiles = toml["map"]
    if tiles["tiles"] and not tiles["attribution"]:
        raise CivicKitError(
            f"{file}: [map] tiles needs an attribution. Write down whom the tiles' terms name."
        )
    return Settings(
        name=toml["app"]["name"],
        version=toml["app"]["version"],
        title=toml["title"],
        path=path or town.path("water_points.csv"),
        mapping=dict(config.get("MAPPING") or own.get("columns") or {}),
        places=places if path else town.path("places.csv"),
        given=path is not None,
        about=town.about() if path is None else config.get("ABOUT", {}) if chosen else own,
        rules=_rules(toml),
        tiles=tiles["tiles"],
        tiles_attribution=tiles["attribution"],
        contact=toml["contact"]["url"],
    )


def _rules(toml: Mapping[str, Any]) -> Rules:
    hoses, search = toml["hoses"], toml["search"]
    return Rules(
        hose_m=float(hoses["length_m"]),
        detour=float(hoses["detour"]),
        widen_m=tuple(float(radius) for radius in search["widen_m"]),
        enough=int(search["enough"]),
        outside_m=float(search["outside_m"]),
        listed=int(search["listed"]),
    )


def data_info(settings: Settings, water: Water, lang: str) -> DataInfo:
    """What every page says about its data."""
    about = settings.about
    title = about.get("title") or settings.path.name
    return DataInfo(
        title=title if isinstance(title, str) else title.get(lang) or title["ja"],
        date=about.get("date") or water.newest_survey,
        licence=about.get("licence", ""),
        licence_url=about.get("licence_url", ""),
        attribution=about.get("attribution", ""),
        fictional=not settings.given,
        rows=len(water.points),
        version=water.version,
        fetched=about.get("fetched", ""),
        doubt=about.get("doubt", ""),
    )
