"""Accounts in the app's own database, on both kinds of it; and the command that makes the first."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner
from flask import Flask
from live.conftest import Clock
from live.desking import DATABASES, PASSWORD, Staff, accounts_of, app_on

from civickit.cli import main
from civickit.core.errors import InvalidRecord
from civickit.live.desk.first_account import FirstAccount
from civickit.live.site import SITE, Site
from civickit.web.account_store import IDLE_MS, Accounts

OTHER = "another long password"


@pytest.fixture(params=DATABASES)
def any_app(request: pytest.FixtureRequest, make_live: Callable[..., Flask]) -> Iterator[Flask]:
    with app_on(request, make_live) as app:
        yield app


@pytest.fixture
def accounts(any_app: Flask) -> Accounts:
    return accounts_of(any_app.extensions[SITE])


def test_an_account_lives_and_ends(accounts: Accounts, clock: Clock) -> None:
    made = accounts.add("鈴木", PASSWORD, "admin")
    assert accounts.all() == [made]
    with pytest.raises(InvalidRecord, match="take another"):
        accounts.add("鈴木", OTHER)
    key = accounts.log_in("鈴木", PASSWORD)
    assert key
    clock.forward(IDLE_MS / 1000 - 1)
    assert accounts.of_session(key) == made
    clock.forward(IDLE_MS / 1000 - 1)
    assert accounts.of_session(key) == made
    accounts.set_password("鈴木", OTHER)
    assert accounts.of_session(key) is None
    key = accounts.log_in("鈴木", OTHER)
    assert key
    accounts.remove("鈴木")
    assert accounts.of_session(key) is None
    assert accounts.all() == []


def test_of_many_who_take_a_name_at_once_one_gets_it(accounts: Accounts) -> None:
    ready = threading.Barrier(4)
    fates: list[str] = []

    def take(number: int) -> None:
        ready.wait(10)
        try:
            accounts.add("Sato", f"{PASSWORD} {number}")
            fates.append("made")
        except InvalidRecord:
            fates.append("refused")

    threads = [threading.Thread(target=take, args=[number]) for number in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(fates) == ["made", "refused", "refused", "refused"]


def test_guesses_are_counted_in_the_database(any_app: Flask) -> None:
    accounts_of(any_app.extensions[SITE]).add("Sato", PASSWORD)
    statuses = []
    for _ in range(21):
        browser = any_app.test_client()
        with browser.session_transaction() as session:
            session["csrf"] = "0" * 32
        form = {"csrf": "0" * 32, "name": "sato", "password": "wrong"}
        statuses.append(browser.post("/desk/login", data=form).status_code)
    assert statuses == [403] * 20 + [429]


def test_the_command_makes_accounts_where_database_url_says(
    postgres_url: str, make_live: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    words = ["admin", "add", "Sato", "--app", "snowplow_nav", "--password-stdin"]
    result = CliRunner().invoke(main, words, input=f"{PASSWORD}\n")
    assert result.exit_code == 0, result.output
    site: Site = make_live().extensions[SITE]
    assert [one.name for one in accounts_of(site).all()] == ["Sato"]
    site.hub.stop()
    site.storage.close()


def test_the_command_line_says_that_nobody_can_log_in(
    live_app: Flask, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    [reminder] = [one for one in site.background if isinstance(one, FirstAccount)]
    with caplog.at_level(logging.WARNING):
        reminder.start("http://127.0.0.1:8000/")
        [said] = caplog.messages
        assert "http://127.0.0.1:8000/desk yet: civickit admin add NAME --app snowplow_nav" in said
        caplog.clear()
        Staff(live_app)
        reminder.start("http://127.0.0.1:8000/")
    assert caplog.messages == []
