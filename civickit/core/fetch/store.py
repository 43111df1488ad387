"""Answers kept on disk: bodies by their SHA-256, and for each request what was said and when."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any


def default_folder() -> Path:
    """Where this machine keeps caches; CIVICKIT_CACHE names another place."""
    if chosen := os.environ.get("CIVICKIT_CACHE"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData/Local")) / "civickit"
    if sys.platform == "darwin":
        return Path.home() / "Library/Caches/civickit"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "civickit"


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that appears under its name only when the block has ended well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            yield file
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_whole(path: Path, content: bytes) -> None:
    with whole_file(path) as file:
        file.write(content)


def copy_whole(source: Path, target: Path) -> None:
    """A copy of a file that appears under its name only when it is complete."""
    with source.open("rb") as read, whole_file(target) as write:
        shutil.copyfileobj(read, write)


class Store:
    """A folder of answers. Keys are hex digests; entries are plain JSON."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or default_folder()

    def entry_path(self, key: str) -> Path:
        return self.folder / "asked" / key[:2] / f"{key}.json"

    def body_path(self, sha256: str) -> Path:
        return self.folder / "bodies" / sha256[:2] / sha256

    def find(self, key: str) -> dict[str, Any] | None:
        """What was kept for a request, if its body is there whole."""
        try:
            entry: dict[str, Any] = json.loads(self.entry_path(key).read_bytes())
            whole = self.body_path(entry["sha256"]).stat().st_size == entry["bytes"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return entry if whole else None

    def keep(self, key: str, entry: dict[str, Any]) -> None:
        write_whole(self.entry_path(key), json.dumps(entry, ensure_ascii=False).encode())
