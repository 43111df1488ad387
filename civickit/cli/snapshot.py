"""`civickit snapshot`: a demo that replays on another machine, without a network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from civickit.cli._options import lang_option, offline_option

if TYPE_CHECKING:
    from civickit.core.fetch import Fetcher, Saved


@click.command("snapshot")
@click.argument("what", type=click.Choice(["save", "use"]), metavar="save|use")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.argument("names", nargs=-1, metavar="[SOURCE…]")
@offline_option
@lang_option
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON, for programs.")
def command(
    what: str,
    folder: Path,
    names: tuple[str, ...],
    offline: bool,
    lang: str | None,
    as_json: bool,
) -> None:
    """Save what was fetched in a folder, or take such a folder in.

    `save DIR` saves everything that is kept; with sources (names, addresses, results of the last
    find) it fetches these and saves what they need. `use DIR` takes a folder in: after that the
    same commands work with --offline.
    """
    from civickit.cli._check_words import language_of_the_console
    from civickit.cli.get import tell
    from civickit.core.fetch import Fetcher

    if what == "use" and names:
        raise click.UsageError("snapshot use takes a folder and nothing else")
    fetch = Fetcher(offline=offline or None)
    done = _use(folder, fetch) if what == "use" else _save(folder, names, fetch)
    if as_json:
        click.echo(json.dumps(_as_json(what, folder, done, fetch), ensure_ascii=False, indent=1))
        return
    for line in _lines(what, folder, done, lang or language_of_the_console()):
        click.echo(line)
    tell(fetch.notes)


def _save(folder: Path, names: tuple[str, ...], fetch: Fetcher) -> Saved:
    """Everything that is kept, or what these need; nothing is saved unless all could be got."""
    from tempfile import TemporaryDirectory

    from civickit import sources

    with TemporaryDirectory() as scratch:
        for name in names:
            sources.bring(sources.offer_of(name, fetch), Path(scratch), fetch)
    saved = fetch.store.save(folder, only=fetch.used if names else None)
    sources.hand_over(fetch.store, folder)
    return saved


def _use(folder: Path, fetch: Fetcher) -> Saved:
    from civickit import sources

    used = fetch.store.use(folder)
    sources.take_over(folder, fetch.store)
    return used


def _lines(what: str, folder: Path, done: Saved, lang: str) -> list[str]:
    from civickit.cli._data_words import say

    told = {"answers": f"{done.answers:,}", "size": _size(done.bytes), "folder": folder}
    if what == "save":
        return [say("saved", lang, **told), say("replay", lang, **told)]
    passed = [say("passed_over", lang, count=done.passed_over)] if done.passed_over else []
    return [say("used", lang, **told), *passed, say("offline_now", lang)]


def _size(bytes_: int) -> str:
    """A size for a person: 12 KB, 3.4 MB."""
    return f"{bytes_ / 1e6:,.1f} MB" if bytes_ >= 1e6 else f"{-(-bytes_ // 1000):,} KB"


def _as_json(what: str, folder: Path, done: Saved, fetch: Fetcher) -> dict[str, Any]:
    return {
        "did": what,
        "folder": str(folder),
        "answers": done.answers,
        "bytes": done.bytes,
        "passed_over": done.passed_over,
        "notes": fetch.notes,
    }
