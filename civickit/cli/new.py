"""`civickit new`: from a template to a team's own app, in its language and with its data."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from civickit.cli._options import map_option, offline_option, parse_choices, parse_mapping

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("new")
@click.option("--template", metavar="NAME", help="What to start from, like map_app.")
@click.option("--slug", metavar="NAME", help="Name of the folder, in small Latin letters.")
@click.option("--title", metavar="TEXT", help="Name of the app, as people read it.")
@click.option(
    "--data", metavar="FILE|DIR|SOURCE|URL", help="What to show; 'sample' for the sample data."
)
@map_option
@click.option(
    "--choose",
    multiple=True,
    metavar="NAME=VALUE",
    help="A choice that only this template has, like moves=bus of live_app.",
)
@click.option("--licence", metavar="TEXT", help="Licence of the data, like 'CC BY 4.0'.")
@click.option(
    "--lang", type=click.Choice(["ja", "en"]), help="Language of the questions and of the project."
)
@click.option("--out", type=FOLDER, default=Path(), metavar="DIR", help="Where to make the folder.")
@offline_option
@click.option("--yes", is_flag=True, help="Ask nothing: defaults for whatever is not told.")
@click.option("--start", is_flag=True, help="Install what it needs, and open its first page.")
@click.option("--wheelhouse", type=FOLDER, metavar="DIR", help="Install from this folder alone.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--no-browser", is_flag=True, help="Do not open the page in a browser.")
@click.option("--json", "as_json", is_flag=True, help="Print what was made as JSON, for programs.")
def command(
    template: str | None,
    slug: str | None,
    title: str | None,
    data: str | None,
    mapping: tuple[str, ...],
    choose: tuple[str, ...],
    licence: str | None,
    lang: str | None,
    out: Path,
    offline: bool,
    yes: bool,
    start: bool,
    wheelhouse: Path | None,
    port: int,
    no_browser: bool,
    as_json: bool,
) -> None:
    """Make a new app: asks what kind, its name, its data, its language.

    Every answer is an option, too. Data that cannot be used stops nothing: the app begins with
    sample data, and the way back is told. What is there already is never touched.
    """
    from tempfile import TemporaryDirectory

    from civickit.cli import _new_make, _new_report
    from civickit.cli._check_words import language_of_the_console
    from civickit.cli._new_wish import Flags, gather
    from civickit.cli._new_words import say

    told = parse_mapping(mapping)
    chosen = parse_choices(choose)
    flags = Flags(template, slug, title, data, licence, lang, told, out, offline, chosen)
    console = lang or language_of_the_console()
    if wheelhouse and not start:
        raise click.UsageError(say("goes_with", console, flag="--wheelhouse", other="--start"))
    with TemporaryDirectory() as folder:
        wish = gather(flags, console, Path(folder), yes=yes)
        made = _new_make.make(wish, out)
    if as_json:
        click.echo(json.dumps(_new_report.as_json(wish, made), ensure_ascii=False, indent=1))
    else:
        for line in _new_report.of_project(wish, made, console):
            click.echo(line)
    if start:
        options = ["--port", str(port)] + ["--no-browser"] * no_browser + ["--json"] * as_json
        sys.exit(_new_make.start(made, wish.template.extra, wheelhouse, options, console))
