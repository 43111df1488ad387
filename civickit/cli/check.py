"""`civickit check`: say what is wrong in a city's file, and write the clean one."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from civickit.cli._options import (
    existing_file,
    map_option,
    parse_mapping,
    settings_of,
    settings_options,
)

if TYPE_CHECKING:
    from civickit.schemas import Guess, Options

OUTPUT = click.Path(dir_okay=False, path_type=Path)
FILE_OR_FOLDER = click.Path(path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("check")
@click.argument("file", metavar="FILE|FOLDER")
@click.option("--as", "schema", metavar="NAME", help="The dataset it is, if the guess is wrong.")
@map_option
@click.option("--tokyo-datum", is_flag=True, help="Positions are on the old Tokyo Datum.")
@click.option(
    "--out",
    type=FILE_OR_FOLDER,
    metavar="FILE|FOLDER",
    help="Write the clean standard table (CSV), or a calendar in the kit's own format.",
)
@click.option("--gomi5374", type=FOLDER, metavar="FOLDER", help="Write a calendar as 5374 files.")
@click.option("--refused", type=OUTPUT, metavar="FILE", help="Write the rows that were refused.")
@click.option("--geojson", type=OUTPUT, metavar="FILE", help="Write the records as GeoJSON.")
@click.option("--html", type=OUTPUT, metavar="FILE", help="Write a page with the report and a map.")
@settings_options
@click.option("--excel", is_flag=True, help="Begin tables with a mark that Excel needs.")
@click.option("--lang", type=click.Choice(["ja", "en"]), help="Language of the report.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON, for programs.")
def command(
    file: str,
    schema: str | None,
    mapping: tuple[str, ...],
    tokyo_datum: bool,
    out: Path | None,
    refused: Path | None,
    geojson: Path | None,
    html: Path | None,
    gomi5374: Path | None,
    week_shift: bool | None,
    skip_suspend: bool | None,
    max_labels: int | None,
    excel: bool,
    lang: str | None,
    as_json: bool,
) -> None:
    """Check a city's file: counts, every problem with its line, and what to do.

    A folder, or a zip of one, is checked as a collection calendar: the kit's own format (--as
    collection) or 5374 (--as gomi5374), which is told apart by its files.

    Ends with 0 when every row can be used (repaired and doubtful ones are, and are told), 1
    when rows were refused or no table could be read, 2 when the command was misused, 3 when
    something outside failed, like a full disk.
    """
    from civickit import schemas
    from civickit.cli._check_folder import Wish, check_folder
    from civickit.cli._check_report import lines
    from civickit.cli._check_words import language_of_the_console
    from civickit.cli._collection import unpacked

    with unpacked(Path(file)) as folder:
        if folder.is_dir():
            only_for_files = {"--map": mapping, "--tokyo-datum": tokyo_datum, "--refused": refused}
            _refuse_options(
                only_for_files | {"--geojson": geojson, "--html": html, "--excel": excel}
            )
            settings = settings_of(folder, week_shift, skip_suspend, max_labels)
            language = lang or language_of_the_console()
            wish = Wish(file, schema, out, gomi5374, settings, language, as_json)
            sys.exit(0 if check_folder(folder, wish) else 1)
    chosen = (week_shift, skip_suspend, max_labels) != (None, None, None)
    _one_file_only(
        file, schema, out, "--gomi5374" if gomi5374 else "--week-shift …" if chosen else ""
    )
    outputs = [path for path in (out, refused, geojson, html) if path]
    _keep_apart(Path(existing_file(file)), outputs)
    language = lang or language_of_the_console()
    options = schemas.Options(mapping=parse_mapping(mapping), old_datum=tokyo_datum)
    taken = taken_as(file, options) if schema is None else None
    dataset = schemas.get(taken.schema if taken else schema or "")
    if geojson:
        schemas.check_positioned(dataset)
    wanted = schemas.Outputs(out, refused, geojson, excel, language)
    if html:
        from civickit.cli._check_page import check_with_page

        report = check_with_page(file, dataset, options, wanted, html)
    else:
        report = schemas.check(file, dataset.name, options, wanted)
    if as_json:
        guessed = {"guessed": {"score": taken.score, "because": taken.reason}} if taken else {}
        click.echo(json.dumps(report.to_dict() | guessed, ensure_ascii=False, indent=1))
    else:
        for line in lines(report, dataset, language, [str(path) for path in outputs], taken):
            click.echo(line)
    sys.exit(0 if report.fine else 1)


def _refuse_options(given: dict[str, object]) -> None:
    """Say which options are not for a folder."""
    wrong = [name for name, value in given.items() if value]
    if wrong:
        raise click.UsageError(f"{', '.join(wrong)}: for one file, not for a folder")


def _one_file_only(file: str, schema: str | None, out: Path | None, of_5374: str) -> None:
    """Say what is for a folder, where a file was given."""
    from civickit.calendars.opening import LOOKED_FOR
    from civickit.cli._check_folder import FORMATS

    wrong = f"--as {schema}" if schema in FORMATS else of_5374
    if wrong:
        raise click.UsageError(
            f"{wrong} is for a folder, and {file!r} is none; give the one that holds {LOOKED_FOR}"
        )
    if out and out.is_dir():
        raise click.BadParameter(f"File {str(out)!r} is a directory.", param_hint="'--out'")


def taken_as(file: str, options: Options) -> Guess:
    """The dataset that the file surely is. Raises UsageError where that is not clear."""
    from civickit import schemas

    guesses = schemas.guess_file(file, options)
    found = schemas.sure(guesses)
    if found is None:
        closest = ", ".join(f"{one.schema} ({one.score:.2f})" for one in guesses[:3])
        raise click.UsageError(
            f"it is not clear which dataset {file!r} is. Choose with --as NAME; "
            f"closest: {closest or 'none'}. `civickit schemas` lists them all."
        )
    return found


def _keep_apart(source: Path, outputs: list[Path]) -> None:
    """No output may be the input, nor another output."""
    seen = {source.resolve()}
    for path in outputs:
        same = path.exists() and path.samefile(source)
        if same or path.resolve() in seen:
            raise click.BadParameter(f"{str(path)!r} is already in use; name another file")
        seen.add(path.resolve())
