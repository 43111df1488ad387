"""What sites answer that GraphQL does not forbid, and texts that must not carry markup."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from clients.samples.decidim import SCHEMA, page, proposal, serve, words
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer

from civickit.clients._decidim_text import plain_text
from civickit.clients.decidim import Decidim
from civickit.core.errors import CivicKitError, SourceChanged, SourceUnavailable
from civickit.core.fetch import Fetcher


def asked(server: HTTPServer, fetch: Fetcher, **options: Any) -> list[Any]:
    return Decidim(server.url_for(""), fetch, **options).proposals("7")


def serve_one(server: HTTPServer, **fields: Any) -> None:
    data = page([1])
    data["component"]["proposals"]["edges"][0]["node"] = {**proposal(1), **fields}
    serve(server, lambda variables: data)


@pytest.mark.parametrize(
    ("translations", "locale", "title"),
    [
        ({"en": "Park", "ja": "公園"}, "en", "Park"),
        ({"en": "Park", "ja": "公園"}, "ca", "公園"),
        ({"en": "Park", "ja": ""}, "ja", "Park"),
        ({"ja": None, "ca": " ", "es": "Parque"}, "en", "Parque"),
        ({}, "ja", ""),
    ],
)
def test_words_in_the_best_language_there_is(
    httpserver: HTTPServer, fetch: Fetcher, translations: Any, locale: str, title: str
) -> None:
    serve_one(httpserver, title=words(**translations))
    assert asked(httpserver, fetch, locale=locale)[0].title == title


@pytest.mark.parametrize(
    "fields",
    [
        {"title": 3},
        {"title": {"translations": [3]}},
        {"title": {"translation": "x"}},
        {"votes": "12"},
        {"coordinates": {"lat": "39", "lon": 141}},
        {"coordinates": [39, 141]},
        {"published": "2026-04-01T09:00:00"},
        {"published": "yesterday"},
        {"id": 3},
        {"author": "A"},
        {"categories": [3]},
    ],
    ids=str,
)
def test_a_field_of_another_shape_is_told(
    httpserver: HTTPServer, fetch: Fetcher, fields: dict[str, Any]
) -> None:
    serve_one(httpserver, **fields)
    with pytest.raises(SourceChanged):
        asked(httpserver, fetch)


def test_errors_come_with_http_200(httpserver: HTTPServer, fetch: Fetcher) -> None:
    body = {"errors": [{"message": "Field 'likes' doesn't exist"}], "data": {"component": None}}
    httpserver.expect_request("/api").respond_with_json(body)
    with pytest.raises(SourceUnavailable, match="says: Field 'likes' doesn't exist"):
        asked(httpserver, fetch)


@pytest.mark.parametrize("cursor", [None, "a", 3])
def test_pages_that_lead_nowhere_are_told(
    httpserver: HTTPServer, fetch: Fetcher, cursor: Any
) -> None:
    def answer(variables: dict[str, Any]) -> Any:
        data = page([1, 2])
        data["component"]["proposals"]["pageInfo"] = {"hasNextPage": True, "endCursor": cursor}
        return data

    serve(httpserver, answer)
    with pytest.raises(SourceChanged, match="another page"):
        asked(httpserver, fetch)


def test_a_proposal_not_for_everybody_is_counted_and_told(
    httpserver: HTTPServer, fetch: Fetcher
) -> None:
    data = page([1, 2], None, 2)
    data["component"]["proposals"]["edges"][0]["node"] = None
    serve(httpserver, lambda variables: data)
    assert [one.id for one in asked(httpserver, fetch)] == ["2"]
    assert any("does not show 1 proposals to everybody" in note for note in fetch.notes)


def test_one_that_moved_to_the_next_page_is_given_once(
    httpserver: HTTPServer, fetch: Fetcher
) -> None:
    pages = {None: page([1, 2], "b"), "b": page([2, 3])}
    serve(httpserver, lambda variables: pages[variables["after"]])
    assert [one.id for one in asked(httpserver, fetch)] == ["1", "2", "3"]


def test_a_site_without_proposals_in_its_schema(httpserver: HTTPServer, fetch: Fetcher) -> None:
    told = json.loads(json.dumps(SCHEMA))
    kept = [one for one in told["__schema"]["types"] if one["name"] != "Proposals"]
    told["__schema"]["types"] = kept
    httpserver.expect_request("/api").respond_with_json({"data": told})
    with pytest.raises(SourceChanged, match="has no proposals"):
        asked(httpserver, fetch)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", ""),
        ("公園に水を", "公園に水を"),
        ("<p>一</p><p>二</p>", "一\n二"),
        ("一<br/>二<ul><li>三<li>四</ul>", "一\n二\n三\n四"),
        ("<a href='javascript:x()'>ここ</a>を", "ここを"),
        ("a&nbsp;&amp;&nbsp;b", "a & b"),
        ("3 &lt; 5 > 4", "3 < 5 > 4"),
        ("<script>alert(1)</script>あと", "あと"),
        ("<style>p{}</style>あと", "あと"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;あと", "あと"),
        ("&amp;lt;img src=x onerror=alert(1)&amp;gt;あと", "あと"),
        ("<scr<script></script>ipt>あと", "ipt>あと"),
        ("<!-- 内緒 -->あと", "あと"),
        ("<iframe src='https://example.org'></iframe>あと", "あと"),
    ],
)
def test_markup_becomes_plain_text(written: str, read: str) -> None:
    assert plain_text(written) == read


PIECES = st.sampled_from(
    ["<", ">", "<script>", "</script>", "&lt;", "&gt;", "&amp;", "&#60;", "<img src=x", "<!--",
     "-->", "<![CDATA[", "]]>", "<?", "</", "<svg/onload=x>", "a", " ", "\n", "'", '"', "=", "水"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_tag_survives_whatever_was_written(written: str) -> None:
    assert not re.search(r"<[A-Za-z/!?]", plain_text(written))


def test_a_text_escaped_a_thousand_times_does_not_hold_anybody_up() -> None:
    assert "<" not in plain_text("&" + "amp;" * 200_000 + "lt;script&gt;")


def schema_of(*types: Any) -> dict[str, Any]:
    return {"__schema": {"queryType": {"name": "Q"}, "types": list(types)}}


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"__schema": 3},
        schema_of(3),
        schema_of({"name": "Q", "fields": [{"name": "a"}]}),
        schema_of({"name": "Q", "fields": [{"name": "a", "type": {"name": None}}]}),
    ],
    ids=str,
)
def test_a_schema_of_another_shape_is_told(
    httpserver: HTTPServer, fetch: Fetcher, schema: Any
) -> None:
    httpserver.expect_request("/api").respond_with_json({"data": schema})
    with pytest.raises(CivicKitError):
        asked(httpserver, fetch)
