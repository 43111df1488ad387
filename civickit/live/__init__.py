"""Things that move, live: plows, a bus, a shuttle; and where available, streets they have worked.

May live here: what an app about moving things is made of: storage, the doors for phones, the board
of who is where, the count of streets, public pages, the desk, reports of residents, the simulated
storm. May not: decoders, matching and coverage (`tracks`), the general parts of web apps (`web`).

Importing this folder imports nothing else, but says at once when a library is missing.
"""

from __future__ import annotations

from importlib.util import find_spec

from civickit.core.errors import MissingExtra

if any(find_spec(name) is None for name in ("httptools", "PIL", "segno", "sqlalchemy", "uvicorn")):
    raise MissingExtra("Live apps", "live")
