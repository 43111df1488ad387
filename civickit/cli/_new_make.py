"""A wish made into a project, and the project's app started."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING, Any

import click

from civickit.cli._new_report import counts, data_path
from civickit.cli._new_words import say
from civickit.cli._patience import patience
from civickit.projects.bake import bake

if TYPE_CHECKING:
    from civickit.cli._new_data import Found
    from civickit.cli._new_wish import Wish


def make(wish: Wish, out: Path) -> Path:
    """The project's folder, with its data and what the template made of it, for updates."""
    from civickit.projects import base

    found = wish.found if wish.found and wish.found.used else None
    own = data_path(wish.template, found) if found else ""

    def finish(made: Path) -> None:
        base.keep(made, base.files_of(made))
        if found and found.file:
            (made / own).parent.mkdir(exist_ok=True)
            copyfile(found.file, made / own)
        if found and found.files:
            (made / own).mkdir(exist_ok=True)
            for name, content in found.files.items():
                (made / own / name).write_bytes(content)
        if found and found.script:
            _set_script(made / "civic.toml", found.script)

    answers = {"slug": wish.slug, "title": wish.title, "lang": wish.lang}
    told = answers_of(found, own, wish.lang) if found else {}
    asked = {name: told[name] for name in told if name in wish.template.defaults}
    return bake(wish.template, {**answers, **wish.chosen, **asked}, out, finish=finish)


def _set_script(toml: Path, script: Mapping[str, bool | int]) -> None:
    """What the city's script.js sets, in the lines that the template has as notes."""
    text = toml.read_text("utf-8")
    for name, value in script.items():
        text = re.sub(rf"(?m)^# {name} = \S+", f"{name} = {str(value).lower()}", text, count=1)
    toml.write_text(text, "utf-8", newline="\n")


def answers_of(found: Found, path: str, lang: str) -> dict[str, Any]:
    """What the template is told of the data."""
    return {
        "schema": found.schema,
        "data_path": path,
        "data_report": _report(found, lang),
        "data_columns": dict(found.columns),
        **found.about,
    }


def _report(found: Found, lang: str) -> str:
    """What the import did, in one line; '' where it was not counted."""
    if found.city:
        from civickit.cli import _new_city

        return say("city_report", lang, **_new_city.counts(found.city))
    if found.streets:
        from civickit.cli import _new_streets

        return say("streets_report", lang, **_new_streets.sizes(found.streets))
    return say("report", lang, **counts(found)) if found.report else ""


def start(made: Path, extra: str, wheelhouse: Path | None, options: list[str], lang: str) -> int:
    """Install what the project needs and run it; gives how it ended. Raises CivicKitError."""
    from civickit.projects import install

    with patience(say("installing", lang)):
        python = install.install(made, extra, wheelhouse)
    click.echo(say("installed", lang), err=True)
    return install.start(python, made, options)
