"""A wish made into a project, and the project's app started."""

from __future__ import annotations

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

    answers = {"slug": wish.slug, "title": wish.title, "lang": wish.lang}
    told = answers_of(found, own, wish.lang) if found else {}
    return bake(wish.template, {**answers, **told}, out, finish=finish)


def answers_of(found: Found, path: str, lang: str) -> dict[str, Any]:
    """What the template is told of the data."""
    report = say("report", lang, **counts(found)) if found.report else ""
    return {
        "schema": found.schema,
        "data_path": path,
        "data_report": report,
        "data_columns": dict(found.columns),
        **found.about,
    }


def start(made: Path, extra: str, wheelhouse: Path | None, options: list[str], lang: str) -> int:
    """Install what the project needs and run it; gives how it ended. Raises CivicKitError."""
    from civickit.projects import install

    with patience(say("installing", lang)):
        python = install.install(made, extra, wheelhouse)
    click.echo(say("installed", lang), err=True)
    return install.start(python, made, options)
