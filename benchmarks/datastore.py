"""12,000 rows out of a real CKAN: our client against the same requests made bare.

    python benchmarks/datastore.py

The CKAN is the tests' own (`.servers/ckan`). Bare is requests and json in one session, without
checks, store or time-outs. They take turns against the same table. Times are medians; the ratio is
the median of the rounds' ratios, since one round meets the same noise.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import requests
from measuring import Result, machine, medians, report

from civickit.clients._ckan_rows import PAGE_ROWS
from civickit.clients.ckan import Ckan
from civickit.core.fetch import Fetcher, Store

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))

from servers.ckan import seed
from servers.ckan.server import PYTHON, start

LIMIT = 1.1
ROUNDS = 31


@contextmanager
def table(folder: Path) -> Iterator[tuple[str, str]]:
    """The address of a CKAN, and the id of a table of 12,000 rows in it."""
    with start(folder) as server:
        seed.organisations(server)
        seed.hydrants(server)
        yield server.url, seed.table(server, seed.rows())


def ours(url: str, identifier: str, folder: Path) -> Callable[[], list[Any]]:
    """Asked for the first time, each time: into an empty store."""

    def action() -> list[Any]:
        fetch = Fetcher(store=Store(Path(tempfile.mkdtemp(dir=folder))))
        return list(Ckan(url, fetch).rows(identifier).rows)

    return action


def bare(url: str, identifier: str) -> Callable[[], list[Any]]:
    """The same pages, by key, with nothing around them."""
    session = requests.Session()
    asked: dict[str, Any] = {"resource_id": identifier, "limit": PAGE_ROWS, "sort": "_id"}

    def action() -> list[Any]:
        rows: list[Any] = []
        total = 1
        while len(rows) < total:
            after = {"filters": json.dumps({"_id": {"gt": rows[-1]["_id"]}})} if rows else {}
            answer = session.get(f"{url}/api/3/action/datastore_search", params=asked | after)
            result = json.loads(answer.content)["result"]
            total = len(rows) + result["total"]
            rows += result["records"]
        return rows

    return action


def by_ckanapi(url: str, identifier: str) -> Callable[[], list[Any]] | None:
    """ckanapi, where it is installed; it knows no paging, so the caller pages by offset."""
    try:
        from ckanapi import RemoteCKAN
    except ImportError:
        return None
    portal = RemoteCKAN(url, get_only=True)

    def action() -> list[Any]:
        rows: list[Any] = []
        while page := portal.action.datastore_search(
            resource_id=identifier, limit=PAGE_ROWS, offset=len(rows), sort="_id"
        )["records"]:
            rows += page
        return rows

    return action


def measure() -> list[Result]:
    """Nothing where there is no CKAN to ask."""
    if not PYTHON.is_file():
        return []
    os.environ["CIVICKIT_ALLOW_PRIVATE"] = "1"
    with tempfile.TemporaryDirectory() as name, table(Path(name)) as (url, identifier):
        actions: dict[str, Callable[[], object]] = {
            "ours": (mine := ours(url, identifier, Path(name))),
            "bare": (plain := bare(url, identifier)),
        }
        if peer := by_ckanapi(url, identifier):
            actions["ckanapi"] = peer
        expected = [{key: row[key] for key in row if key != "_id"} for row in plain()]
        wrong = sum(a != b for a, b in zip(mine(), expected, strict=True))
        rounds = [medians(actions, 1) for _ in range(ROUNDS)]
    what = f"{seed.ROWS:,} rows out of CKAN's DataStore"
    others = {"bare": "the same requests bare", "ckanapi": "ckanapi, paged by hand"}

    def ms(name: str) -> str:
        return f"{median(one[name] for one in rounds) * 1e3:.0f} ms"

    return [
        Result(f"wrong values in {what}", str(wrong), "requests and json", wrong, 0, ""),
        *(
            Result(
                what,
                ms("ours"),
                f"{said} {ms(name)}",
                median(one["ours"] / one[name] for one in rounds),
                LIMIT,
            )
            for name, said in others.items()
            if name in actions
        ),
    ]


if __name__ == "__main__":
    print(machine())
    report(measure())
