"""What a firefighter reads must be in force now, or it must be said that nobody knows."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from clients.samples.jma_warnings import AREAS, NONE, NOW, REPORTS, kind, put, report
from pytest_httpserver import HTTPServer

from civickit.clients.jma_warnings import HOST, InForce, JmaWarnings
from civickit.core.errors import SourceChanged, SourceUnavailable, UnknownName
from civickit.core.fetch import Fetcher

AIZU = "072028"


def ask(server: HTTPServer, fetch: Fetcher, code: str = AIZU) -> InForce:
    return JmaWarnings(server.url_for("").rstrip("/"), fetch, now=lambda: NOW).warnings(code)


def codes(found: InForce) -> list[str]:
    return [warning.code for warning in found.warnings]


def test_the_real_host_is_the_default() -> None:
    assert JmaWarnings().url == HOST


@pytest.mark.parametrize("code", ["072028", "07202"])
def test_a_municipality_is_found_by_either_code(
    code: str, httpserver: HTTPServer, fetch: Fetcher
) -> None:
    put(httpserver, REPORTS)
    found = ask(httpserver, fetch, code)
    assert codes(found) == ["06", "22"]
    assert found.stale == ""
    assert found.updated_at == datetime(2026, 1, 6, 11, 58, 3, tzinfo=UTC)
    assert found.warnings[0].reported_at.isoformat() == "2026-01-06T20:14:00+09:00"


@pytest.mark.parametrize("code", ["072999", "07202x", "0720", "0720200", "", "会津若松", "141011"])
def test_another_code_is_unknown(code: str, httpserver: HTTPServer, fetch: Fetcher) -> None:
    put(httpserver, REPORTS)
    with pytest.raises(UnknownName):
        ask(httpserver, fetch, code)


def test_an_unknown_office_is_unknown(httpserver: HTTPServer, fetch: Fetcher) -> None:
    put(httpserver, REPORTS)
    with pytest.raises(UnknownName, match="990000"):
        JmaWarnings(httpserver.url_for(""), fetch, now=lambda: NOW).warnings_of_office("990000")


def test_the_chain_goes_up_to_the_office(httpserver: HTTPServer, fetch: Fetcher) -> None:
    put(httpserver, REPORTS)
    areas = JmaWarnings(httpserver.url_for("").rstrip("/"), fetch).areas()
    assert areas.chain("0720200") == ("0720200", "070033", "070030", "070000")


def test_a_split_city_has_both_halves(httpserver: HTTPServer, fetch: Fetcher) -> None:
    north = report("2026-01-06T20:00:00+09:00", {"1410011": [kind("03", "発表")], "1410012": NONE})
    put(httpserver, [north], office="140000")
    found = ask(httpserver, fetch, "141003")
    assert [(w.area_name, w.name, w.level) for w in found.warnings] == [
        ("横浜市北部", "レベル3大雨警報", 3)
    ]


def test_kinds_of_bulletins_are_joined(httpserver: HTTPServer, fetch: Fetcher) -> None:
    """Taking only the newest report of the file would hide the landslide."""
    rain = report("2026-01-06T19:00:00+09:00", {"0720200": [kind("49", "発表")]}, "VPWW56")
    later = report("2026-01-06T21:00:00+09:00", {"0720200": [kind("14", "発表")]}, "VPWW61")
    put(httpserver, [later, rain])
    assert codes(ask(httpserver, fetch)) == ["14", "49"]


def test_an_end_in_another_kind_of_bulletin_ends_nothing(
    httpserver: HTTPServer, fetch: Fetcher
) -> None:
    snow = report("2026-01-06T19:00:00+09:00", {"0720200": [kind("06", "継続")]}, "VPWW60")
    none = report("2026-01-06T21:00:00+09:00", {"0720200": NONE}, "VPWW56")
    put(httpserver, [none, snow])
    assert codes(ask(httpserver, fetch)) == ["06"]


@pytest.mark.parametrize("end", [[kind("06", "解除")], NONE])
def test_within_a_kind_the_newest_report_decides(
    end: list[dict[str, str]], httpserver: HTTPServer, fetch: Fetcher
) -> None:
    old = report("2026-01-06T19:00:00+09:00", {"0720200": [kind("06", "発表")]}, "VPWW61")
    new = report("2026-01-06T10:30:00Z", {"0720200": end}, "VPWW61")  # 19:30 in Japan
    put(httpserver, [new, old])
    assert codes(ask(httpserver, fetch)) == []


def test_a_lowered_warning_is_in_force(httpserver: HTTPServer, fetch: Fetcher) -> None:
    put(
        httpserver,
        [
            report(
                "2026-01-06T20:00:00+09:00",
                {"0720200": [kind("29", "危険警報から注意報"), kind("15", "切替")]},
            )
        ],
    )
    assert codes(ask(httpserver, fetch)) == ["15", "29"]


@pytest.mark.parametrize("detail", [{}, {"class20Items": []}])
def test_a_bulletin_for_regions_only_is_not_overlooked(
    detail: dict[str, list[str]], httpserver: HTTPServer, fetch: Fetcher
) -> None:
    region = report("2026-01-06T20:00:00+09:00", {"070030": [kind("35", "発表")]}, "VPWW99")
    region["warning"] = {"class10Items": region["warning"]["class10Items"], **detail}
    put(httpserver, [*REPORTS, region])
    found = ask(httpserver, fetch)
    assert next((w.code, w.area_name) for w in found.warnings) == ("35", "会津")


def test_an_office_without_a_file_is_looked_up_at_its_neighbour(
    httpserver: HTTPServer, fetch: Fetcher
) -> None:
    both = report("2026-01-06T20:00:00+09:00", {"0120700": [kind("06", "発表")]}, "VPWW60")
    put(httpserver, [both], office="014100")
    httpserver.expect_request("/bosai/warning/data/r8/014030.json").respond_with_data(status=404)
    assert codes(ask(httpserver, fetch, "012076")) == ["06"]


def test_a_neighbour_that_does_not_name_the_place_says_nothing_of_it(
    httpserver: HTTPServer, fetch: Fetcher
) -> None:
    put(httpserver, REPORTS, office="014100")
    httpserver.expect_request("/bosai/warning/data/r8/014030.json").respond_with_data(status=404)
    with pytest.raises(SourceChanged, match="names no area of the office 014030"):
        ask(httpserver, fetch, "012076")


def test_code_04_says_both_names(httpserver: HTTPServer, fetch: Fetcher) -> None:
    put(httpserver, [report("2026-01-06T20:00:00+09:00", {"0720200": [kind("04", "発表")]})])
    [flood] = ask(httpserver, fetch).warnings
    assert "氾濫警報" in flood.name
    assert "洪水警報" in flood.name
    assert flood.level == 3


def test_a_new_code_is_named(httpserver: HTTPServer, fetch: Fetcher) -> None:
    put(httpserver, [report("2026-01-06T20:00:00+09:00", {"0720200": [kind("77", "発表")]})])
    with pytest.raises(SourceChanged, match="会津若松市 with the code '77'"):
        ask(httpserver, fetch)


def test_a_new_code_elsewhere_or_over_does_no_harm(httpserver: HTTPServer, fetch: Fetcher) -> None:
    put(
        httpserver,
        [
            report(
                "2026-01-06T20:00:00+09:00",
                {
                    "0720200": [kind("77", "解除"), kind("06", "発表")],
                    "0736800": [kind("77", "発表")],
                },
            )
        ],
    )
    assert codes(ask(httpserver, fetch)) == ["06"]


def test_a_new_status_is_told(httpserver: HTTPServer, fetch: Fetcher) -> None:
    put(httpserver, [report("2026-01-06T20:00:00+09:00", {"0720200": [kind("06", "延長")]})])
    with pytest.raises(SourceChanged, match="延長"):
        ask(httpserver, fetch)


def test_the_frozen_shape_is_told(httpserver: HTTPServer, fetch: Fetcher) -> None:
    """The old address answers to this day, with no warning in it."""
    put(
        httpserver,
        {
            "reportDatetime": "2026-05-28T04:00:00+09:00",
            "areaTypes": [{"areas": [{"code": "070030", "warnings": []}]}],
        },
    )
    with pytest.raises(SourceChanged, match="frozen"):
        ask(httpserver, fetch)


@pytest.mark.parametrize(
    "reports",
    [
        [],
        [report("2026-01-06T20:00:00+09:00", {"1410011": NONE})],
        [report("yesterday", {"0720200": NONE})],
        [{"reportDatetime": "2026-01-06T20:00:00+09:00"}],
        [{"reportDatetime": "2026-01-06T20:00:00+09:00", "warning": {}}],
        [{"reportDatetime": 5, "warning": {"class20Items": []}}],
        [report("2026-01-06T20:00:00+09:00", {"0720200": [{"code": "06"}]})],
        [report("2026-01-06T20:00:00+09:00", {"0720200": [{"status": "発表"}]})],
        ["x"],
    ],
    ids=range(9),
)
def test_any_other_shape_is_told(reports: object, httpserver: HTTPServer, fetch: Fetcher) -> None:
    put(httpserver, reports)
    with pytest.raises(SourceChanged):
        ask(httpserver, fetch)


@pytest.mark.parametrize(
    "at", ["2026-01-06T06:29:00Z", "2026-01-06T12:41:00Z", "2025-05-28T04:00:00Z"]
)
def test_a_service_that_stands_still_is_told(
    at: str, httpserver: HTTPServer, fetch: Fetcher
) -> None:
    """Older than six hours, or from the future."""
    put(httpserver, REPORTS, at=at)
    with pytest.raises(SourceChanged, match="nobody can tell what is in force"):
        ask(httpserver, fetch)


def test_an_area_list_with_a_hole_is_told(httpserver: HTTPServer, fetch: Fetcher) -> None:
    broken = {**AREAS, "class15s": {}}
    httpserver.expect_ordered_request("/bosai/common/const/area.json").respond_with_json(broken)
    with pytest.raises(SourceChanged, match="070033"):
        ask(httpserver, fetch)


def live(url: str, fetch: Fetcher, hours: float) -> InForce:
    return JmaWarnings(url, fetch, now=lambda: datetime.now(UTC) + timedelta(hours=hours)).warnings(
        AIZU
    )


def now_text(hours: float = 0) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat(timespec="seconds")


def test_a_fresh_copy_says_that_it_is_one(
    httpserver: HTTPServer, make_fetch: Callable[..., Fetcher]
) -> None:
    put(httpserver, REPORTS, at=now_text())
    url = httpserver.url_for("").rstrip("/")
    assert live(url, make_fetch(), 0).stale == ""
    httpserver.clear()
    httpserver.expect_request("/never").respond_with_data("")
    again = live(url, make_fetch(), 2)
    assert codes(again) == ["06", "22"]
    assert "copy of" in again.stale


@pytest.mark.parametrize("offline", [True, False])
def test_an_old_copy_is_never_given(
    offline: bool, httpserver: HTTPServer, make_fetch: Callable[..., Fetcher]
) -> None:
    put(httpserver, [report("2026-01-06T20:00:00+09:00", {"0720200": NONE})], at=now_text())
    url = httpserver.url_for("").rstrip("/")
    assert codes(live(url, make_fetch(), 0)) == []
    httpserver.clear()
    httpserver.expect_request("/never").respond_with_data("")
    with pytest.raises(SourceUnavailable, match="too old to say"):
        live(url, make_fetch(offline=offline), 7)


def test_an_old_copy_of_the_report_beside_a_fresh_clock_is_not_given(
    httpserver: HTTPServer, make_fetch: Callable[..., Fetcher]
) -> None:
    put(httpserver, [report("2026-01-06T20:00:00+09:00", {"0720200": NONE})], at=now_text())
    url = httpserver.url_for("").rstrip("/")
    fetch = make_fetch()
    live(url, fetch, 0)
    [kept] = [
        path
        for path in (fetch.store.folder / "asked").rglob("*.json")
        if json.loads(path.read_bytes())["url"].endswith("/070000.json")
    ]
    kept.write_text(json.dumps({**json.loads(kept.read_bytes()), "fetched_at": now_text(-7)}))
    httpserver.clear()
    httpserver.expect_request("/bosai/warning/data/r8/map_time.json").respond_with_json(
        {"latestControlDatetime": now_text()}
    )
    with pytest.raises(SourceUnavailable, match=r"070000\.json is 7\.0 h old"):
        live(url, fetch, 0)
