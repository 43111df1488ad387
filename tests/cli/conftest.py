"""A folder of one's own to make projects in, and somebody who answers at a terminal."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cli.terminal import Terminal


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in ("LC_ALL", "LC_MESSAGES", "CIVICKIT_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    monkeypatch.setenv("CIVICKIT_ALLOW_PRIVATE", "1")
    monkeypatch.setenv("CIVICKIT_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def terminal(here: Path) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def open_(*words: str, lang: str = "ja_JP.UTF-8") -> Terminal:
        opened.append(Terminal(words, here, lang))
        return opened[-1]

    yield open_
    for one in opened:
        one.process.kill()
        one.process.communicate()
        os.close(one.master)
