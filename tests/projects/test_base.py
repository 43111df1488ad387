"""The base of a project: kept as it was baked, and read again only when it is sound."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from civickit.core.errors import InvalidRecord
from civickit.projects import base

FILES = {
    "README.md": "# 消火栓\r\n".encode(),
    "pages/home.html": b"<p>",
    "empty": b"",
    "x": b"\0\xff",
}


def test_what_was_kept_is_read_again(tmp_path: Path) -> None:
    assert base.read(tmp_path) is None
    base.keep(tmp_path, FILES)
    assert base.read(tmp_path) == FILES


def test_the_same_files_make_the_same_zip(tmp_path: Path) -> None:
    base.keep(tmp_path / "a", FILES)
    base.keep(tmp_path / "b", dict(reversed(FILES.items())))
    assert (tmp_path / "a" / base.BASE).read_bytes() == (tmp_path / "b" / base.BASE).read_bytes()


def test_files_of_a_folder_are_those_a_template_makes(tmp_path: Path) -> None:
    for name in ("app.py", "data/a.csv", ".gitignore", ".github/ship.yml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    for name in (".git/config", ".venv/x", ".civickit/base.zip", "pages/__pycache__/a.pyc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "link").symlink_to("/etc/hostname")
    (tmp_path / "linked").symlink_to("/etc")
    names = [".github/ship.yml", ".gitignore", "app.py", "data/a.csv"]
    assert base.files_of(tmp_path) == {name: name.encode() for name in names}


def zipped(*names: str, content: bytes = b"x") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        for name in names:
            out.writestr(name, content)
    return made.getvalue()


def torn() -> bytes:
    """A zip of which one byte of a file's content is another."""
    return zipped("README.md", content=b"the content").replace(b"the content", b"the context")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a zip",
        zipped("a")[:40],
        torn(),
        zipped("../outside"),
        zipped("/etc/passwd"),
        zipped("a/../../b"),
        zipped("C:/windows"),
        zipped("a\\..\\b"),
        zipped("line\nbreak"),
        zipped("a/"),
    ],
)
def test_a_damaged_base_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    base.keep(tmp_path, {})
    (tmp_path / base.BASE).write_bytes(content)
    with pytest.raises(InvalidRecord, match=r"base\.zip: is damaged"):
        base.read(tmp_path)


def test_a_name_that_stands_twice_is_damage(tmp_path: Path) -> None:
    base.keep(tmp_path, {})
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = zipped("a", "a")
    (tmp_path / base.BASE).write_bytes(twice)
    with pytest.raises(InvalidRecord, match="twice"):
        base.read(tmp_path)


def test_a_base_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("bomb", b"\0" * (base.MOST_BYTES + 1))
    base.keep(tmp_path, {})
    (tmp_path / base.BASE).write_bytes(made.getvalue())
    with pytest.raises(InvalidRecord, match="64 MB"):
        base.read(tmp_path)
