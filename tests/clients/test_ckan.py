"""What the many CKANs and their kin differ in, on a small server of our own."""

from __future__ import annotations

import json
from typing import Any

import pytest
from clients.samples.ckan import ACTIONS, FIELDS, RECORDS, package, searching, serve, table, told
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from servers.ckan.solr import parse
from werkzeug import Request, Response

from civickit.clients import Licence
from civickit.clients._ckan_asking import site_of
from civickit.clients._ckan_words import anywhere, of_place
from civickit.clients.ckan import Ckan
from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch import Fetcher


@pytest.fixture
def ckan(httpserver: HTTPServer, fetch: Fetcher) -> Ckan:
    return Ckan(httpserver.url_for("/"), fetch)


@pytest.mark.parametrize(
    ("url", "actions", "pages", "kind"),
    [
        ("https://a.jp", "https://a.jp/api/3/action/", "https://a.jp", "ckan"),
        ("https://a.jp/ ", "https://a.jp/api/3/action/", "https://a.jp", "ckan"),
        ("https://a.jp/api/3", "https://a.jp/api/3/action/", "https://a.jp", "ckan"),
        ("https://a.jp/api/3/action", "https://a.jp/api/3/action/", "https://a.jp", "ckan"),
        ("https://a.jp/dataset/x?y=1", "https://a.jp/api/3/action/", "https://a.jp", "ckan"),
        ("https://a.jp/dataset/", "https://a.jp/api/3/action/", "https://a.jp", "ckan"),
        ("https://e.jp/d/api/action/", "https://e.jp/d/api/action/", "https://e.jp/d", "ckan"),
        ("https://y.jp/c/api/3/action/", "https://y.jp/c/api/3/action/", "https://y.jp/c", "ckan"),
        ("https://m.jp/ckan_api/", "https://m.jp/ckan_api/", "https://m.jp", "dataeye"),
        ("https://o.jp/open/api/", "https://o.jp/open/api/", "https://o.jp/open", "shirasagi"),
    ],
)
def test_where_a_portal_is_asked(url: str, actions: str, pages: str, kind: str) -> None:
    assert site_of(url) == (actions, pages, kind)


def test_every_word_is_looked_for_whole_and_as_a_part() -> None:
    assert anywhere(("title",), "消火栓　AED") == (
        '(title:"消火栓" OR title:*消火栓*) AND (title:"AED" OR title:*AED*)'
    )
    assert anywhere(("title",), "  ") == ""


@given(st.text(min_size=1, max_size=30))
def test_any_words_make_a_question_that_finds_them(words: str) -> None:
    question = anywhere(("title", "text"), words)
    if question:
        assert "_query_:" not in question
        assert "{!" not in question
        parse(question)({"title": words})


@given(st.text(alphabet="消火栓AED設置0123会津", min_size=1, max_size=12), st.text(max_size=10))
def test_what_holds_the_word_is_found(word: str, around: str) -> None:
    assert parse(anywhere(("title",), word))({"title": f"{around} 市{word}一覧 {around}"})


def test_a_place_is_a_beginning_of_the_name() -> None:
    test = parse(of_place("072028"))
    assert test({"name": "072028_aed"})
    assert not test({"name": "x072028_aed"})
    assert of_place("") == ""


def test_ckan_before_2_12_is_paged_by_offset(httpserver: HTTPServer, ckan: Ckan) -> None:
    asked = []

    def answer(request: Request) -> Response:
        asked.append((request.args.get("offset"), request.args.get("filters")))
        at = int(request.args.get("offset", 0))
        result = {"fields": FIELDS, "records": RECORDS[at : at + 2], "total": 3}
        return told({**result, "_links": {"start": "/api", "next": "/api?offset=2"}})

    serve(httpserver, "datastore_search", answer)
    assert [row["コード"] for row in ckan.rows("r1").rows] == ["0001", "0002", "072028"]
    assert asked == [(None, None), ("2", None)]


def test_where_ranges_are_refused_the_offset_is_asked_for(
    httpserver: HTTPServer, ckan: Ckan
) -> None:
    def answer(request: Request) -> Response:
        if "gt" in request.args.get("filters", ""):
            error = {"__type": "Validation Error", "filters": ["invalid value"]}
            return Response(json.dumps({"success": False, "error": error}), 409)
        at = int(request.args.get("offset", 0))
        return told({"fields": FIELDS, "records": RECORDS[at : at + 2], "total": 3})

    serve(httpserver, "datastore_search", answer)
    assert len(list(ckan.rows("r1").rows)) == 3


def test_a_server_that_gives_the_first_page_again_is_noticed(
    httpserver: HTTPServer, ckan: Ckan
) -> None:
    result = {"fields": FIELDS, "records": RECORDS[:2], "total": 3}
    serve(httpserver, "datastore_search", lambda _: told(result))
    with pytest.raises(SourceChanged, match="rows after _id 2, in order"):
        list(ckan.rows("r1").rows)


def test_a_table_that_became_shorter_is_noticed(httpserver: HTTPServer, ckan: Ckan) -> None:
    answers = iter([(RECORDS[:2], 3), (RECORDS[2:], 2)])

    def answer(request: Request) -> Response:
        records, total = next(answers)
        more = {"_links": {}}
        return told({"fields": FIELDS, "records": records, "total": total, **more})

    serve(httpserver, "datastore_search", answer)
    with pytest.raises(SourceChanged, match="changed while it was read"):
        list(ckan.rows("r1").rows)


@pytest.mark.parametrize(
    "records",
    [[[1, "0001"]], ["x"], [{"コード": "1"}], [{"_id": "1"}], [{"_id": None}], [{"_id": []}]],
)
def test_rows_without_their_number_are_told(
    httpserver: HTTPServer, ckan: Ckan, records: list[Any]
) -> None:
    result = {"fields": FIELDS, "records": records, "total": 1}
    serve(httpserver, "datastore_search", lambda _: told(result))
    with pytest.raises(SourceChanged, match="has no '_id'"):
        list(ckan.rows("r1").rows)


@pytest.mark.parametrize("total", [0, 1])
def test_more_rows_than_promised_are_noticed(
    httpserver: HTTPServer, ckan: Ckan, total: int
) -> None:
    result = {"fields": FIELDS, "records": RECORDS[:2], "total": total}
    serve(httpserver, "datastore_search", lambda _: told(result))
    with pytest.raises(SourceChanged, match=r"more rows; found 2"):
        list(ckan.rows("r1").rows)


def test_rows_added_meanwhile_are_left_for_next_time(httpserver: HTTPServer, ckan: Ckan) -> None:
    added = [*RECORDS, {"_id": 6, "コード": "new", "緯度": None, "備考": None}]
    pages = iter([table(RECORDS), table(added)])
    serve(httpserver, "datastore_search", lambda request: next(pages)(request))
    assert [row["コード"] for row in ckan.rows("r1").rows] == ["0001", "0002", "072028"]


def test_a_filter_by_the_number_of_a_row_is_kept_on_every_page(
    httpserver: HTTPServer, ckan: Ckan
) -> None:
    asked = []

    def answer(request: Request) -> Response:
        asked.append(request.args["filters"])
        at = int(request.args.get("offset", 0))
        return told({"fields": FIELDS, "records": RECORDS[at : at + 2], "total": 3})

    serve(httpserver, "datastore_search", answer)
    assert len(list(ckan.rows("r1", filters={"_id": [1, 2, 5]}).rows)) == 3
    assert asked == ['{"_id": [1, 2, 5]}'] * 2


def test_without_a_total_pages_are_read_until_one_is_empty(
    httpserver: HTTPServer, ckan: Ckan
) -> None:
    whole = table(RECORDS)

    def answer(request: Request) -> Response:
        body = json.loads(whole(request).get_data())
        del body["result"]["total"]
        return Response(json.dumps(body))

    serve(httpserver, "datastore_search", answer)
    found = ckan.rows("r1")
    assert found.total is None
    assert len(list(found.rows)) == 3


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (400, '"Bad request: Action name not known: x"', "Action name not known: x"),
        (404, '{"success": false, "error": {"__type": "Not Found Error", "message": "Not found"}}',
         "Not Found Error: Not found"),
        (409, '{"success": false, "error": {"__type": "Validation Error", "rows": ["Must be"]}}',
         "Validation Error: rows: Must be"),
        (409, '{"success": false, "error": {"query": ["(ProgrammingError)"], "info": {"a": 1}}}',
         "query: (ProgrammingError); info: {'a': 1}"),
        (500, '{"success": false, "error": {"__type": "Search Connection Error"}}',
         "Search Connection Error"),
        (200, '{"success": false, "error": {"message": "Not found", "type": "Not Found Error"}}',
         "Not Found Error: Not found"),
        (404, "<html>no</html>", "is this the address of a CKAN?"),
        (404, "[1]", "is this the address of a CKAN?"),
    ],
)  # fmt: skip
def test_a_refusal_in_its_own_words(
    httpserver: HTTPServer, ckan: Ckan, status: int, body: str, said: str
) -> None:
    httpserver.expect_request(f"{ACTIONS}/package_show").respond_with_data(body, status=status)
    with pytest.raises(SourceUnavailable) as caught:
        ckan.dataset("x")
    assert said in str(caught.value)
    assert caught.value.status == status


def test_the_token_goes_in_the_header_and_nowhere_else(
    httpserver: HTTPServer, fetch: Fetcher
) -> None:
    seen = []

    def answer(request: Request) -> Response:
        seen.append(request.headers.get("Authorization"))
        return Response(json.dumps({"success": False, "error": "no"}), 404)

    serve(httpserver, "package_show", answer)
    with pytest.raises(SourceUnavailable) as caught:
        Ckan(httpserver.url_for("/"), fetch, key="geheim").dataset("x")
    assert seen == ["geheim"]
    assert "geheim" not in str(caught.value)


def test_more_datasets_than_asked_for_are_cut_to_the_limit(
    httpserver: HTTPServer, ckan: Ckan
) -> None:
    packages = [package(number) for number in range(5)]
    serve(httpserver, "package_search", lambda _: told({"count": 5, "results": packages}))
    found = ckan.search("", limit=2)
    assert (found.total, len(found.datasets)) == (5, 2)


def test_dataeye_is_asked_in_plain_words_and_with_a_limit(
    httpserver: HTTPServer, fetch: Fetcher
) -> None:
    asked: list[dict[str, str]] = []

    def answer(request: Request) -> Response:
        asked.append(dict(request.args))
        resource = {
            "id": 31,
            "title": "公共施設",
            "format": "CSV",
            "url": "https://p.example.jp/resource_download/31",
            "resource_license_id": "CC BY 4.0",
            "datastore_active": True,
        }
        dataset = {
            "id": 12,
            "name": None,
            "title": "公共施設一覧",
            "organization": {"id": 25, "title": "さいたま市"},
            "resources": [resource, None],
            "tags": [{"name": "施設"}, {}],
        }
        return told({"count": 1, "results": [dataset]})

    httpserver.expect_request("/ckan_api/package_search").respond_with_handler(answer)
    (dataset,) = Ckan(httpserver.url_for("/ckan_api/"), fetch).search("公共　施設").datasets
    assert asked == [{"q": "公共 施設", "rows": "50", "start": "0"}]
    assert (dataset.id, dataset.publisher, dataset.tags) == ("12", "さいたま市", ("施設",))
    assert dataset.licence.id == "CC-BY-4.0"
    assert dataset.url == httpserver.url_for("/datasets/12")
    (resource,) = dataset.resources
    assert (resource.id, resource.name, resource.service) == ("31", "公共施設", "")


def test_shirasagi_has_its_own_names_for_things(httpserver: HTTPServer, fetch: Fetcher) -> None:
    dataset: dict[str, Any] = {
        "id": 7,
        "uuid": "9133-0597",
        "name": "農産物直売所",
        "text": "市内の直売所",
        "url": "https://o.example.jp/dataset/7.html",
        "updated": "2026-04-01T09:00:00.000+09:00",
        "groups": [{"id": 1, "name": "県/農林部", "trailing_name": "農林部"}],
        "tags": ["農業"],
        "resources": [
            {
                "id": 3,
                "name": "一覧",
                "filename": "list.csv",
                "format": "CSV",
                "license": {"name": "表示（CC BY）", "uid": "cc-by"},
                "download_url": "https://o.example.jp/resource/3/list.csv",
                "url": "https://o.example.jp/resource/3/",
            }
        ],
    }
    httpserver.expect_request("/api/package_search").respond_with_handler(searching([dataset]))
    (found,) = Ckan(httpserver.url_for("/api"), fetch).search("直売所").datasets
    assert (found.id, found.title, found.url) == (
        "9133-0597",
        "農産物直売所",
        "https://o.example.jp/dataset/7.html",
    )
    assert (found.publisher, found.description, found.tags) == ("農林部", "市内の直売所", ("農業",))
    assert found.modified == "2026-04-01T09:00:00.000+09:00"
    assert found.licence[:1] == ("CC-BY",)
    assert found.resources[0].url == "https://o.example.jp/resource/3/list.csv"


def test_an_untidy_package_is_still_a_dataset(httpserver: HTTPServer, ckan: Ckan) -> None:
    untidy = {
        "id": 5,
        "title": None,
        "tags": "none",
        "groups": [{}, "x"],
        "organization": None,
        "license_id": None,
        "license_title": None,
        "resources": [
            {"url": "/files/a.xlsx", "size": "big", "format": None, "id": None},
            {"url": None, "format": "csv"},
            {"url": "http://[broken", "size": 0},
        ],
    }
    serve(httpserver, "package_show", lambda _: told(untidy))
    dataset = ckan.dataset("5")
    assert (dataset.id, dataset.title, dataset.publisher, dataset.tags) == ("5", "5", "", ())
    assert dataset.licence == Licence()
    by_path, nowhere, broken = dataset.resources
    assert by_path.url == httpserver.url_for("/files/a.xlsx")
    assert (by_path.format, by_path.bytes) == ("XLSX", None)
    assert (nowhere.url, nowhere.format) == ("", "CSV")
    assert (broken.url, broken.format, broken.bytes) == ("http://[broken", "", 0)
