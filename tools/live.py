"""Try every known source and catalogue for real, and say which answer as they are described.

`python tools/live.py` prints a table and ends with 0; `--strict` ends with 1 where any failed.
Never part of the tests: it needs a network, and portals that are up.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from civickit import clients, schemas, sources
from civickit.clients import Licence, licence_of
from civickit.core.errors import CivicKitError, SourceUnavailable
from civickit.core.fetch import Fetcher, Limits, Store
from civickit.sources import Brought, Catalogue, Source
from civickit.sources._offer import open_client

AT_ONCE = 6
PATIENCE = Limits(connect_s=5, read_s=20, total_s=90, retries=1)
NO_NETWORK = "no network"


class Tried(NamedTuple):
    """One line of the table. `fine`: it answered as it is described."""

    name: str
    fine: bool
    said: str


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these sources; else all, and catalogues")
    parser.add_argument("--strict", action="store_true", help="end with 1 where any failed")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        fetch = Fetcher(store=Store(Path(folder)), offline=False, limits=PATIENCE)
        tried = [_told(one) for one in _tried(_tasks(asked.names, fetch, Path(folder)))]
    if tried and all(NO_NETWORK in one.said for one in tried):
        print("There is no network here, so nothing could be tried.")
    else:
        for one in tried:
            if NO_NETWORK in one.said:
                _print(one)
        print(f"{sum(one.fine for one in tried)} of {len(tried)} answered as they are described.")
    return 1 if asked.strict and not all(one.fine for one in tried) else 0


def _told(one: Tried) -> Tried:
    """Print a line as soon as it is known, for all of them take minutes; those that found no
    network wait until it is clear whether anybody had one.
    """
    if NO_NETWORK not in one.said:
        _print(one)
    return one


def _print(one: Tried) -> None:
    print(f"{'ok  ' if one.fine else 'FAIL'} {one.name:28}  {one.said}", flush=True)


def _tasks(names: list[str], fetch: Fetcher, folder: Path) -> list[Callable[[], Tried]]:
    chosen = [sources.get(name) for name in names or sources.names()]
    found = [lambda one=one: _of_source(one, fetch, folder) for one in chosen]
    listed = [] if names else sources.all_catalogues()
    return found + [lambda one=one: _of_catalogue(one, fetch) for one in listed]


def _tried(tasks: Iterable[Callable[[], Tried]]) -> Iterator[Tried]:
    with ThreadPoolExecutor(AT_ONCE) as several:
        yield from several.map(lambda task: task(), tasks)


def _of_source(source: Source, fetch: Fetcher, folder: Path) -> Tried:
    try:
        offer = sources.offer_of(source.name, fetch)
        brought = sources.bring(offer, folder / source.name, fetch)
        return Tried(source.name, *_as_described(source, brought, fetch))
    except CivicKitError as error:
        return Tried(source.name, False, _why(error))


def _as_described(source: Source, brought: Brought, fetch: Fetcher) -> tuple[bool, str]:
    told = [f"{brought.provenance.bytes:,} bytes"]
    fine = True
    if source.schema:
        options = schemas.Options(mapping=source.mapping, name=brought.path.name)
        report = schemas.check(brought.path, source.schema, options)
        fine = report.kept > 0
        told.append(f"{report.kept:,} of {report.rows:,} rows")
    licence = licence_of(source.licence.given, source.licence.url)
    now = _licence_now(source, fetch)
    if now is not None and now.id != licence.id:
        told.append(f"the licence is now {now.title or now.given or 'not told'}")
        fine = False
    return fine, ", ".join(told)


def _licence_now(source: Source, fetch: Fetcher) -> Licence | None:
    """What the portal says of the licence today; None where it does not say."""
    if source.client == "file" or not source.dataset:
        return None
    found = open_client(source.client, source.url, fetch).dataset(source.dataset).licence
    return found if found.given else None


def _of_catalogue(one: Catalogue, fetch: Fetcher) -> Tried:
    try:
        opened = open_client(one.client, one.url, fetch)
        found = opened.search("AED", limit=1)
    except CivicKitError as error:
        return Tried(one.name, False, _why(error))
    title = clients.get(one.client).title["en"]
    return Tried(one.name, found.total > 0, f"{found.total:,} datasets for AED ({title})")


def _why(error: CivicKitError) -> str:
    """Without the query of the address, which nobody reads."""
    said = str(error).replace("\n", " ")
    if isinstance(error, SourceUnavailable):
        said = said.replace(error.url, error.url.partition("?")[0])
    return said


if __name__ == "__main__":
    sys.exit(main())
