"""The catalogues that `find` asks."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("_catalogues.toml")


class Catalogue(NamedTuple):
    """One catalogue. `client` is '' where it must first be found out what speaks at `url`.

    `place` is the beginning of the municipality codes it is for, '' for all of Japan. `places`
    are the ways in which it can be asked for one place: by 'code', by 'name' among the words.
    """

    name: str
    url: str
    client: str = ""
    place: str = ""
    places: tuple[str, ...] = ()


def catalogues(place_code: str = "") -> list[Catalogue]:
    """Those for all of Japan, and those of the place: its prefecture's, its city's."""
    return [
        one
        for one in all_catalogues()
        if not one.place or (place_code and place_code.startswith(one.place))
    ]


@lru_cache
def all_catalogues() -> list[Catalogue]:
    """Every catalogue, also those of one place."""
    told = tomllib.loads(FILE.read_text("utf-8"))
    return [
        Catalogue(**{**one, "places": tuple(one.get("places", ()))}) for one in told["catalogue"]
    ]
