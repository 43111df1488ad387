"""civic.toml and the environment as the values that a live app works with."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from civickit import town
from civickit.core.civic_toml import read_civic_toml, zone_of
from civickit.core.errors import InvalidRecord

KIT = Path(__file__).resolve().parents[1]
SAMPLE = "streets.geojson"
SAMPLE_DEPOTS = "depots.geojson"
SAMPLE_ADDRESSES = "addresses.csv"
SAMPLE_DEPOT_M = 80.0
SAMPLE_PLOWS = 25
OPEN_DATA_AFTER_S = 12 * 3600.0
"""So long after its end a day is written as open data; late positions come until then."""
LONGEST_DAY_S = 25 * 3600.0


class Season(NamedTuple):
    """(month, day) of the first and the last day; all year where both are the same."""

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: date) -> bool:
        """Whether a day is in the season, which may go over the new year."""
        at = (day.month, day.day)
        if self.first == self.last:
            return True
        if self.first < self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


class Settings(NamedTuple):
    """What an app is about; `given` is True where the streets are not the sample town's.

    `path` is the file of streets, `id_property` the property with the municipality's id. `cleared`:
    streets are worked on, so pages say when each was; False for a bus or a stall. `plows` is how
    many simulated vehicles drive, `speed` how many times faster than the clock they catch up with
    now, 0 for at once. `toml` is all of civic.toml.
    """

    name: str
    version: str
    title: dict[str, str]
    folder: Path
    path: Path
    given: bool
    id_property: str
    about: dict[str, Any]
    zone: ZoneInfo
    contact: str
    cleared: bool
    season: Season
    delay_s: float
    """Public positions are this old at least."""
    history_delay_s: float
    """Open data and playback begin this long ago, or as `delay_s` says where that is longer."""
    hide_standing_s: float
    """A vehicle that has stood for so long is not shown to the public."""
    hide_silent_s: float
    """Nor one that has said nothing for so long."""
    depots: tuple[tuple[float, float, float], ...]
    """(lat, lon, radius_m): nobody is shown there."""
    keep_raw_days: int
    state: Path
    """The folder for what the app keeps."""
    database_url: str
    """DATABASE_URL, or '' for SQLite in `state`."""
    redis_url: str
    mqtt_url: str
    plows: int
    speed: float
    addresses: tuple[Path, ...]
    """Files of the city's addresses."""
    toml: dict[str, Any]


def read_settings(folder: Path, config: Mapping[str, Any]) -> Settings:
    """The settings in the folder's civic.toml.

    `config` may replace DATA, ABOUT and the id property (`id` of MAPPING), and may bring STATE,
    DATABASE_URL, REDIS_URL, MQTT_URL (else the environment does), PLOWS and SPEED; without PLOWS
    the sample town has a storm, one's own streets have none. Raises CivicKitError where civic.toml
    is not there, or says what cannot be.
    """
    return read_civic_toml(folder, lambda toml: _settings(folder, toml, config))


def _settings(folder: Path, toml: dict[str, Any], config: Mapping[str, Any]) -> Settings:
    own, live, chosen = toml["data"], toml["live"], config.get("DATA")
    path = Path(chosen) if chosen else folder / own["path"] if own["path"] else None
    plows = config.get("PLOWS")
    delay_s = _positive(live, "delay_minutes") * 60
    history_delay_s = max(delay_s, _positive(live, "history_delay_minutes") * 60)
    return Settings(
        name=toml["app"]["name"],
        version=toml["app"]["version"],
        title=dict(toml["title"]),
        folder=folder,
        path=path or town.path(SAMPLE),
        given=path is not None,
        id_property=str(config.get("MAPPING", {}).get("id") or own["id_property"]),
        about=town.about() if path is None else config.get("ABOUT", {}) if chosen else own,
        zone=zone_of(toml),
        contact=toml["contact"]["url"],
        cleared=bool(live["cleared"]),
        season=Season(_day(live, "season_from"), _day(live, "season_until")),
        delay_s=delay_s,
        history_delay_s=history_delay_s,
        hide_standing_s=_positive(live, "hide_standing_minutes") * 60,
        hide_silent_s=_positive(live, "hide_silent_minutes") * 60,
        depots=tuple(map(_depot, live.get("depots") or (_sample_depots() if not path else ()))),
        keep_raw_days=_raw_days(live, history_delay_s),
        state=_state(folder, config),
        database_url=_asked(config, "DATABASE_URL"),
        redis_url=_asked(config, "REDIS_URL"),
        mqtt_url=_asked(config, "MQTT_URL"),
        plows=(0 if path else SAMPLE_PLOWS) if plows is None else int(plows),
        speed=float(config.get("SPEED") or 0),
        addresses=_addresses(folder, toml.get("addresses", {}), sample=path is None),
        toml=toml,
    )


def _addresses(folder: Path, own: Mapping[str, Any], *, sample: bool) -> tuple[Path, ...]:
    """The files that [addresses] path names, one or several; the sample town has its own."""
    named = own.get("path") or []
    paths = tuple(folder / one for one in ([named] if isinstance(named, str) else named))
    for path in paths:
        if not path.is_file():
            raise InvalidRecord({"[addresses] path": f"{str(path)!r} is not a file"})
    return paths or ((town.path(SAMPLE_ADDRESSES),) if sample else ())


def _asked(config: Mapping[str, Any], name: str) -> str:
    return str(config.get(name) or os.environ.get(name) or "")


def _state(folder: Path, config: Mapping[str, Any]) -> Path:
    """STATE; else beside the app, where its folder is one's own and may be written.

    A worked app lies inside the kit, and whoever packs the kit must not pack a key with it.
    """
    if asked := _asked(config, "STATE"):
        return Path(asked)
    if os.access(folder, os.W_OK) and folder.resolve().parent not in (
        KIT / "_apps",
        KIT.parent / "apps",
    ):
        return folder / "state"
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(home) / "civickit" / folder.name


def _positive(live: Mapping[str, Any], name: str) -> float:
    value = live[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise InvalidRecord({f"[live] {name}": f"is {value!r}; write a number like 10"})
    return float(value)


def _raw_days(live: Mapping[str, Any], history_delay_s: float) -> int:
    """Not so few that positions would go before the open data of their day is made of them."""
    days = int(_positive(live, "keep_raw_days"))
    least = int((LONGEST_DAY_S + max(OPEN_DATA_AFTER_S, history_delay_s)) // 86_400) + 1
    if days < least:
        why = f"is {days}; open data is made of these positions: write {least} or more"
        raise InvalidRecord({"[live] keep_raw_days": why})
    return days


def _day(live: Mapping[str, Any], name: str) -> tuple[int, int]:
    try:
        found = date.fromisoformat(f"2024-{live[name]}")  # a leap year: 29 February is a day
    except (TypeError, ValueError):
        raise InvalidRecord(
            {f"[live] {name}": f"is {live[name]!r}; write a day like '11-15'"}
        ) from None
    return found.month, found.day


def _depot(one: Mapping[str, Any]) -> tuple[float, float, float]:
    return float(one["lat"]), float(one["lon"]), float(one["radius_m"])


def _sample_depots() -> list[dict[str, float]]:
    places = json.loads(town.path(SAMPLE_DEPOTS).read_text("utf-8"))["features"]
    points = [one["geometry"]["coordinates"] for one in places if one["properties"]["plows"]]
    return [{"lat": lat, "lon": lon, "radius_m": SAMPLE_DEPOT_M} for lon, lat in points]
