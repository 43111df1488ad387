"""Reports at the desk: taken, refused, given to somebody, answered, closed; and two at once."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from live.desking import DATABASES, HOSTILE, Staff, app_on, assert_harmless, hidden_fields
from live.reporting import photo, send

from civickit.live.desk import report_pages
from civickit.live.reports.records import NewReport
from civickit.live.reports.storing import Reports
from civickit.live.site import SITE, Site
from civickit.tracks.fixes import Fix


@pytest.fixture(params=DATABASES)
def any_app(request: pytest.FixtureRequest, make_live: Callable[..., Flask]) -> Iterator[Flask]:
    with app_on(request, make_live) as app:
        yield app


def report(app: Flask, **fields: Any) -> str:
    """The page at the desk of a report that a resident has just sent."""
    assert send(app.test_client(), **fields).status_code == 303
    newest = Reports(app.extensions[SITE]).all()[0]
    return f"/desk/reports/{newest.id}"


def act(staff: Staff, path: str, action: str, **form: str) -> Any:
    """Fill in the form for that on the report's page and send it."""
    return staff.post(path, **hidden_fields(staff.page(path), action), **form)


def test_a_report_goes_its_way_and_the_log_says_who_did_what(live_app: Flask, site: Site) -> None:
    path = report(live_app, text="A tree across the road", contact="090-1234-5678")
    device, _ = site.devices.add("Plow 12", contractor="Kitahara")
    sato, suzuki = Staff(live_app, "Sato"), Staff(live_app, "Suzuki")
    page = sato.page(path)
    for word in ("A tree across the road", "090-1234-5678", "Fallen tree", "Accept and publish"):
        assert word in page
    assert act(sato, path, "accept").status_code == 303
    assert act(suzuki, path, "assign", device=str(device.id), person="").status_code == 303
    assert act(sato, path, "answer", answer="We are on the way.").status_code == 303
    assert act(suzuki, path, "close").status_code == 303
    page = sato.page(path)
    for line in (
        "accepted by Sato",
        "assigned to &#34;Plow 12&#34; by Suzuki",
        "answered by Sato: We are on the way.",
        "closed by Suzuki",
    ):
        assert line in page
    [kept] = Reports(site).all()
    assert (kept.status, kept.assigned_to, kept.device_id) == ("done", "Plow 12", device.id)
    public = live_app.test_client().get(f"/reports/{kept.id}").text
    assert "We are on the way." in public
    assert "Plow 12" not in public
    assert "090-1234-5678" not in public


def test_a_button_that_is_pressed_twice_is_pressed_once(live_app: Flask, site: Site) -> None:
    """Even where a program has put a space into the form."""
    path, sato = report(live_app), Staff(live_app)
    form = {**hidden_fields(sato.page(path), "accept"), "action": " accept"}
    assert [sato.post(path, **form).status_code for _ in range(2)] == [303, 303]
    assert len(Reports(site).log(1)) == 2


def test_a_picture_that_was_public_stays_so_when_a_report_is_opened_again(
    live_app: Flask,
) -> None:
    path, sato = report(live_app, photo=photo()), Staff(live_app)
    offered = 'name="photo" value="1" checked'
    assert offered not in sato.page(path)
    act(sato, path, "accept", photo="1")
    act(sato, path, "close")
    assert offered in sato.page(path)
    act(sato, path, "accept", photo="1")
    act(sato, path, "reject", why="A face is on it.")
    assert offered not in sato.page(path)


def test_a_report_is_assigned_to_a_person(live_app: Flask, site: Site) -> None:
    path = report(live_app)
    sato = Staff(live_app)
    act(sato, path, "accept")
    assert act(sato, path, "assign", device="", person="道路課 田中").status_code == 303
    [kept] = Reports(site).all()
    assert (kept.assigned_to, kept.device_id) == ("道路課 田中", None)


def test_a_report_is_refused_with_a_reason(live_app: Flask, site: Site) -> None:
    path = report(live_app)
    sato = Staff(live_app)
    assert act(sato, path, "reject", why=" ").status_code == 400
    assert act(sato, path, "reject", why="It is in another town.").status_code == 303
    [kept] = Reports(site).all()
    assert (kept.status, kept.answer) == ("rejected", "It is in another town.")
    assert "rejected by Sato: It is in another town." in sato.page(path)


@pytest.mark.parametrize("publish", [True, False])
def test_the_photo_is_public_only_where_the_desk_says_so(
    live_app: Flask, site: Site, publish: bool
) -> None:
    path = report(live_app, photo=photo())
    sato, anybody = Staff(live_app), live_app.test_client()
    picture = f"{path.removeprefix('/desk')}/photo.jpg"
    assert picture in sato.page(path)
    assert picture in sato.page("/desk/")
    assert sato.get(picture).status_code == 200
    assert anybody.get(picture).status_code == 404
    act(sato, path, "accept", **({"photo": "1"} if publish else {}))
    assert anybody.get(picture).status_code == (200 if publish else 404)
    assert sato.get(picture).status_code == 200


# Two at once


def test_the_second_of_two_is_told_who_was_first_and_loses_no_word(any_app: Flask) -> None:
    path = report(any_app)
    site: Site = any_app.extensions[SITE]
    first, second = site.devices.add("Plow 1")[0], site.devices.add("Plow 2")[0]
    sato, suzuki = Staff(any_app, "Sato"), Staff(any_app, "Suzuki")
    act(sato, path, "accept")
    seen = hidden_fields(suzuki.page(path), "assign")
    assert act(sato, path, "assign", device=str(first.id)).status_code == 303
    late = suzuki.post(path, **seen, device=str(second.id), person="my note")
    assert late.status_code == 409
    assert "Not saved: somebody else was first" in late.text
    assert "assigned to &#34;Plow 1&#34; by Sato" in late.text
    assert f'value="{second.id}" selected' in late.text
    assert 'value="my note"' in late.text
    assert Reports(site).all()[0].assigned_to == "Plow 1"
    again = suzuki.post(path, **hidden_fields(late.text, "assign"), device=str(second.id))
    assert again.status_code == 303
    assert Reports(site).all()[0].assigned_to == "Plow 2"


def test_an_answer_that_came_late_is_not_lost(live_app: Flask) -> None:
    path = report(live_app)
    sato, suzuki = Staff(live_app, "Sato"), Staff(live_app, "Suzuki")
    seen = hidden_fields(suzuki.page(path), "answer")
    act(sato, path, "accept")
    late = suzuki.post(path, **seen, answer="A long answer that took a while.")
    assert late.status_code == 409
    assert ">A long answer that took a while.</textarea>" in late.text


def test_of_many_at_the_same_moment_one_wins(any_app: Flask) -> None:
    path = report(any_app)
    site: Site = any_app.extensions[SITE]
    crowd = [Staff(any_app, f"Person {number}") for number in range(4)]
    act(crowd[0], path, "accept")
    seen = hidden_fields(crowd[0].page(path), "assign")
    statuses: list[int] = []
    ready = threading.Barrier(len(crowd))

    def go(staff: Staff) -> None:
        ready.wait(10)
        statuses.append(staff.post(path, **seen, person=staff.name).status_code)

    threads = [threading.Thread(target=go, args=[one]) for one in crowd]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(statuses) == [303, 409, 409, 409]
    id_ = Reports(site).all()[0].id
    assert [one.what for one in Reports(site).log(id_)] == ["sent", "accepted", "assigned"]


def test_a_button_that_is_pressed_twice_is_one_and_no_conflict(live_app: Flask, site: Site) -> None:
    path = report(live_app)
    sato = Staff(live_app)
    fields = hidden_fields(sato.page(path), "accept")
    assert [sato.post(path, **fields).status_code for _ in range(2)] == [303, 303]
    assert Staff(live_app, "Suzuki").post(path, **fields).status_code == 409
    assert [one.what for one in Reports(site).log(1)] == ["sent", "accepted"]


def test_the_nearest_vehicles_and_what_else_waits_close_by(live_app: Flask, site: Site) -> None:
    first = report(live_app)
    report(live_app, kind="icy", lat="38.4046")  # 111 m
    report(live_app, kind="icy", lat="38.4066")  # 333 m
    at = site.now()
    for name, north_m in (("far away", 2_000), ("close by", 100), ("not on duty", None)):
        device, _ = site.devices.add(name)
        if north_m is not None:
            where = 38.4036 + north_m / 111_000, 145.995
            site.writer.take(device, [Fix(name, at, at, *where, state="plowing")])
    sato = Staff(live_app)
    act(sato, first, "accept")
    page = sato.page(first)
    near = page[page.index('id="near-title"') :]
    assert "/desk/reports/2" in near
    assert "/desk/reports/3" not in near
    nearest = page[page.index("<optgroup") : page.index("</optgroup>")]
    assert nearest.index("0.1 km close by") < nearest.index("2.0 km far away")
    assert "not on duty" not in nearest
    site.writer.stop()


def test_what_is_urgent_comes_first_and_every_report_is_on_a_page(
    live_app: Flask, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_pages, "PAGE", 2)
    kinds = ("stuck", "icy", "bank", "other", "broken")
    reports = Reports(site)
    for kind in kinds:
        reports.new(NewReport(kind, lat=38.4, lon=145.99), kind)
    sato = Staff(live_app)
    pages = [sato.page(f"/desk/reports?page={page}") for page in (1, 2, 3, 99)]
    found = [re.findall(r'href="/desk/reports/(\d)"', page) for page in pages]
    assert found == [["5", "4"], ["3", "2"], ["1"], ["1"]]
    assert "Page 3 of 3" in pages[2]
    assert re.findall(r'data-key="report-(\d)"', sato.page("/desk/lists")) == list("15432")
    assert sato.page("/desk/lists").count("urgent") >= 1
    marks = {one["id"]: one["urgent"] for one in sato.get("/desk/live.json").json["reports"]}
    assert marks == {1: True, 2: False, 3: False, 4: False, 5: False}


def test_what_a_status_does_not_allow_is_told(live_app: Flask) -> None:
    path = report(live_app)
    sato = Staff(live_app)
    seen = hidden_fields(sato.page(path), "accept")["seen"]
    answer = sato.post(path, seen=seen, action="close")
    assert answer.status_code == 409
    assert "Not saved" in answer.text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"action": "explode"}, "explode"),
        ({"action": "assign", "device": "999"}, "There is no device"),
        ({"action": "assign", "device": "x"}, "whole number"),
        ({"action": "assign", "device": "", "person": ""}, "missing"),
        ({"action": "assign", "device": "", "person": "x" * 61}, "60"),
        ({"action": "answer", "answer": "x" * 1001}, "1000"),
        ({"seen": "many", "action": "close"}, "many"),
        ({"seen": None, "action": "close"}, "missing"),
    ],
)
def test_a_form_that_says_what_cannot_be_changes_nothing(
    live_app: Flask, site: Site, form: dict[str, str], said: str
) -> None:
    path = report(live_app)
    sato = Staff(live_app)
    act(sato, path, "accept")
    before = Reports(site).all()
    seen = hidden_fields(sato.page(path), "assign")["seen"]
    answer = sato.post(path, **{"seen": seen, **form})
    assert answer.status_code == 400
    assert said in answer.text
    assert Reports(site).all() == before


def test_a_report_that_is_none_is_not_found(live_app: Flask) -> None:
    sato = Staff(live_app)
    for number in ("1", "0", "99999999999999999999"):
        assert sato.get(f"/desk/reports/{number}").status_code == 404


# Lists


def test_the_lists_hold_each_report_once_by_its_status(live_app: Flask, site: Site) -> None:
    paths = [report(live_app, text=f"Report {number}") for number in range(4)]
    sato = Staff(live_app)
    act(sato, paths[1], "accept")
    act(sato, paths[2], "accept")
    act(sato, paths[2], "close")
    act(sato, paths[3], "reject", why="no")
    for show, path in zip(("new", "open", "done", "rejected"), paths, strict=True):
        page = sato.page(f"/desk/reports?show={show}")
        assert [one for one in paths if f'href="{one}"' in page] == [path]
    assert sato.page("/desk/reports").count("data-news>1<") == 1
    sato.page("/desk/reports?show=everything", 400)


def test_what_residents_write_is_text_everywhere(live_app: Flask, site: Site) -> None:
    path = report(live_app, text=HOSTILE, address=HOSTILE, contact=f"{HOSTILE}@example.jp")
    device, _ = site.devices.add(HOSTILE[:36].replace(":", ""), contractor=HOSTILE)
    staff = Staff(live_app, f"{HOSTILE}")
    pages = [staff.page(one) for one in ("/desk/", "/desk/lists", "/desk/reports", path)]
    act(staff, path, "accept")
    act(staff, path, "assign", device=str(device.id))
    act(staff, path, "answer", answer=HOSTILE)
    pages += [staff.page(one) for one in ("/desk/", "/desk/lists", "/desk/reports?show=open", path)]
    for page in pages:
        assert "&lt;img src=x" in page
        assert_harmless(page)
