"""`civickit ship …` as people and programs call it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from ship.projects import dashboard, finished_map

from civickit.cli import main
from civickit.cli._apps import apps_folder

TARGETS = {
    "docker": {"compose.yaml", "deploy/nginx.conf", ".env.example", "DEPLOY.md"},
    "render": {"render.yaml", "DEPLOY-render.md"},
    "fly": {"fly.toml", "DEPLOY-fly.md"},
    "cloudrun": {"cloudrun.yaml", "DEPLOY-cloudrun.md"},
    "streamlit": {".streamlit/config.toml", "DEPLOY-streamlit.md"},
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return dashboard(tmp_path / "snow")


def ship(*words: object) -> Result:
    return CliRunner().invoke(main, ["ship", *map(str, words)])


def everything(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_a_target_writes_its_files_and_says_what_comes_next(project: Path, target: str) -> None:
    before = everything(project)
    said = ship(target, project, "--lang", "ja")
    assert said.exit_code == 0, said.output
    after = everything(project)
    assert TARGETS[target] <= after.keys() - before.keys()
    assert {name: after[name] for name in before} == before
    for name in TARGETS[target]:
        assert f"  {name}\n" in said.output
    assert "次にすること" in said.output
    assert "何も送っていません" in said.output
    again = ship(target, project, "--json")
    told = json.loads(again.output)
    assert (again.exit_code, told["written"]) == (0, [])
    assert everything(project) == after


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_a_dry_run_writes_nothing(project: Path, target: str) -> None:
    before = everything(project)
    said = ship(target, project, "--dry-run", "--lang", "en")
    assert said.exit_code == 0
    assert "Would write" in said.output
    told = json.loads(ship(target, project, "--dry-run", "--json").output)
    assert told["written"] == []
    assert TARGETS[target] <= set(told["planned"])
    assert everything(project) == before


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_a_file_of_yours_stops_everything(project: Path, target: str) -> None:
    guide = next(name for name in TARGETS[target] if name.startswith("DEPLOY"))
    (project / guide).write_text("mine", "utf-8")
    before = everything(project)
    for words in ((), ("--dry-run",)):
        said = ship(target, project, *words)
        assert said.exit_code == 3
        assert guide in said.output
        assert "--out" in said.output
    assert everything(project) == before


def test_the_folder_one_stands_in_is_the_project(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    assert ship("fly").exit_code == 0
    assert (project / "fly.toml").is_file()


def test_a_worked_app_is_copied_and_stays_as_it_is(tmp_path: Path) -> None:
    before = everything(apps_folder() / "hydrant_map")
    said = ship("docker", "hydrant_map")
    assert said.exit_code == 2
    assert "--out" in said.output
    assert ship("docker", "hydrant_map", "--out", tmp_path / "mine").exit_code == 0
    assert everything(apps_folder() / "hydrant_map") == before
    copied = everything(tmp_path / "mine")
    assert {"app.py", "civic.toml", "compose.yaml", "Dockerfile"} <= copied.keys()
    assert not [name for name in copied if "__pycache__" in name]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["dokcer"], 2, "Did you mean 'docker'"),
        (["docker", "no/such/folder"], 2, "no/such/folder"),
        (["fly", "hydrant_mapp"], 2, "Did you mean 'hydrant_map'"),
        (["streamlit", "hydrant_map", "--out", "x"], 3, "runs only Streamlit"),
    ],
)
def test_what_cannot_be_shipped_is_a_sentence(
    words: list[str], code: int, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = ship(*words)
    assert said.exit_code == code, said.output
    assert told in said.output
    assert "Traceback" not in said.output
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("civic.toml", "= broken", "cannot be read"),
        ("civic.toml", None, "civickit new"),
        ("app.py", "def broken(:", "is not Python"),
        ("app.py", "print('hello')", "neither create_app nor Streamlit"),
    ],
)
@pytest.mark.parametrize("target", ["docker", "check"])
def test_a_broken_project_is_a_sentence(
    project: Path, target: str, file: str, text: str | None, told: str
) -> None:
    (project / file).unlink() if text is None else (project / file).write_text(text, "utf-8")
    said = ship(target, project)
    assert said.exit_code == 1, said.output
    assert told in said.output
    assert "Traceback" not in said.output


@pytest.mark.browser
def test_a_project_that_is_ready_ends_with_0(tmp_path: Path, chromium: object) -> None:
    """Also where another Playwright is at work in this thread, as in a notebook."""
    project = finished_map(tmp_path / "ready_map")
    said = ship("check", project, "--lang", "en")
    assert said.exit_code == 0, said.output
    assert said.output.splitlines()[-1] == "Ready for strangers."
    assert "✓ Licence: CC BY 4.0" in said.output


def test_a_project_that_is_not_says_what_to_do(project: Path) -> None:
    (project / ".env").write_text("TOKEN=abc", "utf-8")
    said = ship("check", project, "--lang", "ja")
    assert said.exit_code == 1
    assert "✗ 秘密: 秘密らしいものがあります: .env" in said.output
    assert "まだ公開できません。「✗」が 1 件あります。" in said.output
    assert "? ブラウザーで見る: 調べていません。" in said.output
    told = json.loads(ship("check", project, "--json").output)
    states = {one["name"]: one["state"] for one in told["checks"]}
    assert (states["secrets"], states["browser"]) == ("fail", "unchecked")
    for one in told["checks"]:
        assert set(one["found"]) == set(one["todo"]) == {"ja", "en"}


def test_what_a_file_is_called_cannot_colour_the_report(project: Path) -> None:
    (project / "a\x1b[31m.key").write_text("x", "utf-8")
    said = ship("check", project)
    assert "\x1b" not in said.output
    assert ".key" in said.output


def test_the_sample_town_is_not_for_strangers(tmp_path: Path) -> None:
    sample = shutil.copytree(apps_folder() / "hydrant_map", tmp_path / "sample_map")
    said = ship("check", sample, "--lang", "en")
    assert said.exit_code == 1
    assert "✗ Sample data" in said.output
    assert "? Licence: not checked, because there is no file of your own yet." in said.output
