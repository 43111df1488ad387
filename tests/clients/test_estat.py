"""Numbers with their labels, all of them, and the key never shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from clients.samples import estat as sample
from clients.samples.estat import CLASSES, DATA, LIST, META, SECRET, answer, at, page, value
from pytest_httpserver import HTTPServer

from civickit.clients import Rows, write_csv
from civickit.clients.estat import CREDIT, EStat
from civickit.core.errors import CivicKitError, SourceChanged, SourceUnavailable, UnknownName
from civickit.core.fetch import Fetcher


@pytest.fixture
def estat(httpserver: HTTPServer, fetch: Fetcher) -> EStat:
    return EStat(httpserver.url_for(""), fetch, key=SECRET)


def values(rows: Rows) -> list[tuple[object, str]]:
    return [(row["value"], row["mark"]) for row in rows.rows]


def test_the_credit_is_at_hand() -> None:
    assert "政府統計総合窓口(e-Stat)" in CREDIT


@pytest.mark.parametrize(
    ("written", "number", "mark"),
    [
        ("117376", 117376, ""),
        ("-12", -12, ""),
        ("0.50", 0.5, ""),
        ("-", None, "-"),
        ("***", None, "***"),
        ("x", None, "x"),
        ("X", None, "X"),
        ("…", None, "…"),
        ("", None, ""),
    ],
)
def test_a_mark_in_the_place_of_a_number_is_kept(
    written: str, number: object, mark: str, httpserver: HTTPServer, estat: EStat
) -> None:
    at(httpserver, DATA, 1, page([value("0", written)], 1))
    assert values(estat.rows("1")) == [(number, mark)]


def test_a_number_written_anew_is_told(httpserver: HTTPServer, estat: EStat) -> None:
    at(httpserver, DATA, 1, page([value("0", "117,376")], 1))
    with pytest.raises(SourceChanged, match="117,376"):
        values(estat.rows("1"))


def test_one_dimension_comes_without_a_list(httpserver: HTTPServer, estat: EStat) -> None:
    one = {"@id": "time", "@name": "時間軸", "CLASS": {"@code": "2020", "@name": "2020年"}}
    given = page({"@time": "2020", "$": "5"}, "1", classes={"CLASS_OBJ": one})
    at(httpserver, DATA, 1, given)
    rows = estat.rows("1")
    assert rows.columns == ("time", "time_name", "unit", "value", "mark")
    assert rows.total == 1
    assert list(rows.rows) == [
        {"time": "2020", "time_name": "2020年", "unit": "", "value": 5, "mark": ""}
    ]


def test_a_table_can_be_narrowed(httpserver: HTTPServer, estat: EStat) -> None:
    at(httpserver, DATA, 1, page([value("0", "5")], 1), cdArea="07202", statsDataId="9")
    assert values(estat.rows("9", narrow={"cdArea": "07202"})) == [(5, "")]


def test_labels_alone(httpserver: HTTPServer, estat: EStat) -> None:
    given = answer("GET_META_INFO", {"METADATA_INF": {"CLASS_INF": CLASSES}})
    httpserver.expect_request(META).respond_with_json(given)
    assert estat.labels("9")["area"] == {"07202": "会津若松市"}


def test_a_table_as_a_file(httpserver: HTTPServer, estat: EStat, tmp_path: Any) -> None:
    at(httpserver, DATA, 1, page([value("0", "5"), value("1", "x")], 2))
    assert write_csv(estat.rows("1"), tmp_path / "t.csv") == 2
    assert (tmp_path / "t.csv").read_text("utf-8").splitlines()[1:] == [
        "0,総数,07202,会津若松市,2020000000,2020年,人,5,",
        "1,男,07202,会津若松市,2020000000,2020年,人,,x",
    ]


@pytest.mark.parametrize(
    "second",
    [
        page([value("0", "1")], 4, 3),
        page([value("0", "1"), value("0", "1")], 3, 3),
        page([value("0", "1")], 3, 3, following=3),
        page([], 3, 3, following=3),
        page([value("9", "1")], 3, 3),
        page([{"$": "1"}], 3, 3),
        sample.nothing("GET_STATS_DATA"),
    ],
    ids=["total", "more", "no end", "no values", "unknown code", "no codes", "nothing"],
)
def test_a_second_page_that_does_not_fit_is_told(
    second: Any, httpserver: HTTPServer, estat: EStat
) -> None:
    at(httpserver, DATA, 1, page([value("0", "1"), value("1", "2")], 3, 1, 3))
    at(httpserver, DATA, 3, second)
    with pytest.raises(SourceChanged):
        values(estat.rows("1"))


@pytest.mark.parametrize("following", [1, 2, 4, "x"])
def test_a_next_page_that_leaves_out_or_repeats_is_not_followed(
    following: Any, httpserver: HTTPServer, estat: EStat
) -> None:
    at(httpserver, DATA, 1, page([value("0", "1"), value("1", "2")], 3, 1, following))
    with pytest.raises(SourceChanged):
        values(estat.rows("1"))


@pytest.mark.parametrize("status", [2, 100, 200, 300, "100"])
def test_an_error_comes_with_http_200(status: Any, httpserver: HTTPServer, estat: EStat) -> None:
    said = f"認証に失敗しました。{SECRET} を確認して下さい。"
    at(httpserver, DATA, 1, answer("GET_STATS_DATA", {}, status=status, said=said))
    with pytest.raises(SourceUnavailable, match=f"STATUS {status}: 認証に失敗しました") as caught:
        estat.rows("1")
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "given",
    [
        {"A": {}, "B": {}},
        {"GET_STATS_DATA": {}},
        answer("GET_STATS_DATA", {}),
        answer("GET_STATS_DATA", {}, status="ok"),
        page([value("0", "1")], "many"),
        page([value("0", "1")], 1, classes={"CLASS_OBJ": []}),
        page([value("0", "1")], 1, classes={"CLASS_OBJ": [{"@id": "cat01", "CLASS": [{}]}]}),
        page([value("0", 1)], 1),
    ],
    ids=range(8),
)
def test_any_other_shape_is_told(given: Any, httpserver: HTTPServer, estat: EStat) -> None:
    at(httpserver, DATA, 1, given)
    with pytest.raises(SourceChanged):
        values(estat.rows("1"))


def test_search_stops_at_its_limit(httpserver: HTTPServer, estat: EStat) -> None:
    at(httpserver, LIST, 1, sample.tables(sample.TABLES[:1], 2000, 2), limit="1")
    found = estat.search("人口", limit=1)
    assert (found.total, len(found.datasets)) == (2000, 1)
    [resource] = found.datasets[0].resources
    assert (resource.service, resource.service_id) == ("estat", "0003445078")


def test_search_may_name_a_place(httpserver: HTTPServer, estat: EStat) -> None:
    asked = {"searchWord": "人口 AND 会津若松市"}
    at(httpserver, LIST, 1, sample.tables(sample.TABLES[:1], 1), **asked)
    assert estat.search("人口", place_code="072028").total == 1
    with pytest.raises(UnknownName):
        estat.search("人口", place_code="072029")


def test_without_a_key_nothing_is_asked(httpserver: HTTPServer, fetch: Fetcher) -> None:
    with pytest.raises(SourceUnavailable, match="CIVICKIT_ESTAT_KEY"):
        EStat(httpserver.url_for(""), fetch).rows("1")
    assert httpserver.log == []


def test_the_key_is_neither_shown_nor_kept(
    httpserver: HTTPServer, make_fetch: Callable[..., Fetcher]
) -> None:
    at(httpserver, DATA, 1, page([value("0", "1")], 1), statsDataId="1")
    fetch = make_fetch()
    url = httpserver.url_for("")
    assert values(EStat(url, fetch, key=SECRET).rows("1")) == [(1, "")]
    kept = [path for path in fetch.store.folder.rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if SECRET.encode() in path.read_bytes()]
    with pytest.raises(CivicKitError) as caught:
        EStat(url, fetch, key=SECRET).rows("no such table", narrow={"x": "y"})
    assert SECRET not in str(caught.value)
    offline = EStat(url, make_fetch(offline=True), key=SECRET)
    assert values(offline.rows("1")) == [(1, "")]
    with pytest.raises(SourceUnavailable) as refused:
        offline.rows("2")
    assert SECRET not in str(refused.value) + refused.value.url
