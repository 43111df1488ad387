"""Which days the strict and the repaired reading of 5374 files do not share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from civickit.calendars._gomi_settings import Scope, Settings


class Difference(NamedTuple):
    """One kind in one area: days that only the strict reading has, and only the repaired.

    Both by their names in the files; a second one of a name is `name#2`.
    """

    area: str
    kind: str
    removed: tuple[date, ...]
    added: tuple[date, ...]


def differences_of(folder: Path, settings: Settings, scope: Scope) -> Iterator[Difference]:
    """Every area and kind of 5374 files whose days differ, in the order of the files."""
    from civickit.calendars._gomi_city import Reading
    from civickit.calendars.gomi5374 import files_of

    reading = Reading(files_of(folder), settings, scope)
    for area, kind, shown, meant in reading.differences():
        if shown != meant:
            removed, added = sorted(shown - meant), sorted(meant - shown)
            yield Difference(area, kind, tuple(removed), tuple(added))
