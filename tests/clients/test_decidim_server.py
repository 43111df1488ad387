"""The client against GraphQL itself, with the names of two versions of Decidim."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from servers.decidim.site import create_app
from servers.serving import serving

from civickit.clients import write_csv
from civickit.clients.decidim import Decidim
from civickit.core.errors import SourceUnavailable
from civickit.core.fetch import Fetcher


@pytest.fixture(scope="module")
def recent() -> Iterator[str]:
    with serving(create_app("recent")) as url:
        yield url


@pytest.fixture(scope="module")
def older() -> Iterator[str]:
    with serving(create_app("older")) as url:
        yield url


def test_every_proposal_comes_over_all_pages(recent: str, fetch: Fetcher) -> None:
    found = Decidim(recent, fetch).proposals("7")
    assert [one.id for one in found] == [str(number) for number in range(1, 121)]
    first = found[0]
    assert first.title == "ベンチを1つ"
    assert first.body == "水と&日陰を\nお願いします"
    assert (first.votes, first.likes, first.comments) == (2, 1, 1)
    assert (first.lat, first.lon, first.address) == (39.7, 141.1, "中央公園")
    assert first.categories == ("公園", "暑さ対策")
    assert (first.author, first.state) == ("北野", "accepted")
    assert first.published is not None
    assert first.published.isoformat() == "2026-01-02T00:00:00+00:00"
    assert fetch.notes == []


def test_what_is_hidden_or_missing_stays_empty(recent: str, fetch: Fetcher) -> None:
    found = {one.id: one for one in Decidim(recent, fetch).proposals("7")}
    assert found["3"].votes is None
    assert (found["4"].lat, found["4"].lon) == (None, None)
    assert found["5"].title == "5 benches"
    assert found["6"].author == ""


@pytest.mark.parametrize(
    ("locale", "title"), [("en", "x"), ("ja", "ベンチを1つ"), ("fr", "ベンチを1つ")]
)
def test_the_wanted_language_else_japanese(
    recent: str, fetch: Fetcher, locale: str, title: str
) -> None:
    assert Decidim(recent, fetch, locale=locale).proposals("7")[0].title == title


def test_an_older_version_is_asked_for_what_it_has(older: str, fetch: Fetcher) -> None:
    found = Decidim(older, fetch).proposals("7")
    assert len(found) == 120
    first = found[0]
    assert first.title == "ベンチを1つ"
    assert (first.likes, first.comments, first.lat) == (1, None, None)
    assert first.categories == ("公園",)
    assert fetch.notes == [f"{older} does not tell comments, address, coordinates of proposals."]
    with pytest.raises(SourceUnavailable, match="cannot tell proposals by their day"):
        Decidim(older, fetch).proposals("7", since=date(2026, 1, 1))


def test_since_a_day(recent: str, fetch: Fetcher) -> None:
    found = Decidim(recent, fetch).proposals("7", since=date(2026, 4, 1))
    assert [one.id for one in found] == [str(number) for number in range(90, 121)]


@pytest.mark.parametrize("version", ["recent", "older"])
def test_processes_and_their_components(
    version: str, fetch: Fetcher, request: pytest.FixtureRequest
) -> None:
    site = Decidim(request.getfixturevalue(version), fetch)
    (process,) = site.processes()
    assert (process.id, process.slug, process.title) == ("1", "park", "公園のこれから")
    assert process.start == (date(2026, 1, 1) if version == "recent" else None)
    kinds = [(one.id, one.name, one.kind) for one in process.components]
    expected = [
        ("7", "提案", "Proposals"),
        ("8", "会議", "Meetings"),
        ("9", "Old ideas", "Proposals"),
    ]
    assert kinds == expected
    assert list(process.components) == site.components("1")


def test_the_version_is_told_where_the_site_tells_it(
    recent: str, older: str, fetch: Fetcher
) -> None:
    assert Decidim(recent, fetch).version() == "0.31.0"
    assert Decidim(older, fetch).version() == ""


def test_no_proposals_are_none(recent: str, fetch: Fetcher) -> None:
    assert Decidim(recent, fetch).proposals("9") == []


@pytest.mark.parametrize(
    ("ask", "why"),
    [
        (lambda site: site.proposals("8"), "holds Meetings, not proposals"),
        (lambda site: site.proposals("77"), "no component '77'"),
        (lambda site: site.components("77"), "no process '77'"),
    ],
)
def test_what_is_not_there_is_told(
    recent: str, fetch: Fetcher, ask: Callable[[Decidim], Any], why: str
) -> None:
    with pytest.raises(SourceUnavailable, match=why):
        ask(Decidim(recent, fetch))


def test_the_schema_is_asked_for_once(make_fetch: Callable[..., Fetcher]) -> None:
    app = create_app("recent", proposals=3)
    with serving(app) as url:
        for _ in range(2):
            site = Decidim(url, make_fetch())
            site.processes()
            site.proposals("7")
    assert sum("__schema" in query for query in app.config["QUERIES"]) == 1


def test_rows_go_into_a_table(recent: str, fetch: Fetcher, tmp_path: Any) -> None:
    rows = Decidim(recent, fetch).rows("7")
    assert write_csv(rows, tmp_path / "proposals.csv") == 120
    lines = (tmp_path / "proposals.csv").read_text("utf-8").splitlines()
    assert lines[0].startswith("id,title,body,state,votes")
    assert "公園; 暑さ対策" in lines[1] + lines[2]
    assert "script" not in "".join(lines)
