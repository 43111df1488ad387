"""What makes a folder of files an app on a phone: the service worker and the manifests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from civickit.ship._static_data import as_json
from civickit.ship._static_folder import digest_of
from civickit.ship._static_kind import Kept, Kind

LIGHT = 600_000
"""Files up to so many bytes are kept on the phone from the first visit, heavier ones once seen."""
DIGITS = 32  # of a SHA-256: half of it tells any two files apart
WORKER_SCRIPTS = ("web/static/worker_common.js", "web/static/worker.js")
PARTS = "parts/"
"""Lists of the files of each part of a site; its worker knows only those that all need."""
PACKAGE = Path(__file__).parent.parent


class Release(NamedTuple):
    """What a worker says of the data, where each language lies, and its words without network."""

    version: str
    date: str
    folders: Mapping[str, str]
    offline: Mapping[str, str]


def manifest_of(lang: str) -> str:
    """The name of a language's manifest."""
    return f"{lang}.webmanifest"


def manifest_file(lang: str, title: str, place: str) -> bytes:
    """The manifest by which a phone puts the app on its home screen."""
    from civickit.web.installable import manifest

    return as_json(manifest(lang, title, start=f"./{place}", icon="kit/web/icon.svg"))


def write_worker(
    folder: Path, name: str, kept: Iterable[Kept], kind: Kind, release: Release
) -> None:
    """Write the worker with the list of what it keeps; any changed byte makes a new release."""
    parts: dict[str, dict[str, list[str]]] = {"": {}}
    for one in sorted((*kept, *kind.more_kept())):
        part = kind.part_of(one.file.removeprefix(release.folders.get(one.lang, "")))
        parts.setdefault(part, {})[one.file] = _entry(folder, one)
    scripts = "".join(
        (PACKAGE / one).read_text("utf-8") for one in (*kind.scripts, *WORKER_SCRIPTS)
    )
    told: dict[str, Any] = {
        "id": sha256((json.dumps(parts) + scripts).encode()).hexdigest()[:16],
        "data": {"version": release.version, "date": release.date},
        "files": parts.pop(""),
        "langs": dict(release.folders),
        "offline": dict(release.offline),
        **kind.release(),
    }
    for part, files in parts.items():
        path = folder / PARTS / f"{part}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(as_json({"id": told["id"], "files": files}))
    worker = b"const RELEASE = " + as_json(told) + b";\n" + scripts.encode()
    (folder / name).write_bytes(worker)


def _entry(folder: Path, one: Kept) -> list[str]:
    """[beginning of the SHA-256, group, query]; the group says when the phone takes it."""
    path = folder / one.file
    later = one.later or path.stat().st_size > LIGHT
    entry = [digest_of(path)[:DIGITS], "later" if later else one.lang or "core", one.query]
    return entry if one.query else entry[:2]
