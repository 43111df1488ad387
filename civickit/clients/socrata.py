"""Socrata (Tyler Data & Insights): the catalogue of a site and the rows of its tables.

Without a key rows come by SODA 2, which anyone may ask; with an app token by SODA 3, which
wants one. Rows leave out what is empty, so the columns are asked for apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from civickit.clients._client import Client
from civickit.clients._dataset import Dataset, Found, Resource
from civickit.clients._licences import licence_of
from civickit.clients._paging import counted, first_found
from civickit.clients._places import located
from civickit.clients._refused import ITS_OWN_WORDS, json_of
from civickit.clients._rows import Rows
from civickit.clients._shape import expect, member, text
from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch import Fetcher

# The most that SODA 2 gives at once; it gives 1,000 where nothing is said.
ROWS_AT_ONCE = 50_000
DATASETS_AT_ONCE = 100
ID = re.compile(r"[a-z0-9]{4}-[a-z0-9]{4}")


class Socrata:
    """A site that runs on Socrata. `url` is its address, as https://data.cityofboston.gov."""

    def __init__(self, url: str, fetch: Fetcher, *, key: str = "") -> None:
        self.url = url.rstrip("/")
        self.fetch = fetch
        self.key = key

    def search(self, words: str, *, place_code: str = "", limit: int = 50) -> Found:  # noqa: ARG002 - no such catalogue knows codes
        """Datasets of this site by words. It knows no municipality codes."""
        url = f"{self.url}/api/catalog/v1"
        told = {"q": words, "only": "dataset", "domains": urlsplit(self.url).hostname}

        def ask(offset: int, count: int) -> tuple[int, list[Dataset]]:
            found = self.fetch.get(url, {**told, "limit": count, "offset": offset}).json()
            results = member(found, "results", list, url)
            return member(found, "resultSetSize", int, url), [self._listed(one) for one in results]

        return first_found(limit, DATASETS_AT_ONCE, ask, url)

    def dataset(self, dataset_id: str) -> Dataset:
        """What the site says of one of its tables."""
        view = self._view(dataset_id)
        where = f"{self.url}/api/views/{dataset_id}.json"
        terms = expect(view.get("license") or {}, dict, where)
        licence = (view.get("licenseId"), terms.get("name"), terms.get("termsLink"))
        return Dataset(
            id=dataset_id,
            title=text(view.get("name")),
            catalogue=self.url,
            url=f"{self.url}/d/{dataset_id}",
            description=text(view.get("description")),
            publisher=text(view.get("attribution")),
            licence=licence_of(*map(text, licence)),
            modified=_time(view.get("rowsUpdatedAt")),
            tags=tuple(map(text, expect(view.get("tags") or [], list, where))),
            resources=(self._table(self.url, dataset_id),),
        )

    def rows(self, dataset_id: str, *, where: str = "") -> Rows:
        """All rows of a table. `where` is a SoQL condition, as `diameter > 65`.

        A table with exactly one column of points gets `lat` and `lon` beside it. Geometries
        stay as they are.
        """
        columns = member(
            self._view(dataset_id), "columns", list, f"{self.url}/api/views/{dataset_id}.json"
        )
        kinds = {
            member(one, "fieldName", str, f"a column of {dataset_id}"): text(
                one.get("dataTypeName")
            )
            for one in columns
        }
        known = [name for name in kinds if not name.startswith(":")]
        points = [name for name in known if kinds[name] in {"point", "location"}]
        names, fill = located(known, points)
        total = self._count(dataset_id, where)
        pages = self._pages(dataset_id, where, total)
        rows = (fill(_checked(row, kinds, dataset_id)) for row in pages)
        return Rows(names, counted(rows, total, f"{self.url}/d/{dataset_id}"), total)

    def _view(self, dataset_id: str) -> dict[str, Any]:
        if not ID.fullmatch(dataset_id):
            said = f"{dataset_id!r} is no dataset of {self.url}; their ids look like abcd-1234."
            raise SourceUnavailable(said, url=self.url)
        url = f"{self.url}/api/views/{dataset_id}.json"
        return expect(self.fetch.get(url, secret_headers=self._token()).json(), dict, url)

    def _count(self, dataset_id: str, where: str) -> int:
        told = {"$select": "count(*) AS n", "$where": where or None}
        query = f"SELECT count(*) AS n{_condition(where)}"
        answer = self._soda3(dataset_id, query, 1, 1) if self.key else self._soda2(dataset_id, told)
        found = (
            text(expect(answer[0], dict, f"the count of {dataset_id}").get("n")) if answer else ""
        )
        if not found.isdecimal():
            raise SourceChanged(
                f"{self.url} cannot count {dataset_id}", expected="n", found=repr(answer)
            )
        return int(found)

    def _pages(self, dataset_id: str, where: str, total: int) -> Iterator[dict[str, Any]]:
        seen, number = 0, 1
        while seen < total:
            if self.key:
                page = self._soda3(dataset_id, f"SELECT *{_condition(where)}", number, ROWS_AT_ONCE)
            else:
                told = {"$order": ":id", "$limit": ROWS_AT_ONCE, "$offset": seen}
                page = self._soda2(dataset_id, {**told, "$where": where or None})
            if not page:
                return
            yield from page
            seen, number = seen + len(page), number + 1

    def _soda2(self, dataset_id: str, params: Mapping[str, Any]) -> list[Any]:
        url = f"{self.url}/resource/{dataset_id}.json"
        return expect(json_of(self.fetch.get(url, params, allow=ITS_OWN_WORDS)), list, url)

    def _soda3(self, dataset_id: str, query: str, number: int, size: int) -> list[Any]:
        url = f"{self.url}/api/v3/views/{dataset_id}/query.json"
        page = {"pageNumber": number, "pageSize": size}
        asked = {"query": query, "page": page, "includeSynthetic": False}
        answer = self.fetch.query(
            url, json=asked, secret_headers=self._token(), allow=ITS_OWN_WORDS
        )
        return expect(json_of(answer), list, url)

    def _token(self) -> dict[str, str]:
        return {"X-App-Token": self.key} if self.key else {}

    def _listed(self, one: Any) -> Dataset:
        where = f"a result of {self.url}"
        told = member(one, "resource", dict, where)
        about = expect(one.get("metadata") or {}, dict, where)
        kept = expect(one.get("classification") or {}, dict, where)
        dataset_id = member(told, "id", str, where)
        tags = [
            tag
            for name in ("tags", "domain_tags")
            for tag in expect(kept.get(name) or [], list, where)
        ]
        page = text(one.get("permalink")) or f"{self.url}/d/{dataset_id}"
        return Dataset(
            id=dataset_id,
            title=text(told.get("name")),
            catalogue=self.url,
            url=page,
            description=text(told.get("description")),
            publisher=text(told.get("attribution")),
            licence=licence_of(text(about.get("license"))),
            modified=text(told.get("data_updated_at") or told.get("updatedAt")),
            tags=tuple(map(text, tags)),
            contact=text(told.get("contact_email")),
            resources=(self._table(page.partition("/d/")[0], dataset_id),),
        )

    def _table(self, site: str, dataset_id: str) -> Resource:
        return Resource(
            url=f"{site}/d/{dataset_id}",  # its CSV ends at row 1,000 without a word
            id=dataset_id,
            service="socrata",
            service_url=site,
            service_id=dataset_id,
        )


def _condition(where: str) -> str:
    return f" WHERE {where}" if where else ""


def _checked(row: Any, kinds: Mapping[str, str], dataset_id: str) -> dict[str, Any]:
    """A row whose columns are all known, so that none is left out."""
    kept = expect(row, dict, f"a row of {dataset_id}")
    if unknown := [name for name in kept if name not in kinds and not name.startswith(":")]:
        raise SourceChanged(
            f"a row of {dataset_id} has columns that the table does not name",
            expected=", ".join(kinds),
            found=", ".join(unknown),
        )
    return kept


def _time(epoch_s: Any) -> str:
    return datetime.fromtimestamp(epoch_s, UTC).isoformat() if isinstance(epoch_s, int) else ""


client = Client(
    name="socrata",
    title={"ja": "Socrata のカタログと表", "en": "Socrata catalogue and tables"},
    specification="https://dev.socrata.com/docs/",
    opens=Socrata,
    catalogue=True,
    rows=True,
    key="CIVICKIT_SOCRATA_KEY",
)
