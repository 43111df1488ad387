"""udata, as data.gouv.fr runs it: a catalogue of files."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from civickit.clients._client import Client
from civickit.clients._dataset import Dataset, Found, Resource
from civickit.clients._formats import format_of
from civickit.clients._licences import licence_of
from civickit.clients._links import next_page
from civickit.clients._shape import expect, member, text
from civickit.core.errors import SourceChanged
from civickit.core.fetch import Fetcher

DATASETS_AT_ONCE = 50


class Udata:
    """A site that runs on udata. `url` is its address, as https://www.data.gouv.fr."""

    def __init__(self, url: str, fetch: Fetcher) -> None:
        self.url = url.partition("/api/")[0].rstrip("/")
        self.fetch = fetch

    def search(self, words: str, *, place_code: str = "", limit: int = 50) -> Found:  # noqa: ARG002 - no such catalogue knows codes
        """Datasets by words. The site knows no Japanese municipality codes."""
        url = f"{self.url}/api/1/datasets/"
        size = min(max(limit, 1), DATASETS_AT_ONCE)
        page = self.fetch.get(url, {"q": words, "page": 1, "page_size": size}).json()
        total = member(page, "total", int, url)
        datasets = self._read_all(page)
        while len(datasets) < min(limit, total):
            if not page.get("next_page"):
                raise SourceChanged(
                    f"{url} stopped before the end of what it found",
                    expected=f"{min(limit, total)} datasets",
                    found=f"{len(datasets)} datasets",
                )
            page = self.fetch.get(next_page(member(page, "next_page", str, url), url)).json()
            more = self._read_all(page)
            if not more:
                raise SourceChanged(f"{url} gave a page of nothing", expected="data", found="[]")
            datasets += more
        return Found(total, tuple(datasets[: max(limit, 0)]))

    def dataset(self, dataset_id: str) -> Dataset:
        """One dataset by its id or by the name in its address."""
        return self._read(
            self.fetch.get(f"{self.url}/api/1/datasets/{quote(dataset_id, safe='')}/").json()
        )

    def _read_all(self, page: Any) -> list[Dataset]:
        return [self._read(one) for one in member(page, "data", list, self.url)]

    def _read(self, one: Any) -> Dataset:
        where = f"a dataset of {self.url}"
        dataset_id = member(one, "id", str, where)
        owner = one.get("organization") or one.get("owner") or {}
        people = expect(one.get("contact_points") or [], list, where)
        contact = expect(people[0], dict, where) if people else {}
        return Dataset(
            id=dataset_id,
            title=text(one.get("title")),
            catalogue=self.url,
            url=text(one.get("page")) or f"{self.url}/datasets/{dataset_id}/",
            description=text(one.get("description")),
            publisher=text(expect(owner, dict, where).get("name")),
            licence=licence_of(text(one.get("license"))),
            modified=text(one.get("last_update") or one.get("last_modified")),
            tags=tuple(map(text, expect(one.get("tags") or [], list, where))),
            contact=text(contact.get("email") or contact.get("name")),
            resources=tuple(map(self._file, member(one, "resources", list, where))),
        )

    def _file(self, one: Any) -> Resource:
        url = member(one, "url", str, f"a file of {self.url}")
        size = one.get("filesize")
        return Resource(
            url=url,
            format=format_of(text(one.get("format")) or text(one.get("mime")), url),
            name=text(one.get("title")),
            id=text(one.get("id")),
            bytes=size if isinstance(size, int) else None,
            modified=text(one.get("last_modified")),
        )


client = Client(
    name="udata",
    title={"ja": "udata のカタログ (data.gouv.fr)", "en": "udata catalogue (data.gouv.fr)"},
    specification="https://doc.data.gouv.fr/api/reference/",
    opens=Udata,
    catalogue=True,
)
