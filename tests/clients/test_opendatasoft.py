from __future__ import annotations

import pytest
from clients.samples.opendatasoft import DATASET, DATASETS, ID, ROWS, dataset, serve_rows
from pytest_httpserver import HTTPServer

from civickit.clients.opendatasoft import OpenDataSoft, quoted
from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch import Fetcher


@pytest.fixture
def site(httpserver: HTTPServer, fetch: Fetcher) -> OpenDataSoft:
    return OpenDataSoft(httpserver.url_for("/"), fetch)


def test_more_than_ten_thousand_rows_come_whole(site: OpenDataSoft, httpserver: HTTPServer) -> None:
    rows = [{"numero": str(number), "position": None} for number in range(12_000)]
    serve_rows(httpserver, rows, 12_000)
    assert sum(1 for _ in site.rows(ID).rows) == 12_000


@pytest.mark.parametrize("total", [1, 3])
def test_an_export_that_is_not_what_was_promised(
    site: OpenDataSoft, httpserver: HTTPServer, total: int
) -> None:
    serve_rows(httpserver, ROWS, total)
    with pytest.raises(SourceChanged, match=f"{total} rows"):
        list(site.rows(ID).rows)


def test_a_condition_goes_to_count_and_export(site: OpenDataSoft, httpserver: HTTPServer) -> None:
    serve_rows(httpserver, ROWS, 2)
    list(site.rows(ID, where="diametre > 60").rows)
    asked = [request.args.get("where") for request, _ in httpserver.log]
    assert asked == [None, "diametre > 60", "diametre > 60"]


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ("消火栓", 'search(*, "消火栓")'),
        ("borne  incendie", 'search(*, "borne") AND search(*, "incendie")'),
        ('x")', 'search(*, "x\\")")'),
        ("a\\", 'search(*, "a\\\\")'),
        ("", None),
    ],
)
def test_words_stay_words(
    site: OpenDataSoft, httpserver: HTTPServer, words: str, where: str | None
) -> None:
    httpserver.expect_request(DATASETS).respond_with_json({"total_count": 0, "results": []})
    site.search(words)
    assert httpserver.log[0][0].args.get("where") == where


def test_a_word_in_quotes() -> None:
    assert quoted('\\"') == '"\\\\\\""'


def test_search_turns_pages(site: OpenDataSoft, httpserver: HTTPServer) -> None:
    first = [{**DATASET, "dataset_id": f"d{number}"} for number in range(100)]
    for offset, limit, page in ((0, 100, first), (100, 20, [DATASET])):
        httpserver.expect_request(
            DATASETS, query_string={"limit": str(limit), "offset": str(offset)}
        ).respond_with_json({"total_count": 101, "results": page})
    found = site.search("", limit=120)
    assert (found.total, len(found.datasets), found.datasets[-1].id) == (101, 101, ID)


def test_the_site_objects(site: OpenDataSoft, httpserver: HTTPServer) -> None:
    httpserver.expect_request(f"{DATASETS}/{ID}").respond_with_json(DATASET)
    error = {"error_code": "ODSQLError", "message": "Unknown field: x."}
    httpserver.expect_request(f"{DATASETS}/{ID}/records").respond_with_json(error, status=400)
    with pytest.raises(SourceUnavailable, match="Unknown field: x"):
        site.rows(ID, where="x > 1")


def test_a_key_is_sent_and_not_kept(httpserver: HTTPServer, fetch: Fetcher) -> None:
    httpserver.expect_request(
        f"{DATASETS}/{ID}", headers={"Authorization": "Apikey s3cret"}
    ).respond_with_json(DATASET)
    site = OpenDataSoft(httpserver.url_for("/api/explore/v2.1"), fetch, key="s3cret")
    assert site.dataset(ID) == dataset(httpserver.url_for("").rstrip("/"))
    kept = [path for path in fetch.store.folder.rglob("*") if path.is_file()]
    assert not any(b"s3cret" in path.read_bytes() for path in kept)


def test_an_id_cannot_leave_its_place(site: OpenDataSoft, httpserver: HTTPServer) -> None:
    with pytest.raises(SourceUnavailable):
        site.dataset("../../users?x=")
    assert httpserver.log[0][0].environ["RAW_URI"] == f"{DATASETS}/..%2F..%2Fusers%3Fx%3D"


def test_a_dataset_without_records_has_no_table(site: OpenDataSoft, httpserver: HTTPServer) -> None:
    told = {**DATASET, "has_records": False}
    httpserver.expect_request(f"{DATASETS}/{ID}").respond_with_json(told)
    assert site.dataset(ID).resources == ()
