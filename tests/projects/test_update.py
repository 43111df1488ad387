"""Projects across made-up versions of a template: what comes, what stays, what is told."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from projects.fake_template import (
    FIRST,
    LOGO,
    edit,
    fates,
    looked,
    older_template,
    project,
    snapshot,
    template,
    updated,
)

from civickit.core.errors import InvalidRecord, ProjectConflict
from civickit.projects import base, civic_toml, undo
from civickit.projects.templates import Template, find_template, template_names
from civickit.projects.update import baked, look, make
from civickit.projects.writing import write

ROOT = Path(__file__).parents[2]


def changed(
    name: str, old: str, new: str, files: dict[str, bytes] | None = None
) -> dict[str, bytes]:
    """The template's files, one of them edited."""
    files = files or FIRST
    assert old.encode() in files[name]
    return {**files, name: files[name].replace(old.encode(), new.encode())}


@pytest.fixture
def first(tmp_path: Path) -> Template:
    return template(tmp_path, "1", FIRST)


@pytest.fixture
def demo(first: Template, tmp_path: Path) -> Path:
    return project(first, tmp_path / "made")


def test_edits_of_both_sides_come_together(demo: Path, tmp_path: Path) -> None:
    edit(demo / "README.md", "A team.", "The fire volunteers.")
    edit(demo / "civic.toml", 'path = ""', 'path = "data/hydrants.csv"')
    second = template(tmp_path, "2", changed("README.md", "civickit run .", "civickit run"))
    update = updated(demo, second)
    assert fates(update) == {"README.md": "merged", "civic.toml": "merged"}
    readme = (demo / "README.md").read_text("utf-8")
    assert "The fire volunteers." in readme
    assert "civickit run\n" in readme
    assert civic_toml.told(demo).version == "2"
    assert 'path = "data/hydrants.csv"' in (demo / "civic.toml").read_text("utf-8")
    assert not looked(demo, second).is_needed


@pytest.mark.parametrize(("lang", "says"), [("ja", "町の消火栓"), ("en", "our hydrants")])
def test_the_new_version_is_baked_with_the_answers_of_the_project(
    first: Template, tmp_path: Path, lang: str, says: str
) -> None:
    demo = project(first, tmp_path / "made", lang=lang, title="北町の地図")
    updated(demo, template(tmp_path, "2", changed("README.md", "A team.", "A new team.")))
    readme = (demo / "README.md").read_text("utf-8")
    assert readme.startswith("# 北町の地図\n")
    assert says in readme
    assert "A new team." in readme


def test_edits_of_the_same_place_both_stand_there(demo: Path, tmp_path: Path) -> None:
    edit(demo / "app.py", "points[0]", "min(points)")
    update = updated(
        demo, template(tmp_path, "2", changed("app.py", "points[0]", "sorted(points)[0]"))
    )
    assert fates(update)["app.py"] == "conflict"
    assert [(step.name, step.lines) for step in update.to_solve] == [("app.py", (2,))]
    assert (demo / "app.py").read_text("utf-8").splitlines()[:6] == [
        "def nearest(points):",
        "<<<<<<< yours",
        "    return min(points)",
        "=======",
        "    return sorted(points)[0]",
        ">>>>>>> template 2",
    ]


def test_a_project_with_conflicts_waits_until_they_are_solved(demo: Path, tmp_path: Path) -> None:
    edit(demo / "app.py", "points[0]", "min(points)")
    second = changed("app.py", "points[0]", "sorted(points)[0]")
    updated(demo, template(tmp_path, "2", second))
    third = template(tmp_path, "3", changed("app.py", "points[-1]", "points[1]", second))
    before = snapshot(demo)
    with pytest.raises(InvalidRecord, match=r"app\.py: line 2: both versions"):
        looked(demo, third)
    assert snapshot(demo) == before
    (demo / "app.py").write_bytes(second["app.py"].replace(b"sorted(points)[0]", b"min(points)"))
    assert fates(updated(demo, third))["app.py"] == "merged"
    assert "min(points)" in (demo / "app.py").read_text()
    assert "points[1]" in (demo / "app.py").read_text()


def test_over_three_versions_nothing_of_the_team_is_lost(demo: Path, tmp_path: Path) -> None:
    edit(demo / "README.md", "A team.", "The fire volunteers.")
    second = changed("README.md", "## Start", "## Begin")
    third = changed("app.py", "def farthest", "def last", second)
    updated(demo, template(tmp_path, "2", second))
    edit(demo / "app.py", "points[0]", "min(points)")
    updated(demo, template(tmp_path, "3", third))
    readme, app = (demo / "README.md").read_text("utf-8"), (demo / "app.py").read_text("utf-8")
    assert all(text in readme for text in ("The fire volunteers.", "## Begin"))
    assert all(text in app for text in ("min(points)", "def last"))
    assert civic_toml.told(demo).version == "3"


def test_a_version_may_be_skipped(demo: Path, tmp_path: Path) -> None:
    edit(demo / "README.md", "A team.", "The fire volunteers.")
    second = changed("README.md", "## Start", "## Begin")
    third = template(tmp_path, "10", {**second, "guide.md": b"# Guide\n"})
    assert fates(updated(demo, third)) == {
        "README.md": "merged",
        "civic.toml": "updated",
        "guide.md": "added",
    }


def without(*names: str) -> dict[str, bytes]:
    return {name: content for name, content in FIRST.items() if name not in names}


def test_new_files_come_and_removed_ones_go_unless_they_were_edited(
    demo: Path, tmp_path: Path
) -> None:
    edit(demo / "app.py", "points[0]", "min(points)")
    new = without("old/notes.txt", "app.py") | {"pages/about/us.html": b"{{ title }}\n"}
    update = updated(demo, template(tmp_path, "2", new))
    assert fates(update) == {
        "app.py": "left",
        "civic.toml": "updated",
        "old/notes.txt": "removed",
        "pages/about/us.html": "added",
    }
    assert "min(points)" in (demo / "app.py").read_text()
    assert not (demo / "old").exists()
    assert (demo / "pages/about/us.html").read_bytes() == b"{{ title }}\n"


def test_a_file_that_the_team_deleted_stays_deleted(demo: Path, tmp_path: Path) -> None:
    (demo / "app.py").unlink()
    update = updated(demo, template(tmp_path, "2", changed("app.py", "points[0]", "min(points)")))
    assert fates(update)["app.py"] == "deleted"
    assert not (demo / "app.py").exists()
    assert not looked(
        demo, template(tmp_path, "2", FIRST | {"app.py": update.baked.files["app.py"]})
    ).is_needed


def test_files_of_the_team_alone_are_never_looked_at(demo: Path, tmp_path: Path) -> None:
    (demo / "data").mkdir()
    (demo / "data/hydrants.csv").write_bytes(b"<<<<<<< yours\n>>>>>>> template 1\n")
    (demo / "link").symlink_to("/etc")
    before = (demo / "data/hydrants.csv").read_bytes()
    updated(demo, template(tmp_path, "2", changed("README.md", "A team.", "We.")))
    assert (demo / "data/hydrants.csv").read_bytes() == before


def test_a_new_file_where_the_team_has_one_of_that_name_is_a_conflict(
    demo: Path, tmp_path: Path
) -> None:
    (demo / "guide.md").write_text("# Guide\nour own\n")
    update = updated(demo, template(tmp_path, "2", {**FIRST, "guide.md": b"# Guide\ntheirs\n"}))
    assert fates(update)["guide.md"] == "conflict"
    assert "our own" in (demo / "guide.md").read_text()


def test_a_picture_is_never_merged(demo: Path, tmp_path: Path) -> None:
    mine = LOGO + b"mine"
    (demo / "static/logo.png").write_bytes(mine)
    second = template(tmp_path, "2", {**FIRST, "static/logo.png": LOGO + b"two"})
    update = updated(demo, second)
    assert fates(update)["static/logo.png.new"] == "beside"
    assert (demo / "static/logo.png").read_bytes() == mine
    assert (demo / "static/logo.png.new").read_bytes() == LOGO + b"two"


def test_a_file_in_the_way_of_the_one_beside_is_not_overwritten(demo: Path, tmp_path: Path) -> None:
    (demo / "static/logo.png").write_bytes(LOGO + b"mine")
    (demo / "static/logo.png.new").write_bytes(b"a draft of ours")
    before = snapshot(demo)
    with pytest.raises(ProjectConflict, match=r"logo\.png\.new"):
        looked(demo, template(tmp_path, "2", {**FIRST, "static/logo.png": LOGO + b"two"}))
    assert snapshot(demo) == before


def test_a_picture_that_nobody_touched_is_exchanged(demo: Path, tmp_path: Path) -> None:
    update = updated(demo, template(tmp_path, "2", {**FIRST, "static/logo.png": LOGO + b"two"}))
    assert fates(update)["static/logo.png"] == "updated"
    assert (demo / "static/logo.png").read_bytes() == LOGO + b"two"


def test_a_text_saved_in_another_encoding_is_not_mixed_with_ours(
    first: Template, tmp_path: Path
) -> None:
    demo = project(first, tmp_path / "made", lang="ja")
    text = (demo / "README.md").read_text("utf-8")
    (demo / "README.md").write_bytes(text.replace("A team.", "消防団").encode("cp932"))
    update = updated(demo, template(tmp_path, "2", changed("README.md", "## Start", "## はじめ")))
    assert fates(update)["README.md.new"] == "beside"
    assert "消防団" in (demo / "README.md").read_text("cp932")


def test_a_checkout_with_windows_line_endings_is_updated_without_a_conflict(
    demo: Path, tmp_path: Path
) -> None:
    for path in (demo / "README.md", demo / "app.py", demo / "civic.toml", demo / "old/notes.txt"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    new = {**changed("README.md", "A team.", "We."), "app.py": b"print()\n"}
    del new["old/notes.txt"]
    update = updated(demo, template(tmp_path, "2", new))
    assert set(fates(update).values()) == {"updated", "removed"}
    assert (demo / "app.py").read_bytes() == b"print()\r\n"
    assert b"We.\r\n" in (demo / "README.md").read_bytes()


def test_what_can_be_run_can_still_be_run(demo: Path, tmp_path: Path) -> None:
    (demo / "app.py").chmod(0o755)
    (demo / "README.md").chmod(0o600)
    new = changed("run.sh", "run .", "run") | {"app.py": b"print()\n"}
    new = changed("README.md", "A team.", "We.", new)
    del new["old/notes.txt"]
    edit(demo / "run.sh", "#!/bin/sh\n", "#!/bin/sh\nset -e\n")
    (demo / "run.sh").chmod(0o700)
    updated(demo, template(tmp_path, "2", new))
    modes = {name: mode for name, (_, mode) in snapshot(demo).items()}
    assert (modes["app.py"], modes["README.md"], modes["run.sh"]) == (0o755, 0o600, 0o700)


def test_a_new_script_can_be_run(tmp_path: Path) -> None:
    demo = project(template(tmp_path, "1", without("run.sh")), tmp_path / "made")
    updated(demo, template(tmp_path, "2", FIRST))
    assert (demo / "run.sh").stat().st_mode & 0o111
    assert not (demo / "app.py").stat().st_mode & 0o111


def test_new_questions_take_the_templates_answers_and_are_told(demo: Path, tmp_path: Path) -> None:
    asked = changed("civic.toml", "\n[data]", 'colour = "{{ cookiecutter.colour }}"\n\n[data]')
    second = template(tmp_path, "2", asked, colour="blue", note="")
    update = updated(demo, second)
    assert update.new_answers == {"colour": "blue"}
    assert civic_toml.told(demo).answers["colour"] == "blue"
    edit(demo / "civic.toml", '"blue"', '"red"')
    assert not looked(demo, second).new_answers


def test_answers_that_are_no_longer_asked_are_told(demo: Path, tmp_path: Path) -> None:
    edit(demo / "civic.toml", 'lang = "en"', 'lang = "en"\nmood = "fine"')
    update = looked(demo, template(tmp_path, "2", changed("README.md", "A team.", "We.")))
    assert update.old_answers == ("mood",)


def test_an_answer_that_the_template_no_longer_takes_is_a_sentence(
    demo: Path, tmp_path: Path
) -> None:
    edit(demo / "civic.toml", 'lang = "en"', 'lang = "fr"')
    with pytest.raises(InvalidRecord, match=r"civic\.toml \[template\.answers\] lang: 'fr'"):
        looked(demo, template(tmp_path, "2", FIRST))


def test_a_project_that_has_everything_is_left_alone(demo: Path, first: Template) -> None:
    edit(demo / "README.md", "A team.", "We.")
    (demo / "app.py").unlink()
    before = snapshot(demo)
    update = updated(demo, first)
    assert not update.is_needed
    assert snapshot(demo) == before


def test_answers_edited_in_civic_toml_are_baked_again(demo: Path, first: Template) -> None:
    edit(demo / "civic.toml", 'lang = "en"', 'lang = "ja"')
    edit(demo / "README.md", "A team.", "We.")
    updated(demo, first)
    readme = (demo / "README.md").read_text("utf-8")
    assert "町の消火栓" in readme
    assert "We." in readme


# A project that plain cookiecutter made


def test_without_a_base_the_same_version_is_the_base(first: Template, tmp_path: Path) -> None:
    demo = project(first, tmp_path / "made", with_base=False)
    edit(demo / "README.md", "A team.", "We.")
    before = snapshot(demo)
    update = updated(demo, first)
    assert update.base_known
    assert not update.steps
    after = snapshot(demo)
    assert {name: after[name] for name in before} == before
    assert (
        fates(updated(demo, template(tmp_path, "2", changed("README.md", "## Start", "## Go"))))[
            "README.md"
        ]
        == "merged"
    )


def test_without_a_base_every_difference_is_marked(first: Template, tmp_path: Path) -> None:
    demo = project(first, tmp_path / "made", with_base=False)
    edit(demo / "README.md", "A team.", "We.")
    new = {**changed("README.md", "## Start", "## Go"), "guide.md": b"new\n"}
    update = updated(demo, template(tmp_path, "2", new))
    assert not update.base_known
    assert fates(update) == {"README.md": "conflict", "civic.toml": "merged", "guide.md": "added"}
    assert len(next(step.lines for step in update.steps if step.name == "README.md")) == 2
    assert civic_toml.told(demo).version == "2"
    assert base.read(demo) == update.baked.files


# What is refused


def test_an_older_template_is_refused(tmp_path: Path) -> None:
    demo = project(template(tmp_path, "10", FIRST), tmp_path / "made")
    with pytest.raises(ProjectConflict, match="fake 10, and this civickit has the older 9"):
        looked(demo, template(tmp_path, "9", FIRST))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[app]\nname = 'x'\n", r"has no \[template\]"),
        (b"[template]\nname = 'fake'\n", "version"),
        (b"[template]\nname = 1\nversion = '1'\n", "name"),
        (b"template = 3\n", r"has no \[template\]"),
        (b"[template]\nname = 'a'\nversion = '1'\nanswers = 3\n", "no table of answers"),
        (b"not [ toml", "cannot be read"),
        ("[app]\nname = '消火栓'".encode("cp932"), "cannot be read"),
        (b"<<<<<<< yours\na = 1\n=======\na = 2\n>>>>>>> template 2\n", "line 1: both versions"),
    ],
)
def test_a_civic_toml_that_does_not_say_it_is_a_sentence(
    tmp_path: Path, content: bytes, told: str
) -> None:
    (tmp_path / "civic.toml").write_bytes(content)
    with pytest.raises(InvalidRecord, match=told):
        civic_toml.told(tmp_path)


def test_a_folder_that_is_no_project_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InvalidRecord, match="is not there"):
        civic_toml.told(tmp_path)


def test_civic_toml_saved_by_notepad_is_read(demo: Path) -> None:
    content = (demo / "civic.toml").read_bytes()
    (demo / "civic.toml").write_bytes(b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"))
    assert civic_toml.told(demo).template == "fake"


@pytest.mark.parametrize("name", ["README.md", "pages", ".civickit", "civic.toml"])
def test_links_are_refused(demo: Path, tmp_path: Path, name: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    (demo / name).rename(elsewhere)
    (demo / name).symlink_to(elsewhere)
    before = snapshot(tmp_path)
    with pytest.raises(ProjectConflict, match=rf"'{name}(/[^']*)?' is a link"):
        looked(demo, template(tmp_path, "2", changed("README.md", "A team.", "We.")))
    assert {n: c for n, c in snapshot(tmp_path).items() if "v2/" not in n} == before


def test_a_folder_in_the_way_of_a_file_is_refused(demo: Path, tmp_path: Path) -> None:
    (demo / "guide.md").mkdir()
    with pytest.raises(ProjectConflict, match=r"'guide.md' is a folder"):
        looked(demo, template(tmp_path, "2", {**FIRST, "guide.md": b"x"}))


def test_a_file_in_the_way_of_a_folder_is_refused(demo: Path, tmp_path: Path) -> None:
    (demo / "guide").write_text("ours")
    with pytest.raises(ProjectConflict, match=r"'guide' is a file"):
        looked(demo, template(tmp_path, "2", {**FIRST, "guide/a.md": b"x"}))


def test_a_damaged_base_stops_the_update(demo: Path, tmp_path: Path) -> None:
    (demo / base.BASE).write_bytes(b"PK broken")
    before = snapshot(demo)
    with pytest.raises(InvalidRecord, match="damaged"):
        looked(demo, template(tmp_path, "2", changed("README.md", "A team.", "We.")))
    assert snapshot(demo) == before


# One step back


@pytest.fixture
def busy(tmp_path: Path) -> tuple[Path, Template]:
    """A project and a newer template between which every fate happens."""
    demo = project(template(tmp_path, "1", FIRST), tmp_path / "made")
    edit(demo / "README.md", "A team.", "The fire volunteers.")
    edit(demo / "app.py", "points[0]", "min(points)")
    (demo / "app.py").chmod(0o700)
    (demo / "static/logo.png").write_bytes(LOGO + b"mine")
    (demo / "pages/home.html").unlink()
    (demo / "pages").rmdir()
    new = changed("README.md", "## Start", "## Begin")
    new = changed("app.py", "points[0]", "points[2]", new)
    new = {**new, "static/logo.png": LOGO + b"two", "pages/about/us.html": b"us\n"}
    new = {**new, "run.sh": b"#!/bin/sh\n", "pages/home.html": b"<h2>\n"}
    del new["old/notes.txt"]
    return demo, template(tmp_path, "2", new)


def test_undo_brings_every_byte_back(busy: tuple[Path, Template]) -> None:
    demo, second = busy
    before, folders = snapshot(demo), sorted(path for path in demo.rglob("*") if path.is_dir())
    update = updated(demo, second)
    assert {"conflict", "beside", "merged", "updated", "added", "removed", "deleted"} == set(
        fates(update).values()
    )
    assert not undo.take_back(demo).kept
    assert snapshot(demo) == before
    assert sorted(path for path in demo.rglob("*") if path.is_dir()) == folders
    assert not undo.can_be_taken_back(demo)
    assert fates(updated(demo, second)) == fates(update)


def test_undo_of_a_project_without_a_base_leaves_nothing(first: Template, tmp_path: Path) -> None:
    demo = project(first, tmp_path / "made", with_base=False)
    before = snapshot(demo)
    updated(demo, template(tmp_path, "2", changed("README.md", "A team.", "We.")))
    undo.take_back(demo)
    assert snapshot(demo) == before
    assert not (demo / ".civickit").exists()


def test_undo_keeps_what_was_edited_since_and_can_be_asked_again(
    busy: tuple[Path, Template],
) -> None:
    demo, second = busy
    before = snapshot(demo)
    updated(demo, second)
    edit(demo / "README.md", "## Begin", "## Edited later")
    edit(demo / "pages/about/us.html", "us", "we")
    later = snapshot(demo)
    undone = undo.take_back(demo)
    assert set(undone.kept) == {"README.md", "pages/about/us.html"}
    after = snapshot(demo)
    assert after["README.md"] == later["README.md"]
    assert after["app.py"] == before["app.py"]
    (demo / "README.md").unlink()
    (demo / "pages/about/us.html").unlink()
    undo.take_back(demo)
    assert snapshot(demo)["README.md"] == before["README.md"]


def test_only_the_last_update_is_taken_back(demo: Path, tmp_path: Path) -> None:
    second = changed("README.md", "## Start", "## Begin")
    updated(demo, template(tmp_path, "2", second))
    before = base.files_of(demo)
    updated(demo, template(tmp_path, "3", changed("app.py", "points[0]", "points[3]", second)))
    undo.take_back(demo)
    assert base.files_of(demo) == before
    assert not undo.can_be_taken_back(demo)


def test_undo_refuses_where_the_project_was_updated_in_another_way(
    demo: Path, tmp_path: Path
) -> None:
    updated(demo, template(tmp_path, "2", changed("README.md", "## Start", "## Begin")))
    base.keep(demo, {"README.md": b"a colleague's update came by git"})
    before = snapshot(demo)
    with pytest.raises(ProjectConflict, match=r"\.civickit/undo"):
        undo.take_back(demo)
    assert snapshot(demo) == before


@pytest.mark.parametrize(
    "record",
    [
        b"no zip",
        base.packed({"undo.json": b"{"}),
        base.packed({"undo.json": b"[]"}),
        base.packed({"undo.json": b'{"what": "something else", "files": []}'}),
        base.packed({"undo.json": b'{"what": "civickit undo 1", "files": [{"name": "a"}]}'}),
    ],
)
def test_a_damaged_record_is_a_sentence(demo: Path, record: bytes) -> None:
    (demo / undo.LAST).parent.mkdir()
    (demo / undo.LAST).write_bytes(record)
    before = snapshot(demo)
    with pytest.raises(InvalidRecord, match="damaged"):
        undo.take_back(demo)
    assert snapshot(demo) == before


def test_a_record_cannot_lead_out_of_the_project(demo: Path) -> None:
    told = (
        b'{"what": "civickit undo 1", "files": '
        b'[{"name": "../outside", "was": false, "mode": 0, "after": null}]}'
    )
    (demo / undo.LAST).parent.mkdir()
    (demo / undo.LAST).write_bytes(base.packed({"undo.json": told}))
    (demo.parent / "outside").write_text("somebody's")
    with pytest.raises(ProjectConflict, match="outside"):
        undo.take_back(demo)
    assert (demo.parent / "outside").read_text() == "somebody's"


def test_git_does_not_see_what_is_kept_for_undo(demo: Path, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(demo)], check=True)
    updated(demo, template(tmp_path, "2", changed("README.md", "## Start", "## Begin")))
    said = subprocess.run(
        ["git", "-C", str(demo), "status", "--porcelain", "-uall"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert ".civickit/base.zip" in said
    assert "undo" not in said


def test_a_file_that_changed_after_the_look_is_not_overwritten(demo: Path, tmp_path: Path) -> None:
    update = looked(demo, template(tmp_path, "2", changed("README.md", "## Start", "## Begin")))
    edit(demo / "README.md", "A team.", "Saved just now.")
    before = snapshot(demo)
    with pytest.raises(ProjectConflict, match=r"README\.md changed meanwhile"):
        write(update.project, update.changes)
    assert snapshot(demo) == before


# Whatever ends the writing

WORKER = """
import errno, os, shutil, signal, sys
from pathlib import Path
from civickit.core.errors import CivicKitError
from civickit.projects import civic_toml, undo
from civickit.projects.templates import Template
from civickit.projects.update import baked, look, make

demo, newer, out = Path(sys.argv[1]), Template(Path(sys.argv[2])), Path(sys.argv[3])
task, what = sys.argv[4:]
told = civic_toml.told(demo)
new = baked(newer, told.answers)
seen = 0

def end_at(last):
    def end(event, arguments):
        global seen
        writes = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wx")
        if not writes and event not in {"os.rename", "os.remove", "os.rmdir", "os.mkdir"}:
            return
        seen += 1
        if what == "full" and seen >= last and (writes or event == "os.mkdir"):
            raise OSError(errno.ENOSPC, "No space left on device", str(arguments[0]))
        if what in {"SIGKILL", "SIGINT"} and seen == last:
            os.kill(os.getpid(), signal.Signals[what])

    sys.addaudithook(end)

def touch(torn, at):
    update = look(torn, told, newer, lambda *_: new) if task == "update" else None
    if (child := os.fork()) == 0:
        end_at(at)
        try:
            make(update) if update else undo.take_back(torn)
        except (KeyboardInterrupt, CivicKitError):
            os._exit(3)
        os._exit(0 if seen < at else 2)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

at, ended = 0, 2
while ended in {2, 3, -signal.SIGKILL}:
    at += 1
    ended = touch(shutil.copytree(demo, out / str(at), symlinks=True), at)
print(at - 1, ended)
"""


def ended_everywhere(demo: Path, newer: Template, out: Path, task: str, what: str) -> list[Path]:
    """Copies of a project, in each of which the task was ended at another touch of the disk.

    `what` is SIGKILL, SIGINT (Ctrl-C), or "full": from there on the disk takes nothing more.
    """
    arguments = [str(demo), str(newer.folder), str(out), task, what]
    done = subprocess.run(
        [sys.executable, "-c", WORKER, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    count, ended = map(int, done.stdout.split())
    assert ended == 0, f"the last one should have come to its end\n{done.stderr}"
    return [out / str(at) for at in range(1, count + 1)]


def project_files(demo: Path) -> dict[str, tuple[bytes, int]]:
    """All but what is kept for undo."""
    return {name: found for name, found in snapshot(demo).items() if "/undo/" not in name}


@pytest.mark.slow
def test_an_update_killed_anywhere_can_be_taken_back_or_made_again(
    busy: tuple[Path, Template], tmp_path: Path
) -> None:
    demo, second = busy
    before, told = project_files(demo), civic_toml.told(demo)
    new = baked(second, told.answers)
    killed = ended_everywhere(demo, second, tmp_path / "killed", "update", "SIGKILL")
    updated(demo, second)
    interrupted = 0
    for torn in killed:
        again = shutil.copytree(torn, tmp_path / "again" / torn.name)
        if undo.is_interrupted(again):
            interrupted += 1
            with pytest.raises(ProjectConflict, match="--undo"):
                look(again, told, second, lambda *_: new)
            undo.take_back(again)
        if base.read(again) != new.files:  # else it was killed when all was done
            make(look(again, told, second, lambda *_: new))
        assert project_files(again) == project_files(demo), torn.name
        if undo.can_be_taken_back(torn):
            undo.take_back(torn)
        assert project_files(torn) == before, torn.name
    assert interrupted > 10


@pytest.mark.slow
def test_an_undo_killed_anywhere_can_be_made_again(
    busy: tuple[Path, Template], tmp_path: Path
) -> None:
    demo, second = busy
    before = project_files(demo)
    updated(demo, second)
    killed = ended_everywhere(demo, second, tmp_path / "killed", "undo", "SIGKILL")
    assert len(killed) > 10
    for torn in killed:
        if undo.can_be_taken_back(torn):
            undo.take_back(torn)
        assert project_files(torn) == before, torn.name


@pytest.mark.slow
def test_ctrl_c_anywhere_leaves_all_of_the_update_or_nothing(
    busy: tuple[Path, Template], tmp_path: Path
) -> None:
    demo, second = busy
    before = project_files(demo)
    stopped = ended_everywhere(demo, second, tmp_path / "stopped", "update", "SIGINT")
    updated(demo, second)
    left = [project_files(torn) for torn in stopped]
    assert all(found in (before, project_files(demo)) for found in left)
    assert left.count(before) > 10
    assert not any(undo.is_interrupted(torn) for torn in stopped)


@pytest.mark.slow
def test_a_disk_that_is_full_at_any_moment_can_be_taken_back(
    busy: tuple[Path, Template], tmp_path: Path
) -> None:
    demo, second = busy
    before = project_files(demo)
    full = ended_everywhere(demo, second, tmp_path / "full", "update", "full")
    assert len(full) > 10
    for torn in full:
        if undo.can_be_taken_back(torn):
            undo.take_back(torn)
        assert project_files(torn) == before, torn.name


FULL = """
import resource, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from projects.fake_template import updated
from civickit.projects.templates import Template
from civickit.core.errors import CivicKitError
from civickit.projects import update
limit = int(sys.argv[4])
real = update.write

def write(*arguments):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    real(*arguments)

update.write = write
try:
    updated(Path(sys.argv[2]), Template(Path(sys.argv[3])))
except CivicKitError as error:
    sys.exit(str(error))
"""


@pytest.mark.parametrize("limit", [0, 10, 300, 3000, 100_000])
def test_a_disk_that_takes_no_more_leaves_everything_as_it_was(
    demo: Path, tmp_path: Path, limit: int
) -> None:
    """The system itself refuses to write files longer than the limit."""
    edit(demo / "README.md", "A team.", "We.")
    before = snapshot(demo)
    large = {**changed("README.md", "## Start", "## Go"), "large.bin": b"\0" * 200_000}
    second = template(tmp_path, "2", large)
    arguments = [str(ROOT / "tests"), str(demo), str(second.folder), str(limit)]
    done = subprocess.run(
        [sys.executable, "-c", FULL, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "Everything is as it was." in done.stderr
    assert "Traceback" not in done.stderr
    assert snapshot(demo) == before


# The real template


@pytest.mark.parametrize("name", template_names())
def test_a_real_template_across_a_made_up_older_version(tmp_path: Path, name: str) -> None:
    """Its README and app.py were edited by the team, and other places of them by the template."""
    newest = find_template(name)
    older = older_template(tmp_path, name)
    demo = project(older, tmp_path / "made", title="北町の消火栓", lang="ja")
    first_line = (demo / "README.md").read_text("utf-8").splitlines()[0]
    edit(demo / "README.md", first_line, f"{first_line}\n\n消防団が作りました。")
    with (demo / "app.py").open("a", encoding="utf-8") as app:
        app.write("\n# our own\n")
    update = updated(demo, newest)
    assert fates(update) == {
        "README.md": "merged",
        "civic.toml": "updated",
        "test_app.py": "added",
    }
    readme_now = (demo / "README.md").read_text("utf-8")
    assert "消防団が作りました。" in readme_now
    assert "An old last line" not in readme_now
    assert (demo / "app.py").read_text("utf-8").endswith("\n# our own\n")
    assert civic_toml.told(demo).version == newest.version
    assert not looked(demo, newest).is_needed
