"""What the driver's page tells and asks: buttons, by their own time, once however often told."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from civickit.live.site import Site
from civickit.live.tables import duties, fixes, work_states

from .conftest import STORM_S, Clock

NAME = "除雪 12号"
HOUR_S = 3600


def basic(name: str, token: str) -> dict[str, str]:
    told = b64encode(f"{name}:{token}".encode()).decode()
    return {"Authorization": f"Basic {told}", "Accept": "application/json"}


class Phone:
    """A device and the way it speaks."""

    def __init__(self, client: FlaskClient, site: Site, name: str = NAME) -> None:
        self.client, self.site = client, site
        self.device, self.token = site.devices.add(name, contractor="山田建設")

    @property
    def head(self) -> dict[str, str]:
        return basic(self.device.name, self.token)

    def press(self, action: str, at: float, **more: Any) -> Any:
        told = {"action": action, "at": at, **more}
        return self.client.post("/operator/api/duty", json=told, headers=self.head)

    def me(self) -> Any:
        return self.client.get("/operator/api/me", headers=self.head)

    def drive(self, *times: float, **more: Any) -> None:
        told = [
            {"_type": "location", "tst": at, "lat": (38400 + place) / 1000, "lon": 145.9, **more}
            for place, at in enumerate(times)
        ]
        answer = self.client.post("/ingest/owntracks", json=told, headers=self.head)
        assert (answer.status_code, answer.get_json()) == (200, [])

    def kept(self, table: Any, *columns: Any) -> list[tuple[Any, ...]]:
        asked = select(*columns).where(table.c.device_id == self.device.id).order_by(*columns)
        with self.site.storage.read() as connection:
            return [tuple(row) for row in connection.execute(asked)]

    def duties(self) -> list[tuple[Any, ...]]:
        return self.kept(duties, duties.c.started_ms, duties.c.ended_ms)

    def states(self) -> list[tuple[Any, ...]]:
        return self.kept(work_states, work_states.c.at_ms, work_states.c.state)


@pytest.fixture
def phone(client: FlaskClient, site: Site) -> Phone:
    return Phone(client, site)


def ms(seconds: float) -> int:
    return round(seconds * 1000)


# Buttons


def test_a_night_told_as_it_happens(phone: Phone, clock: Clock) -> None:
    started = phone.press("start", STORM_S, state="driving").get_json()
    assert started["duty"] == {"on": True, "since": STORM_S, "state": "driving"}
    clock.forward(60)
    assert phone.press("state", STORM_S + 60, state="plowing").get_json()["duty"]["state"] == (
        "plowing"
    )
    clock.forward(60)
    phone.press("stop", STORM_S + 120)
    clock.forward(1)
    assert phone.me().get_json()["duty"] == {"on": False, "since": None, "state": "unknown"}
    assert phone.duties() == [(ms(STORM_S), ms(STORM_S + 120))]
    assert phone.states() == [(ms(STORM_S), "driving"), (ms(STORM_S + 60), "plowing")]


def test_a_night_told_in_the_morning_has_its_own_times(phone: Phone, clock: Clock) -> None:
    clock.forward(8 * HOUR_S)
    phone.press("start", STORM_S, state="driving")
    phone.drive(STORM_S + 10, STORM_S + 20)
    phone.press("state", STORM_S + 30.5, state="salting")
    phone.press("stop", STORM_S + 60)
    assert phone.duties() == [(ms(STORM_S), ms(STORM_S + 60))]
    assert phone.states() == [(ms(STORM_S), "driving"), (ms(STORM_S + 30.5), "salting")]
    assert phone.kept(fixes, fixes.c.fixed_ms, fixes.c.state) == [
        (ms(STORM_S + 10), "driving"),
        (ms(STORM_S + 20), "driving"),
    ]


def test_what_is_told_again_changes_nothing(phone: Phone, clock: Clock) -> None:
    clock.forward(HOUR_S)
    night = [
        ("start", STORM_S, {"state": "driving"}),
        ("state", STORM_S + 10, {"state": "plowing"}),
        ("stop", STORM_S + 20, {}),
        ("start", STORM_S + 30, {"state": "driving"}),
        ("stop", STORM_S + 40, {}),
    ]
    for action, at, more in (*night, *night, night[0], night[2], night[4], night[2]):
        assert phone.press(action, at, **more).status_code == 200
    assert phone.duties() == [
        (ms(STORM_S), ms(STORM_S + 20)),
        (ms(STORM_S + 30), ms(STORM_S + 40)),
    ]
    assert len(phone.states()) == 3


def test_an_end_that_comes_before_its_beginning_is_told_again_behind_it(
    phone: Phone, clock: Clock
) -> None:
    """A page that is shut says so at once, past what still waits; the buffer says it once more."""
    clock.forward(HOUR_S)
    phone.press("stop", STORM_S + 20)
    assert phone.duties() == []
    phone.press("start", STORM_S)
    phone.press("stop", STORM_S + 20)
    assert phone.duties() == [(ms(STORM_S), ms(STORM_S + 20))]


def test_a_start_without_a_state_says_none(phone: Phone) -> None:
    assert phone.press("start", STORM_S).get_json()["duty"]["state"] == "unknown"
    assert phone.states() == []


def test_off_duty_nothing_is_kept(phone: Phone, clock: Clock) -> None:
    clock.forward(HOUR_S)
    phone.press("start", STORM_S)
    phone.press("stop", STORM_S + 60)
    phone.drive(STORM_S - 5, STORM_S + 5, STORM_S + 65, STORM_S + HOUR_S)
    assert phone.kept(fixes, fixes.c.fixed_ms) == [(ms(STORM_S + 5),)]


def test_whoever_listens_is_told_of_a_duty(phone: Phone, site: Site) -> None:
    heard: list[dict[str, Any]] = []
    site.hub.listen("duty", heard.append)
    phone.press("start", STORM_S)
    assert heard == [{"device_id": phone.device.id}]


# Times that cannot be


def test_a_time_to_come_is_refused_with_how_far_it_is(phone: Phone, clock: Clock) -> None:
    answer = phone.press("start", STORM_S + 600)
    error = answer.get_json()["error"]
    assert (answer.status_code, error["parameter"], error["ahead_s"]) == (400, "at", 600)
    assert "600" in error["message"]
    assert phone.duties() == []
    clock.forward(595)
    assert phone.press("start", STORM_S + 600).status_code == 200  # a clock fast by seconds


def test_older_than_48_hours_is_refused_for_good(phone: Phone, clock: Clock) -> None:
    clock.forward(48 * HOUR_S)
    assert phone.press("start", STORM_S).status_code == 200
    clock.forward(1)
    answer = phone.press("start", STORM_S)
    assert (answer.status_code, answer.get_json()["error"]["hours"]) == (400, 48)
    assert "ahead_s" not in answer.get_json()["error"]


@pytest.mark.parametrize("lang", ["ja", "ja_easy", "en"])
def test_a_refusal_is_said_in_the_drivers_language(phone: Phone, lang: str) -> None:
    told = {"action": "start", "at": STORM_S - 60 * HOUR_S}
    answer = phone.client.post(f"/operator/api/duty?lang={lang}", json=told, headers=phone.head)
    said = {
        "ja": "48時間より前のことは受け取れません。",
        "ja_easy": "48時間(じかん)より 前(まえ)の ことは 受(う)け取(と)れません。",
        "en": "Nothing older than 48 hours is taken.",
    }
    assert answer.get_json()["error"]["message"] == said[lang]


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        [1, 2],
        "start",
        7,
        {},
        {"action": "start"},
        {"at": STORM_S},
        {"action": "fly", "at": STORM_S},
        {"action": "state", "at": STORM_S},
        {"action": "state", "state": "sleeping", "at": STORM_S},
        {"action": "start", "state": "sleeping", "at": STORM_S},
        {"action": "start", "at": None},
        {"action": "start", "at": "now"},
        {"action": "start", "at": -1},
        {"action": "start", "at": 1e300},
        {"action": "start", "at": [STORM_S]},
        {"action": {"start": 1}, "at": STORM_S},
        {"action": ["start"], "at": True},
        {"action": "start;stop", "at": STORM_S},
        {"action": "\ud800", "at": STORM_S},
        {"action": "start", "at": "\udfff"},
    ],
)
def test_what_is_no_button_is_refused_in_words(phone: Phone, told: Any) -> None:
    head = {**phone.head, "Content-Type": "application/json"}
    answer = phone.client.post("/operator/api/duty", data=json.dumps(told), headers=head)
    assert answer.status_code == 400
    assert answer.get_json()["error"]["message"]
    assert phone.duties() == phone.states() == []


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"at": NaN}', b"[" * 9_000])
def test_what_is_no_json_is_refused_in_words(phone: Phone, body: bytes) -> None:
    head = {**phone.head, "Content-Type": "application/json"}
    answer = phone.client.post("/operator/api/duty", data=body, headers=head)
    assert answer.status_code == 400
    assert answer.get_json()["error"]["parameter"] == "action"


def test_a_body_without_end_is_not_read(phone: Phone) -> None:
    head = {**phone.head, "Content-Type": "application/json"}
    body = b'{"action": "start", "at": 1, "x": "' + b"x" * 20_000 + b'"}'
    answer = phone.client.post("/operator/api/duty", data=body, headers=head)
    assert answer.status_code == 413
    assert phone.duties() == []


# Who asks


def test_without_name_and_token_nothing_is_told(phone: Phone, site: Site) -> None:
    site.devices.add("other")
    wrong = [
        {},
        basic(NAME, "wrong"),
        basic("other", phone.token),
        basic("", phone.token),
        {"Authorization": f"Bearer {phone.token}"},
        {"Authorization": "Basic !!!"},
        {"Authorization": "Basic é"},
        {"Authorization": "Basic " + b64encode(b"\xff:\xff").decode()},
    ]
    for head in wrong:
        for answer in (
            phone.client.get("/operator/api/me", headers=head),
            phone.client.get("/operator/api/track.csv", headers=head),
            phone.client.post(
                "/operator/api/duty", json={"action": "start", "at": STORM_S}, headers=head
            ),
        ):
            assert answer.status_code == 401
            assert "WWW-Authenticate" not in answer.headers
            assert phone.token not in answer.get_data(as_text=True)
    assert phone.duties() == []


def test_a_revoked_token_opens_nothing(phone: Phone, site: Site) -> None:
    site.devices.revoke(NAME)
    assert phone.me().status_code == 401
    assert phone.press("start", STORM_S).status_code == 401


def test_guessing_is_limited_and_the_right_token_still_works(phone: Phone) -> None:
    answers = [
        phone.client.get("/operator/api/me", headers=basic(NAME, f"{guess}")).status_code
        for guess in range(40)
    ]
    assert answers == [401] * 30 + [429] * 10
    form = {"name": NAME, "token": "guess"}
    assert phone.client.post("/operator/setup", data=form).status_code == 429
    assert phone.me().status_code == 200


def test_after_ten_minutes_one_may_be_wrong_again(phone: Phone, clock: Clock) -> None:
    for guess in range(31):
        last = phone.client.get("/operator/api/me", headers=basic(NAME, f"{guess}"))
    assert last.status_code == 429
    clock.forward(601)
    assert phone.client.get("/operator/api/me", headers=basic(NAME, "x")).status_code == 401


# What the driver may see


def test_a_driver_sees_what_is_kept_of_the_night(phone: Phone, clock: Clock) -> None:
    clock.forward(2 * HOUR_S)
    phone.press("start", STORM_S, state="plowing")
    phone.drive(STORM_S + 10, STORM_S + 20, STORM_S + 30)
    phone.press("stop", STORM_S + 60)
    phone.press("start", STORM_S + HOUR_S)
    phone.drive(STORM_S + HOUR_S + 1)
    told = phone.me().get_json()
    assert told["name"] == NAME
    assert told["now"] == STORM_S + 2 * HOUR_S
    assert told["duty"] == {"on": True, "since": STORM_S + HOUR_S, "state": "unknown"}
    assert told["last"] == {"at": STORM_S + HOUR_S + 1, "state": "unknown"}
    assert told["kept"] == {
        "from": STORM_S - 22 * HOUR_S,
        "fixes": 4,
        "duties": [
            {"started": STORM_S, "ended": STORM_S + 60, "fixes": 3},
            {"started": STORM_S + HOUR_S, "ended": None, "fixes": 1},
        ],
    }


def test_of_others_and_of_days_ago_nothing_is_told(
    phone: Phone, client: FlaskClient, site: Site, clock: Clock
) -> None:
    other = Phone(client, site, "other")
    other.press("start", STORM_S)
    other.drive(STORM_S)
    assert phone.me().get_json()["kept"]["fixes"] == 0
    assert phone.me().get_json()["last"] is None
    phone.press("start", STORM_S)
    phone.drive(STORM_S)
    phone.press("stop", STORM_S)
    clock.forward(25 * HOUR_S)
    told = phone.me().get_json()
    assert told["kept"] == {"from": STORM_S + HOUR_S, "fixes": 0, "duties": []}
    assert told["last"]["at"] == STORM_S


def test_every_position_in_a_file(phone: Phone, clock: Clock) -> None:
    clock.forward(60)
    phone.press("start", STORM_S)
    phone.drive(STORM_S + 1.25, STORM_S + 2, state="plowing", vel=36, cog=90, acc=5)
    answer = phone.client.get("/operator/api/track.csv", headers=phone.head)
    assert answer.mimetype == "text/csv"
    received = ms(STORM_S + 60)
    assert answer.get_data(as_text=True).splitlines() == [
        "fixed_ms,received_ms,lat,lon,speed_m_s,heading_deg,accuracy_m,state",
        f"{ms(STORM_S + 1.25)},{received},38.4,145.9,10.0,90.0,5.0,plowing",
        f"{ms(STORM_S + 2)},{received},38.401,145.9,10.0,90.0,5.0,plowing",
    ]


def test_nothing_of_it_stays_in_a_cache(phone: Phone) -> None:
    track = phone.client.get("/operator/api/track.csv", headers=phone.head)
    pressed = phone.press("start", STORM_S)
    for answer in (phone.me(), track, pressed):
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"


# The page


def test_the_page_holds_nobodys_secret_and_may_be_kept(phone: Phone) -> None:
    page = phone.client.get("/operator")
    assert page.status_code == 200
    for secret in (NAME, phone.token, "山田建設"):
        assert secret not in page.get_data(as_text=True)


@pytest.mark.parametrize("lang", ["ja", "ja_easy", "en"])
def test_the_home_screen_opens_the_drivers_page(client: FlaskClient, lang: str) -> None:
    page = client.get(f"/operator?lang={lang}").get_data(as_text=True)
    address = f"/operator/{lang}.webmanifest"
    assert page.index(address) < page.index(f'"/{lang}.webmanifest"')  # the first one counts
    told = client.get(address).get_json()
    assert (told["start_url"], told["scope"]) == (f"/operator?lang={lang}", "/operator")
    assert client.get(told["start_url"]).status_code == 200


def test_another_pace_reaches_the_page(make_live: Callable[..., Flask]) -> None:
    app = make_live()
    assert 'data-every-ms="5000"' in app.test_client().get("/operator").get_data(as_text=True)
    app.config["OPERATOR_EVERY_S"] = 0.5
    assert 'data-every-ms="500"' in app.test_client().get("/operator").get_data(as_text=True)


def test_the_pages_address_may_be_typed_with_a_slash(phone: Phone) -> None:
    answer = phone.client.get("/operator/")
    assert (answer.status_code, answer.location) == (302, "/operator")
