"""What one check found, and what a check may look at."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from civickit.ship._check_files import project_files
from civickit.ship._check_page import Page, Shown
from civickit.ship._check_words import WORDS
from civickit.ship._project import Project

OK, ATTENTION, FAIL, UNCHECKED = "ok", "attention", "fail", "unchecked"


class Finding(NamedTuple):
    """One line of the report; its words are in `_check_words`."""

    name: str
    state: str
    """`ok`, `attention`, `fail`, or `unchecked`: the words say why."""
    key: str
    values: Mapping[str, object] = {}

    def found(self, lang: str) -> str:
        return WORDS[self.key][lang][0].format(**self.values)

    def todo(self, lang: str) -> str:
        """What to do; '' where there is nothing."""
        return WORDS[self.key][lang][1].format(**self.values)


class Subject:
    """The project as the checks see it: its files, its first page, what it says of its data."""

    def __init__(self, project: Project, page: Page) -> None:
        self.project = project
        self.page = page

    @cached_property
    def files(self) -> dict[str, Path]:
        """What a stranger would get: the files that git tracks, or without git all of them."""
        return project_files(self.project.folder)

    @property
    def shown(self) -> Shown:
        return self.page.shown

    @property
    def data(self) -> Mapping[str, Any]:
        """[data] of civic.toml."""
        found = self.project.toml.get("data")
        return found if isinstance(found, dict) else {}

    def told(self, key: str) -> str:
        """What the app says of its data (licence, date …); where it says nothing, civic.toml."""
        value = self.page.told.get(key) or self.data.get(key, "")
        if isinstance(value, dict):
            value = value.get(self.project.lang) or next(iter(value.values()), "")
        return str(value or "")
