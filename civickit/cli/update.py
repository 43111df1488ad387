"""`civickit update`: a project takes over what its template has learned since."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from civickit.cli._options import lang_option


@click.command("update")
@click.argument(
    "project", type=click.Path(exists=True, file_okay=False, path_type=Path), default="."
)
@click.option("--dry-run", is_flag=True, help="Show what would change, as a diff; write nothing.")
@click.option("--undo", is_flag=True, help="Take the last update back.")
@lang_option
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON, for programs.")
def command(project: Path, dry_run: bool, undo: bool, lang: str | None, as_json: bool) -> None:
    """Merge what its template has learned since into a project; yours stays.

    PROJECT is a folder that civickit new made, else this one. Where both changed the same lines,
    both stand in the file between markers. Ends with 0 when all is done or nothing was to do,
    1 when conflicts wait for you. Needs no git and no network.
    """
    from civickit.cli._check_words import language_of_the_console

    if dry_run and undo:
        raise click.UsageError("--undo and --dry-run do not go together; choose one")
    language = lang or language_of_the_console()
    if undo:
        sys.exit(_undo(project, language, as_json))
    sys.exit(_update(project, language, as_json, dry_run=dry_run))


def _update(project: Path, lang: str, as_json: bool, *, dry_run: bool) -> int:
    from civickit.cli import _update_report as report
    from civickit.cli._update_words import say
    from civickit.projects import civic_toml, undo, update
    from civickit.projects.git import has_uncommitted_changes
    from civickit.projects.templates import find_template

    root = _root(project)
    notes = []
    if undo.is_interrupted(root) and not dry_run:
        undo.take_back(root)
        notes.append("interrupted")
    told = civic_toml.told(root)
    looked = update.look(root, told, find_template(told.template))
    if looked.is_needed and has_uncommitted_changes(root):
        notes.append("uncommitted")
    if looked.is_needed and not dry_run:
        update.make(looked)
    said = [say(note, lang) for note in notes]
    if as_json:
        _print(report.as_json(looked, said, dry_run=dry_run))
    else:
        _tell(report.lines(looked, lang, project, dry_run=dry_run), said)
    return 1 if looked.to_solve and not dry_run else 0


def _undo(project: Path, lang: str, as_json: bool) -> int:
    from civickit.cli import _update_report as report
    from civickit.projects import undo

    root = project.resolve()
    if not undo.can_be_taken_back(root):
        raise click.UsageError(f"there is no update to take back in {str(project)!r}")
    undone = undo.take_back(root)
    if as_json:
        _print(report.undone_as_json(undone, root))
    else:
        _tell(report.undone_lines(undone, lang, project), [])
    return 1 if undone.kept else 0


def _root(project: Path) -> Path:
    """The project's own folder; one without a civic.toml is a misuse, not a fault of it."""
    if not (project / "civic.toml").is_file():
        raise click.BadParameter(
            f"there is no civic.toml in {str(project)!r}, so it is no project of civickit new. "
            "Name the folder of one.",
            param_hint="PROJECT",
        )
    return project.resolve()


def _print(told: dict[str, object]) -> None:
    click.echo(json.dumps(told, ensure_ascii=False, indent=1))


def _tell(lines: Iterable[str], notes: list[str]) -> None:
    for line in lines:
        click.echo(line)
    for note in notes:
        click.echo(f"civickit: {note}", err=True)
