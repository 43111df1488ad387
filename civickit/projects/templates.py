"""Which templates there are: a folder with a cookiecutter.json and a template.toml is one."""

from __future__ import annotations

import json
import tomllib
from functools import cached_property
from pathlib import Path
from typing import Any

from civickit.core.errors import UnknownName

Words = dict[str, str]


class Template:
    """One template: its folder, and what the registry says of it.

    `data` is "positions" where the template needs places on a map, "collection" where it needs a
    folder of a calendar's CSVs, "streets" where it needs a network of streets, else "any"; `own`
    are patterns of the files that a team makes its own; `called` is the name an app has until its
    team gives it another. Texts are {"ja": …, "en": …}.
    """

    def __init__(self, folder: Path) -> None:
        told = tomllib.loads((folder / "template.toml").read_text("utf-8"))
        self.folder = folder
        self.name = folder.name
        self.order: int = told["order"]
        self.title: Words = told["title"]
        self.sentence: Words = told["sentence"]
        self.called: Words = told.get("name", self.title)
        self.data: str = told["data"]
        self.own: tuple[str, ...] = tuple(told.get("own", ()))

    @cached_property
    def context(self) -> dict[str, Any]:
        """cookiecutter.json: the answers with their defaults, and the facts, named `_…`."""
        read: dict[str, Any] = json.loads((self.folder / "cookiecutter.json").read_bytes())
        return read

    @property
    def defaults(self) -> dict[str, Any]:
        """What is answered where nobody answers; of a list of choices the first."""
        return {
            name: value[0] if isinstance(value, list) else value
            for name, value in self.context.items()
            if not name.startswith("_")
        }

    @property
    def choices(self) -> dict[str, list[str]]:
        """What can be chosen of several, beside the language: {answer: its values}."""
        return {
            name: value
            for name, value in self.context.items()
            if isinstance(value, list) and not name.startswith("_") and name != "lang"
        }

    def prompts(self, name: str, lang: str) -> tuple[str, dict[str, str]]:
        """The question of a choice and the words of its values, which stand there as "ja / en"."""
        told = {key: text.split(" / ") for key, text in self.context["__prompts__"][name].items()}
        words = {key: texts[0 if lang == "ja" else -1] for key, texts in told.items()}
        return words.pop("__prompt__"), words

    @property
    def version(self) -> str:
        return str(self.context["_version"])

    @property
    def extra(self) -> str:
        """The parts of the kit that a project needs, as in `civickit[maps,web]`."""
        return str(self.context["_extra"])


def templates_folder() -> Path:
    """The folder of templates: inside the installed package, else beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_templates"
    return installed if installed.is_dir() else package.parent / "templates"


def template_names() -> list[str]:
    """All templates, in the order in which they are offered."""
    return [one.name for one in templates()]


def templates() -> list[Template]:
    """All templates, in the order in which they are offered."""
    found = [Template(path.parent) for path in templates_folder().glob("[!_]*/template.toml")]
    return sorted(found, key=lambda one: (one.order, one.name))


def find_template(name: str) -> Template:
    """The template of that name. Raises UnknownName."""
    for one in templates():
        if one.name == name:
            return one
    raise UnknownName("template", name, template_names())
