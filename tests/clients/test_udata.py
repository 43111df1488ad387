from __future__ import annotations

import pytest
from clients.samples.udata import PATH, dataset, serve_pages
from pytest_httpserver import HTTPServer

from civickit.clients.udata import Udata
from civickit.core.errors import SourceChanged
from civickit.core.fetch import Fetcher


@pytest.fixture
def site(httpserver: HTTPServer, fetch: Fetcher) -> Udata:
    return Udata(httpserver.url_for("/"), fetch)


def test_the_next_page_is_not_looked_for_elsewhere(site: Udata, httpserver: HTTPServer) -> None:
    told = {"data": [dataset("a1", "A")], "total": 2, "next_page": "https://elsewhere.example/?p=2"}
    httpserver.expect_request(PATH).respond_with_json(told)
    with pytest.raises(SourceChanged, match="another server"):
        site.search("bornes")


def test_no_more_pages_than_wanted(site: Udata, httpserver: HTTPServer) -> None:
    told = {"data": [dataset("a1", "A")], "total": 900, "next_page": httpserver.url_for(PATH)}
    httpserver.expect_request(PATH).respond_with_json(told)
    found = site.search("bornes", limit=1)
    assert (found.total, len(found.datasets), len(httpserver.log)) == (900, 1, 1)


def test_pages_of_nothing_come_to_an_end(site: Udata, httpserver: HTTPServer) -> None:
    told = {"data": [], "total": 9, "next_page": httpserver.url_for(PATH)}
    httpserver.expect_request(PATH).respond_with_json(told)
    with pytest.raises(SourceChanged, match="nothing"):
        site.search("bornes")


def test_a_dataset_by_the_name_in_its_address(site: Udata, httpserver: HTTPServer) -> None:
    told = {**dataset("a1", "Bornes"), "organization": None, "owner": {"name": "A. B."}}
    httpserver.expect_request(f"{PATH}bornes-incendie/").respond_with_json(told)
    found = site.dataset("bornes-incendie")
    assert (found.id, found.publisher) == ("a1", "A. B.")
    assert found.url == "https://data.example.fr/datasets/a1/"
    assert (found.resources[0].bytes, found.resources[0].format) == (1200, "CSV")


def test_resources_that_are_only_a_link(site: Udata, httpserver: HTTPServer) -> None:
    """As in version 2 of the API: taking that for no files would be a silent cut."""
    told = {**dataset("a1", "Bornes"), "resources": {"rel": "subsection", "total": 3}}
    serve_pages(httpserver, [[told]], 1)
    with pytest.raises(SourceChanged, match="resources"):
        site.search("bornes")
