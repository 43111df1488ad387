"""`civickit find`: search the catalogues a team would try by hand, all at once."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from civickit.cli._options import lang_option, offline_option

if TYPE_CHECKING:
    from civickit.core.fetch import Fetcher
    from civickit.core.municipalities import Municipality
    from civickit.sources import Catalogue, Search, Searched

QUIET_S = 1.0


@click.command("find")
@click.argument("words", nargs=-1, metavar="WORDS…")
@click.option("--place", metavar="NAME", help="A municipality or prefecture: its name or code.")
@click.option("--schema", default="", help="Only this standard dataset, like water_point.")
@click.option("--catalog", multiple=True, metavar="URL", help="Ask this catalogue instead.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 200))
@offline_option
@lang_option
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON, for programs.")
def command(
    words: tuple[str, ...],
    place: str | None,
    schema: str,
    catalog: tuple[str, ...],
    limit: int,
    offline: bool,
    lang: str | None,
    as_json: bool,
) -> None:
    """Search several catalogues side by side for data that can be used at once.

    Ends with 0 when any catalogue answered, 3 when none did.
    """
    from civickit import sources
    from civickit.cli._check_words import language_of_the_console

    language = lang or language_of_the_console()
    search = _search(words, place, schema, limit, language)
    asked = [sources.Catalogue(url, url) for url in catalog]
    asked = asked or sources.catalogues(search.place_code)
    fetch = _fetcher(offline)
    watch = Progress(language) if sys.stderr.isatty() and not as_json else None
    result = sources.find(search, fetch, asked, watch=watch)
    if watch:
        watch.clear()
    sources.remember(fetch.store, result.hits)
    _show(search, result, asked, language, as_json)
    sys.exit(0 if result.answered else 3)


def _show(
    search: Search, result: Searched, asked: Sequence[Catalogue], lang: str, as_json: bool
) -> None:
    from civickit.cli import _found_report as report

    if as_json:
        told = report.as_json(search, result, [one.name for one in asked])
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for line in report.lines(search, result, lang):
        click.echo(line)


def _search(
    words: tuple[str, ...], place: str | None, schema: str, limit: int, lang: str
) -> Search:
    from civickit import schemas
    from civickit.sources import Search

    if not words and not schema:
        raise click.UsageError("say what to look for: words, or --schema")
    if schema:
        schemas.get(schema)
    there = _municipality(place, lang) if place else None
    code = "" if there is None else there.code[:2] if there.is_prefecture else there.code
    return Search(" ".join(words), code, there.name if there else "", schema, limit)


def _municipality(place: str, lang: str) -> Municipality:
    """The one that is meant. Several or none is a misuse, with a list to choose from."""
    from civickit.cli._data_words import say
    from civickit.core import municipalities
    from civickit.core.errors import UnknownName

    found = municipalities.find(place)
    if not found:
        raise UnknownName("municipality", place, _alike(place))
    if len(found) > 1:
        listed = "\n".join(f"  {one.code} {one.full_name}" for one in found)
        told = say("which_place", lang, place=place, count=len(found))
        raise click.UsageError(f"{told}\n{listed}")
    return found[0]


def _alike(place: str) -> list[str]:
    from difflib import get_close_matches

    from civickit.core import municipalities

    names = {one.name for one in municipalities.everything() if not one.until}
    return get_close_matches(place, sorted(names), n=5, cutoff=0.4)


def _fetcher(offline: bool) -> Fetcher:
    """A catalogue that is slow is left, not waited for."""
    from civickit.core.fetch import Fetcher, Limits

    limits = Limits(connect_s=5, read_s=15, total_s=20, retries=1)
    return Fetcher(offline=offline or None, limits=limits)


class Progress:
    """Tells how many have answered, once that takes longer than a moment, and goes again."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.started = time.monotonic()
        self.shown = ""

    def __call__(self, done: int, expected: int) -> None:
        from civickit.cli._data_words import say

        if time.monotonic() - self.started > QUIET_S:
            self.shown = say("waiting", self.lang, done=done, all=expected)
            click.echo(f"\r{self.shown}", nl=False, err=True)

    def clear(self) -> None:
        if self.shown:
            blank = " " * 2 * len(self.shown)  # Japanese signs are two columns wide
            click.echo(f"\r{blank}\r", nl=False, err=True)
