"""Who sees what of a report: everybody, its sender by the link, the desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from live.conftest import Clock
from live.desking import Staff
from live.reporting import assert_bare, found, photo, send

from civickit import live
from civickit.live.reports.storing import Reports
from civickit.live.site import Site
from civickit.web.installable import KEEP
from civickit.web.languages import check_languages

HOSTILE = "<script>alert(1)</script>\n=cmd()|' onload='x"
CONTACT = "secret@example.jp"
HIDDEN = ("new", "rejected", "withdrawn")
DAY_S = 86_400


@pytest.fixture
def reports(site: Site) -> Reports:
    return Reports(site)


@pytest.fixture
def link(client: FlaskClient) -> str:
    """The status link of a report with everything in it."""
    answer = send(client, text=HOSTILE, address="<b>角</b>", contact=CONTACT, photo=photo())
    return answer.location.partition("?")[0]


def bring_to(reports: Reports, status: str) -> int:
    """The only report, brought to that status as the desk or the sender does."""
    id_ = reports.all()[0].id
    if status in {"open", "assigned", "done"}:
        reports.accept(id_, "sato")
    if status == "assigned":
        reports.assign(id_, "除雪車 12", "sato", device_id=12)
    if status == "done":
        reports.close(id_, "sato")
    if status == "rejected":
        reports.reject(id_, "sato", "写真に人の顔が写っています。")
    if status == "withdrawn":
        reports.withdraw(id_)
    assert reports.get(id_).status == status
    return id_


def public_paths(id_: int) -> list[str]:
    return [f"/reports/{id_}", f"/reports/{id_}/photo.jpg", f"/open311/v2/requests/{id_}.json"]


@pytest.mark.parametrize("status", HIDDEN)
def test_what_the_desk_has_not_accepted_is_nowhere(
    client: FlaskClient, reports: Reports, link: str, status: str
) -> None:
    id_ = bring_to(reports, status)
    for path in public_paths(id_):
        answer = client.get(path)
        assert answer.status_code == 404
        assert b"alert(1)" not in answer.data
    for path in ("/reports", "/reports?show=done", "/reports.geojson", "/open311/v2/requests.xml"):
        assert b"alert(1)" not in client.get(path).data
    assert client.get("/reports.geojson").get_json()["features"] == []
    assert client.get("/open311/v2/requests.json").get_json() == []
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("status", ["open", "assigned", "done"])
def test_what_it_has_accepted_is_everybodys_but_not_who_sent_it(
    client: FlaskClient, reports: Reports, link: str, status: str
) -> None:
    id_ = bring_to(reports, status)
    shown = client.get("/reports?show=done" if status == "done" else "/reports")
    page = client.get(f"/reports/{id_}?lang=en")
    for answer in (shown, page):
        assert "&lt;script&gt;alert(1)" in answer.text
        assert "<script>alert" not in answer.text
        assert "&lt;b&gt;角" in answer.text
    [feature] = client.get("/reports.geojson").get_json()["features"]
    assert feature["geometry"]["coordinates"] == [145.995, 38.4036]
    assert feature["properties"]["text"] == HOSTILE
    assert feature["properties"]["status"] == ("done" if status == "done" else "open")
    assert feature["properties"]["photo"] == f"/reports/{id_}/photo.jpg"
    for path in (*public_paths(id_), "/reports", "/reports.geojson", "/open311/v2/requests.xml"):
        answer = client.get(path)
        assert answer.status_code == 200
        for secret in (CONTACT, "除雪車 12", "sato", link.rpartition("/")[2]):
            assert secret.encode() not in answer.data
    assert_bare(client.get(f"/reports/{id_}/photo.jpg").data)


def test_the_picture_may_stay_at_the_desk(client: FlaskClient, reports: Reports, link: str) -> None:
    id_ = reports.all()[0].id
    reports.accept(id_, "sato", with_photo=False)
    assert client.get(f"/reports/{id_}/photo.jpg").status_code == 404
    assert "photo.jpg" not in client.get(f"/reports/{id_}").text
    assert client.get("/reports.geojson").get_json()["features"][0]["properties"]["photo"] is None
    assert client.get("/open311/v2/requests.json").get_json()[0]["media_url"] is None
    assert "写真は公開されていません" in client.get(link).text
    assert_bare(client.get(f"{link}/photo.jpg").data)


def test_a_picture_is_kept_by_caches_for_minutes_only(
    client: FlaskClient, reports: Reports, link: str
) -> None:
    answer = client.get(f"/reports/{bring_to(reports, 'open')}/photo.jpg")
    assert answer.cache_control.public
    assert answer.cache_control.max_age == 300
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    tag = answer.headers["ETag"]
    again = client.get(answer.request.path, headers={"If-None-Match": tag})
    assert again.status_code == 304


def test_no_phone_keeps_what_may_be_withdrawn(
    client: FlaskClient, reports: Reports, link: str
) -> None:
    id_ = bring_to(reports, "open")
    for path in ("/reports", f"/reports/{id_}", "/reports/new", link, f"{link}/photo.jpg"):
        answer = client.get(path, headers={KEEP: "1"})
        assert answer.status_code == 200
        assert KEEP not in answer.headers


def test_the_desk_sees_every_picture(
    live_app: Flask, client: FlaskClient, reports: Reports, link: str
) -> None:
    id_ = reports.all()[0].id
    own = Staff(live_app).get(f"/reports/{id_}/photo.jpg")
    assert own.cache_control.no_store
    assert_bare(own.data)
    assert client.get(f"/reports/{id_}/photo.jpg").status_code == 404
    with client.session_transaction() as session:
        session["login"] = "0" * 43
    assert client.get(f"/reports/{id_}/photo.jpg").status_code == 404


# The sender's link


def test_the_link_is_for_one_reader(client: FlaskClient, link: str) -> None:
    for path in (link, f"{link}/photo.jpg"):
        answer = client.get(path)
        assert answer.cache_control.no_store
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Referrer-Policy"] == "same-origin"
    assert '<meta name="robots" content="noindex">' in client.get(link).text


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("new", "担当者が見るまで"),
        ("open", "受け付けました"),
        ("assigned", "担当が決まりました"),
        ("done", "終わりました"),
        ("rejected", "写真に人の顔が写っています。"),
        ("withdrawn", "取り下げられました"),
    ],
)
def test_the_sender_reads_how_it_stands(
    client: FlaskClient, reports: Reports, link: str, status: str, words: str
) -> None:
    id_ = bring_to(reports, status)
    page = client.get(link).text
    assert words in page
    assert (f'/reports/{id_}"' in page) == (status in {"open", "assigned", "done"})
    assert CONTACT not in page
    assert "除雪車 12" not in page
    assert ("/withdraw" in page) == (status not in {"done", "withdrawn"})


def test_the_sender_reads_the_answer(client: FlaskClient, reports: Reports, link: str) -> None:
    reports.answer(bring_to(reports, "open"), "明日の朝\n<i>片付けます", "sato")
    page = client.get(link).text
    assert "明日の朝\n&lt;i&gt;片付けます" in page


def test_the_sender_takes_it_back(client: FlaskClient, reports: Reports, link: str) -> None:
    id_ = bring_to(reports, "open")
    csrf = found("csrf", client.get(link).text)
    for _ in range(2):  # a second click is no fault
        gone = client.post(f"{link}/withdraw", data={"csrf": csrf})
        assert gone.status_code == 303
        assert gone.location == link
    assert "取り下げられました" in client.get(link).text
    assert client.get(f"{link}/photo.jpg").status_code == 404
    assert client.get(f"/reports/{id_}").status_code == 404
    assert [one.what for one in reports.log(id_)] == ["sent", "accepted", "withdrawn"]


def test_what_is_done_stays_done(client: FlaskClient, reports: Reports, link: str) -> None:
    csrf = found("csrf", client.get(link).text)
    id_ = bring_to(reports, "done")
    assert client.post(f"{link}/withdraw", data={"csrf": csrf}).status_code == 409
    assert reports.get(id_).status == "done"


@pytest.mark.parametrize("data", [{}, {"csrf": "0" * 32}])
def test_no_other_site_takes_it_back(
    client: FlaskClient, reports: Reports, link: str, data: dict[str, str]
) -> None:
    assert client.post(f"{link}/withdraw", data=data).status_code == 400
    assert reports.all()[0].status == "new"


@pytest.mark.parametrize("token", ["x", "0" * 40, "%00", "雪", "A" * 5000])
def test_no_such_link(client: FlaskClient, token: str) -> None:
    for path in (f"/reports/status/{token}", f"/reports/status/{token}/photo.jpg"):
        assert client.get(path).status_code == 404
    csrf = found("csrf", client.get("/reports/new").text)
    gone = client.post(f"/reports/status/{token}/withdraw", data={"csrf": csrf})
    assert gone.status_code == 404


# The lists


@pytest.mark.parametrize("id_", ["0", "77", "99999999999999999999", "-1", "x"])
def test_no_such_report(client: FlaskClient, id_: str) -> None:
    assert client.get(f"/reports/{id_}").status_code == 404
    assert client.get(f"/reports/{id_}/photo.jpg").status_code == 404


def test_open_and_done_are_apart(client: FlaskClient, reports: Reports, link: str) -> None:
    id_ = bring_to(reports, "open")
    assert f'"/reports/{id_}"' in client.get("/reports").text
    assert f'"/reports/{id_}"' not in client.get("/reports?show=done").text
    reports.close(id_, "sato")
    assert f'"/reports/{id_}"' not in client.get("/reports").text
    assert f'"/reports/{id_}"' in client.get("/reports?show=done").text
    assert client.get("/reports?show=new").status_code == 400


def test_what_is_done_leaves_the_map_after_30_days(
    client: FlaskClient, reports: Reports, link: str, clock: Clock
) -> None:
    def features() -> list[Any]:
        told: list[Any] = client.get("/reports.geojson").get_json()["features"]
        return told

    id_ = bring_to(reports, "open")
    clock.forward(40 * DAY_S)
    assert len(features()) == 1
    reports.close(id_, "sato")
    clock.forward(30 * DAY_S)
    assert len(features()) == 1
    clock.forward(1)
    assert features() == []
    assert client.get(f"/reports/{id_}").status_code == 200


def test_words_without_a_pin_are_in_the_list_and_not_on_the_map(
    client: FlaskClient, reports: Reports
) -> None:
    send(client, lat="", lon="", address="駅前の信号")
    id_ = bring_to(reports, "open")
    assert "駅前の信号" in client.get("/reports").text
    assert "駅前の信号" in client.get(f"/reports/{id_}").text
    assert client.get("/reports.geojson").get_json()["features"] == []


def test_programs_of_other_sites_may_read_the_points(client: FlaskClient) -> None:
    answer = client.get("/reports.geojson")
    assert answer.mimetype == "application/geo+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.cache_control.max_age == 30
    assert "Set-Cookie" not in answer.headers
    tag = answer.headers["ETag"]
    assert client.get("/reports.geojson", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("lang", ["ja", "ja_easy", "en"])
def test_every_word_is_there(client: FlaskClient, reports: Reports, link: str, lang: str) -> None:
    id_ = bring_to(reports, "open")
    for path in ("/reports", "/reports?show=done", "/reports/new", f"/reports/{id_}", link):
        page = client.get(path, headers={"Cookie": f"lang={lang}"}).text
        assert "report_" not in page.replace("report_kind_", "")


def test_the_languages_are_complete() -> None:
    rooms = Path(live.__file__).parent
    beside = [rooms / "languages", rooms / "public" / "languages"]
    own = rooms / "reports"
    assert check_languages(own / "languages", own / "templates", beside=beside) == []
