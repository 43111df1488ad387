"""Several catalogues at once: what they find, what they fail at, and in which order it is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from sources.fake_catalogue import (
    SEARCH,
    found,
    listed_elsewhere,
    package,
    resource,
    serve_catalogue,
)

from civickit import sources
from civickit.core.fetch import Fetcher
from civickit.sources import Catalogue, Search

PAGE = "<!DOCTYPE html><html><title>メンテナンス中</title></html>"


def ckan(name: str, url: str, **more: object) -> Catalogue:
    return Catalogue(name, url, "ckan", **more)


def titles(result: sources.Searched) -> list[str]:
    return [hit.dataset.title for hit in result.hits if not hit.source]


def test_all_are_asked_at_once(httpserver: HTTPServer, fetch: Fetcher) -> None:
    """Each of the five waits until all five have been asked: one after the other never ends."""
    together = threading.Barrier(5, timeout=8)
    asked = [
        ckan(
            f"c{number}",
            serve_catalogue(
                httpserver,
                f"/c{number}",
                [package(f"d{number}", f"表 {number}")],
                before=together.wait,
            ),
        )
        for number in range(5)
    ]
    result = sources.find(Search("雪かき"), fetch, asked)
    assert result.failed == {}
    assert sorted(titles(result)) == [f"表 {number}" for number in range(5)]
    assert result.answered == tuple(f"c{number}" for number in range(5))


@pytest.fixture
def never(httpserver: HTTPServer) -> Iterator[Callable[[], None]]:
    """Waits until the test is over."""
    over = threading.Event()
    yield lambda: over.wait(20)
    over.set()


def test_what_one_fails_at_does_not_hold_up_the_others(
    httpserver: HTTPServer, fetch: Fetcher, never: Callable[[], None]
) -> None:
    good = serve_catalogue(httpserver, "/good", [package("a", "除雪車")])
    slow = serve_catalogue(httpserver, "/slow", [package("b", "来ない")], before=never)
    httpserver.expect_request(f"/ill{SEARCH}").respond_with_data("no", status=500)
    httpserver.expect_request(f"/page{SEARCH}").respond_with_data(PAGE, content_type="text/html")
    asked = [
        ckan("slow", slow),
        ckan("ill", httpserver.url_for("/ill")),
        ckan("page", httpserver.url_for("/page")),
        ckan("good", good),
        Catalogue("unknown", good, "no_such_client"),
    ]
    result = sources.find(Search("除雪"), fetch, asked, deadline_s=2)
    assert titles(result) == ["除雪車"]
    assert result.answered == ("good",)
    assert list(result.failed) == ["slow", "ill", "page", "unknown"]
    assert "2 s" in result.failed["slow"]
    assert "500" in result.failed["ill"]
    assert "web page" in result.failed["page"]
    assert "no_such_client" in result.failed["unknown"]


def test_the_number_of_answers_is_told_while_waiting(
    httpserver: HTTPServer, fetch: Fetcher
) -> None:
    seen: list[tuple[int, int]] = []
    url = serve_catalogue(httpserver, "/c", [])
    asked = [ckan("one", url), ckan("two", url)]
    sources.find(Search("除雪"), fetch, asked, watch=lambda *pair: seen.append(pair))
    assert seen[0] == (0, 2)
    assert seen == sorted(seen)


def test_a_dataset_in_two_catalogues_is_one_with_both_named(
    httpserver: HTTPServer, fetch: Fetcher
) -> None:
    same = package("072079_x", "ごみ分別", resource("https://example.org/gomi.csv"))
    moved = package("y", "ごみ 分別", resource("https://example.org/other.csv"))
    alone = package("z", "ごみ収集日", resource("https://example.org/days.csv"))
    bodik = serve_catalogue(httpserver, "/bodik", [same, alone])
    other = serve_catalogue(httpserver, "/other", [moved])
    httpserver.expect_request("/backend/api/package_search").respond_with_json(
        found([listed_elsewhere(same, bodik)])
    )
    meta = Catalogue("meta", httpserver.url_for("/backend/api"), "search_ckan_jp")
    result = sources.find(Search("ごみ"), fetch, [meta, ckan("bodik", bodik), ckan("o", other)])
    listed = {hit.dataset.title: hit.found_in for hit in result.hits if not hit.source}
    assert listed == {"ごみ分別": ("meta", "bodik", "o"), "ごみ収集日": ("bodik",)}
    [one] = [hit for hit in result.hits if hit.dataset.title == "ごみ分別"]
    assert [file.url for file in one.dataset.resources] == [
        "https://example.org/gomi.csv",
        "https://example.org/other.csv",
    ]


def test_two_years_in_one_catalogue_stay_two(httpserver: HTTPServer, fetch: Fetcher) -> None:
    years = [package(f"d{year}", "除雪路線", resource(f"https://e.org/{year}")) for year in (1, 2)]
    url = serve_catalogue(httpserver, "/c", years)
    assert len(titles(sources.find(Search("除雪"), fetch, [ckan("c", url)]))) == 2


def test_what_can_be_used_at_once_comes_first(httpserver: HTTPServer, fetch: Fetcher) -> None:
    table, old = resource("https://e.org/a.csv"), {"metadata_modified": "2010-01-01T00:00:00"}
    nc = {"license_id": "cc-by-nc-4.0", "license_title": "CC BY-NC"}
    packages = [
        package("pdf", "除雪 計画", resource("https://e.org/a.pdf", "PDF")),
        package("nc", "除雪 閉", table, **nc),
        package("old", "除雪 古", resource("https://e.org/b.csv"), **old),
        package(
            "good",
            "除雪 新",
            resource("https://e.org/c.pdf", "PDF"),
            resource("https://e.org/c.csv"),
        ),
        package("aed", "AED 除雪", resource("https://e.org/d.csv")),
    ]
    url = serve_catalogue(httpserver, "/c", packages)
    result = sources.find(Search("除雪"), fetch, [ckan("c", url)])
    assert [hit.dataset.id for hit in result.hits] == ["aed", "good", "old", "nc", "pdf"]
    best = {hit.dataset.id: dict(hit.reasons) for hit in result.hits}
    assert best["aed"] == {
        "format": "CSV",
        "licence": "CC BY 4.0",
        "modified": "2026-04",
        "schema": "aed",
        "position": "likely",
    }
    assert best["pdf"]["format"] == ""
    assert result.hits[1].best.url == "https://e.org/c.csv"
    assert result.hits[3].dataset.licence.open is False


def test_other_words_for_a_standard_dataset_are_searched_too(
    httpserver: HTTPServer, fetch: Fetcher
) -> None:
    url = serve_catalogue(httpserver, "/c", [])
    result = sources.find(Search("消火栓"), fetch, [ckan("c", url)])
    assert {"消防水利", "防火水槽"} <= set(result.also)
    asked = " ".join(request.args["q"] for request, _ in httpserver.log)
    assert all(word in asked for word in ("消火栓", "消防水利", "防火水槽"))
    assert "aizuwakamatsu_hydrants" in {hit.source for hit in result.hits}


def test_a_place_among_the_words_stays_with_the_other_words(
    httpserver: HTTPServer, fetch: Fetcher
) -> None:
    url = serve_catalogue(httpserver, "/c", [])
    result = sources.find(Search("消火栓 会津若松"), fetch, [ckan("c", url)])
    assert "防火水槽 会津若松" in result.also
    assert [hit.source for hit in result.hits] == ["aizuwakamatsu_hydrants"]


def test_a_new_list_of_a_city_goes_before_an_old_one_of_the_kit(
    httpserver: HTTPServer, fetch: Fetcher
) -> None:
    new = package("072079_w", "消火栓", resource("https://e.org/w.csv"))
    url = serve_catalogue(httpserver, "/c", [new])
    hits = sources.find(Search("消火栓", limit=50), fetch, [ckan("c", url)]).hits
    names = [hit.source or hit.dataset.id for hit in hits]
    assert names[0] == "072079_w"
    assert names.index("aizuwakamatsu_hydrants") < names.index("toronto_hydrants")
    assert ("checked", "") in hits[names.index("aizuwakamatsu_hydrants")].reasons


def test_words_of_no_dataset_are_searched_alone(httpserver: HTTPServer, fetch: Fetcher) -> None:
    url = serve_catalogue(httpserver, "/c", [])
    assert sources.find(Search("除雪車の位置"), fetch, [ckan("c", url)]).also == ()
    assert len(httpserver.log) == 1


def test_a_place_is_asked_for_in_the_way_a_catalogue_knows(
    httpserver: HTTPServer, fetch: Fetcher
) -> None:
    asked = [
        ckan("code", serve_catalogue(httpserver, "/code", []), places=("code",)),
        ckan("name", serve_catalogue(httpserver, "/name", []), places=("name",)),
        ckan("city", serve_catalogue(httpserver, "/city", []), place="072079"),
    ]
    sources.find(Search("除雪", "072079", "須賀川市"), fetch, asked)
    told = {request.path.split("/")[1]: request.args for request, _ in httpserver.log}
    assert "072079" in told["code"]["fq"]
    assert "須賀川市" not in told["code"]["q"]
    assert "須賀川市" in told["name"]["q"]
    assert "fq" not in told["name"]
    assert "fq" not in told["city"]


def test_a_regions_catalogue_is_asked_with_and_without_the_citys_name(
    httpserver: HTTPServer, fetch: Fetcher
) -> None:
    asked = [ckan("pref", serve_catalogue(httpserver, "/pref", []), place="07")]
    sources.find(Search("除雪", "072079", "須賀川市"), fetch, asked)
    questions = [request.args["q"] for request, _ in httpserver.log]
    assert sorted("須賀川市" in question for question in questions) == [False, True]


def test_only_what_is_of_the_place_is_shown(httpserver: HTTPServer, fetch: Fetcher) -> None:
    packages = [
        package("072079_a", "除雪路線"),
        package("b", "除雪", organization={"title": "須賀川市"}),
        package("072010_c", "除雪", organization={"title": "福島市"}),
    ]
    catalogue = ckan("c", serve_catalogue(httpserver, "/c", packages))
    search = Search("除雪", "072079", "須賀川市")
    result = sources.find(search, fetch, [catalogue])
    assert {hit.dataset.id for hit in result.hits} == {"072079_a", "b"}
    assert not result.elsewhere
    whole = sources.find(Search("除雪", "07", "福島県"), fetch, [catalogue])
    assert {"072079_a", "072010_c"} <= {hit.dataset.id for hit in whole.hits}


def test_other_places_are_shown_and_told_where_the_place_has_nothing(
    httpserver: HTTPServer, fetch: Fetcher
) -> None:
    url = serve_catalogue(httpserver, "/c", [package("072010_c", "除雪")])
    result = sources.find(Search("除雪", "131083", "江東区"), fetch, [ckan("c", url)])
    assert titles(result) == ["除雪"]
    assert result.elsewhere


def test_a_schema_narrows(httpserver: HTTPServer, fetch: Fetcher) -> None:
    packages = [package("a", "AED設置箇所一覧"), package("b", "救急の統計")]
    url = serve_catalogue(httpserver, "/c", packages)
    result = sources.find(Search(schema="aed"), fetch, [ckan("c", url)])
    assert titles(result) == ["AED設置箇所一覧"]
    assert {hit.schema for hit in result.hits} == {"aed"}


def test_more_than_the_limit_is_told(httpserver: HTTPServer, fetch: Fetcher) -> None:
    url = serve_catalogue(httpserver, "/c", [package(f"d{n}", f"雪 {n}") for n in range(7)])
    result = sources.find(Search("雪", limit=5), fetch, [ckan("c", url)])
    assert len(result.hits) == 5
    assert result.more == 2


def test_offline_gives_what_was_found_before(
    httpserver: HTTPServer, make_fetch: Callable[..., Fetcher]
) -> None:
    asked = [ckan("c", serve_catalogue(httpserver, "/c", [package("a", "除雪")]))]
    online = sources.find(Search("除雪"), make_fetch(), asked)
    httpserver.stop()
    offline = make_fetch(offline=True)
    assert sources.find(Search("除雪"), offline, asked) == online
    never_asked = sources.find(Search("融雪"), offline, asked)
    assert "was never fetched" in never_asked.failed["c"]


def test_the_last_results_are_kept_by_number(
    httpserver: HTTPServer, fetch: Fetcher, tmp_path: Path
) -> None:
    url = serve_catalogue(httpserver, "/c", [package("a", "AED", resource("https://e.org/a.csv"))])
    result = sources.find(Search("AED"), fetch, [ckan("c", url)])
    sources.remember(fetch.store, result.hits)
    kept = [sources.last_found(fetch.store, n) for n in range(1, len(result.hits) + 1)]
    assert [hit.source or hit.dataset for hit in result.hits] == kept
    assert any(isinstance(one, str) for one in kept)


@pytest.mark.parametrize("number", [0, 2, 99])
def test_a_number_that_was_not_found_is_told(fetch: Fetcher, number: int) -> None:
    from civickit.core.errors import UnknownName

    with pytest.raises(UnknownName, match="civickit find"):
        sources.last_found(fetch.store, number)
    sources.remember(fetch.store, [])
    with pytest.raises(UnknownName):
        sources.last_found(fetch.store, number)


@pytest.mark.parametrize("kept", [b"", b"{}", b"[3]", b'[{"source": ""}]', b"\xff"])
def test_results_of_another_version_are_told(fetch: Fetcher, kept: bytes) -> None:
    from civickit.core.errors import UnknownName

    fetch.store.folder.mkdir(parents=True)
    (fetch.store.folder / "last_find.json").write_bytes(kept)
    with pytest.raises(UnknownName):
        sources.last_found(fetch.store, 1)
