"""The city being served, and the folder it is read from, read again when its files change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from civickit.calendars.city import City
from civickit.collection.settings import Settings
from civickit.core.errors import UnreadableTable
from civickit.core.fresh import CHECK_EVERY_S, Fresh


class CityFolder(Fresh[City]):
    """The city that a folder describes; a broken change leaves the last good one in place.

    Raises CivicKitError where the folder has nothing that can be shown.
    """

    def __init__(self, settings: Settings, check_every_s: float | None = None) -> None:
        super().__init__(
            settings.path,
            lambda: read_collection(settings),
            CHECK_EVERY_S if check_every_s is None else check_every_s,
        )


def read_collection(settings: Settings) -> City:
    """Read a city's folder. Raises CivicKitError where no area can be made of it."""
    from civickit.calendars.opening import read_city

    path = settings.path
    if not path.is_dir():
        raise UnreadableTable(_no_folder(path))
    city = read_city(path, **options(settings))
    if not any(area.schedules for area in city.areas):
        raise UnreadableTable(
            f"{path.name} has no area with collection days. See why with: civickit check {path}"
        )
    return city


def options(settings: Settings) -> dict[str, Any]:
    """What a city sets in its copy of the 5374 script, as far as civic.toml says it."""
    if not settings.reading:
        return {}
    from civickit.calendars.gomi5374 import Settings as Script

    return {"settings": Script(**settings.reading)}


def _no_folder(path: Path) -> str:
    if path.is_file():
        return (
            f"{str(path)!r} is a file; collection days come as a folder of CSVs. Name the folder "
            "it lies in."
        )
    return (
        f"there is no folder {str(path)!r}. Check the name, or leave out --data "
        "to start with the sample town."
    )
