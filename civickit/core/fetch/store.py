"""Answers kept on disk: bodies by their SHA-256, and for each request what was said and when.

Processes and threads may share a folder: files appear whole, and what is damaged counts as
not there.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from civickit.core.fetch.entry import read_entry
from civickit.core.fetch.files import PART, copy_whole, whole_file, write_whole

if TYPE_CHECKING:
    from civickit.core.fetch.snapshot import Saved

__all__ = ["Incoming", "Store", "copy_whole", "default_folder", "whole_file", "write_whole"]

CACHE = "CIVICKIT_CACHE"
LIMIT_BYTES = 2 * 1024**3
TOUCH_AFTER_S = 600


def default_folder() -> Path:
    """Where this machine keeps caches; CIVICKIT_CACHE names another place."""
    if chosen := os.environ.get(CACHE):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData/Local")) / "civickit"
    if sys.platform == "darwin":
        return Path.home() / "Library/Caches/civickit"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "civickit"


class Incoming:
    """A body on its way to disk."""

    def __init__(self, file: IO[bytes], store: Store) -> None:
        self._file = file
        self._store = store
        self._digest = hashlib.sha256()
        self.bytes = 0
        self.path = Path(file.name)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def write(self, chunk: bytes) -> None:
        with self._store.told():
            self._file.write(chunk)
        self._digest.update(chunk)
        self.bytes += len(chunk)


class Store:
    """A folder of answers. Keys are hex digests; entries are plain JSON.

    Where its bodies grow past `limit_bytes`, those asked for longest ago go first.
    """

    def __init__(self, folder: Path | None = None, *, limit_bytes: int = LIMIT_BYTES) -> None:
        self.folder = folder or default_folder()
        self.limit_bytes = limit_bytes
        self._sound: set[str] = set()

    def entry_path(self, key: str) -> Path:
        return self.folder / "asked" / key[:2] / f"{key}.json"

    def body_path(self, sha256: str) -> Path:
        return self.folder / "bodies" / sha256[:2] / sha256

    def find(self, key: str) -> dict[str, Any] | None:
        """What was kept for a request, if its body is there in its whole length."""
        try:
            entry = read_entry(json.loads(self.entry_path(key).read_bytes()))
            if entry is None:
                return None
            body = self.body_path(entry["sha256"])
            state = body.stat()
        except (OSError, ValueError, RecursionError):
            return None
        if time.time() - state.st_mtime > TOUCH_AFTER_S:
            with suppress(OSError):
                os.utime(body)
        return entry if state.st_size == entry["bytes"] else None

    def is_sound(self, sha256: str) -> bool:
        """Whether a kept body is, byte for byte, what came; read once for each store."""
        if sha256 not in self._sound:
            try:
                with self.body_path(sha256).open("rb") as file:
                    if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                        return False
            except OSError:
                return False
            self._sound.add(sha256)
        return True

    def keep(self, key: str, entry: dict[str, Any]) -> None:
        """Keep what was said for a request; its body is here already."""
        with self.told():
            write_whole(self.entry_path(key), json.dumps(entry, ensure_ascii=False).encode())
        from civickit.core.fetch.tidy import tidy_now_and_then

        tidy_now_and_then(self.folder, self.limit_bytes)

    @contextmanager
    def incoming(self, *, passing: bool = False) -> Iterator[Incoming]:
        """A body to write; it lies under its hash when the block has ended well, else nowhere.

        One that is `passing` is put elsewhere, and goes when the folder is next tidied.
        """
        with self.told():
            parts = self._made(self.folder / "parts")
            file = (parts / f"{secrets.token_hex(8)}{PART}").open("xb")
        part = Path(file.name)
        body = Incoming(file, self)
        try:
            with file:
                yield body
                with self.told():
                    file.flush()
            with self.told():
                body.path = self._place(body.sha256, passing)
                body.path.parent.mkdir(parents=True, exist_ok=True)
                part.replace(body.path)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        self._sound.discard(body.sha256)

    def _place(self, sha256: str, passing: bool) -> Path:
        if passing:
            return self.folder / "passing" / secrets.token_hex(8)
        return self.body_path(sha256)

    def _made(self, folder: Path) -> Path:
        """The folder, which only the user of this machine may look into."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(exist_ok=True)
        return folder

    @contextmanager
    def told(self) -> Iterator[None]:
        """Failures of the disk, as a sentence with the next step."""
        try:
            yield
        except OSError as error:
            said = (
                f"answers cannot be kept in {self.folder} ({error.strerror}). "
                f"Make room there, or name another folder in {CACHE}."
            )
            raise OSError(error.errno, said) from None

    def save(self, to: Path, only: Collection[str] | None = None) -> Saved:
        """Copy what is kept, or what these keys name, to a folder that can be carried away."""
        from civickit.core.fetch.snapshot import save

        return save(self, to, only)

    def use(self, source: Path) -> Saved:
        """Take in a folder that `save` wrote. Raises SourceUnavailable and SourceChanged."""
        from civickit.core.fetch.snapshot import use

        return use(self, source)
