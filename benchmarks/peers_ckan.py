"""The same CKAN, asked by ours and by the peers: who finds, who gets all, who keeps codes."""

from __future__ import annotations

import os
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

ROWS = 12_000
Verdicts = dict[str, dict[str, str]]
WAYS = ("civickit", "ckanapi", "portalkit", "pandas")


def seed(server: Any) -> str:
    """One dataset with a table of 12,000 rows; gives the table's id."""
    server.act("organization_create", name="aizuwakamatsu", title="会津若松市")
    package = server.act(
        "package_create",
        name="072028_fire_hydrant",
        title="消防水利施設一覧",
        notes="消火栓・防火水槽の位置",
        owner_org="aizuwakamatsu",
        license_id="cc-by",
    )
    columns = {"コード": "text", "ID": "text", "種別": "text", "緯度": "float8", "経度": "float8"}
    rows = [
        {"コード": "072028", "ID": f"{n:05}", "種別": "消火栓",
         "緯度": 37.4 + n / 1e6, "経度": 139.9 + n / 1e6}
        for n in range(ROWS)
    ]  # fmt: skip
    resource = {"package_id": package["id"], "name": "一覧", "format": "CSV"}
    fields = [{"id": name, "type": kind} for name, kind in columns.items()]
    made = server.act("datastore_create", resource=resource, fields=fields, records=[], force=True)
    for start in range(0, ROWS, 4_000):
        server.act(
            "datastore_upsert",
            resource_id=made["resource_id"],
            method="insert",
            records=rows[start : start + 4_000],
            force=True,
        )
    return str(made["resource_id"])


class Civickit:
    def __init__(self, url: str, folder: Path) -> None:
        from civickit.clients.ckan import Ckan
        from civickit.core.fetch import Fetcher, Store

        self.fetch = Fetcher(store=Store(folder), offline=False)
        self.portal = Ckan(url, self.fetch)

    def search(self, words: str) -> int:
        return len(self.portal.search(words).datasets)

    def table(self, resource: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self.portal.rows(resource).rows]

    def licence(self) -> str:
        (found,) = self.portal.search("消防水利施設一覧").datasets
        return f"{found.licence.id} ({'open' if found.licence.open else 'not open'})"


class Ckanapi:
    def __init__(self, url: str, _: Path) -> None:
        from ckanapi import RemoteCKAN

        self.portal = RemoteCKAN(url)

    def search(self, words: str) -> int:
        return int(self.portal.action.package_search(q=words)["count"])

    def table(self, resource: str) -> list[dict[str, Any]]:
        return list(self.portal.action.datastore_search(resource_id=resource)["records"])

    def licence(self) -> str:
        (found,) = self.portal.action.package_search(q="消防水利施設一覧")["results"]
        return f"{found['license_id']} (as written)"


class Portalkit:
    def __init__(self, url: str, _: Path) -> None:
        import portalkit

        self.opens = "✓"
        try:
            self.portal = portalkit.open(url)
        except portalkit.PortalkitError as error:
            self.opens = f"– {type(error).__name__}; told kind='ckan' for the rest"
            self.portal = portalkit.open(url, kind="ckan")

    def search(self, words: str) -> int:
        return len(self.portal.search(words))

    def table(self, _: str) -> list[dict[str, Any]]:
        """It takes the name of the dataset where the others take that of the table."""
        frame = self.portal.dataset("072028_fire_hydrant").to_pandas()
        rows: list[dict[str, Any]] = frame.to_dict("records")
        return rows

    def licence(self) -> str:
        (found,) = self.portal.search("消防水利施設一覧")
        return f"{getattr(found, 'license', None)} (as written)"


class Cannot(Exception):
    """A peer does not set out to do this."""


class Pandas:
    def __init__(self, url: str, _: Path) -> None:
        self.url = url

    def search(self, _: str) -> int:
        raise Cannot("has no search")

    def table(self, resource: str) -> list[dict[str, Any]]:
        import pandas

        rows: list[dict[str, Any]] = pandas.read_csv(
            f"{self.url}/datastore/dump/{resource}"
        ).to_dict("records")
        return rows

    def licence(self) -> str:
        raise Cannot("knows no licence")


KINDS: dict[str, Any] = dict(zip(WAYS, (Civickit, Ckanapi, Portalkit, Pandas), strict=True))


def finds(portal: Any, words: str) -> str:
    count = portal.search(words)
    return "✓" if count else "– nothing found"


def all_rows(portal: Any, resource: str) -> str:
    count = len(portal.table(resource))
    return "✓" if count == ROWS else f"– {count:,} of {ROWS:,}, without a word"


def codes(portal: Any, resource: str) -> str:
    first = portal.table(resource)[0]
    return (
        "✓"
        if (first["コード"], first["ID"]) == ("072028", "00000")
        else (f"– {first['コード']}, {first['ID']}")
    )


def of_ckan() -> Verdicts:
    """{task: {reader: verdict}}, on a real CKAN that is started for it."""
    from servers.ckan import server as ckan

    warnings.simplefilter("ignore")
    os.environ["CIVICKIT_ALLOW_PRIVATE"] = "1"
    with tempfile.TemporaryDirectory() as folder:
        with ckan.start(Path(folder)) as server:
            resource = seed(server)
            made = {name: opened(name, server.url, Path(folder)) for name in WAYS}
            tasks: dict[str, Callable[[Any], str]] = {
                "opens the portal by its address": lambda one: getattr(one, "opens", "✓"),
                "finds 消防水利施設一覧": lambda one: finds(one, "消防水利施設一覧"),
                "finds it by a part of the word: 消防水利": lambda one: finds(one, "消防水利"),
                f"all {ROWS:,} rows of its table in one call": lambda one: all_rows(one, resource),
                "codes 072028 and 00000 stay as they are": lambda one: codes(one, resource),
                "says what the licence is": lambda one: one.licence(),
            }
            found = {
                task: {name: judge(made[name], ask) for name in WAYS} for task, ask in tasks.items()
            }
        gone = "the rows again when the portal is down"
        found[gone] = {
            name: judge(made[name], lambda one: all_rows(one, resource)) for name in WAYS
        }
        return found


def opened(name: str, url: str, folder: Path) -> Any:
    try:
        return KINDS[name](url, folder / name)
    except Exception as error:
        return error


def judge(portal: Any, ask: Callable[[Any], str]) -> str:
    if isinstance(portal, Exception):
        return "– does not open it"
    try:
        return ask(portal)
    except Cannot as error:
        return f"– {error}"
    except Exception as error:
        return f"– {type(error).__name__}"
