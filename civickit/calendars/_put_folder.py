"""A folder of files that is whole or not there."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path

from civickit.core.errors import ProjectConflict


def put_folder(folder: Path, files: Mapping[str, bytes], known: Collection[str]) -> list[Path]:
    """Write files so that the folder holds these and no others; gives their paths.

    After an error, a full disk or Ctrl-C the folder is as it was. Files of `known` names that
    were there are replaced. Raises ProjectConflict where there is anything else.
    """
    _check_free(folder, known)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as room:
        made, old = Path(room, "new"), Path(room, "old")
        made.mkdir()
        for name, content in files.items():
            (made / name).write_bytes(content)
        if folder.exists():
            folder.rename(old)
        try:
            made.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise
    return [folder / name for name in files]


def _check_free(folder: Path, known: Collection[str]) -> None:
    if folder.is_file():
        raise ProjectConflict(f"{str(folder)!r} is a file; name a folder to write into")
    there = folder.iterdir() if folder.is_dir() else ()
    others = sorted(one.name for one in there if one.name not in known)
    if others:
        raise ProjectConflict(
            f"{str(folder)!r} holds other files ({', '.join(others[:3])}); name a new folder"
        )
