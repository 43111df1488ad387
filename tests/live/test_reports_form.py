"""A resident at the form: what is taken, what is not, and that nothing typed is lost."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from live.conftest import APPS, Clock
from live.reporting import PLACE, assert_bare, open_form, opened, photo, pictures, send

from civickit.core.errors import InvalidRecord
from civickit.live.public import make_public
from civickit.live.reports import make_reports
from civickit.live.reports.records import NewReport, Report
from civickit.live.reports.storing import Reports
from civickit.live.settings import read_settings
from civickit.live.site import Site, open_to_the_public

HOUR_S = 3600


@pytest.fixture
def reports(site: Site) -> Reports:
    return Reports(site)


def only(reports: Reports) -> Report:
    [report] = reports.all()
    return report


def test_a_report_is_kept_before_it_is_answered(
    client: FlaskClient, reports: Reports, clock: Clock
) -> None:
    told: list[object] = []
    reports.site.hub.listen("reports", told.append)
    answer = send(
        client, text="電線に\r\n かかっています 🌨", contact="090-1234-5678", photo=photo()
    )
    assert answer.status_code == 303
    report = only(reports)
    assert (report.kind, report.text) == ("tree", "電線に\nかかっています 🌨")
    assert (report.lat, report.lon) == (38.4036, 145.995)
    assert (report.contact, report.status, report.via) == ("090-1234-5678", "new", "web")
    assert report.created_ms == clock.now * 1000
    jpeg = reports.photo(report)
    assert jpeg
    assert_bare(jpeg)
    assert told == [{"id": report.id}]
    page = client.get(answer.location).text
    assert "届きました" in page
    assert "かかっています 🌨" in page
    assert "090-1234-5678" not in page


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        (
            {"lat": "", "lon": "", "address": "本町3丁目、郵便局の前"},
            (None, "本町3丁目、郵便局の前"),
        ),
        ({"lat": None, "lon": None, "address": "Honcho 3"}, (None, "Honcho 3")),
        ({"address": "角"}, (38.4036, "角")),
        ({"lat": "３８.４", "lon": "１４５.９９"}, (38.4, "")),
    ],
)
def test_a_pin_or_words_say_where(
    client: FlaskClient, reports: Reports, fields: dict[str, str | None], kept: tuple[object, str]
) -> None:
    assert send(client, **fields).status_code == 303
    report = only(reports)
    assert (report.lat, report.address) == kept


def test_everything_wrong_is_told_at_once_and_what_was_typed_stays(
    client: FlaskClient, reports: Reports
) -> None:
    page = open_form(client, "/reports/new?lang=en")
    answer = send(
        client, page, kind="bear", lat="", lon="", text="<b>ice</b>\n" + "x" * 1001, contact="me"
    )
    assert answer.status_code == 400
    for words in (
        "“bear”, which is not one of the choices",
        "The place is missing",
        "too long. Use at most 1000 characters",
        "“me” looks neither like an e-mail address",
    ):
        assert unescape(answer.text).count(words) == 2  # above the form and at the field
    assert "<b>ice" not in answer.text
    assert "&lt;b&gt;ice&lt;/b&gt;" in answer.text
    assert 'value="me"' in answer.text
    assert opened(answer.text).form == page.form
    assert reports.all() == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": None}, "“Kind” is missing"),
        ({"lat": "91"}, "from -90 to 90"),
        ({"lat": "nan"}, "is not a number"),
        ({"lon": ""}, "is missing"),
        ({"lat": "0", "lon": "0"}, "(0.0000, 0.0000) is outside this area"),
        ({"lat": "38.6"}, "outside this area"),
        ({"address": "x" * 201}, "at most 200"),
        ({"lat": "", "lon": "", "address": " \u200b\u3000"}, "The place is missing"),
        ({"form": "1"}, "reload the page"),
        ({"form": None}, "reload the page"),
    ],
)
def test_what_is_wrong_is_told_in_words(
    client: FlaskClient, reports: Reports, fields: dict[str, str | None], words: str
) -> None:
    answer = send(client, open_form(client, "/reports/new?lang=en"), **fields)
    assert answer.status_code == 400
    assert words in answer.text
    assert reports.all() == []


@pytest.mark.parametrize("contact", ["a@example.jp", "0241-22-0000", "+81 90 1234 5678", ""])
def test_a_contact_is_a_mail_or_a_number(
    client: FlaskClient, reports: Reports, contact: str
) -> None:
    assert send(client, contact=contact).status_code == 303
    assert only(reports).contact == contact


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\0b\x1b[31m", "ab[31m"),
        ("\u202etxet\u202c", "txet"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("👩‍👩‍👧 ｱｲｽ ７５㎝", "👩‍👩‍👧 ｱｲｽ ７５㎝"),
        ("か\u3099", "が"),
        ("\r\n\r\n a \r\n\r\n", "a"),
    ],
)
def test_hostile_and_human_text(
    client: FlaskClient, reports: Reports, typed: str, kept: str
) -> None:
    assert send(client, text=typed).status_code == 303
    assert only(reports).text == kept


def test_1000_characters_are_taken_whatever_the_lines_end_with(
    client: FlaskClient, reports: Reports
) -> None:
    assert send(client, text="雪\r\n" * 499 + "雪雪").status_code == 303
    assert len(only(reports).text) == 1000


# Once


def test_a_second_click_is_the_same_report(client: FlaskClient, reports: Reports) -> None:
    page = open_form(client)
    first, second = (send(client, page, text="雪", photo=photo()) for _ in range(2))
    assert first.location == second.location
    report = only(reports)
    assert pictures(reports) == [report.photo]


def test_a_page_that_was_open_too_long_keeps_what_was_typed_and_can_be_sent(
    client: FlaskClient, reports: Reports
) -> None:
    page = open_form(client, "/reports/new?lang=en")
    late = send(client, page._replace(csrf="of yesterday"), text="雪の山\n\n\n\n\n木")
    assert late.status_code == 400
    assert "What you typed is still here" in late.text
    assert "雪の山" in late.text
    assert send(client, opened(late.text), text="雪の山\n\n\n\n\n木").status_code == 303
    assert only(reports).text == "雪の山\n\n木"


def test_going_back_to_write_another_is_another(client: FlaskClient, reports: Reports) -> None:
    """The page comes back from the browser's memory, with the number it had."""
    page = open_form(client)
    first = send(client, page, text="雪")
    second = send(client, page, text="雪と木")
    third = send(client, page, text="雪と木", photo=photo())
    assert len({first.location, second.location, third.location}) == 3
    assert len(reports.all()) == 3


def test_twenty_at_once_are_one(live_app: Flask, client: FlaskClient, reports: Reports) -> None:
    page = open_form(client)
    cookie = client.get_cookie("snowplow_nav_session")
    assert cookie

    def once(_number: int) -> str:
        other = live_app.test_client()
        other.set_cookie(cookie.key, cookie.value)
        return str(send(other, page, photo=photo()).location)

    with ThreadPoolExecutor(20) as pool:
        places = set(pool.map(once, range(20)))
    assert len(places) == 1
    report = only(reports)
    assert pictures(reports) == [report.photo]
    assert [one.what for one in reports.log(report.id)] == ["sent"]


def test_five_an_hour_and_the_sixth_keeps_what_was_typed(
    client: FlaskClient, reports: Reports, clock: Clock
) -> None:
    for _ in range(5):
        assert send(client).status_code == 303
    page = open_form(client)
    sixth = send(client, page, text="六つ目", photo=photo())
    assert sixth.status_code == 429
    assert sixth.headers["Retry-After"] == "3600"
    assert "1時間に 5 件まで" in sixth.text
    assert "六つ目" in sixth.text
    assert len(reports.all()) == 5
    assert pictures(reports) == []
    clock.forward(HOUR_S)
    assert send(client, page, text="六つ目").status_code == 303


def test_a_report_that_is_there_is_found_again_when_no_more_may_be_sent(
    client: FlaskClient,
) -> None:
    page = open_form(client)
    first = send(client, page, text="雪")
    for _ in range(4):
        send(client)
    assert send(client).status_code == 429
    assert send(client, page, text="雪").location == first.location


def test_another_household_is_not_in_the_way(live_app: Flask) -> None:
    def status(address: str) -> int:
        client = live_app.test_client()
        client.environ_base["REMOTE_ADDR"] = address
        return send(client).status_code

    assert [status("2001:db8:1:2::5") for _ in range(5)] == [303] * 5
    assert status("2001:db8:1:2:ffff::9") == 429
    assert status("2001:db8:1:3::5") == 303


def test_bad_pictures_cannot_keep_the_server_busy(client: FlaskClient) -> None:
    page = open_form(client)
    tries = [send(client, page, photo=(io.BytesIO(b"no"), "x.jpg")).status_code for _ in range(31)]
    assert tries == [400] * 30 + [429]


# Whose form it is


def test_another_sites_form_is_refused_and_nothing_is_lost(
    client: FlaskClient, reports: Reports
) -> None:
    page = open_form(client)
    refused = client.post(
        "/reports/new",
        data={"kind": "icy", "text": "つるつる", **PLACE, **page._asdict()},
        headers={"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    )
    assert refused.status_code == 400
    assert "evil.example" in refused.text
    assert "つるつる" in refused.text
    assert reports.all() == []


def test_a_page_whose_token_is_gone_is_sent_by_pressing_once_more(
    live_app: Flask, client: FlaskClient, reports: Reports
) -> None:
    page = open_form(live_app.test_client())  # of a browser that has lost its cookies since
    refused = send(client, page, text="つるつる")
    assert refused.status_code == 400
    assert "つるつる" in refused.text
    assert send(client, opened(refused.text), text="つるつる").status_code == 303
    assert only(reports).text == "つるつる"


def test_a_field_that_people_do_not_see_is_not_silent(
    client: FlaskClient, reports: Reports
) -> None:
    page = open_form(client)
    refused = send(client, page, homepage="https://spam.example", text="雪")
    assert refused.status_code == 400
    assert "もう一度「送る」" in refused.text
    assert "spam.example" not in refused.text
    assert reports.all() == []
    assert send(client, page, text="雪").status_code == 303


# Pictures


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_sender_gets_back_a_bare_picture(client: FlaskClient, kind: str) -> None:
    answer = send(client, photo=photo(kind, "../../etc/passwd"))
    own = client.get(answer.location.partition("?")[0] + "/photo.jpg")
    assert own.mimetype == "image/jpeg"
    assert own.cache_control.no_store
    assert_bare(own.data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not a photo"),
        (b"<?php system('id');", "not a photo"),
        (b"\xff\xd8\xff\xe0" + b"x" * 100, "not a photo"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"\xff" * 9_000_000, "at most 8 MB"),
        (b"", "file is empty"),
    ],
)
def test_what_is_no_photo_is_told_and_the_rest_stays(
    client: FlaskClient, reports: Reports, data: bytes, words: str
) -> None:
    page = open_form(client, "/reports/new?lang=en")
    answer = send(client, page, text="雪の山", photo=(io.BytesIO(data), "evil.jpg"))
    assert answer.status_code == 400
    assert words in answer.text
    assert "雪の山" in answer.text
    assert reports.all() == []
    assert pictures(reports) == []


def test_no_photo_is_no_fault(client: FlaskClient, reports: Reports) -> None:
    """A browser sends an empty part for a file field that was left alone."""
    assert send(client, photo=(io.BytesIO(b""), "")).status_code == 303
    assert only(reports).photo == ""


def test_a_photo_must_be_chosen_anew_after_another_fault(client: FlaskClient) -> None:
    answer = send(client, kind=None, photo=photo())
    assert "写真はもう一度選んで" in answer.text
    assert "写真はもう一度選んで" not in send(client, kind=None).text


def test_a_huge_request_is_refused_in_words(client: FlaskClient) -> None:
    answer = send(client, photo=(io.BytesIO(b"\xff" * 10_500_000), "x.jpg"))
    assert answer.status_code == 413
    assert "大きすぎます" in answer.text


# The page


def test_danger_is_told_to_call(client: FlaskClient) -> None:
    page = client.get("/reports/new?lang=en").text
    assert 'href="tel:119"' in page
    assert 'href="tel:110"' in page
    assert "call" in page


def test_a_link_may_bring_the_place(client: FlaskClient) -> None:
    page = client.get("/reports/new?lat=38.4&lon=145.99&kind=icy&address=%3Cb%3E").text
    assert 'name="lat" value="38.4"' in page
    assert re.search(r'value="icy" required checked', page)
    assert 'value="&lt;b&gt;"' in page


OWN_KIND = """
[[reports.kinds]]
key = "bear"
ja = "熊が出た"
en = "A <bear>"
"""
STANDARD = "standard_kinds = true"


@pytest.mark.parametrize(("standard", "count"), [("true", 8), ("false", 1)])
def test_a_city_has_kinds_of_its_own(
    make_room: Callable[[str, str], Flask], standard: str, count: int
) -> None:
    client = make_room(STANDARD, f"standard_kinds = {standard}{OWN_KIND}").test_client()
    page = client.get("/reports/new?lang=en").text
    assert page.count('name="kind"') == count
    assert "A &lt;bear&gt;" in page
    assert "熊が出た" in client.get("/reports/new?lang=ja_easy").text
    assert send(client, kind="bear").status_code == 303


def test_a_kind_that_is_no_longer_taken_is_called_by_its_key(
    client: FlaskClient, reports: Reports
) -> None:
    reports.accept(reports.new(NewReport("bear", lat=38.4, lon=145.99), "f").id, "sato")
    for path in ("/reports", "/reports/1", "/open311/v2/requests.json"):
        page = client.get(path).text
        assert "bear" in page
        assert "report_kind_bear" not in page


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        (STANDARD, f'{STANDARD}\n[[reports.kinds]]\nkey = "a bear"\nja = "熊"'),
        (STANDARD, f'{STANDARD}\n[[reports.kinds]]\nkey = "bear"'),
        ("per_hour = 5", "per_hour = 0"),
        ("keep_days = 30", 'keep_days = "never"'),
    ],
)
def test_a_wrong_line_of_civic_toml_is_told(
    make_room: Callable[[str, str], Flask], line: str, wrong: str
) -> None:
    with pytest.raises(InvalidRecord, match="reports"):
        make_room(line, wrong)


def test_a_civic_toml_without_reports_has_the_usual(make_room: Callable[[str, str], Flask]) -> None:
    client = make_room("[reports]", "[elsewhere]").test_client()
    assert client.get("/reports/new").text.count('name="kind"') == 7
    assert [send(client).status_code for _ in range(6)] == [303] * 5 + [429]


@pytest.fixture
def make_room(tmp_path: Path) -> Callable[[str, str], Flask]:
    """Only the public pages and the reports, with one line of civic.toml replaced."""

    def make(line: str, other: str) -> Flask:
        folder = tmp_path / "app"
        folder.mkdir(exist_ok=True)
        toml = (APPS / "snowplow_nav" / "civic.toml").read_text("utf-8")
        assert line in toml
        (folder / "civic.toml").write_text(toml.replace(line, other, 1), encoding="utf-8")
        site = Site(read_settings(folder, {"STATE": tmp_path / "state", "PLOWS": 0}))
        app = Flask(__name__)
        open_to_the_public(app, site)
        app.register_blueprint(make_public(site))
        app.register_blueprint(make_reports(site))
        return app

    return make
