"""The data of a site that is only files: cells for the search, words for the phone."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civickit.maps.cells import Written, write_cells

if TYPE_CHECKING:
    from civickit.places.data import Data
    from civickit.places.phone import Frozen
    from civickit.places.site import Site
    from civickit.web.languages import Languages

WHOLE = 2_000
"""Up to so many places: a page for each, one file for the map, everything kept on the phone."""
LISTED = 20_000
"""Up to so many places: lists of all of them, and a search by words."""
LONGEST_KEY = 150
SAMPLED = 200

Tell = Callable[[int, int], object]
Write = Callable[[str, bytes, str], object]


def frozen_of(site: Site, data: Data) -> Frozen:
    """How much of a site of this size is there."""
    from civickit.places.phone import Frozen

    count = len(data.points)
    folder = f"data/{version_of(site, data)}/cells/"
    return Frozen(folder, count <= WHOLE and _keys_are_names(data), count <= LISTED)


def version_of(site: Site, data: Data) -> str:
    """The data's version, and a trace of what the app says of it: both make the cells."""
    from civickit.places.phone import Fields

    fields = Fields(site.look)
    said = [fields.of(point) for point in data.points[:SAMPLED]]
    return f"{data.version}-{sha256(json.dumps(said).encode()).hexdigest()[:6]}"


def _keys_are_names(data: Data) -> bool:
    """Whether each key can name a file on any disk, also where a and A are the same."""
    keys = data.by_key
    return len({key.casefold() for key in keys}) == len(keys) and all(
        len(key) <= LONGEST_KEY for key in keys
    )


def write_data(
    site: Site,
    data: Data,
    frozen: Frozen,
    languages: Languages,
    write: Write,
    folder: Path,
    folders: Mapping[str, str],
    tell: Tell,
) -> Written:
    """Cells, words and what a search by words goes through."""
    from civickit.places.phone import Fields, search_file, words

    fields = Fields(site.look)
    total = len(data.points)
    written = write_cells(
        ((point.lat, point.lon, fields.of(point)) for point in data.points),
        folder / frozen.cells,
        version=frozen.cells.split("/")[1],
        seen=lambda count: tell(count, total),
    )
    for lang, place in folders.items():
        told = words(site.look, site.settings.rules, languages, lang, fields.labels, frozen)
        write(f"{place}words.json", as_json(told), lang)
    searched = search_file(site.look, data.points if frozen.listed else [], site.starts)
    write("search.json", as_json(searched), "")
    return written


def as_json(told: Any) -> bytes:
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return text.encode(errors="backslashreplace")
