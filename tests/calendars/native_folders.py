"""Folders in the native format made by hand, and short ways to look at what was read."""

from __future__ import annotations

import atexit
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from civickit.calendars.city import City

_ROOM = tempfile.TemporaryDirectory(prefix="civickit-test-")
atexit.register(_ROOM.cleanup)
START = "地区,種類,収集日,月,開始日,終了日,備考\n"


def folder_of(**files: str | bytes) -> Path:
    """A new folder with these CSV files, by name without suffix."""
    folder = Path(tempfile.mkdtemp(dir=_ROOM.name))
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / f"{name}.csv").write_bytes(data)
    return folder


def codes(city: City, *fates: str) -> list[str]:
    """The codes of the findings of these fates, of all without one, in order."""
    return [one.code for one in city.findings if not fates or one.fate in fates]


def area_named(city: City, name: str) -> str:
    """The key of an area by its key or name."""
    return next(one.key for one in city.areas if name in (one.key, *one.names.values()))


def kinds_of(city: City, area: str) -> Iterable[str]:
    """The names of the kinds of an area."""
    names = {one.key: next(iter(one.names.values())) for one in city.kinds}
    found = city.area(area_named(city, area))
    assert found is not None
    return [names[kind] for kind in found.schedules]


def days(city: City, area: str, kind: str, first: date, last: date) -> list[date]:
    """The days of a kind, by key or name."""
    key = next(one.key for one in city.kinds if kind in (one.key, *one.names.values()))
    found = city.area(area_named(city, area))
    assert found is not None
    return [day.day for day in found.days(key, first, last)]
