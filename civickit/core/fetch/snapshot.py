"""Answers as a folder that can be carried: every request in it replays without a network.

`snapshot.json` lists the answers for people and programs; `bodies/` holds what they said, each
under its SHA-256. Nothing but plain files with short names, so that a USB stick will do.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch.entry import Entry, is_digest, read_entry
from civickit.core.fetch.files import copy_whole, write_whole
from civickit.core.fetch.limits import Limits
from civickit.core.fetch.store import Store

LIST = "snapshot.json"
WHAT = "civickit snapshot 1"
LIST_BYTES = 64 * 1024**2
CHUNK = 1024**2


class Saved(NamedTuple):
    """What came of it: how many answers, of how many bytes, are now in `folder`.

    `passed_over` counts the others: damaged or unknown ones when saving; when taking in,
    those of which this machine has the same or a newer copy.
    """

    folder: Path
    answers: int
    bytes: int
    passed_over: int = 0


def save(store: Store, to: Path, only: Collection[str] | None) -> Saved:
    """Write a snapshot; one that is there already is replaced."""
    keys = sorted(_all_keys(store) if only is None else only)
    found = {key: entry for key in keys if (entry := store.find(key))}
    sound = {key: entry for key, entry in found.items() if store.is_sound(entry["sha256"])}
    bodies = to / "bodies"
    for entry in sound.values():
        copy_whole(store.body_path(entry["sha256"]), bodies / entry["sha256"])
    told = {
        "what": WHAT,
        "saved_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "answers": [_told(key, entry) for key, entry in sound.items()],
    }
    write_whole(to / LIST, json.dumps(told, ensure_ascii=False, indent=1).encode())
    named = {entry["sha256"] for entry in sound.values()}
    for path in bodies.glob("*"):
        if is_digest(path.name) and path.name not in named:
            path.unlink()
    return Saved(to, len(sound), _size(sound), len(keys) - len(sound))


def _all_keys(store: Store) -> Iterator[str]:
    for path in (store.folder / "asked").glob("*/*.json"):
        if is_digest(path.stem):
            yield path.stem


def _told(key: str, entry: Entry) -> dict[str, Any]:
    media_type = entry["headers"].get("content-type", "").partition(";")[0].strip()
    return {"key": key, **entry, "media_type": media_type}


def _size(entries: dict[str, Entry]) -> int:
    return sum({entry["sha256"]: entry["bytes"] for entry in entries.values()}.values())


def use(store: Store, source: Path) -> Saved:
    """Take a snapshot in: all of it, or nothing where any of it is not what it should be."""
    listed = _listed(source)
    newer = {key: entry for key, entry in listed.items() if _is_newer(store, key, entry)}
    for sha256, size in {entry["sha256"]: entry["bytes"] for entry in newer.values()}.items():
        _take_body(store, source, sha256, size)
    for key, entry in newer.items():
        store.keep(key, entry)
    return Saved(store.folder, len(newer), _size(newer), len(listed) - len(newer))


def _listed(source: Path) -> dict[str, Entry]:
    """The answers by key."""
    path = source / LIST
    if not path.is_file() or path.is_symlink():
        said = f"{source} holds no {LIST}. Name the folder that civickit snapshot save wrote."
        raise SourceUnavailable(said, url=str(source))
    if path.stat().st_size > LIST_BYTES:
        raise _strange(source, f"{LIST} is longer than {LIST_BYTES // 1024**2} MB")
    try:
        told = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise _strange(source, f"{LIST} is not JSON") from None
    if not isinstance(told, dict) or told.get("what") != WHAT:
        raise _strange(source, f"{LIST} does not begin with {WHAT!r}")
    answers = told.get("answers")
    if not isinstance(answers, list):
        raise _strange(source, f"{LIST} has no list of answers")
    return dict(_checked(source, number, one) for number, one in enumerate(answers, 1))


def _checked(source: Path, number: int, told: object) -> tuple[str, Entry]:
    entry = read_entry(told)
    key = told.get("key") if isinstance(told, dict) else None
    if entry is None or not isinstance(key, str) or not is_digest(key):
        raise _strange(source, f"answer {number} has fields of another kind")
    if entry["bytes"] > Limits().bytes:
        raise _strange(source, f"answer {number} is longer than any that is fetched")
    return key, entry


def _is_newer(store: Store, key: str, entry: Entry) -> bool:
    ours = store.find(key)
    if ours is None or not store.is_sound(ours["sha256"]):
        return True
    here, there = ours["fetched_at"], entry["fetched_at"]
    return datetime.fromisoformat(there) > datetime.fromisoformat(here)


def _take_body(store: Store, source: Path, sha256: str, size: int) -> None:
    path = source / "bodies" / sha256
    if not path.is_file() or path.is_symlink():
        raise _strange(source, f"bodies/{sha256[:12]}… is missing")
    with path.open("rb") as file, store.incoming() as body:
        while body.bytes <= size and (chunk := file.read(CHUNK)):
            body.write(chunk)
        if (body.sha256, body.bytes) != (sha256, size):
            raise _strange(source, f"bodies/{sha256[:12]}… is not what was saved")


def _strange(source: Path, found: str) -> SourceChanged:
    said = f"nothing was taken from {source}; save it again, or copy it again"
    return SourceChanged(said, expected="a snapshot as it was saved", found=found)
