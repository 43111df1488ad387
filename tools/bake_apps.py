"""Write the frame of each worked app: what its template bakes, but for the team's own files.

A test compares the apps with what this gives.
"""

from __future__ import annotations

import sys
import tempfile
from fnmatch import fnmatchcase
from pathlib import Path

from civickit.projects.bake import bake
from civickit.projects.base import files_of
from civickit.projects.civic_toml import told
from civickit.projects.templates import find_template

APPS = Path(__file__).resolve().parent.parent / "apps"


def main() -> None:
    for app in worked_apps():
        for name in write_frame(app):
            print(f"{app.name}: {name}")


def worked_apps() -> list[Path]:
    """The apps that name a template in their civic.toml."""
    return sorted(
        found.parent
        for found in APPS.glob("*/civic.toml")
        if "\n[template]" in found.read_text("utf-8")
    )


def frame_of(app: Path) -> dict[str, bytes]:
    """{name: content} of the files that the app's template bakes and its team does not own."""
    project = told(app)
    template = find_template(project.template)
    with tempfile.TemporaryDirectory() as out:
        baked = files_of(bake(template, project.answers, Path(out)))
    return {
        name: content
        for name, content in baked.items()
        if not any(fnmatchcase(name, own) for own in template.own)
    }


def write_frame(app: Path) -> list[str]:
    """Bring the app's frame up to date; gives the names of what had to be written."""
    written = []
    for name, content in frame_of(app).items():
        path = app / name
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            written.append(name)
    return written


if __name__ == "__main__":
    sys.exit(main())
