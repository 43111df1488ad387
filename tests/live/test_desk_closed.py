"""The desk is closed: to strangers, to forms of others, and to staff where it is not theirs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from live.desking import HOSTILE, PASSWORD, Staff, accounts_of, assert_harmless

import civickit.live.desk
from civickit.live.site import Site
from civickit.web.languages import check_languages

DESK = Path(civickit.live.desk.__file__).parent
OPEN = {"desk.login.show_login", "desk.login.enter", "desk.login.log_out"}
VALUES = {"id_": 1, "said": "2026-11-30", "kind": "csv"}
ADMINS = {
    *("desk.accounts", "desk.make_account", "desk.give_password", "desk.remove_account"),
    *("desk.add_device", "desk.renew_token", "desk.revoke_token"),
    *("desk.device", "desk.edit_device"),
}


def addresses(app: Flask, method: str) -> dict[str, str]:
    """Every address of the desk that takes the method, by its endpoint."""
    with app.test_request_context():
        urls = app.url_map.bind("localhost")
        return {
            rule.endpoint: urls.build(
                rule.endpoint, {name: VALUES[name] for name in rule.arguments}, method=method
            )
            for rule in app.url_map.iter_rules()
            if rule.rule.startswith("/desk") and method in (rule.methods or ())
        }


def test_words_are_there_in_three_languages() -> None:
    beside = [DESK.parent / part / "languages" for part in (".", "public", "reports", "operator")]
    assert check_languages(DESK / "languages", DESK / "templates", beside=beside) == []


def test_nothing_is_open_to_who_is_not_logged_in(live_app: Flask, client: FlaskClient) -> None:
    found = addresses(live_app, "GET")
    assert len(found) >= 15
    for endpoint, path in found.items():
        if endpoint in OPEN:
            continue
        answer = client.get(path)
        assert answer.status_code == (401 if path.endswith(".json") else 302), endpoint
        if answer.status_code == 302:
            assert answer.location.startswith("/desk/login?next=/desk"), endpoint
        told = client.get(path, headers={"Accept": "application/json"})
        assert told.status_code == 401, endpoint
        assert "no-store" in answer.headers["Cache-Control"], endpoint
        assert "no-store" in told.headers["Cache-Control"], endpoint


def test_no_page_of_the_desk_is_kept_by_a_cache(live_app: Flask) -> None:
    chief = Staff(live_app, "Chief", "admin")
    for endpoint, path in addresses(live_app, "GET").items():
        if endpoint == "desk.events":  # endless
            continue
        answer = chief.get(path)
        assert answer.headers["Cache-Control"] == "no-store", endpoint
        assert answer.status_code in {200, 302, 404}, endpoint


def test_a_form_without_its_token_is_refused_everywhere(live_app: Flask, site: Site) -> None:
    chief = Staff(live_app, "Chief", "admin")
    device, _ = site.devices.add("one")
    found = addresses(live_app, "POST")
    assert len(found) >= 12
    for endpoint, path in found.items():
        for token in (None, "", "1" * 32):
            answer = chief.post(path, csrf=token, name="one", password="x" * 12)
            assert answer.status_code == 400, endpoint
            assert "this page" in answer.text.lower() or "form" in answer.text.lower(), endpoint
    assert site.devices.all() == [device]
    assert [one.name for one in accounts_of(site).all()] == ["Chief"]


def test_a_form_on_another_site_is_refused(live_app: Flask, site: Site) -> None:
    chief = Staff(live_app, "Chief", "admin")
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        form = {"csrf": "0" * 32, "name": "one"}
        assert chief.client.post("/desk/devices", data=form, headers=headers).status_code == 400
    assert site.devices.all() == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_staff_may_do_everything_but_accounts_and_tokens(
    live_app: Flask, site: Site, method: str
) -> None:
    site.devices.add("one")
    staff = Staff(live_app)
    ask: Any = staff.get if method == "GET" else staff.post
    for endpoint, path in addresses(live_app, method).items():
        if endpoint == "desk.events" or endpoint.startswith("desk.login."):
            continue
        assert (ask(path).status_code == 403) == (endpoint in ADMINS), endpoint


def test_staff_are_shown_no_button_that_is_not_theirs(live_app: Flask, site: Site) -> None:
    site.devices.add("one")
    page = Staff(live_app).page("/desk/devices")
    assert "Only administrators add devices" in page
    assert "/desk/devices/renew" not in page
    assert "/desk/accounts" not in page


def test_the_first_visit_says_the_command_that_makes_an_account(client: FlaskClient) -> None:
    page = client.get("/desk/", follow_redirects=True).text
    assert "civickit admin add NAME --app snowplow_nav" in page


def test_the_login_leads_back_to_where_one_wanted_to_go(
    live_app: Flask, client: FlaskClient, site: Site
) -> None:
    accounts_of(site).add("Sato", PASSWORD)
    led = client.get("/desk/daily/2026-11-30")
    with client.session_transaction() as session:
        session["csrf"] = "0" * 32
    form = {"csrf": "0" * 32, "name": "sato", "password": PASSWORD}
    for wish, to in (
        ("/desk/daily/2026-11-30", "/desk/daily/2026-11-30"),
        ("//evil.example", "/desk/"),
    ):
        answer = client.post("/desk/login", data={**form, "next": wish})
        assert (answer.status_code, answer.location) == (303, to)
        with client.session_transaction() as session:
            session["csrf"] = "0" * 32
    assert led.location.endswith("next=/desk/daily/2026-11-30")


# Accounts


def test_an_administrator_makes_changes_and_removes_accounts(live_app: Flask, site: Site) -> None:
    chief = Staff(live_app, "Chief", "admin")
    made = chief.post("/desk/accounts", name="Sato", role="staff", password=PASSWORD)
    assert made.status_code == 303
    assert "&#34;Sato&#34; is made" in chief.page(made.location)
    sato = Staff(live_app)
    assert sato.get("/desk/").status_code == 200
    assert chief.post("/desk/accounts/password", name="sato", password="a" * 8).status_code == 400
    assert sato.get("/desk/").status_code == 200
    given = chief.post("/desk/accounts/password", name="sato", password="another long one")
    assert given.status_code == 303
    assert sato.get("/desk/").status_code == 302
    assert chief.post("/desk/accounts/remove", name="SATO").status_code == 303
    assert [one.name for one in accounts_of(site).all()] == ["Chief"]
    assert chief.post("/desk/accounts/remove", name="Sato").status_code == 404


def test_an_account_that_cannot_be_is_told_and_what_was_typed_stays(live_app: Flask) -> None:
    chief = Staff(live_app, "Chief", "admin")
    for form, said in (
        ({"name": "CHIEF", "role": "staff", "password": PASSWORD}, "cannot be used"),
        ({"name": "Sato", "role": "staff", "password": "short"}, "too short"),
    ):
        answer = chief.post("/desk/accounts", **form)
        assert answer.status_code == 400
        assert said in answer.text
        assert f'value="{form["name"]}"' in answer.text
        assert "short" not in answer.text.replace("too short", "")
        assert PASSWORD not in answer.text
    assert chief.post("/desk/accounts", name="X", role="god", password=PASSWORD).status_code == 400


def test_nobody_removes_the_account_they_use(live_app: Flask, site: Site) -> None:
    chief = Staff(live_app, "Chief", "admin")
    answer = chief.post("/desk/accounts/remove", name="chief")
    assert answer.status_code == 409
    assert "your own account" in answer.text
    assert chief.get("/desk/accounts").status_code == 200


def test_names_that_bite_are_text(live_app: Flask, site: Site) -> None:
    chief = Staff(live_app, HOSTILE, "admin")
    accounts_of(site).add(f"{HOSTILE}2", PASSWORD)
    for path in ("/desk/", "/desk/accounts", "/desk/password", "/desk/devices"):
        page = chief.page(path)
        assert_harmless(page)
        assert "&lt;img src=x" in page
    removed = chief.post("/desk/accounts/remove", name=f"{HOSTILE}2")
    assert removed.status_code == 303
    assert_harmless(chief.page(removed.location))
