"""civic.toml as the values that an app about collection days works with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from civickit import town
from civickit.core.civic_toml import read_civic_toml, zone_of
from civickit.core.errors import InvalidRecord

SAMPLE = "collection"
"""The sample town's folder."""


class Settings(NamedTuple):
    """What an app is about; `given` is True where the data is not the sample town.

    `path` is a folder of CSVs. `reading` are the options of a city's 5374 files, as far as
    civic.toml says them. `toml` is all of civic.toml, for what only one app has in it.
    """

    name: str
    version: str
    title: dict[str, str]
    folder: Path
    path: Path
    given: bool
    about: dict[str, Any]
    reading: dict[str, Any]
    zone: ZoneInfo
    contact: str
    toml: dict[str, Any]


READING: dict[str, type[bool | int]] = {"week_shift": bool, "skip_suspend": bool, "max_labels": int}


def read_settings(folder: Path, config: Mapping[str, Any]) -> Settings:
    """The settings in the folder's civic.toml, where `config` may replace DATA and ABOUT.

    ABOUT says of DATA what [data] of civic.toml says: title, date, licence, attribution.
    Raises CivicKitError where civic.toml is not there, or says what cannot be.
    """
    return read_civic_toml(folder, lambda toml: _settings(folder, toml, config))


def _settings(folder: Path, toml: dict[str, Any], config: Mapping[str, Any]) -> Settings:
    own, chosen = toml["data"], config.get("DATA")
    path = Path(chosen) if chosen else folder / own["path"] if own["path"] else None
    return Settings(
        name=toml["app"]["name"],
        version=toml["app"]["version"],
        title=dict(toml["title"]),
        folder=folder,
        path=path or town.path(SAMPLE),
        given=path is not None,
        about=town.about() if path is None else config.get("ABOUT", {}) if chosen else own,
        reading=_reading({**own, **config.get("READING", {})}),
        zone=zone_of(toml),
        contact=toml["contact"]["url"],
        toml=toml,
    )


def _reading(own: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: own[name] for name in READING if name in own}
    for name, value in found.items():
        if type(value) is not READING[name]:
            wanted = "true or false" if READING[name] is bool else "a whole number"
            raise InvalidRecord({f"[data] {name}": f"is {value!r}; write {wanted}"})
    return found
