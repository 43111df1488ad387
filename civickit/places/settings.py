"""civic.toml as the values that an app about places works with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from civickit import schemas, town
from civickit.core.civic_toml import read_civic_toml
from civickit.core.errors import InvalidRecord
from civickit.places.data import Data
from civickit.places.nearby import Reach, Rules
from civickit.web.current import DataInfo

SAMPLES = {
    "water_point": "water_points.csv",
    "public_facility": "places.csv",
    "aed": "aed.csv",
    "evacuation_space": "evacuation_space.csv",
}


class Settings(NamedTuple):
    """What an app is about; `given` is True where the data is not the sample town.

    `toml` is all of civic.toml, for what only one app has in it.
    """

    name: str
    version: str
    title: dict[str, str]
    folder: Path
    schema: str
    path: Path
    mapping: dict[str, str | int]
    places: Path | None
    given: bool
    about: dict[str, Any]
    rules: Rules
    tiles: str
    tiles_attribution: str
    contact: str
    toml: dict[str, Any]


def read_settings(folder: Path, config: Mapping[str, Any]) -> Settings:
    """The settings in the folder's civic.toml, where `config` may replace DATA, MAPPING, ABOUT.

    ABOUT says of DATA what [data] of civic.toml says: title, date, licence, attribution.
    Raises CivicKitError where civic.toml is not there, or says what cannot be.
    """
    return read_civic_toml(folder, lambda toml: _settings(folder, toml, config))


def _settings(folder: Path, toml: dict[str, Any], config: Mapping[str, Any]) -> Settings:
    own, chosen = toml["data"], config.get("DATA")
    path = Path(chosen) if chosen else folder / own["path"] if own["path"] else None
    near = own.get("places", "")
    places = folder / near if near and not chosen else None
    return Settings(
        name=toml["app"]["name"],
        version=toml["app"]["version"],
        title=dict(toml["title"]),
        folder=folder,
        schema=own["schema"],
        path=path or _sample(own["schema"]),
        mapping=dict(config.get("MAPPING") or own.get("columns") or {}),
        places=places if path else town.path("places.csv"),
        given=path is not None,
        about=town.about() if path is None else config.get("ABOUT", {}) if chosen else own,
        rules=_rules(toml),
        tiles=_tiles(toml["map"]),
        tiles_attribution=toml["map"]["attribution"],
        contact=toml["contact"]["url"],
        toml=toml,
    )


def _sample(schema: str) -> Path:
    """The sample town's file of this dataset."""
    if schemas.get(schema).positioned is schemas.Positioned.NONE:
        raise InvalidRecord({"schema": f"{schema!r} has no positions; a map needs another"})
    if schema not in SAMPLES:
        raise InvalidRecord(
            {"path": f"is empty, and the sample town has no {schema!r}; name your own file"}
        )
    return town.path(SAMPLES[schema])


def _tiles(asked: Mapping[str, Any]) -> str:
    tiles: str = asked["tiles"]
    if tiles and not asked["attribution"]:
        raise InvalidRecord(
            {"[map] tiles": "needs an attribution; write down whom the tiles' terms name"}
        )
    return tiles


def _rules(toml: Mapping[str, Any]) -> Rules:
    reach, search = toml["reach"], toml["search"]
    return Rules(
        reach=Reach(reach["name"], float(reach["unit_m"]), float(reach["detour"])),
        widen_m=tuple(float(radius) for radius in search["widen_m"]),
        enough=int(search["enough"]),
        outside_m=float(search["outside_m"]),
        listed=int(search["listed"]),
    )


def data_info(settings: Settings, data: Data, lang: str) -> DataInfo:
    """What every page says about its data."""
    about = settings.about
    title = about.get("title") or settings.path.name
    return DataInfo(
        title=title if isinstance(title, str) else title.get(lang) or title["ja"],
        date=about.get("date") or data.newest_check,
        licence=about.get("licence", ""),
        licence_url=about.get("licence_url", ""),
        attribution=about.get("attribution", ""),
        fictional=not settings.given,
        rows=len(data.points),
        version=data.version,
        fetched=about.get("fetched", ""),
        doubt=about.get("doubt", ""),
    )
