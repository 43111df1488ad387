"""What the targets share: their options, writing what they plan, and saying what was written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any, TypeVar

import click

from civickit.cli._options import lang_option

if TYPE_CHECKING:
    from civickit.ship._plan import Plan
    from civickit.ship._project import Project

Function = TypeVar("Function", bound=Callable[..., Any])

project_argument = click.argument("project", default=".", metavar="[PROJECT]")
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print what was found or done as JSON, for programs."
)

WORDS: dict[str, dict[str, str]] = {
    "written": {"ja": "{out} に書きました:", "en": "Written to {out}:"},
    "would": {"ja": "{out} に書く予定です(何も書いていません):", "en": "Would write to {out}:"},
    "same": {"ja": "すでに同じものがあります: {names}", "en": "There already, the same: {names}"},
    "used": {
        "ja": "プロジェクトにあるものを使います: {names}",
        "en": "Used as the project has them: {names}",
    },
    "next": {"ja": "次にすること", "en": "What to do next"},
    "check": {"ja": "civickit ship check {out}", "en": "civickit ship check {out}"},
    "read": {
        "ja": "{guide} に手順があります。何も送っていません。",
        "en": "{guide} has the steps. Nothing was sent anywhere.",
    },
}


def writing_options(function: Function) -> Function:
    """The options of every target that writes files."""
    options = [
        project_argument,
        click.option(
            "--out",
            type=click.Path(file_okay=False, path_type=Path),
            metavar="DIR",
            help="Write to this folder, with the project's own files; else into the project.",
        ),
        click.option("--dry-run", is_flag=True, help="Say which files would be written."),
        lang_option,
        json_option,
    ]
    for option in reversed(options):
        function = option(function)
    return function


def read(project: str, lang: str | None) -> tuple[Project, str]:
    """The project that is meant, and the language to speak."""
    from civickit.cli._apps import find_app
    from civickit.cli._check_words import language_of_the_console
    from civickit.ship._project import read_project

    spoken = lang or language_of_the_console()
    return read_project(find_app(project), spoken), spoken


def deliver(
    planned: Callable[[Project], Plan],
    project: str,
    out: Path | None,
    dry_run: bool,
    lang: str | None,
    as_json: bool,
) -> None:
    """Write what a target plans, and say what was written and what comes next."""
    from civickit.ship._plan import completed
    from civickit.ship._writing import wanted, write

    found, spoken = read(project, lang)
    goal = out or _own_folder(found.folder)
    plan = completed(found, planned(found), goal)
    new = (wanted if dry_run else write)(plan.files, goal)
    same = sorted(plan.files.keys() - set(new))
    if as_json:
        told = {
            "project": found.name,
            "out": str(goal),
            "written": [] if dry_run else new,
            "planned": list(plan.files),
            "same": same,
            "used": list(plan.used),
            "guide": plan.guide,
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for line in _lines(plan, goal, new, same, dry_run, spoken):
        click.echo(line)


def _own_folder(folder: Path) -> Path:
    """The project's own folder, unless it is one that came with the kit."""
    from civickit.cli._apps import apps_folder

    if folder.parent == apps_folder():
        raise click.UsageError(
            f"{folder.name} came with civickit and stays as it is. "
            "Name a folder of your own with --out; the app is copied there."
        )
    return folder


def _lines(
    plan: Plan, out: Path, new: list[str], same: list[str], dry_run: bool, lang: str
) -> list[str]:
    from civickit.cli._check_report import visible

    def say(key: str, **values: str) -> str:
        return visible(WORDS[key][lang].format(**values))

    lines = [say("would" if dry_run else "written", out=str(out))]
    lines += [visible(f"  {name}") for name in new]
    if same:
        lines.append(say("same", names=", ".join(same)))
    if plan.used:
        lines.append(say("used", names=", ".join(plan.used)))
    lines += ["", say("next")]
    lines += [
        f"  {say('check', out=quote(str(out)))}",
        f"  {say('read', guide=str(out / plan.guide))}",
    ]
    return lines
