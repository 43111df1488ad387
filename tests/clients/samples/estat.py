from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from clients.contract import Sample
from pytest_httpserver import HTTPServer
from pytest_httpserver.httpserver import QueryMatcher

from civickit.clients.estat import EStat
from civickit.core.fetch import Fetcher

DATA = "/rest/3.0/app/json/getStatsData"
LIST = "/rest/3.0/app/json/getStatsList"
META = "/rest/3.0/app/json/getMetaInfo"
SECRET = "my-secret-app-id"

CLASSES = {
    "CLASS_OBJ": [
        {
            "@id": "cat01",
            "@name": "男女別",
            "CLASS": [
                {"@code": "0", "@name": "総数", "@level": "1"},
                {"@code": "1", "@name": "男", "@level": "2"},
            ],
        },
        {
            "@id": "area",
            "@name": "地域",
            "CLASS": {"@code": "07202", "@name": "会津若松市", "@level": "3"},
        },
        {
            "@id": "time",
            "@name": "時間軸",
            "CLASS": [{"@code": "2020000000", "@name": "2020年", "@level": "1"}],
        },
    ]
}


def value(cat: str, written: str) -> dict[str, str]:
    return {"@cat01": cat, "@area": "07202", "@time": "2020000000", "@unit": "人", "$": written}


def answer(action: str, body: dict[str, Any], status: int = 0, said: str = "") -> dict[str, Any]:
    result = {"STATUS": status, "ERROR_MSG": said or "正常に終了しました。", "DATE": "2026-01-06"}
    return {action: {"RESULT": result, "PARAMETER": {"LANG": "J"}, **body}}


def page(
    values: Any, total: Any, start: int = 1, following: Any = None, classes: Any = CLASSES
) -> dict[str, Any]:
    result = {"TOTAL_NUMBER": total, "FROM_NUMBER": start, "TO_NUMBER": start + 1}
    if following is not None:
        result["NEXT_KEY"] = following
    body = {"RESULT_INF": result, "CLASS_INF": classes, "DATA_INF": {"VALUE": values}}
    return answer("GET_STATS_DATA", {"STATISTICAL_DATA": body})


def nothing(action: str) -> dict[str, Any]:
    said = "正常に終了しましたが、該当データはありませんでした。"
    return answer(action, {}, status=1, said=said)


def at(server: HTTPServer, path: str, position: int, given: dict[str, Any], **more: str) -> None:
    asked = {"startPosition": str(position), "appId": SECRET, **more}
    server.expect_request(path, query_string=Asked(asked)).respond_with_json(given)


class Asked(QueryMatcher):
    """A query that holds these and may hold more."""

    def __init__(self, asked: dict[str, str]) -> None:
        self.asked = asked

    def get_comparing_values(self, request_query_string: bytes) -> tuple[Any, Any]:
        given = dict(parse_qsl(request_query_string.decode()))
        return {name: given.get(name) for name in self.asked}, self.asked


def rows(url: str, fetch: Fetcher) -> list[tuple[Any, ...]]:
    found = EStat(url, fetch, key=SECRET, page_size=2).rows("0003445078")
    return [tuple(row[column] for column in found.columns) for row in found.rows]


def serve(server: HTTPServer) -> None:
    first = [value("0", "117376"), value("1", "-")]
    at(server, DATA, 1, page(first, 3, 1, 3), statsDataId="0003445078")
    at(server, DATA, 3, page(value("0", "12.5"), 3, 3), metaGetFlg="N")


def serve_cut(server: HTTPServer) -> None:
    at(server, DATA, 1, page([value("0", "117376"), value("1", "-")], 3, 1, 3))
    at(server, DATA, 3, page([], 3, 3))


TABLES = [
    {
        "@id": "0003445078",
        "STAT_NAME": {"@code": "00200521", "$": "国勢調査"},
        "GOV_ORG": {"@code": "00200", "$": "総務省"},
        "STATISTICS_NAME": "令和2年国勢調査",
        "TITLE": {"@no": "1-1-1", "$": "男女別人口"},
        "UPDATED_DATE": "2022-06-24",
    },
    {"@id": "0003445079", "STATISTICS_NAME": "令和2年国勢調査", "TITLE": "世帯"},
]


def tables(given: Any, number: Any, following: int | None = None) -> dict[str, Any]:
    result = {"FROM_NUMBER": 1, "TO_NUMBER": 2} | ({"NEXT_KEY": following} if following else {})
    body = {"NUMBER": number, "RESULT_INF": result, "TABLE_INF": given}
    return answer("GET_STATS_LIST", {"DATALIST_INF": body})


def search(url: str, fetch: Fetcher) -> tuple[int, list[tuple[str, str, str]]]:
    found = EStat(url, fetch, key=SECRET, page_size=1).search("国勢調査 人口")
    return found.total, [(one.id, one.title, one.publisher) for one in found.datasets]


def serve_search(server: HTTPServer) -> None:
    at(server, LIST, 1, tables(TABLES[0], 2, 2), searchWord="国勢調査 AND 人口", limit="1")
    at(server, LIST, 2, tables([TABLES[1]], "2"), limit="1")


def serve_search_cut(server: HTTPServer) -> None:
    at(server, LIST, 1, tables(TABLES[0], 2))


SAMPLES = [
    Sample(
        client="estat",
        call=rows,
        serve=serve,
        expected=[
            ("0", "総数", "07202", "会津若松市", "2020000000", "2020年", "人", 117376, ""),
            ("1", "男", "07202", "会津若松市", "2020000000", "2020年", "人", None, "-"),
            ("0", "総数", "07202", "会津若松市", "2020000000", "2020年", "人", 12.5, ""),
        ],
        serve_empty=lambda server: at(server, DATA, 1, nothing("GET_STATS_DATA")),
        empty=[],
        serve_cut=serve_cut,
        name="rows",
        refusal={"GET_STATS_DATA": {"RESULT": {"STATUS": 200, "ERROR_MSG": "システムエラー"}}},
    ),
    Sample(
        client="estat",
        call=search,
        serve=serve_search,
        expected=(
            2,
            [
                ("0003445078", "令和2年国勢調査 男女別人口", "総務省"),
                ("0003445079", "令和2年国勢調査 世帯", ""),
            ],
        ),
        serve_empty=lambda server: at(server, LIST, 1, nothing("GET_STATS_LIST")),
        empty=(0, []),
        serve_cut=serve_search_cut,
        name="search",
        refusal={"GET_STATS_DATA": {"RESULT": {"STATUS": 200, "ERROR_MSG": "システムエラー"}}},
    ),
]
