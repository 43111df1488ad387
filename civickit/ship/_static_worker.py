"""What makes a folder of files an app on a phone: the service worker and the manifests."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from civickit.ship._static_data import as_json
from civickit.ship._static_folder import digest_of
from civickit.ship._static_pages import FOLDERS

if TYPE_CHECKING:
    from civickit.places.phone import Frozen
    from civickit.web.languages import Languages

LIGHT = 300_000
"""Files up to so many bytes are kept on the phone from the first visit, heavier ones once seen."""
DIGITS = 32  # of a SHA-256: half of it tells any two files apart
CELLS_SCRIPT = "maps/static/civic_cells.js"
WORKER_SCRIPT = "web/static/worker.js"
COLOR = "#0017c1"
PACKAGE = Path(__file__).parent.parent


def manifest_of(lang: str) -> str:
    """The name of a language's manifest."""
    return f"{lang}.webmanifest"


def manifest(lang: str, title: str, icon: str) -> bytes:
    """The manifest by which a phone puts the app on its home screen."""
    return as_json(
        {
            "name": title,
            "short_name": title,
            "lang": lang.split("_")[0],
            "id": f"./{FOLDERS[lang]}",
            "start_url": f"./{FOLDERS[lang]}",
            "scope": "./",
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": COLOR,
            "icons": [{"src": icon, "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
        }
    )


class Kept(NamedTuple):
    """A file that a phone may keep: how it is asked for, its language or '', how soon."""

    file: str
    query: str = ""
    lang: str = ""
    later: bool = False


def worker(
    folder: Path, kept: Iterable[Kept], frozen: Frozen, date: str, languages: Languages
) -> bytes:
    """The service worker with the list of what it keeps; any changed byte makes a new release."""
    files = {one.file: _entry(folder, one) for one in sorted((*kept, *_data(folder, frozen)))}
    scripts = (PACKAGE / WORKER_SCRIPT).read_text("utf-8")
    if not frozen.whole:
        scripts = (PACKAGE / CELLS_SCRIPT).read_text("utf-8") + scripts
    release: dict[str, Any] = {
        "id": sha256((json.dumps(files) + scripts).encode()).hexdigest()[:16],
        "data": {"version": frozen.cells.split("/")[1], "date": date},
        "files": files,
        "langs": FOLDERS,
        "cells": "" if frozen.whole else frozen.cells,
        "points": frozen.whole,
        "offline": {lang: languages.text(lang, "offline_page") for lang in FOLDERS},
    }
    return b"const RELEASE = " + as_json(release) + b";\n" + scripts.encode()


def _entry(folder: Path, one: Kept) -> list[str]:
    """[beginning of the SHA-256, group, query]; the group says when the phone takes it."""
    path = folder / one.file
    later = one.later or path.stat().st_size > LIGHT
    entry = [digest_of(path)[:DIGITS], "later" if later else one.lang or "core", one.query]
    return entry if one.query else entry[:2]


def _data(folder: Path, frozen: Frozen) -> Iterable[Kept]:
    """The index, and the cells where a phone keeps them all."""
    found = (folder / frozen.cells).rglob("*.json") if frozen.whole else ()
    for path in found or [folder / frozen.cells / "index.json"]:
        yield Kept(path.relative_to(folder).as_posix())
