"""`civickit update` in the hands of a user: the real map_app after a made-up older version."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from projects.fake_template import OLD_LINE, edit, older_template, project, snapshot

from civickit.cli import main
from civickit.projects import base, undo
from civickit.projects.templates import find_template

NEWEST = find_template("map_app").version


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of an older map_app, with an edit of the team; it is the current folder."""
    made = project(older_template(tmp_path), tmp_path / "made", title="Our water")
    edit(made / "README.md", "# Our water", "# Our water\n\nMade by the fire volunteers.")
    monkeypatch.chdir(made)
    return made


@pytest.fixture
def conflicted(demo: Path) -> Path:
    edit(demo / "README.md", OLD_LINE, "A last line of our own.")
    return demo


def civickit(*words: str) -> Result:
    return CliRunner().invoke(main, [*words])


def update(*words: str) -> Result:
    return civickit("update", "--lang", "en", *words)


def test_an_update_tells_what_became_of_each_file(demo: Path) -> None:
    said = update()
    assert said.exit_code == 0, said.output
    assert f"map_app: updated from 0 to {NEWEST}." in said.output
    assert "Merged with your edits:\n  README.md\n" in said.output
    assert "Added:\n  test_app.py\n" in said.output
    assert "civickit update --undo ." in said.output
    readme = (demo / "README.md").read_text("utf-8")
    assert "fire volunteers" in readme
    assert OLD_LINE not in readme
    again = update()
    assert (again.exit_code, again.output) == (0, f"map_app {NEWEST}: already up to date.\n")


def test_it_speaks_japanese(conflicted: Path) -> None:
    said = civickit("update", "--lang", "ja")
    assert said.exit_code == 1
    assert "ぶつかったところ" in said.output
    assert "行目" in said.output


def test_conflicts_are_told_with_file_and_line(conflicted: Path) -> None:
    said = update("--json")
    told = json.loads(said.output)
    assert said.exit_code == 1
    assert told["to_solve"] == ["README.md"]
    (line,) = next(one["lines"] for one in told["files"] if one["file"] == "README.md")
    lines = (conflicted / "README.md").read_text("utf-8").splitlines()
    end = lines.index(f">>>>>>> template {NEWEST}")
    assert lines[line - 1] == "<<<<<<< yours"
    assert "A last line of our own." in lines[line:end]


def test_conflicts_are_told_to_people(conflicted: Path) -> None:
    said = update()
    assert said.exit_code == 1
    assert "Conflicts (both texts stand in the file):\n  README.md, line " in said.output
    assert "delete the marker lines" in said.output
    again = update()
    assert again.exit_code == 1
    assert "README.md: line " in again.output
    assert "Traceback" not in again.output


def test_a_dry_run_shows_the_diff_and_writes_nothing(conflicted: Path) -> None:
    before = snapshot(conflicted)
    said = update("--dry-run")
    assert said.exit_code == 0, said.output
    assert "--- a/README.md\n+++ b/README.md\n" in said.output
    assert "\n+<<<<<<< yours\n" in said.output
    assert re.search(r"\+\+\+ b/test_app\.py\n@@ -0,0 \+1,\d+ @@\n\+", said.output)
    assert "Nothing was written." in said.output
    told = json.loads(update("--dry-run", "--json").output)
    assert told["needed"]
    assert not told["written"]
    assert "+++ b/test_app.py" in told["diff"]
    assert snapshot(conflicted) == before


def test_a_diff_cannot_move_the_cursor(demo: Path) -> None:
    with (demo / "README.md").open("a", encoding="utf-8") as readme:
        readme.write("\x1b[31mred\x1b]0;title\x07\u202e\ttab\n")
    said = update("--dry-run")
    assert "red" in said.output
    assert all(sign.isprintable() for line in said.output.split("\n") for sign in line)


def test_undo_is_one_command(conflicted: Path) -> None:
    before = snapshot(conflicted)
    update()
    said = update("--undo")
    assert said.exit_code == 0, said.output
    assert "The update was taken back" in said.output
    assert snapshot(conflicted) == before
    none = update("--undo")
    assert none.exit_code == 2
    assert "no update to take back" in none.output


def test_undo_tells_what_it_kept(demo: Path) -> None:
    update()
    edit(demo / "README.md", "fire volunteers", "water people")
    said = update("--undo", "--json")
    assert said.exit_code == 1
    told = json.loads(said.output)
    assert told["kept"] == ["README.md"]
    assert "test_app.py" in told["restored"]
    assert "water people" in (demo / "README.md").read_text("utf-8")
    assert "README.md" in update("--undo").output


def test_a_new_project_is_up_to_date(tmp_path: Path) -> None:
    made = civickit("new", "--yes", "--slug", "demo", "--out", str(tmp_path), "--lang", "en")
    assert made.exit_code == 0, made.output
    before = snapshot(tmp_path / "demo")
    said = update(str(tmp_path / "demo"))
    assert (said.exit_code, said.output) == (0, f"map_app {NEWEST}: already up to date.\n")
    assert snapshot(tmp_path / "demo") == before


def test_a_data_file_of_the_team_survives(tmp_path: Path) -> None:
    """`civickit new --data` puts it there after the base was kept."""
    data = tmp_path / "aed.csv"
    data.write_text("名称,緯度,経度\n見本館,37.2865,140.3727\n", "utf-8")
    words = ["--yes", "--slug", "demo", "--out", str(tmp_path), "--data", str(data)]
    assert civickit("new", *words).exit_code == 0
    kept = base.read(tmp_path / "demo")
    own = {path.name for path in (tmp_path / "demo/data").iterdir()}
    assert own
    assert not own & {Path(name).name for name in kept or {}}


def broken_civic_toml(demo: Path) -> None:
    (demo / "civic.toml").write_text("[app\n")


def no_template(demo: Path) -> None:
    (demo / "civic.toml").write_text("[app]\nname = 'x'\n")


def unknown_template(demo: Path) -> None:
    edit(demo / "civic.toml", '"map_app"', '"mop_app"')


def newer_project(demo: Path) -> None:
    edit(demo / "civic.toml", 'version = "0"', 'version = "9999"')


def damaged_base(demo: Path) -> None:
    (demo / base.BASE).write_bytes(b"PK")


def no_civic_toml(demo: Path) -> None:
    (demo / "civic.toml").unlink()


def linked(demo: Path) -> None:
    (demo / "README.md").rename(demo.parent / "README.md")
    (demo / "README.md").symlink_to(demo.parent / "README.md")


def interrupted(demo: Path) -> None:
    update()
    (demo / undo.LAST).rename(demo / undo.RUNNING)


@pytest.mark.parametrize(
    ("harm", "code", "told"),
    [
        (broken_civic_toml, 1, "civic.toml: cannot be read"),
        (no_template, 1, "civic.toml: has no [template]"),
        (unknown_template, 2, "no template called 'mop_app'. Did you mean 'map_app'?"),
        (newer_project, 3, "Install a newer civickit"),
        (damaged_base, 1, "base.zip: is damaged"),
        (no_civic_toml, 2, "there is no civic.toml"),
        (linked, 3, "'README.md' is a link"),
        (interrupted, 3, "was interrupted"),
    ],
)
def test_what_cannot_be_updated_is_a_sentence(demo: Path, harm, code: int, told: str) -> None:
    harm(demo)
    before = snapshot(demo)
    said = update("--dry-run")
    assert said.exit_code == code, said.output
    assert told in said.output
    assert "Traceback" not in said.output
    if harm is not interrupted:
        assert update().exit_code == code
        assert snapshot(demo) == before


def test_a_folder_that_is_not_there_is_a_sentence(demo: Path) -> None:
    said = update("no-such-folder")
    assert said.exit_code == 2
    assert "no-such-folder" in said.output


def test_an_interrupted_update_is_made_again(demo: Path) -> None:
    interrupted(demo)
    expected = base.files_of(demo)
    (demo / "test_app.py").unlink()  # as if the last file had not come
    said = update()
    assert said.exit_code == 0, said.output
    assert "An earlier update was interrupted" in said.output
    assert base.files_of(demo) == expected
    assert not undo.is_interrupted(demo)


def git(*words: str) -> None:
    told = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *told, *words], check=True, capture_output=True)


def test_changes_that_git_does_not_have_are_told(demo: Path) -> None:
    git("init")
    assert "not committed" in update("--dry-run").output
    git("add", ".")
    git("commit", "-m", "ours")
    assert "not committed" not in update("--dry-run").output


def test_it_needs_no_git_and_starts_from_the_folder_itself(demo: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "civickit", "update", "--json"],
        capture_output=True,
        text=True,
        env={"PATH": str(tmp_path), "HOME": "/nonexistent"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["written"]
    assert done.stderr == ""


def test_undo_and_dry_run_do_not_go_together(demo: Path) -> None:
    assert update("--undo", "--dry-run").exit_code == 2
