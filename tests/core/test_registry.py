"""One file, one thing: the folder is the list."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from civickit.core.errors import UnknownName
from civickit.core.registry import Registry


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry[str]:
    folder = tmp_path / "shelf_of_fruit"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "pear.py").write_text("FRUIT = 'a pear'\n")
    (folder / "apple.py").write_text("FRUIT = 'an apple'\n")
    (folder / "_basket.py").write_text("FRUIT = 'not listed'\n")
    (folder / "notes.txt").write_text("not a module")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield Registry("fruit", "shelf_of_fruit", "FRUIT")
    for name in [name for name in sys.modules if name.startswith("shelf_of_fruit")]:
        del sys.modules[name]


def test_names_are_the_public_files_in_order(shelf: Registry[str]) -> None:
    assert shelf.names() == ["apple", "pear"]


def test_listing_imports_none_of_them(shelf: Registry[str]) -> None:
    shelf.names()
    assert "shelf_of_fruit.pear" not in sys.modules


def test_get_gives_the_object_of_the_file(shelf: Registry[str]) -> None:
    assert shelf.get("pear") == "a pear"


@pytest.mark.parametrize("name", ["peer", "_basket", "notes", "", "os"])
def test_anything_else_is_an_unknown_name(shelf: Registry[str], name: str) -> None:
    with pytest.raises(UnknownName, match="no fruit called"):
        shelf.get(name)


def test_a_new_file_is_found_without_any_list(shelf: Registry[str]) -> None:
    folder = Path(sys.modules["shelf_of_fruit"].__path__[0]) if shelf.names() else Path()
    (folder / "plum.py").write_text("FRUIT = 'a plum'\n")
    assert shelf.get("plum") == "a plum"
