"""The sources there are: the kit's own, and those of a team's folder."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from civickit.core.errors import CivicKitError, UnknownName
from civickit.core.geo import distance_m
from civickit.core.text import header_key
from civickit.sources._source import Source, read_source

HERE = Path(__file__).parent
OWN = "CIVICKIT_SOURCES"


def names() -> list[str]:
    """The sources there are. A file of the team's own goes before the kit's of that name."""
    return sorted(_files())


def get(name: str) -> Source:
    """The source of that name. Raises UnknownName, and InvalidRecord where its file is wrong."""
    files = _files()
    if name not in files:
        raise UnknownName("source", name, files)
    file = files[name]
    return _read(file, file.stat().st_mtime_ns)


def sources() -> list[Source]:
    """All of them, by name."""
    return [get(name) for name in names()]


def near(lat: float, lon: float) -> list[tuple[float, Source]]:
    """(metres to the middle of its place, source), the nearest first."""
    found = [(distance_m(lat, lon, one.place.lat, one.place.lon), one) for one in sources()]
    return sorted(found, key=lambda pair: (pair[0], pair[1].name))


def about(topic: str) -> list[Source]:
    """The sources whose topic, schema or title that is."""
    wanted = header_key(topic)
    return [one for one in sources() if wanted and any(wanted in text for text in _texts(one))]


def _texts(source: Source) -> list[str]:
    return [header_key(text) for text in (source.topic, source.schema, *source.title.values())]


def _files() -> dict[str, Path]:
    return {
        file.stem: file
        for folder in [HERE, *_own_folder()]
        for file in folder.glob("*.toml")
        if not file.name.startswith("_")
    }


def _own_folder() -> list[Path]:
    own = os.environ.get(OWN)
    if own and not Path(own).is_dir():
        raise CivicKitError(f"{OWN} names {own!r}, which is no folder. Correct it, or unset it.")
    return [Path(own)] if own else []


@lru_cache
def _read(file: Path, changed_ns: int) -> Source:  # noqa: ARG001 - a changed file is read again
    return read_source(file)
