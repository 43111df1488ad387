"""A worked app is what its template bakes, but for the files that are the team's own."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def bake_apps() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bake_apps", ROOT / "tools" / "bake_apps.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = bake_apps()


def test_every_worked_app_names_its_template() -> None:
    apps = {path.parent for path in (ROOT / "apps").glob("*/app.py")}
    assert apps
    assert apps == set(TOOL.worked_apps())


@pytest.mark.parametrize("app", TOOL.worked_apps(), ids=lambda app: app.name)
def test_no_frame_file_has_drifted(app: Path) -> None:
    frame = TOOL.frame_of(app)
    assert {"Dockerfile", "AGENTS.md", ".github/workflows/ship.yml"} <= set(frame)
    drifted = [
        name
        for name, content in frame.items()
        if not (app / name).is_file() or (app / name).read_bytes() != content
    ]
    assert drifted == [], "run `python tools/bake_apps.py`"


@pytest.mark.parametrize("app", TOOL.worked_apps(), ids=lambda app: app.name)
def test_a_changed_frame_is_seen(app: Path, tmp_path: Path) -> None:
    """The comparison itself works: a frame file that is edited is written back."""
    copy = tmp_path / app.name
    copy.mkdir()
    (copy / "civic.toml").write_bytes((app / "civic.toml").read_bytes())
    (copy / "Dockerfile").write_text("FROM elsewhere\n")
    (copy / "README.md").write_text("ours\n")
    assert set(TOOL.write_frame(copy)) == set(TOOL.frame_of(app))
    assert (copy / "Dockerfile").read_bytes() == (app / "Dockerfile").read_bytes()
    assert (copy / "README.md").read_text() == "ours\n"


@pytest.mark.parametrize("app", TOOL.worked_apps(), ids=lambda app: app.name)
def test_the_apps_own_tests_run_where_it_is_copied_to(app: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(app, tmp_path / app.name)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
