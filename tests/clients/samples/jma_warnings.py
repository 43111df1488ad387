from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from clients.contract import Sample
from pytest_httpserver import HTTPServer

from civickit.clients.jma_warnings import JmaWarnings
from civickit.core.fetch import Fetcher

NOW = datetime(2026, 1, 6, 12, 30, tzinfo=UTC)

AREAS = {
    "centers": {"010200": {"name": "東北地方", "children": ["070000"]}},
    "offices": {
        "070000": {"name": "福島県", "parent": "010200", "children": ["070030"]},
        "014030": {"name": "十勝地方", "parent": "010100", "children": ["014030"]},
        "014100": {"name": "釧路・根室地方", "parent": "010100", "children": ["014020"]},
        "140000": {"name": "神奈川県", "parent": "010300", "children": ["140010"]},
    },
    "class10s": {
        "070030": {"name": "会津", "parent": "070000", "children": ["070033", "070034"]},
        "014030": {"name": "十勝地方", "parent": "014030", "children": ["014035"]},
        "140010": {"name": "東部", "parent": "140000", "children": ["140011"]},
    },
    "class15s": {
        "070033": {"name": "会津中部", "parent": "070030", "children": ["0720200"]},
        "070034": {"name": "会津南部", "parent": "070030", "children": ["0736800"]},
        "014035": {"name": "十勝中部", "parent": "014030", "children": ["0120700"]},
        "140011": {"name": "横浜・川崎", "parent": "140010", "children": ["1410011", "1410012"]},
    },
    "class20s": {
        "0720200": {"name": "会津若松市", "enName": "Aizuwakamatsu City", "parent": "070033"},
        "0736800": {"name": "南会津町", "parent": "070034"},
        "0120700": {"name": "帯広市", "parent": "014035"},
        "1410011": {"name": "横浜市北部", "parent": "140011"},
        "1410012": {"name": "横浜市南部", "parent": "140011"},
    },
}


def kind(code: str, status: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "status": status, **more}


NONE = [{"status": "発表警報・注意報はなし"}]


def report(at: str, areas: dict[str, list[dict[str, Any]]], data_type: str = "") -> dict[str, Any]:
    made = {
        "controlDatetime": at,
        "reportDatetime": at,
        "publishingOffice": "福島地方気象台",
        "headlineText": "会津では、大雪に警戒してください。",
        "warning": {
            "class10Items": [{"areaCode": "070030", "kinds": next(iter(areas.values()))}],
            "class20Items": [{"areaCode": a, "kinds": kinds} for a, kinds in areas.items()],
        },
    }
    return {**made, "dataTypeCode": data_type} if data_type else made


SNOW = report(
    "2026-01-06T20:14:00+09:00",
    {"0720200": [kind("06", "発表", properties=[{"type": "雪"}])], "0736800": NONE},
    "VPWW60",
)
OTHERS = report(
    "2026-01-06T16:02:00+09:00",
    {"0720200": [kind("22", "継続"), kind("14", "解除")], "0736800": NONE},
    "VPWW61",
)
REPORTS = [OTHERS, SNOW]


def put(
    server: HTTPServer, reports: Any, office: str = "070000", at: str = "2026-01-06T11:58:03Z"
) -> None:
    server.expect_request("/bosai/common/const/area.json").respond_with_json(AREAS)
    server.expect_request("/bosai/warning/data/r8/map_time.json").respond_with_json(
        {"latestControlDatetime": at}
    )
    server.expect_request(f"/bosai/warning/data/r8/{office}.json").respond_with_json(reports)


def call(url: str, fetch: Fetcher) -> list[tuple[str, str, int | None, str, str]]:
    found = JmaWarnings(url, fetch, now=lambda: NOW).warnings("072028")
    return [(w.code, w.name, w.level, w.status, w.area_name) for w in found.warnings]


def call_office(url: str, fetch: Fetcher) -> list[tuple[str, str]]:
    found = JmaWarnings(url, fetch, now=lambda: NOW).warnings_of_office("070000")
    return [(w.area_code, w.code) for w in found.warnings]


def serve_none(server: HTTPServer) -> None:
    put(server, [report("2026-01-06T20:14:00+09:00", {"0720200": NONE, "0736800": NONE})])


SAMPLES = [
    Sample(
        client="jma_warnings",
        call=call,
        serve=lambda server: put(server, REPORTS),
        expected=[
            ("06", "大雪警報", None, "発表", "会津若松市"),
            ("22", "なだれ注意報", None, "継続", "会津若松市"),
        ],
        serve_empty=serve_none,
        empty=[],
        name="of a municipality",
    ),
    Sample(
        client="jma_warnings",
        call=call_office,
        serve=lambda server: put(server, REPORTS),
        expected=[("0720200", "06"), ("0720200", "22")],
        serve_empty=serve_none,
        empty=[],
        name="of an office",
    ),
]
