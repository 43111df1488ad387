"""The fictional sample town: one coherent data pack for all apps, templates and lessons.

May live here: the generator and its small committed outputs. May not: real places, or
anything that needs the network. The town lies at sea, so nobody can take its hydrants
for real ones, and every file says that it is fictional.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from civickit.core.errors import UnknownName

_DATA = Path(__file__).parent / "data"


def path(name: str) -> Path:
    """The place of one of the town's files, such as `water_points.csv`. Raises UnknownName."""
    known = {found.name for found in _DATA.iterdir()}
    if name not in known:
        raise UnknownName("file of the town", name, known)
    return _DATA / name


def about() -> dict[str, Any]:
    """What `about.json` says: title, notice, date, licence, bounds, centre, counts."""
    import json

    found: dict[str, Any] = json.loads(path("about.json").read_text(encoding="utf-8"))
    return found
