"""Every page of the garbage calendar as it leaves the server, without a script."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PAGES = [
    *("/", "/?q=北", "/areas/north", "/areas/north?month=2027-01", "/areas/north/subscribe"),
    *("/areas/north/print", "/areas/north/print/2026-12", "/items", "/items?q=なべ&area=north"),
    *("/data", "/api/"),
]


def text_of(client: Any, path: str) -> str:
    reply = client.get(path)
    assert reply.status_code == 200, path
    page = reply.get_data(as_text=True)
    unseen = r"<(\w+)[^>]* hidden>.*?</\1>|<template.*?</template>"
    shown = re.sub(unseen, " ", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown)))


def day_of(client: Any, path: str, name: str) -> str:
    """The words of a panel that are not hidden."""
    page = client.get(path).get_data(as_text=True)
    panel = re.search(rf'<section class="day {name}".*?</section>', page, re.DOTALL)[0]
    shown = re.sub(r"<(\w+)[^>]* hidden>.*?</\1>", " ", panel, flags=re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))).strip()


@pytest.mark.parametrize("lang", ["ja", "ja_easy", "en", "pt"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_in_every_language(calendar_client: Any, path: str, lang: str) -> None:
    sep = "&" if "?" in path else "?"
    page = calendar_client.get(f"{path}{sep}lang={lang}").get_data(as_text=True)
    assert f'data-lang="{lang}"' in page
    words = re.sub(r"data-words='[^']*'|data-new-data=\"[^\"]*\"", "", page)
    for leftover in (">None<", "undefined", "{count}", "{kind}", "{date}"):
        assert leftover not in words
    known = r"\b(?:area|day|data|home|items|locate|month|nav|print|say|subscribe)\.\w+"
    assert re.findall(rf">\s*{known}\s*<", words) == []


def test_today_and_tomorrow_with_their_reasons(calendar_client: Any) -> None:
    assert day_of(calendar_client, "/areas/north", "today") == (
        "今日 12月7日(月) 燃やすごみ 毎週月曜日"
    )
    assert day_of(calendar_client, "/areas/north", "tomorrow") == (
        "明日 12月8日(火) 収集はありません"
    )
    english = day_of(calendar_client, "/areas/north?lang=en", "today")
    assert english.startswith("Today Monday 7 December Burnable waste")
    assert "Lixo queimável" in day_of(calendar_client, "/areas/north?lang=pt", "today")


def test_the_answer_is_in_the_first_four_kilobytes(calendar_client: Any) -> None:
    for lang in ("ja", "ja_easy", "en"):
        page = calendar_client.get(f"/areas/north?lang={lang}").data
        assert page.index(b'data-slot="why"') < 4096, lang


def test_a_kind_is_a_colour_a_shape_and_a_word(calendar_client: Any) -> None:
    page = calendar_client.get("/areas/north").text
    symbols = re.findall(r'<symbol id="kind-(\d)".*?d="([^"]+)" .*?"(#\w{6})"', page)
    assert len(symbols) == 3
    assert len({path for _, path, _ in symbols}) == 3
    assert ("0", "#b3261e") in {(number, colour) for number, _, colour in symbols}
    assert page.count('href="#kind-0"') > 10


def test_the_next_day_of_each_kind_in_order(calendar_client: Any) -> None:
    text = text_of(calendar_client, "/areas/north")
    coming = text[text.index("次の収集") : text.index("2026年12月")]
    assert re.findall(r"(燃やすごみ|びん・缶|古紙)", coming) == ["びん・缶", "燃やすごみ"]
    assert "明後日 12月9日(水)" in coming
    assert "3日後 12月10日(木)" in coming


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-12-29T08:00", "燃やすごみ 12月31日から変更: 年末の振替"),
        ("2026-12-31T08:00", "燃やすごみは12月29日(火)に変わりました。年末の振替"),
        ("2027-01-01T08:00", "今日 1月1日(金) 収集はありません"),
        ("2028-02-29T08:00", "2月29日(火) 古紙"),
        ("2026-12-31T23:59", "12月31日(木)"),
    ],
)
def test_days_that_are_otherwise(
    make_calendar: Callable[..., Any], small_calendar: Path, now: str, said: str
) -> None:
    client = make_calendar(now=now, DATA=small_calendar).test_client()
    assert said in day_of(client, "/areas/north", "today")


def test_a_kind_that_is_not_usual_on_a_closed_day_is_not_missed(
    make_calendar: Callable[..., Any], small_calendar: Path
) -> None:
    client = make_calendar(now="2027-01-01T08:00", DATA=small_calendar).test_client()
    assert "びん" not in day_of(client, "/areas/north", "today")


def test_the_end_of_the_data_is_told_in_time(
    make_calendar: Callable[..., Any], small_calendar: Path
) -> None:
    def said(now: str, area: str) -> str:
        return text_of(make_calendar(now=now, DATA=small_calendar).test_client(), f"/areas/{area}")

    assert "データは2027年1月20日(水)までです。 " in said("2026-11-20T08:00", "east")
    assert "その先の日程" not in said("2026-11-20T08:00", "east")
    assert "2027年1月20日(水)までです。その先の日程は" in said("2026-12-07T08:00", "east")
    over = said("2027-01-21T08:00", "east")
    assert "2027年1月20日(水)で終わっています" in over
    assert "収集はありません" not in over
    assert "終わりの日がありません" in said("2026-12-07T08:00", "south")


@pytest.mark.parametrize("area", ["over", "late"])
def test_outside_the_data_nothing_is_promised(calendar_client: Any, area: str) -> None:
    for panel in ("today", "tomorrow"):
        said = day_of(calendar_client, f"/areas/{area}", panel)
        assert "わかりません" in said
        assert "収集はありません" not in said


def test_notices_are_shown_in_their_time_and_area(
    make_calendar: Callable[..., Any], small_calendar: Path
) -> None:
    def said(now: str, area: str) -> str:
        return text_of(make_calendar(now=now, DATA=small_calendar).test_client(), f"/areas/{area}")

    assert "雪で遅れます" not in said("2026-11-30T08:00", "north")
    assert "雪で遅れます" in said("2026-12-01T08:00", "north")
    assert "雪で遅れます" in said("2026-12-10T23:00", "north")
    assert "雪で遅れます" not in said("2026-12-11T00:00", "north")
    assert "南町だけ" in said("2026-12-07T08:00", "south")
    assert "南町だけ" not in said("2026-12-07T08:00", "north")


def test_the_month_is_a_table_that_can_be_turned(calendar_client: Any) -> None:
    page = calendar_client.get("/areas/north?month=2027-01").text
    assert "2027年1月" in page
    assert 'href="?month=2026-12"' in page
    assert 'href="?month=2027-02"' in page
    assert page.count('<th scope="col" abbr="') == 7
    assert 'aria-current="date"' not in page
    now = calendar_client.get("/areas/north").text
    assert '<td class="now" aria-current="date"><time datetime="2026-12-07">7</time>' in now


@pytest.mark.parametrize("month", ["2026-10", "2031-01", "x", "2026-13", "2026-1"])
def test_a_month_that_is_not_there_is_refused_in_words(calendar_client: Any, month: str) -> None:
    reply = calendar_client.get(f"/areas/north?month={month}")
    assert reply.status_code == 400
    assert "2026-11 … 2028-01" in reply.text
    assert calendar_client.get(f"/areas/north/print/{month}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        *("/areas/none", "/areas/none/subscribe", "/areas/none/print", "/areas/none/sheet.pdf"),
        *("/phone/areas/none.json", "/feeds/ja/none.ics", "/feeds/xx/north.ics", "/nowhere"),
    ],
)
def test_what_is_not_there(calendar_client: Any, path: str) -> None:
    assert calendar_client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/areas/none", "/areas/none/subscribe", "/areas/none/print"])
def test_for_an_area_that_is_not_there_others_are_offered(calendar_client: Any, path: str) -> None:
    reply = calendar_client.get(f"{path}?lang=en")
    assert reply.status_code == 404
    assert "That area is not in the data now" in reply.text
    assert 'href="/areas/north" data-key="north"' in reply.text


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("北町", ["north"]),
        ("きた", ["north"]),
        ("キタマチ", ["north"]),
        ("minami", ["south"]),
        ("1234569", ["east"]),
        ("１２３－４５６９", ["east"]),
        ("北一条", ["north"]),
        ("上区", ["north", "south"]),
        ("どこにもない町", []),
    ],
)
def test_an_area_is_found(calendar_client: Any, query: str, keys: list[str]) -> None:
    page = calendar_client.get("/", query_string={"q": query}).text
    found = re.search(r'<ul class="areas found".*?</ul>', page, re.DOTALL)[0]
    assert re.findall(r'href="/areas/(\w+)" data-key="\1"', found) == keys
    if not keys:
        assert "見つかりません" in page


@pytest.mark.parametrize(
    ("names", "headings"), [("北南東西中", 0), ("あかさたな", 5)], ids=["kanji", "kana"]
)
def test_many_areas_stand_under_sounds_only_where_these_are_known(
    names: str, headings: int, make_calendar: Callable[..., Any], tmp_path: Path
) -> None:
    rows = "".join(f"{name}{n}町,,月\n" for n in range(8) for name in names)
    (tmp_path / "area_days.csv").write_text(f"地区,センター,可燃\n{rows}", "utf-8")
    page = make_calendar(DATA=tmp_path).test_client().get("/?pick").text
    assert page.count('data-key="') == 40
    assert page.count("<summary>") == headings


def test_areas_stand_under_their_wards(calendar_client: Any) -> None:
    page = calendar_client.get("/").text
    groups = re.findall(r"<details.*?</details>", page, re.DOTALL)
    keys = [re.findall(r'data-key="(\w+)"', one) for one in groups]
    assert keys == [["north", "south"], ["east", "over", "late"]]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("フライパン", "びん・缶"),
        ("なべ", "びん・缶"),
        ("furaipan", "びん・缶"),
        ("フライパソ", "びん・缶"),
        ("テレビ", "町では集めません"),
    ],
)
def test_a_thing_is_found_with_its_kind_note_and_next_day(
    calendar_client: Any, query: str, said: str
) -> None:
    page = calendar_client.get("/items", query_string={"q": query, "area": "north"}).text
    found = re.search(r'<ul class="things" data-found>.*?</ul>', page, re.DOTALL)[0]
    assert said in found
    assert ("明後日</b> 12月9日(水)" in found) == (said == "びん・缶")


def test_things_stand_under_their_first_sound(calendar_client: Any) -> None:
    page = calendar_client.get("/items").text
    assert re.findall(r'<h2 id="row-\d">(.*?)</h2>', page) == ["さ", "た", "は"]


@pytest.mark.parametrize("path", ["/", "/items"])
def test_a_very_long_question_does_not_come_back_many_times(
    calendar_client: Any, path: str
) -> None:
    page = calendar_client.get(path, query_string={"q": "電" * 2_000})
    assert page.status_code == 400
    assert page.text.count("%E9%9B%BB" * 2_000) <= 1  # the address itself, on paper


def test_things_with_latin_names_stand_under_letters(calendar_client: Any) -> None:
    page = calendar_client.get("/items?lang=en").text
    assert re.findall(r'<h2 id="row-\d">(.*?)</h2>', page) == ["F", "N", "T"]
    page = calendar_client.get("/items?lang=pt").text  # the city gives no names in it
    assert re.findall(r'<h2 id="row-\d">(.*?)</h2>', page) == ["さ", "た", "は"]


def test_where_nothing_is_listed_no_link_leads_to_the_list(
    make_calendar: Callable[..., Any], small_calendar: Path, calendar_client: Any
) -> None:
    assert 'href="/items"' in calendar_client.get("/areas/north").text
    (small_calendar / "items.csv").unlink()
    client = make_calendar(DATA=small_calendar).test_client()
    assert 'href="/items' not in client.get("/areas/north").text


def test_an_everyday_word_finds_the_citys_word(calendar_client: Any) -> None:
    told = calendar_client.get("/api/items?q=TV").json
    assert [one["name"] for one in told["items"]] == ["テレビ"]
    assert not told["guessed"]
    assert told["items"][0]["synonyms"] == []  # the city's own, which it has not


def test_things_of_a_large_city_come_one_heading_at_a_time(
    make_calendar: Callable[..., Any], small_calendar: Path
) -> None:
    rows = "".join(f"あれ{n},,あ{n},古紙,,,\nかれ{n},,か{n},古紙,,,\n" for n in range(200))
    with (small_calendar / "items.csv").open("a", encoding="utf-8") as file:
        file.write(rows)
    client = make_calendar(DATA=small_calendar).test_client()
    first, second = client.get("/items").text, client.get("/items?page=か").text
    assert ("あれ7<" in first, "かれ7<" in first) == (True, False)
    assert ("あれ7<" in second, "かれ7<" in second) == (False, True)


def test_every_feed_is_offered_whole(calendar_client: Any) -> None:
    page = calendar_client.get("/areas/north/subscribe").text
    webcal = re.findall(r'href="(webcal://[^"]+)"', page)
    assert len(webcal) == 6
    for address in webcal:
        path = address.removeprefix("webcal://localhost")
        assert f'value="http://localhost{path}"' in page
        reply = calendar_client.get(path)
        assert reply.status_code == 200
        assert reply.content_type == "text/calendar; charset=utf-8"
    for name in ("iPhone", "Google", "Outlook", "Home Assistant"):
        assert name in page


@pytest.mark.parametrize(
    ("host", "codes"),
    [
        ("localhost:8000", 0),
        ("127.0.0.1", 0),
        ("192.168.0.5:8000", 1),
        ("localhost.example.org", 1),
    ],
)
def test_no_code_for_other_phones_leads_to_this_machine(
    calendar_client: Any, host: str, codes: int
) -> None:
    import io

    from pypdf import PdfReader

    for path in ("subscribe", "print", "print/2026-12"):
        page = calendar_client.get(f"/areas/north/{path}", base_url=f"http://{host}").text
        assert page.count('<svg class="qr"') == codes, path
    sheet = calendar_client.get("/areas/north/sheet.pdf", base_url=f"http://{host}").data
    [paper] = PdfReader(io.BytesIO(sheet)).pages
    assert ("/areas/north" in paper.extract_text()) == bool(codes)


def test_a_feed_is_asked_for_again_for_nothing(calendar_client: Any) -> None:
    first = calendar_client.get("/feeds/en/north-apart-evening.ics")
    assert first.data.count(b"BEGIN:VALARM") > 100
    assert b"Burnable waste" in first.data
    assert first.cache_control.max_age == 3600
    again = calendar_client.get(
        "/feeds/en/north-apart-evening.ics", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")


def test_a_feed_changes_with_the_month_and_not_with_the_day(
    make_calendar: Callable[..., Any], small_calendar: Path
) -> None:
    from .conftest import set_clock

    app = make_calendar(DATA=small_calendar)
    tags = []
    for now in ("2026-12-01T00:00", "2026-12-31T23:59", "2027-01-01T00:00"):
        set_clock(app, now)
        tags.append(app.test_client().get("/feeds/ja/north.ics").headers["ETag"])
    assert tags[0] == tags[1] != tags[2]


@pytest.mark.parametrize(("path", "said"), [("sheet.pdf", 1), ("sheet-2026-12.pdf", 1)])
def test_sheets_are_one_page(calendar_client: Any, path: str, said: int) -> None:
    import io

    from pypdf import PdfReader

    reply = calendar_client.get(f"/areas/north/{path}")
    assert reply.mimetype == "application/pdf"
    assert len(PdfReader(io.BytesIO(reply.data)).pages) == said


def test_paper_shows_the_year_that_the_data_fills(
    make_calendar: Callable[..., Any], small_calendar: Path
) -> None:
    client = make_calendar(now="2026-12-07T08:00", DATA=small_calendar).test_client()
    captions = re.compile(r"<caption>(.*?)</caption>")
    assert captions.findall(client.get("/areas/north/print").text)[0] == "2026年12月"
    ending = captions.findall(client.get("/areas/east/print").text)
    assert (ending[0], ending[-1], len(ending)) == ("2026年2月", "2027年1月", 12)
    month = client.get("/areas/north/print/2027-01").text
    assert captions.findall(month) == ["2027年1月"]


def test_every_page_says_whose_data_it_is(
    make_calendar: Callable[..., Any], small_calendar: Path
) -> None:
    about = {"title": "架空市", "date": "2026-11-20", "licence": "CC BY 4.0"}
    client = make_calendar(DATA=small_calendar, ABOUT=about).test_client()
    for path in PAGES:
        text = text_of(client, path)
        assert "架空市" in text
        assert "2026年11月20日" in text
        assert "CC BY 4.0" in text
        assert "実在しません" not in text


def test_the_sample_town_says_that_it_is_fictional(make_calendar: Callable[..., Any]) -> None:
    client = make_calendar().test_client()
    key = re.findall(r'data-key="([^"]+)"', client.get("/").text)[0]
    for path in ("/", f"/areas/{key}", f"/areas/{key}/print", "/items", "/data"):
        assert "実在しません" in text_of(client, path)


def test_no_page_has_a_script_or_a_style_inside(calendar_client: Any) -> None:
    for path in PAGES:
        page = calendar_client.get(path).text
        assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
        assert re.findall(r'<[^>]+\s(?:style|on\w+)="', page) == []


def test_no_cookie_but_the_language(calendar_client: Any) -> None:
    assert "Set-Cookie" not in calendar_client.get("/areas/north").headers
    assert "lang=en" in calendar_client.get("/?lang=en").headers["Set-Cookie"]


def test_the_phone_gets_what_the_pages_say(calendar_client: Any) -> None:
    told = calendar_client.get("/phone/areas/north.json").get_json()
    assert told["zone"] == "Asia/Tokyo"
    assert (told["first"], told["last"]) == ("2026-11-01", "2028-01-31")
    kind, why = told["days"]["2026-12-07"]
    assert told["kinds"][kind]["names"]["en"] == "Burnable waste"
    assert told["whys"][why]["ja"] == "毎週月曜日"
    assert [one["key"] for one in calendar_client.get("/phone/areas.json").get_json()["areas"]] == [
        *("north", "south", "east", "over", "late")
    ]
    assert len(calendar_client.get("/phone/items.json").get_json()["items"]) == 3


def test_a_page_of_the_app_takes_the_place_of_ours(
    make_calendar: Callable[..., Any], small_calendar: Path, tmp_path: Path
) -> None:
    app = make_calendar(DATA=small_calendar)
    (tmp_path / "home.html").write_text(
        '{% extends "collection/home.html" %}{% block lead %}<p>ようこそ</p>{% endblock %}', "utf-8"
    )
    app.jinja_loader.searchpath[:] = [str(tmp_path)]
    assert "ようこそ" in app.test_client().get("/").text
