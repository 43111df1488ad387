"""What is asked of Japan's search over all catalogues."""

from __future__ import annotations

from clients.samples.ckan import told
from pytest_httpserver import HTTPServer
from servers.ckan.solr import parse
from werkzeug import Request, Response

from civickit.clients.search_ckan_jp import SearchCkanJp
from civickit.core.fetch import Fetcher


def asked(server: HTTPServer, fetch: Fetcher, words: str, place_code: str = "") -> str | None:
    seen = []

    def answer(request: Request) -> Response:
        seen.append(request.args.get("fq"))
        return told({"count": 0, "results": []})

    server.expect_request("/backend/api/package_search").respond_with_handler(answer)
    url = server.url_for("/backend/api")
    assert SearchCkanJp(url, fetch).search(words, place_code=place_code).total == 0
    return seen[0]


def test_each_word_is_part_of_title_tag_or_description(
    httpserver: HTTPServer, fetch: Fetcher
) -> None:
    question = asked(httpserver, fetch, "消火 会津")
    assert question
    assert "xckan_title:*消火* OR" in question
    found = parse(question)
    assert found({"xckan_title": "消火栓", "tags": ["会津若松"]})
    assert found({"xckan_title": "会津の水利", "x_ckan_description": "消火栓"})
    assert not found({"xckan_title": "消火栓"})


def test_a_place_is_asked_for_by_the_name(httpserver: HTTPServer, fetch: Fetcher) -> None:
    question = asked(httpserver, fetch, "消火", "072028")
    assert question
    assert parse(question)({"xckan_title": "消火栓", "name": "072028_x"})
    assert not parse(question)({"xckan_title": "消火栓", "name": "012025_x"})


def test_no_words_ask_for_everything(httpserver: HTTPServer, fetch: Fetcher) -> None:
    assert asked(httpserver, fetch, "") is None
