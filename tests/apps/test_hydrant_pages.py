"""Every page as it leaves the server, without a script."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = "lat=38.4&lon=146.0"
PAGES = ["/", f"/?{HERE}", "/points", "/points/A2", "/search", "/search?q=本町", "/data", "/print"]


def text_of(client: Any, path: str, **headers: str) -> str:
    reply = client.get(path, headers=headers)
    assert reply.status_code == 200, path
    return html.unescape(re.sub(r"<[^>]+>|\s+", " ", reply.get_data(as_text=True)))


def keys_in(page: str) -> list[str]:
    return re.findall(r'class="button quiet" href="/points/(\w+)"', page)


@pytest.mark.parametrize("lang", ["ja", "ja_easy", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_in_every_language(small_client: Any, path: str, lang: str) -> None:
    sep = "&" if "?" in path else "?"
    page = small_client.get(f"{path}{sep}lang={lang}").get_data(as_text=True)
    assert f'data-lang="{lang}"' in page
    for leftover in ("None", "undefined", "{count}", "{distance}"):
        assert leftover not in page
    known = r"\b(?:answer|do|fact|find|home|locate|map|nav|point|points|print|search|data)\.\w+"
    shown = re.sub(r'(?:href|src|action|data-answer|data-share)="[^"]*"', "", page)
    assert re.findall(rf">\s*{known}\s*<", shown) == []


def test_the_list_is_in_order_with_everything_one_needs(small_client: Any) -> None:
    page = small_client.get(f"/?{HERE}").get_data(as_text=True)
    assert keys_in(page)[:4] == ["A1", "A2", "A3", "A4"]
    text = text_of(small_client, f"/?{HERE}")
    first = text[text.index("33 m") : text.index("67 m")]
    for said in ["北", "消火栓 1-1", "ホース 3本", "✕", "使用できない", "口径 75 mm", "地下式"]:
        assert said in first
    assert "役場の前" in first
    assert "ポールから南へ 2.4 m" in first
    assert "2026-10-01" in first
    third = text[text.index("87 m") : text.index("278 m")]
    for said in ["東", "防火水槽 水-1", "容量 40 m³", "私設", "未確認", "ポールから 1.5 m", "5年"]:
        assert said in third


def test_the_unusable_one_does_not_stop_the_widening(small_client: Any) -> None:
    assert "500 m 以内を探しました" in text_of(small_client, f"/?{HERE}")
    assert "1 km 以内を探しました" in text_of(small_client, "/?lat=38.4065&lon=146.0")


def test_the_first_page_says_that_it_is_not_your_position(small_client: Any) -> None:
    assert "まだ現在地ではありません" in text_of(small_client, "/")
    assert "まだ現在地ではありません" not in text_of(small_client, f"/?{HERE}")


def test_a_place_outside_the_data_is_told(small_client: Any) -> None:
    text = text_of(small_client, "/?lat=38.5&lon=146.0")
    assert "データの範囲の外" in text
    assert "南へ 10 km" in text
    assert "使える水利は 0 か所だけ" in text


def test_an_error_larger_than_the_gap_is_told(small_client: Any) -> None:
    # A2 is 67 m away, A3 87 m: A1, nearer, cannot be used.
    said = "「消火栓 1-2」か「防火水槽 水-1」か、まだ区別できません(位置の誤差 ±25 m)"
    assert said in text_of(small_client, f"/?{HERE}&accuracy_m=25")
    assert "区別できません" not in text_of(small_client, f"/?{HERE}&accuracy_m=15")


def test_a_position_five_kilometres_wrong_is_not_trusted(small_client: Any) -> None:
    text = text_of(small_client, f"/?{HERE}&accuracy_m=5000")
    assert "±5 km" in text
    assert "あてになりません" in text


def test_the_fragment_is_the_list_of_the_page(small_client: Any) -> None:
    fragment = small_client.get(f"/nearest?{HERE}").get_data(as_text=True)
    assert fragment.strip() in small_client.get(f"/?{HERE}").get_data(as_text=True)
    assert "<html" not in fragment


@pytest.mark.parametrize("path", ["/", "/nearest", "/api/nearest"])
@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("lat=38.4", "lon"),
        ("lon=146", "lat"),
        ("lat=abc&lon=146", "lat"),
        ("lat=91&lon=146", "lat"),
        ("lat=nan&lon=146", "lat"),
        ("lat=1e1&lon=146", "lat"),
        ("lat=38.4&lon=181", "lon"),
        ("lat=38.4&lon=inf", "lon"),
        ("lat=38.4&lon=146&accuracy_m=-1", "accuracy_m"),
        ("lat=<script>&lon=146", "lat"),
    ],
)
def test_a_bad_place_gets_an_honest_answer(
    small_client: Any, path: str, query: str, parameter: str
) -> None:
    reply = small_client.get(f"{path}?{query}")
    assert reply.status_code == 400
    assert parameter in reply.get_data(as_text=True)
    if reply.mimetype == "text/html":
        assert "<script>" not in reply.get_data(as_text=True)


@pytest.mark.parametrize(
    "path",
    ["/points?page=0", "/points?page=x", f"/search?q={'x' * 300}", f"/points?q={'x' * 300}"],
)
def test_bad_parameters_of_lists(small_client: Any, path: str) -> None:
    assert small_client.get(path).status_code == 400


@pytest.mark.parametrize("path", ["/points/none", "/print?district=none", "/nowhere"])
def test_what_is_not_there(small_client: Any, path: str) -> None:
    assert small_client.get(path).status_code == 404


def test_a_page_too_far_is_the_last_page(small_client: Any) -> None:
    assert "消火栓 1-1" in text_of(small_client, "/points?page=99")


def test_details_show_how_to_find_it_under_snow(small_client: Any) -> None:
    text = text_of(small_client, "/points/A1")
    for said in [
        "雪の下で見つける",
        "役場の前",
        "ポールから南へ 2.4 m",
        "使用できない",
        "本町1番1号",
    ]:
        assert said in text
    page = small_client.get("/points/A1").get_data(as_text=True)
    assert keys_in(page) == ["A2", "A3", "A4"]
    for link in [
        "https://www.google.com/maps/dir/",
        "https://maps.apple.com/",
        "geo:38.4003,146.0",
    ]:
        assert link in page
    assert "目印・標識ポールからの距離・写真がありません" in text_of(small_client, "/points/A5")


def test_a_picture_is_shown_only_from_beside_the_data(small_client: Any) -> None:
    assert 'src="/points/A2/picture"' in small_client.get("/points/A2").text
    assert small_client.get("/points/A2/picture").mimetype == "image/svg+xml"
    for key in ["A1", "A3", "A4", "A5", "none"]:
        assert small_client.get(f"/points/{key}/picture").status_code == 404
    assert 'href="https://example.org/a3.jpg"' in small_client.get("/points/A3").text


def test_search_sets_the_place(small_client: Any) -> None:
    page = small_client.get("/search?q=本町２番").get_data(as_text=True)
    assert 'href="/?lat=38.4&amp;lon=146.001"' in page
    reply = small_client.get("/search?q=38.401, 146.002")
    assert reply.headers["Location"] == "/?lat=38.401&lon=146.002"


def test_a_public_place_can_be_where_the_search_starts(town_app: Any) -> None:
    client = town_app.test_client()
    for query in ["町役場", "town hall", "ﾔｸﾊﾞ"]:
        page = client.get("/search", query_string={"q": query}).get_data(as_text=True)
        assert re.search(r"<h2>雪野辺町役場</h2>", page), query
    start = html.unescape(re.search(r'class="button go" href="([^"]+)"', page)[1])
    assert "選んだ場所から近い順です" in text_of(client, start)


@pytest.mark.parametrize(
    ("query", "count"), [("", 6), ("kind=hydrant", 3), ("district=本町", 3), ("q=北原", 2)]
)
def test_all_points_can_be_filtered(small_client: Any, query: str, count: int) -> None:
    assert f"{count} か所" in text_of(small_client, f"/points?{query}")


def test_the_import_report(make_app: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "torn.csv"
    path.write_text(
        "ID,種別,住所,緯度,経度\nB1,消火栓,本町1,38.4,146.0\nB2,消火栓,本町2,どこか,146.0\n",
        "utf-8",
    )
    text = text_of(make_app(DATA=path).test_client(), "/data")
    assert "読んだ行 2、使った行 1(うち直した行 0)、使えなかった行 1" in text
    assert "どこか" in text
    assert "torn.csv" in text


def test_the_sample_town_says_that_it_is_fictional(town_app: Any) -> None:
    client = town_app.test_client()
    for path in ["/", "/points", "/data", "/search"]:
        assert "実在しません" in text_of(client, path)
    assert "実在しません" in text_of(client, "/points/" + keys_in(client.get("/").text)[0])


def test_print_lists_by_district_for_the_engine(small_client: Any) -> None:
    text = text_of(small_client, "/print?district=本町")
    assert "ポールから南へ 2.4 m" in text
    assert "水-1" in text
    assert "北原" not in text


def test_the_map_takes_its_points_from_a_small_document(small_client: Any) -> None:
    document = small_client.get("/map-points.json?lang=en").get_json()
    assert document["kinds"]["hydrant"]["letter"] == "消"
    assert document["points"][0][:5] == [38.4003, 146.0, "hydrant", "A1", "1-1"]
    script = small_client.get("/map.js?lang=en").get_data(as_text=True)
    assert "/map-points.json?lang=en" in script
    assert "https://" not in script


def test_the_sample_town_is_its_own_basemap_painted_by_kind_of_ground(town_app: Any) -> None:
    script = town_app.test_client().get("/map.js?lang=ja").get_data(as_text=True)
    assert re.search(r'"by": ?"kind"', script)
    assert "forest" in script
    assert "residential" in script


def test_map_files_are_kept_by_browsers_only_under_their_version(small_client: Any) -> None:
    page = small_client.get("/").get_data(as_text=True)
    address = html.unescape(re.search(r'src="(/map\.js[^"]+)"', page)[1])
    assert small_client.get(address).cache_control.max_age == 31_536_000
    assert small_client.get("/map.js?lang=ja&v=old").cache_control.max_age == 60


def test_the_files_of_the_map_are_those_the_kit_names(small_client: Any) -> None:
    from civickit.maps.local_map import LocalMap

    page = small_client.get("/").get_data(as_text=True)
    named = re.findall(r'(?:src|href)="([^"]+)"', LocalMap(mode="static").parts().head)
    assert named
    assert [address for address in named if address not in page] == []


def test_no_cookie_but_the_language(small_client: Any) -> None:
    assert "Set-Cookie" not in small_client.get("/").headers
    assert "lang=en" in small_client.get("/?lang=en").headers["Set-Cookie"]
