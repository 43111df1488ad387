"""CKAN: the catalogue of most open-data portals, and the tables in its DataStore.

Versions 2.9 to 2.12 (Action API 3), and two that speak like it: dataeye (`…/ckan_api/`) and
Shirasagi (`…/api/`), which know neither DataStore nor Solr's language; what those two answer is
not verified against the portals themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from civickit.clients import _ckan_words as solr
from civickit.clients._ckan_asking import Asking, site_of
from civickit.clients._ckan_packages import dataset_of
from civickit.clients._ckan_rows import Table
from civickit.clients._ckan_search import found
from civickit.clients._client import Client
from civickit.clients._dataset import Dataset, Found
from civickit.clients._rows import Rows
from civickit.clients._shape import member, text
from civickit.core.fetch import Fetcher

TITLE_AND_ALL = ("title", "text")


class Status(NamedTuple):
    """What a portal says of itself."""

    version: str
    title: str
    extensions: tuple[str, ...]


class Ckan:
    """A portal. `url` is its front page, or where its actions are: `…/data/api/action/`.

    `key` is an API token, for what is not public. Errors say what CKAN said.
    """

    def __init__(self, url: str, fetch: Fetcher, *, key: str = "") -> None:
        self.site = site_of(url)
        self.asking = Asking(self.site, fetch, key)

    def status(self) -> Status:
        """The portal's version; raises where this is not a CKAN."""
        told = self.asking.ask("status_show", {}, dict)
        version = member(told, "ckan_version", str, f"the status of {self.asking.host}")
        extensions = told.get("extensions")
        named = extensions if isinstance(extensions, list) else []
        return Status(version, text(told.get("site_title")), tuple(map(text, named)))

    def search(self, words: str, *, place_code: str = "", limit: int = 50) -> Found:
        """Datasets in which every word occurs; all datasets for no words.

        `place_code` keeps to datasets that are named by their municipality's code, as all on
        BODIK are (072028_aed); leave it out on a portal of one city. dataeye and Shirasagi do
        not know it.
        """
        return found(self.asking, self._question(words, place_code), limit, self._dataset)

    def dataset(self, name: str) -> Dataset:
        """One dataset, by its name or id."""
        return self._dataset(self.asking.ask("package_show", {"id": name}, dict))

    def rows(
        self,
        resource_id: str,
        *,
        filters: Mapping[str, Any] | None = None,
        fields: Sequence[str] = (),
    ) -> Rows:
        """The rows of a table in the DataStore, in the order in which they were put in.

        `filters` are equal values by column (`{"種別": "消火栓"}`, or a list of them). `fields`
        chooses columns; CKAN's own row number `_id` comes only where it is one of them.
        """
        return Table(self.asking, resource_id, filters or {}, fields).rows()

    def _dataset(self, package: Any) -> Dataset:
        return dataset_of(package, self.site)

    def _question(self, words: str, place_code: str) -> dict[str, Any]:
        if self.site.kind != "ckan":
            return {"q": " ".join(solr.split(words)) or None}
        return {
            "q": solr.anywhere(TITLE_AND_ALL, words) or solr.EVERYTHING,
            "fq": solr.of_place(place_code) or None,
            "sort": "score desc, name asc",
        }


client = Client(
    name="ckan",
    title={"ja": "CKAN (データカタログと DataStore)", "en": "CKAN (catalogue and DataStore)"},
    specification="https://docs.ckan.org/en/2.12/api/",
    opens=Ckan,
    catalogue=True,
    rows=True,
    key="CIVICKIT_CKAN_TOKEN",
)
