"""A project is there whole or not at all, and is what plain cookiecutter makes, too."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import tomllib
from pathlib import Path

import pytest

from civickit.core.errors import CivicKitError, InvalidRecord, ProjectConflict, UnknownName
from civickit.projects.bake import bake
from civickit.projects.base import files_of
from civickit.projects.templates import Template, find_template, template_names, templates_folder

COOKIECUTTER = [str(Path(sys.executable).with_name("cookiecutter"))]
HOSTILE = "\"); x [evil] <script>alert(1)</script> {{ 7*7 }} {% raw %} \\ ' `$(id)` | 😀"


@pytest.fixture(params=template_names())
def template(request: pytest.FixtureRequest) -> Template:
    return find_template(request.param)


def test_the_folder_is_called_as_it_was_asked_for(template: Template, tmp_path: Path) -> None:
    made = bake(template, {"slug": "kita_map"}, tmp_path / "new" / "place")
    assert made == tmp_path / "new" / "place" / "kita_map"
    assert [path.name for path in made.parent.iterdir()] == ["kita_map"]


def test_a_checkout_without_links_makes_the_same(template: Template, tmp_path: Path) -> None:
    """As of git on Windows: the text of each link in a file."""
    shutil.copytree(templates_folder(), tmp_path / "templates", symlinks=True)
    links = [path for path in (tmp_path / "templates").rglob("*") if path.is_symlink()]
    for path in links:
        where = path.readlink()
        path.unlink()
        path.write_text(where.as_posix())
    plain = Template(tmp_path / "templates" / template.name)
    made = bake(plain, {"slug": "app"}, tmp_path / "plain")
    assert links
    assert files_of(made) == files_of(bake(template, {"slug": "app"}, tmp_path / "linked"))


@pytest.mark.parametrize("what", ["folder", "file", "dangling"])
def test_what_is_there_already_stays_as_it_is(template: Template, tmp_path: Path, what) -> None:
    goal = tmp_path / "mine"
    if what == "folder":
        goal.mkdir()
        (goal / "app.py").write_text("mine")
    elif what == "file":
        goal.write_text("mine")
    else:
        goal.symlink_to(tmp_path / "nowhere")
    with pytest.raises(ProjectConflict, match="is there already"):
        bake(template, {"slug": "mine"}, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    assert what != "folder" or files_of(goal) == {"app.py": b"mine"}


def test_hostile_text_comes_through_as_text(template: Template, tmp_path: Path) -> None:
    told = {"data_path": "data/x.csv", "data_licence": HOSTILE, "data_title": HOSTILE}
    made = bake(template, {"title": HOSTILE, "data_attribution": HOSTILE, **told}, tmp_path)
    toml = tomllib.loads((made / "civic.toml").read_text("utf-8"))
    assert toml["template"]["answers"]["title"] == HOSTILE
    assert toml["title"] == dict.fromkeys(toml["title"], HOSTILE)
    assert toml["data"]["licence"] == HOSTILE
    for name in ("README.md", "DATA.md", "PITCH.md", "CONVERSATION.md"):
        text = (made / name).read_text("utf-8")
        assert "{{ 7\\*7 }}" in text or "{{ 7*7 }}" in text, name
        assert "<script" not in text.replace("\\<script", ""), name
        assert "[evil]" not in text, name


def test_a_misspelled_answer_is_not_ignored(template: Template, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="Did you mean 'title'"):
        bake(template, {"tilte": "x"}, tmp_path)
    with pytest.raises(InvalidRecord, match="lang"):
        bake(template, {"lang": "fr"}, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_pip_compiled_is_left_behind(template: Template, tmp_path: Path) -> None:
    """cookiecutter #1049: an installed template has __pycache__ beside its Python files."""
    installed = tmp_path / "installed" / template.name
    shutil.copytree(template.folder, installed)
    for folder in (installed, installed / "{{cookiecutter.slug}}"):
        (folder / "__pycache__").mkdir()
        (folder / "__pycache__" / "app.cpython-311.pyc").write_bytes(b"\x00\x01")
    made = bake(Template(installed), {}, tmp_path)
    assert files_of(made) == files_of(bake(template, {}, tmp_path / "other"))
    assert not list(made.rglob("__pycache__"))


def test_a_broken_template_is_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    copied = tmp_path / "installed" / "map_app"
    shutil.copytree(find_template("map_app").folder, copied)
    (copied / "{{cookiecutter.slug}}" / "new.md").write_text("{{ cookiecutter.nobody }}")
    out = tmp_path / "out"
    with pytest.raises(CivicKitError, match="the template 'map_app' is broken"):
        bake(Template(copied), {}, out)
    assert not out.exists()


def test_what_fails_at_the_end_leaves_nothing(tmp_path: Path) -> None:
    def fail(made: Path) -> None:
        assert (made / "civic.toml").is_file()
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        bake(find_template("map_app"), {}, tmp_path / "deep" / "er", finish=fail)
    assert list(tmp_path.iterdir()) == []


def python(code: str, **environment: str) -> subprocess.Popen[str]:
    """A process of its own that bakes map_app into OUT."""
    begin = """
        import os, sys, time
        from pathlib import Path
        from civickit.projects.bake import bake
        from civickit.projects.templates import find_template
        template, out = find_template("map_app"), Path(os.environ["OUT"])
    """
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(begin) + textwrap.dedent(code)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )


def test_ctrl_c_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    code = """
        def wait(made):
            print("half", flush=True)
            time.sleep(60)
        bake(template, {}, out, finish=wait)
    """
    with python(code, OUT=str(out)) as process:
        assert process.stdout.readline() == "half\n"
        assert [path.name[:13] for path in out.iterdir()] == [".my_map.part-"]
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode != 0
    assert not out.exists()


def test_a_disk_that_is_full_leaves_nothing(tmp_path: Path) -> None:
    """No file may grow beyond 300 bytes: the disk refuses somewhere in the middle."""
    code = """
        import resource, signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))
        try:
            bake(template, {}, out)
        except OSError as error:
            print("refused", error.errno)
    """
    with python(code, OUT=str(tmp_path), PYTHONDONTWRITEBYTECODE="1") as process:
        said, errors = process.communicate(timeout=30)
    assert said.startswith("refused"), errors
    assert list(tmp_path.iterdir()) == []


def test_a_disk_with_64_kb_left_is_left_as_it_was(tmp_path: Path) -> None:
    mounted = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(tmp_path)]
    try:
        done = subprocess.run(mounted, capture_output=True)
    except OSError:
        pytest.skip("there is no mount on this machine")
    if done.returncode:
        pytest.skip("mounting a small disk is not allowed on this machine")
    try:
        with pytest.raises(OSError, match="No space left"):
            bake(find_template("map_app"), {}, tmp_path)
        assert list(tmp_path.iterdir()) == []
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


def test_a_home_that_cannot_be_written_is_no_matter(tmp_path: Path) -> None:
    home = {"HOME": "/dev/null/home", "XDG_CONFIG_HOME": "/dev/null/config"}
    with python("print(bake(template, {}, out))", OUT=str(tmp_path), **home) as process:
        said, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    assert said.strip() == str(tmp_path / "my_map")


ANSWERS = [
    {},
    {"lang": "en", "title": 'Kita\'s "map" \\ <1>'},
    {"slug": "kita", "schema": "water_point", "data_path": "data/w.csv", "data_licence": "CC0 1.0"},
    {"lang": "en", "data_path": "data/w.csv", "data_doubt": "old", "data_date": "2026-04"},
]


@pytest.mark.parametrize("answers", ANSWERS, ids=lambda one: "-".join(one) or "none")
def test_plain_cookiecutter_makes_the_same(
    template: Template, tmp_path: Path, answers: dict[str, str]
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    answers = {name: value for name, value in answers.items() if name in template.defaults}
    done = subprocess.run(
        [
            *COOKIECUTTER,
            *[str(templates_folder()), "--directory", template.name, "--no-input"],
            *["--output-dir", str(tmp_path / "plain")],
            *[f"{name}={value}" for name, value in answers.items()],
        ],
        capture_output=True,
        text=True,
        env={**os.environ, "HOME": str(home)},
    )
    assert done.returncode == 0, done.stderr
    (plain,) = (tmp_path / "plain").iterdir()
    baked = bake(template, answers, tmp_path / "baked")
    assert plain.name == baked.name
    assert files_of(plain) == files_of(baked)
