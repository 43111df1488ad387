"""search.ckan.jp: one search over the catalogues of Japan's ministries, prefectures and cities."""

from __future__ import annotations

import dataclasses
from typing import Any

from civickit.clients import _ckan_words as solr
from civickit.clients._ckan_asking import Asking, Site
from civickit.clients._ckan_packages import dataset_of, first, moment
from civickit.clients._ckan_search import found
from civickit.clients._client import Client
from civickit.clients._dataset import Dataset, Found, Resource
from civickit.clients._shape import expect
from civickit.core.fetch import Fetcher

# The description goes by both names, in the index and in what is written about it.
FIELDS = ("xckan_title", "tags", "xckan_description", "x_ckan_description")


class SearchCkanJp:
    """The search. `url` is where its actions are: https://search.ckan.jp/backend/api."""

    def __init__(self, url: str, fetch: Fetcher) -> None:
        self.site = Site(f"{url.rstrip('/')}/", url.partition("/backend")[0], "ckan")
        self.asking = Asking(self.site, fetch)

    def search(self, words: str, *, place_code: str = "", limit: int = 50) -> Found:
        """Datasets with every word in title, tags or description.

        `place_code` finds only datasets that are named by their municipality's code, as those
        of BODIK are; for others put the city's name among the words.
        """
        asked = [solr.anywhere(FIELDS, words), solr.of_place(place_code)]
        question = {"fq": " AND ".join(part for part in asked if part) or None}
        return found(self.asking, question, limit, self._dataset)

    def _dataset(self, package: Any) -> Dataset:
        """As its own portal describes it; `url` and `publisher` are that portal's."""
        told = expect(package, dict, f"a package of {self.site.actions}")
        plain = dataset_of(told, self.site)
        page = first(told, "xckan_site_url")
        pages = page.partition("/dataset/")[0] if "/dataset/" in page else ""
        return dataclasses.replace(
            plain,
            id=first(told, "xckan_id", "id"),
            title=first(told, "xckan_title") or plain.title,
            url=page,
            description=first(told, "xckan_description", "x_ckan_description", "notes"),
            publisher=plain.publisher or first(told, "xckan_site_name"),
            modified=moment(first(told, "xckan_last_updated")) or plain.modified,
            resources=tuple(_of_portal(one, pages) for one in plain.resources),
        )


def _of_portal(resource: Resource, pages: str) -> Resource:
    """A table is asked for at the portal that has it, where that is known."""
    if resource.service and not pages:
        return dataclasses.replace(resource, service="", service_url="", service_id="")
    return dataclasses.replace(resource, service_url=pages) if resource.service else resource


client = Client(
    name="search_ckan_jp",
    title={"ja": "データカタログ横断検索システム", "en": "search.ckan.jp (Japan's catalogues)"},
    specification="https://search.ckan.jp/api",
    opens=SearchCkanJp,
    catalogue=True,
)
