"""A folder of a city's files, whichever of the known formats they are in."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from civickit.calendars import native
from civickit.calendars._native_table import file_of
from civickit.calendars.city import City
from civickit.core.errors import UnreadableTable

LOOKED_FOR = "collection.csv (the kit's own format) and area_days.csv (5374)"
Format = Literal["gomi5374", "native"]


def format_of(folder: Path, wanted: Format | None = None) -> tuple[Format, Path] | None:
    """The format of a folder's files and where they lie; None where there are none (`wanted`).

    They may lie in the folder itself or, as in copies of the 5374 script, in its `data`.
    """
    for place in (folder, folder / "data"):
        if wanted != "gomi5374" and native.is_native(place):
            return "native", place
        if wanted != "native" and file_of(place, "area_days"):
            return "gomi5374", place
    return None


def read_city(folder: Path, wanted: Format | None = None, **settings: Any) -> City:
    """The city that a folder's files describe, and what is odd about them.

    `wanted`: the format, where it is known. `settings` are those of `gomi5374.read`. Raises
    UnreadableTable where the folder is not there or holds no such files, and says which were
    looked for.
    """
    folder = Path(folder)
    if not folder.is_dir():
        found = "is a file" if folder.exists() else "is not there"
        raise UnreadableTable(f"{str(folder)!r} {found}; give the folder with the city's files")
    found_in = format_of(folder, wanted)
    if found_in is None:
        raise UnreadableTable(
            f"{str(folder)!r} holds no collection calendar; looked for {LOOKED_FOR}"
        )
    if found_in[0] == "native":
        return native.read(found_in[1])
    from civickit.calendars import gomi5374

    return gomi5374.read(found_in[1], **settings)
