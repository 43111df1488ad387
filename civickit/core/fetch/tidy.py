"""Keeping the cache folder within its bound, and free of what dead processes left half done."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from civickit.core.fetch.files import PART

QUIET_S = 3600
LOOK_AFTER_S = 600


def tidy_now_and_then(folder: Path, limit_bytes: int) -> None:
    """Tidy, where nobody has for ten minutes."""
    mark = folder / "tidied"
    with suppress(OSError):
        if time.time() - mark.stat().st_mtime < LOOK_AFTER_S:
            return
    with suppress(OSError):
        mark.touch()
        tidy(folder, limit_bytes)


def tidy(folder: Path, limit_bytes: int) -> None:
    """Remove leftovers, and the bodies asked for longest ago until the others fit.

    What was written or asked for within the hour stays: somebody may be reading it.
    """
    quiet = time.time() - QUIET_S
    for left in _leftovers(folder):
        with suppress(OSError):
            if left.stat().st_mtime < quiet:
                left.unlink()
    if _remove_oldest(folder, limit_bytes, quiet):
        _forget_entries_without_body(folder)


def _leftovers(folder: Path) -> Iterator[Path]:
    yield from (folder / "parts").glob(f"*{PART}")
    yield from (folder / "passing").glob("*")
    yield from (folder / "asked").glob(f"*/.*{PART}")


def _remove_oldest(folder: Path, limit_bytes: int, quiet: float) -> bool:
    """Whether any body had to go."""
    bodies = []
    for path in (folder / "bodies").glob("*/*"):
        with suppress(OSError):
            state = path.stat()
            bodies.append((state.st_mtime, state.st_size, path))
    total = sum(size for _, size, _ in bodies)
    removed = False
    for asked, size, path in sorted(bodies):
        if total <= limit_bytes or asked >= quiet:
            break
        with suppress(OSError):
            path.unlink()
            total -= size
            removed = True
    return removed


def _forget_entries_without_body(folder: Path) -> None:
    for path in (folder / "asked").glob("*/*.json"):
        with suppress(OSError, ValueError, KeyError, TypeError):
            sha256 = json.loads(path.read_bytes())["sha256"]
            if not (folder / "bodies" / sha256[:2] / sha256).exists():
                path.unlink()
