"""Opendatasoft (Explore API 2.1): the catalogue of a site and the rows of its tables.

Records by pages end at the 10,000th; an export has no end but its own, so rows come by export
and are counted against what the records promise.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from civickit.clients._client import Client
from civickit.clients._dataset import Dataset, Found, Resource
from civickit.clients._licences import licence_of
from civickit.clients._paging import counted, first_found
from civickit.clients._places import located
from civickit.clients._refused import ITS_OWN_WORDS, json_of
from civickit.clients._rows import Rows
from civickit.clients._shape import expect, member, text
from civickit.core.fetch import Fetcher

API = "/api/explore/v2.1"
DATASETS_AT_ONCE = 100


class OpenDataSoft:
    """A site that runs on Opendatasoft. `url` is its address or the base of its API."""

    def __init__(self, url: str, fetch: Fetcher, *, key: str = "") -> None:
        self.url = url.partition("/api/")[0].rstrip("/")
        self.fetch = fetch
        self.key = key

    def search(self, words: str, *, place_code: str = "", limit: int = 50) -> Found:  # noqa: ARG002 - no such catalogue knows codes
        """Datasets that have all the words. The site knows no municipality codes."""
        where = " AND ".join(f"search(*, {quoted(word)})" for word in words.split())

        def ask(offset: int, count: int) -> tuple[int, list[Dataset]]:
            found = self._get("", {"where": where or None, "limit": count, "offset": offset})
            results = member(found, "results", list, self.url)
            return member(found, "total_count", int, self.url), [self._read(o) for o in results]

        return first_found(limit, DATASETS_AT_ONCE, ask, self.url)

    def dataset(self, dataset_id: str) -> Dataset:
        """What the site says of one dataset."""
        return self._read(self._get(f"/{quote(dataset_id, safe='')}"))

    def rows(self, dataset_id: str, *, where: str = "") -> Rows:
        """All records. `where` is an ODSQL condition, as `diameter > 65`.

        A table with exactly one column of points gets `lat` and `lon` beside it.
        """
        path, told = f"/{quote(dataset_id, safe='')}", {"where": where or None}
        fields = member(self._get(path), "fields", list, f"dataset {dataset_id}")
        kinds = {
            member(one, "name", str, f"a field of {dataset_id}"): text(one.get("type"))
            for one in fields
        }
        points = [name for name, kind in kinds.items() if kind == "geo_point_2d"]
        columns, fill = located(list(kinds), points)
        records = self._get(f"{path}/records", {**told, "limit": 0})
        total = member(records, "total_count", int, f"the records of {dataset_id}")
        rows = (fill(row) for row in self._export(path, told))
        return Rows(
            columns, counted(rows, total, f"{self.url}/explore/dataset/{dataset_id}"), total
        )

    def _export(self, path: str, told: dict[str, Any]) -> Iterator[dict[str, Any]]:
        where = f"the export of {path[1:]}"
        for row in expect(self._get(f"{path}/exports/json", told), list, where):
            yield expect(row, dict, f"a row of {where}")

    def _get(self, path: str, params: dict[str, Any] | None = None) -> Any:
        return json_of(
            self.fetch.get(
                f"{self.url}{API}/catalog/datasets{path}",
                params,
                secret_headers={"Authorization": f"Apikey {self.key}"} if self.key else {},
                allow=ITS_OWN_WORDS,
            )
        )

    def _read(self, one: Any) -> Dataset:
        where = f"a dataset of {self.url}"
        dataset_id = member(one, "dataset_id", str, where)
        told = member(member(one, "metas", dict, where), "default", dict, where)
        return Dataset(
            id=dataset_id,
            title=text(told.get("title")) or dataset_id,
            catalogue=self.url,
            url=f"{self.url}/explore/dataset/{quote(dataset_id, safe='')}/",
            description=text(told.get("description")),
            publisher=text(told.get("publisher")),
            licence=licence_of(text(told.get("license")), text(told.get("license_url"))),
            modified=text(told.get("modified")),
            tags=tuple(map(text, expect(told.get("keyword") or [], list, where))),
            resources=self._tables(dataset_id) if one.get("has_records", True) else (),
        )

    def _tables(self, dataset_id: str) -> tuple[Resource, ...]:
        table = Resource(
            url=f"{self.url}/explore/dataset/{quote(dataset_id, safe='')}/",
            id=dataset_id,
            service="opendatasoft",
            service_url=self.url,
            service_id=dataset_id,
        )
        return (table,)


def quoted(word: str) -> str:
    """A word as a string of ODSQL, whatever it holds.

    >>> print(quoted('say "x"'))
    "say \\"x\\""
    """
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


client = Client(
    name="opendatasoft",
    title={"ja": "Opendatasoft のカタログと表", "en": "Opendatasoft catalogue and tables"},
    specification="https://help.opendatasoft.com/apis/ods-explore-v2/",
    opens=OpenDataSoft,
    catalogue=True,
    rows=True,
    key="CIVICKIT_OPENDATASOFT_KEY",
)
