"""Many files of a project change at once, or none."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from civickit.core.errors import CivicKitError, ProjectConflict
from civickit.projects.inside import content_at
from civickit.projects.putting import Change, can_be_run, mode_at, put, stage
from civickit.projects.undo import finished, is_interrupted, remember, take_back, tidy


def write(project: Path, changes: Iterable[Change]) -> None:
    """Make all changes, and remember how to take them back.

    Raises ProjectConflict where a file is no longer as `before` says, CivicKitError where the
    disk does not take it; then everything is as it was.
    """
    real = [change for change in changes if change.before != change.after]
    if not real:  # the record of the last update stays
        return
    moved = [one.name for one in real if content_at(project, one.name) != one.before]
    if moved:
        raise ProjectConflict(f"{', '.join(moved)} changed meanwhile. Update again.")
    try:
        remember(project, real)
        _replace(project, real)
        finished(project)
    except BaseException as error:
        then = _back_again(project)
        if isinstance(error, OSError):
            where = f": {error.filename}" if error.filename else ""
            raise CivicKitError(f"{error.strerror}{where}. {then}") from error
        raise


def _replace(project: Path, changes: list[Change]) -> None:
    """All contents are on the disk before the first file is replaced: that needs no space."""
    staged = []
    for number, change in enumerate(changes):
        path = stage(project, number, change.after, mode_at(project, change.name))
        if path and change.executable and change.before is None:
            can_be_run(path)
        staged.append(path)
    for change, path in zip(changes, staged, strict=True):
        put(project, change.name, path)


def _back_again(project: Path) -> str:
    """After a failure, everything as it was; where even that fails, how to get there."""
    try:
        if is_interrupted(project):
            take_back(project)
        tidy(project)
    except OSError:
        return f"Take back what was changed: civickit update --undo {project}"
    return "Everything is as it was."
