"""Files are written all or none, and nothing of yours is overwritten."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from civickit.core.errors import ProjectConflict
from civickit.ship._writing import wanted, write

FILES = {"a.txt": "one", "deep/er/b.sh": "#!/bin/sh\n", "c.bin": b"\x00\xff"}


def everything(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_all_files_are_written_and_scripts_may_be_started(tmp_path: Path) -> None:
    assert write(FILES, tmp_path / "new/folder") == list(FILES)
    assert everything(tmp_path / "new/folder") == {
        "a.txt": b"one",
        "deep/er/b.sh": b"#!/bin/sh\n",
        "c.bin": b"\x00\xff",
    }
    assert os.access(tmp_path / "new/folder/deep/er/b.sh", os.X_OK)
    assert not os.access(tmp_path / "new/folder/a.txt", os.X_OK)


def test_the_same_again_is_no_conflict_and_writes_nothing(tmp_path: Path) -> None:
    write(FILES, tmp_path)
    before = (tmp_path / "a.txt").stat().st_mtime_ns
    assert write(FILES, tmp_path) == []
    assert (tmp_path / "a.txt").stat().st_mtime_ns == before


@pytest.mark.parametrize("in_the_way", ["a.txt", "deep/er/b.sh", "deep", "deep/er"])
def test_what_is_yours_stops_everything(tmp_path: Path, in_the_way: str) -> None:
    (tmp_path / in_the_way).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / in_the_way).write_text("mine")
    with pytest.raises(ProjectConflict, match="Nothing was written"):
        write(FILES, tmp_path)
    assert everything(tmp_path) == {in_the_way: b"mine"}
    with pytest.raises(ProjectConflict):
        wanted(FILES, tmp_path)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out/a.txt").symlink_to(tmp_path / "gone")
    with pytest.raises(ProjectConflict, match=r"a\.txt"):
        write(FILES, tmp_path / "out")
    assert not (tmp_path / "gone").exists()


def test_a_failure_half_way_leaves_nothing(tmp_path: Path) -> None:
    too_long = {"a.txt": "one", "b/c.txt": "two", "d/" + "x" * 300: "no disk takes this name"}
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(OSError, match="too long"):
        write(too_long, tmp_path)
    assert everything(tmp_path) == {"mine.txt": b"mine"}
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_failure_half_way_takes_back_a_folder_it_made(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="too long"):
        write({"a.txt": "one", "x" * 300: ""}, tmp_path / "new/out")
    assert list(tmp_path.iterdir()) == []
