"""What git knows of a project. Nothing needs git; where it is there, its word is passed on."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

PATIENCE_S = 10


def has_uncommitted_changes(project: Path) -> bool:
    """Whether git keeps this folder and some of it is not committed; False where git is not."""
    git = shutil.which("git")
    if git is None:
        return False
    # A project may come from anybody: its git settings must not start a program of theirs.
    asked = [git, "-c", "core.fsmonitor=false", "status", "--porcelain", "--", "."]
    try:
        said = subprocess.run(  # noqa: S603 - fixed words, the folder is where it runs
            asked,
            cwd=project,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return said.returncode == 0 and bool(said.stdout.strip())
