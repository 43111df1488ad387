"""Devices at the desk: made, given a new token, stopped; and a duty that somebody forgot."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from live.desking import Staff

from civickit.live.site import Site


@pytest.fixture
def chief(live_app: Flask) -> Staff:
    return Staff(live_app, "Chief", "admin")


@pytest.fixture
def heard(site: Site) -> list[tuple[str, Any]]:
    """What the hub was told."""
    found: list[tuple[str, Any]] = []
    for topic in ("devices", "duty"):
        site.hub.listen(topic, lambda told, topic=topic: found.append((topic, told)))
    return found


def token_on(page: str) -> str:
    """The token on a set-up sheet."""
    found = re.search(r"operator#[^:<]*:([\w-]{20,})", page)
    assert found, page
    return found[1]


def test_a_device_is_made_and_its_sheet_is_shown_once(
    chief: Staff, site: Site, heard: list[Any]
) -> None:
    answer = chief.post(
        "/desk/devices", name="Plow 12", contractor="Kitahara", kind="plow", note="blue"
    )
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    token = token_on(answer.text)
    device = site.devices.of_token(token)
    assert device
    assert device[1:6] == ("Plow 12", "Kitahara", "plow", "blue", False)
    assert heard == [("devices", {})]
    for path in ("/desk/", "/desk/devices"):
        assert token not in chief.page(path)
    assert "Plow 12" in chief.page("/desk/devices")


def test_the_sheet_leads_a_phone_to_where_the_desk_was_opened(chief: Staff) -> None:
    answer = chief.client.post(
        "/desk/devices",
        data={"csrf": "0" * 32, "name": "one"},
        base_url="https://localhost:8443",
    )
    assert "https://localhost:8443/operator#one:" in answer.text


def test_a_sheet_that_is_loaded_again_makes_no_second_device(chief: Staff, site: Site) -> None:
    for status in (200, 400):
        assert chief.post("/desk/devices", name="one").status_code == status
    assert len(site.devices.all()) == 1


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": ""}, "Write 1 to 40"),
        ({"name": "a/b"}, "without / : + #"),
        ({"name": "x" * 41}, "Write 1 to 40"),
        ({"name": "one", "note": "x" * 201}, "at most 200"),
    ],
)
def test_what_cannot_be_is_told_beside_what_was_typed(
    chief: Staff, site: Site, form: dict[str, str], said: str
) -> None:
    answer = chief.post("/desk/devices", contractor="Kitahara", by_button="1", **form)
    assert answer.status_code == 400
    assert said in answer.text
    assert 'value="Kitahara"' in answer.text
    assert 'name="by_button" value="1" checked' in answer.text
    assert site.devices.all() == []


def test_what_cannot_be_is_told_in_the_readers_language(chief: Staff) -> None:
    form = {"csrf": "0" * 32, "name": "a/b", "note": "x" * 201}
    page = chief.client.post("/desk/devices?lang=ja", data=form).text
    assert "1〜40文字" in page
    assert "200文字まで" in page
    assert "leave it out" not in page


def test_a_device_with_a_button_is_off_duty_until_it_is_pressed(chief: Staff, site: Site) -> None:
    chief.post("/desk/devices", name="one", by_button="1")
    assert "off duty" in chief.page("/desk/devices")
    site.duties.start(site.devices.named("one"))
    assert "on duty since" in chief.page("/desk/devices")


def test_a_new_token_ends_the_old_one(chief: Staff, site: Site, heard: list[Any]) -> None:
    _, old = site.devices.add("one")
    sheet = chief.post("/desk/devices/renew", name="one")
    assert sheet.status_code == 200
    assert site.devices.of_token(old) is None
    assert site.devices.of_token(token_on(sheet.text))
    assert heard == [("devices", {})]


def test_a_device_is_stopped_and_taken_back(chief: Staff, site: Site, heard: list[Any]) -> None:
    _, token = site.devices.add("one")
    answer = chief.post("/desk/devices/revoke", name="one")
    assert "&#34;one&#34; is revoked" in chief.page(answer.location)
    assert site.devices.of_token(token) is None
    page = chief.page("/desk/devices")
    assert "revoked:" in page
    assert "/desk/devices/revoke" not in page
    sheet = chief.post("/desk/devices/renew", name="one")
    assert site.devices.of_token(token_on(sheet.text))
    assert heard == [("devices", {}), ("devices", {})]


def test_a_duty_that_somebody_forgot_is_ended_by_staff(
    live_app: Flask, site: Site, heard: list[Any]
) -> None:
    device, _ = site.devices.add("one", by_button=True)
    site.duties.start(device)
    staff = Staff(live_app)
    assert "/desk/devices/end" in staff.page("/desk/devices")
    answer = staff.post("/desk/devices/end", name="one")
    assert "The duty of &#34;one&#34; is ended" in staff.page(answer.location)
    assert not site.duties.of(device).on
    assert heard == [("duty", {"device_id": device.id})]
    assert "/desk/devices/end" not in staff.page("/desk/devices")


@pytest.mark.parametrize("what", ["renew", "revoke", "end"])
def test_a_device_that_is_none_is_told(chief: Staff, what: str, heard: list[Any]) -> None:
    assert chief.post(f"/desk/devices/{what}", name="nobody").status_code == 404
    assert chief.post(f"/desk/devices/{what}", name="").status_code == 400
    assert heard == []
