"""`civickit get`: one dataset on this machine, clean, with its licence and where it came from."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from civickit.cli._options import lang_option, map_option, offline_option, parse_mapping


@click.command("get")
@click.argument("wanted", metavar="SOURCE|URL|NUMBER")
@click.option("--as", "schema", default="", help="The dataset it is, like water_point.")
@map_option
@click.option(
    "-o",
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where to write; else a name made from the data's.",
)
@click.option("--resource", default="", metavar="NUMBER", help="Which of several files to take.")
@offline_option
@lang_option
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON, for programs.")
def command(
    wanted: str,
    schema: str,
    mapping: tuple[str, ...],
    out: Path | None,
    resource: str,
    offline: bool,
    lang: str | None,
    as_json: bool,
) -> None:
    """Fetch a source, an address, or a result of the last find, and clean it.

    Writes the standard table and FILE.provenance.json; where no standard dataset fits, the file
    as it came. Ends with 0 when that is done, also when rows were refused (they are told), 1
    when no row could be read, 3 when the portal did not answer and nothing was kept.
    """
    from civickit import schemas, sources
    from civickit.cli import _got_report as report
    from civickit.cli._check_words import language_of_the_console
    from civickit.core.fetch import Fetcher

    if schema:
        schemas.get(schema)
    fetch = Fetcher(offline=offline or None)
    offer = sources.offer_of(wanted, fetch)
    sources.keep_apart(report.named(out, offer.name, ".csv"))

    def target(extension: str) -> Path:
        return report.named(out, offer.name, extension)

    with TemporaryDirectory() as folder:
        brought = sources.bring(offer, Path(folder), fetch, resource=resource, progress=not as_json)
        taken = sources.take(brought, target, schema, parse_mapping(mapping))
    if as_json:
        told = report.as_json(brought, taken, fetch.notes)
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for line in report.lines(brought, taken, lang or language_of_the_console()):
            click.echo(line)
        tell(fetch.notes)
    sys.exit(0)


def tell(notes: list[str]) -> None:
    """What the fetcher must say: a copy that may be old, a wait, a file that was gone."""
    from civickit.cli._found_report import short

    for note in notes:
        click.echo(f"civickit: {short(note, 300)}", err=True)
