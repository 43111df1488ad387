"""Accounts: who may log in, for how long, and what somebody who may not learns: nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from flask import Blueprint, Flask, session
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from sqlalchemy import MetaData, select

from civickit.core.errors import InvalidRecord, UnknownName
from civickit.web import account_store, passwords
from civickit.web import accounts as pages
from civickit.web.account_store import IDLE_MS, Accounts, account_tables
from civickit.web.accounts import (
    PER_ADDRESS,
    PER_NAME,
    check_form,
    current_account,
    login_required,
    make_login,
    own_path,
)
from civickit.web.csrf import add_csrf
from civickit.web.limits import Limits
from civickit.web.passwords import WeakPassword
from civickit.web.storage import Storage

PASSWORD = "correct horse battery"
OTHER = "another long password"
HOSTILE = "<img src=x onerror=alert(1)>"


class Clock:
    now = 1_796_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path, clock: Clock) -> Accounts:
    metadata = MetaData()
    tables = account_tables(metadata)
    return Accounts(Storage(tmp_path / "accounts.sqlite3", metadata), tables, clock)


@pytest.fixture
def room(make_app: Callable[..., Flask], accounts: Accounts, clock: Clock) -> Flask:
    """An app with a room that is closed, and a cupboard in it for administrators."""
    app = make_app()
    app.secret_key = "a key that is long enough for a test"
    add_csrf(app)
    inside = Blueprint("room", __name__, url_prefix="/room")

    @inside.get("/")
    @login_required()
    def home() -> str:
        account = current_account()
        assert account
        return f"hello {account.name}"

    @inside.post("/")
    @login_required()
    def send() -> str:
        return "taken"

    @inside.post("/form")
    @login_required()
    def take() -> ResponseReturnValue:
        return check_form() or "taken"

    @inside.get("/cupboard")
    @login_required("admin")
    def cupboard() -> str:
        return "treasure"

    @inside.get("/look")
    @login_required(active=False)
    def look() -> str:
        return "seen"

    limits = Limits(accounts.storage, clock)
    inside.register_blueprint(
        make_login(accounts, limits, home="room.home", command="civickit admin add NAME")
    )
    app.register_blueprint(inside)
    return app


@pytest.fixture
def browser(room: Flask) -> FlaskClient:
    return room.test_client()


def token_of(page: str) -> str:
    found = re.search(r'name="csrf" value="(\w+)"', page)
    assert found, page
    return found[1]


def log_in(
    browser: FlaskClient, name: str = "Suzuki", password: str = PASSWORD, **more: str
) -> Any:
    csrf = token_of(browser.get("/room/login").text)
    return browser.post(
        "/room/login", data={"csrf": csrf, "name": name, "password": password, **more}
    )


# Accounts


def test_there_is_no_account_before_somebody_makes_one(accounts: Accounts) -> None:
    assert accounts.all() == []
    for name in ("admin", "root", ""):
        assert accounts.log_in(name, "") is None
        assert accounts.log_in(name, name) is None


def test_the_password_is_kept_as_a_scrypt_hash_and_the_session_as_a_hash(
    accounts: Accounts, tmp_path: Path
) -> None:
    accounts.add("Suzuki", PASSWORD)
    key = accounts.log_in("Suzuki", PASSWORD)
    assert key
    with accounts.storage.read() as connection:
        [row] = connection.execute(select(accounts.table)).all()
    assert row.password_hash.startswith("scrypt:32768:8:1$")
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("accounts.sqlite3*"))
    assert PASSWORD.encode() not in kept
    assert key.encode() not in kept


def test_a_name_is_the_same_in_capitals_full_width_and_with_spaces(accounts: Accounts) -> None:
    accounts.add(" 鈴木 Taro ", PASSWORD)
    assert accounts.named("鈴木 taro").name == "鈴木 Taro"
    assert accounts.log_in("鈴木　ＴＡＲＯ", PASSWORD)
    with pytest.raises(InvalidRecord, match="take another"):
        accounts.add("鈴木 TARO", PASSWORD)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "short"),
        ("elevenchars", "short"),
        ("a" * 40, "simple"),
        ("abababababab", "simple"),
        ("suzuki suzuki 1", "name"),
        ("x1y2z" * 50, "long"),
    ],
)
def test_weak_passwords_are_refused(accounts: Accounts, password: str, reason: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        accounts.add("Suzuki", password)
    assert refused.value.reason == reason
    assert password not in str(refused.value) or not password
    assert accounts.all() == []


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "x" * 61])
def test_names_that_are_none_are_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(InvalidRecord, match="name"):
        accounts.add(name, PASSWORD)


def test_a_role_that_is_none_is_refused(accounts: Accounts) -> None:
    with pytest.raises(InvalidRecord, match="role"):
        accounts.add("Suzuki", PASSWORD, "god")


def test_the_same_letters_typed_otherwise_are_the_same_password(accounts: Accounts) -> None:
    composed, apart = "\u304c\u304e\u3050\u3052\u3054 caf\u00e9 de nuit", ""
    apart = normalize("NFD", composed)
    assert apart != composed
    accounts.add("Suzuki", composed)
    assert accounts.log_in("Suzuki", apart)


def test_only_the_whole_password_opens(accounts: Accounts) -> None:
    longest = "".join(chr(0x4E00 + place) for place in range(200))
    accounts.add("Suzuki", longest)
    assert accounts.log_in("Suzuki", longest)
    assert accounts.log_in("Suzuki", longest + "x") is None
    assert accounts.log_in("Suzuki", longest[:-1]) is None


def test_an_unknown_name_is_checked_as_long_as_a_wrong_password(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No time is measured: the same costly function is called as often, with a hash as costly."""
    accounts.add("Suzuki", PASSWORD)
    asked: list[str] = []
    real = passwords.check_password_hash

    def counted(hashed: str, password: str) -> bool:
        asked.append(hashed.split("$")[0])
        return real(hashed, password)

    monkeypatch.setattr(passwords, "check_password_hash", counted)
    assert accounts.log_in("Suzuki", "wrong") is None
    assert accounts.log_in("Nobody", "wrong") is None
    assert accounts.log_in("Nobody", "x" * 5000) is None
    assert asked == ["scrypt:32768:8:1"] * 3


def test_a_password_changed_while_it_is_checked_opens_nothing(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.add("Suzuki", PASSWORD)
    real = account_store.is_right

    def slow(hashed: str | None, password: str) -> bool:
        right = real(hashed, password)
        accounts.set_password("Suzuki", OTHER)
        return right

    monkeypatch.setattr(account_store, "is_right", slow)
    assert accounts.log_in("Suzuki", PASSWORD) is None


def test_sessions_end_with_the_password_the_account_and_the_logout(accounts: Accounts) -> None:
    accounts.add("Suzuki", PASSWORD)
    first, second = (accounts.log_in("Suzuki", PASSWORD) for _ in range(2))
    assert first
    assert second
    accounts.log_out(first)
    assert accounts.of_session(first) is None
    assert accounts.of_session(second) == accounts.named("Suzuki")
    accounts.set_password("Suzuki", OTHER)
    assert accounts.of_session(second) is None
    third = accounts.log_in("Suzuki", OTHER)
    assert third
    accounts.remove("suzuki")
    assert accounts.of_session(third) is None
    with pytest.raises(UnknownName):
        accounts.remove("Suzuki")


def test_who_comes_after_somebody_who_left_is_not_taken_for_them(accounts: Accounts) -> None:
    first = accounts.add("Suzuki", PASSWORD)
    accounts.remove("Suzuki")
    assert accounts.add("Suzuki", PASSWORD).id != first.id


def test_a_session_ends_after_twelve_idle_hours_and_not_before(
    accounts: Accounts, clock: Clock
) -> None:
    accounts.add("Suzuki", PASSWORD)
    key = accounts.log_in("Suzuki", PASSWORD)
    assert key
    for _ in range(3):
        clock.now += IDLE_MS / 1000 - 1
        assert accounts.of_session(key)
    clock.now += IDLE_MS / 1000 + 1
    assert accounts.of_session(key) is None


def test_a_page_that_only_looks_keeps_nobody_logged_in(accounts: Accounts, clock: Clock) -> None:
    accounts.add("Suzuki", PASSWORD)
    key = accounts.log_in("Suzuki", PASSWORD)
    assert key
    for _ in range(11):
        clock.now += 3_600
        assert accounts.of_session(key, active=False)
    clock.now += 3_700
    assert accounts.of_session(key, active=False) is None


def test_old_sessions_are_swept_out(accounts: Accounts, clock: Clock) -> None:
    accounts.add("Suzuki", PASSWORD)
    for _ in range(3):
        accounts.log_in("Suzuki", PASSWORD)
        clock.now += IDLE_MS / 1000 + 1
    with accounts.storage.read() as connection:
        assert len(connection.execute(select(accounts.logins)).all()) == 1


# Logging in


def test_the_first_visit_says_which_command_makes_an_account(browser: FlaskClient) -> None:
    page = browser.get("/room/login").text
    assert "<code>civickit admin add NAME</code>" in page
    assert "<form" not in page


def test_who_is_not_logged_in_is_led_to_the_login_and_back(
    browser: FlaskClient, accounts: Accounts
) -> None:
    accounts.add("Suzuki", PASSWORD)
    led = browser.get("/room/cupboard?shelf=2&q=a%26b")
    assert led.status_code == 302
    page = browser.get(led.location)
    assert page.status_code == 200
    kept = re.search(r'name="next" value="([^"]*)"', page.text)
    assert kept
    answer = log_in(browser, next=unescape(kept[1]))
    assert (answer.status_code, answer.location) == (303, "/room/cupboard?shelf=2&q=a%26b")


def test_a_right_password_opens_the_room_and_only_what_the_role_may_see(
    browser: FlaskClient, accounts: Accounts
) -> None:
    accounts.add("Suzuki", PASSWORD)
    answer = log_in(browser)
    assert (answer.status_code, answer.location) == (303, "/room/")
    assert browser.get("/room/").text == "hello Suzuki"
    refused = browser.get("/room/cupboard?lang=en")
    assert refused.status_code == 403
    assert "may not do this" in refused.text
    assert "treasure" not in refused.text


def test_an_administrator_may_do_what_staff_may(browser: FlaskClient, accounts: Accounts) -> None:
    accounts.add("Chief", PASSWORD, "admin")
    log_in(browser, "chief")
    assert browser.get("/room/").text == "hello Chief"
    assert browser.get("/room/cupboard").text == "treasure"


def test_an_unknown_name_and_a_wrong_password_get_the_same_words(
    browser: FlaskClient, accounts: Accounts
) -> None:
    accounts.add("Suzuki", PASSWORD)
    answers = [log_in(browser, name, "wrong password") for name in ("Suzuki", "Nobody")]
    assert [one.status_code for one in answers] == [403, 403]
    pages = [re.sub(r'value="\w+"', "", one.text) for one in answers]
    assert pages[0] == pages[1]
    assert browser.get("/room/").status_code == 302


def test_what_was_typed_is_shown_as_text_and_the_password_never(
    browser: FlaskClient, accounts: Accounts
) -> None:
    accounts.add("Suzuki", PASSWORD)
    page = log_in(browser, HOSTILE, f"secret {HOSTILE}").text
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "secret" not in page


@pytest.mark.parametrize(
    "wish",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n//evil.example",
        "javascript:alert(1)",
        "evil.example",
        " /room/",
        "/room/\r\nSet-Cookie: a=b",
        "",
    ],
)
def test_next_leads_only_to_paths_of_ones_own(
    browser: FlaskClient, accounts: Accounts, wish: str
) -> None:
    accounts.add("Suzuki", PASSWORD)
    assert own_path(wish) == ""
    answer = log_in(browser, next=wish)
    assert answer.location == "/room/"
    again = browser.get("/room/login", query_string={"next": wish})
    assert again.location == "/room/"


def test_the_session_before_the_login_is_worth_nothing_after_it(
    room: Flask, accounts: Accounts
) -> None:
    """Fixation: whoever planted a cookie in somebody's browser is not logged in with them."""
    accounts.add("Suzuki", PASSWORD)
    victim, thief = room.test_client(), room.test_client()
    csrf = token_of(thief.get("/room/login").text)
    planted = thief.get_cookie("sample_session", path="/")
    assert planted
    victim.set_cookie("sample_session", planted.value)
    form = {"csrf": csrf, "name": "Suzuki", "password": PASSWORD}
    assert victim.post("/room/login", data=form).status_code == 303
    assert thief.get("/room/").status_code == 302
    assert victim.post("/room/", data={"csrf": csrf}).status_code == 200  # this view checks none
    with victim.session_transaction() as after:
        assert after.get("csrf") != csrf
    assert victim.post("/room/logout", data={"csrf": csrf}).status_code == 400
    assert victim.get("/room/").text == "hello Suzuki"


def test_logging_out_ends_the_session_also_for_a_copied_cookie(
    room: Flask, accounts: Accounts
) -> None:
    accounts.add("Suzuki", PASSWORD)
    browser, copy = room.test_client(), room.test_client()
    log_in(browser)
    cookie = browser.get_cookie("sample_session", path="/")
    assert cookie
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    copy.set_cookie("sample_session", cookie.value)
    assert copy.get("/room/").text == "hello Suzuki"
    csrf = token_of(browser.get("/room/password").text)
    assert browser.get("/room/logout").status_code == 405
    assert browser.post("/room/logout").status_code == 400
    assert browser.get("/room/").status_code == 200
    assert browser.post("/room/logout", data={"csrf": csrf}).status_code == 303
    assert browser.get("/room/").status_code == 302
    assert copy.get("/room/").status_code == 302


def test_the_cookie_is_secure_on_https(browser: FlaskClient, accounts: Accounts) -> None:
    page = browser.get("/room/password", base_url="https://localhost")
    accounts.add("Suzuki", PASSWORD)
    page = browser.get("/room/login", base_url="https://localhost")
    assert "Secure" in page.headers["Set-Cookie"]


@pytest.mark.parametrize("path", ["login", "logout", "password"])
def test_a_form_without_its_token_does_nothing(
    browser: FlaskClient, accounts: Accounts, path: str
) -> None:
    accounts.add("Suzuki", PASSWORD)
    log_in(browser)
    form = {"name": "Suzuki", "password": PASSWORD, "old": PASSWORD, "again": PASSWORD}
    assert browser.post(f"/room/{path}", data=form).status_code == 400
    assert browser.post(f"/room/{path}", data={**form, "csrf": "0" * 32}).status_code == 400
    assert browser.get("/room/").text == "hello Suzuki"


@pytest.mark.parametrize("referrer", ["", "http://localhost/room/", "http://["])
def test_a_form_sent_too_late_is_told_that_nothing_was_kept(
    browser: FlaskClient, accounts: Accounts, referrer: str
) -> None:
    accounts.add("Suzuki", PASSWORD)
    about = {"Referer": referrer}
    answer = browser.post("/room/?lang=en", data={"note": "x"}, headers=about)
    assert answer.status_code == 401
    assert "nothing of what you sent was saved" in answer.text


def test_a_script_is_told_that_the_login_has_ended(browser: FlaskClient) -> None:
    answer = browser.get("/room/?lang=en", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json["error"]["code"] == "login"


@pytest.mark.parametrize("path", ["login", "password"])
def test_nothing_of_it_is_kept_by_a_cache(
    browser: FlaskClient, accounts: Accounts, path: str
) -> None:
    accounts.add("Suzuki", PASSWORD)
    if path == "password":
        log_in(browser)
    page = browser.get(f"/room/{path}")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"


# Guessing


@pytest.mark.slow
def test_guesses_at_one_account_are_limited_whatever_the_address(
    room: Flask, accounts: Accounts, clock: Clock
) -> None:
    accounts.add("Suzuki", PASSWORD)
    spellings = ("Suzuki", "suzuki ", "ｓuzuki", "SUZUKI")
    statuses = []
    for place in range(PER_NAME[0] + 1):
        browser = room.test_client()
        browser.environ_base["REMOTE_ADDR"] = f"192.0.2.{place}"
        statuses.append(log_in(browser, spellings[place % 4], "wrong").status_code)
    assert statuses == [403] * PER_NAME[0] + [429]
    fresh = room.test_client()
    fresh.environ_base["REMOTE_ADDR"] = "198.51.100.1"
    assert log_in(fresh).status_code == 429
    clock.now += PER_NAME[1] + 1
    assert log_in(fresh).status_code == 303


@pytest.mark.slow
def test_guesses_from_one_address_are_limited_whatever_the_name(
    room: Flask, accounts: Accounts
) -> None:
    accounts.add("Suzuki", PASSWORD)
    statuses = [
        log_in(room.test_client(), f"name {place}", "wrong").status_code
        for place in range(PER_ADDRESS[0] + 1)
    ]
    assert statuses == [403] * PER_ADDRESS[0] + [429]
    elsewhere = room.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "198.51.100.1"
    assert log_in(elsewhere).status_code == 303


def test_nobody_is_shut_out_of_a_browser_of_theirs(
    room: Flask, accounts: Accounts, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever guesses at a name that is known uses up the tries of strangers only."""
    monkeypatch.setattr(pages, "PER_NAME", (2, 600))
    monkeypatch.setattr(pages, "PER_ADDRESS", (3, 600))
    for name in ("Suzuki", "Tanaka"):
        accounts.add(name, PASSWORD)
    own = room.test_client()
    assert log_in(own).status_code == 303
    clock.now += 601
    stranger = room.test_client()
    assert [log_in(stranger, password="x").status_code for _ in range(3)] == [403, 403, 429]
    csrf = token_of(own.get("/room/password").text)
    own.post("/room/logout", data={"csrf": csrf})
    assert log_in(own, "SUZUKI").status_code == 303  # the address has no tries left either
    own.post("/room/logout", data={"csrf": token_of(own.get("/room/password").text)})
    assert log_in(own, "Tanaka").status_code == 429  # who has never been here is a stranger


def test_a_known_browser_guesses_no_faster_and_is_not_made_up(
    room: Flask, accounts: Accounts, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PER_NAME", (1, 600))
    monkeypatch.setattr(pages, "PER_BROWSER", (2, 600))
    accounts.add("Suzuki", PASSWORD)
    own = room.test_client()
    entered = log_in(own)
    assert entered.status_code == 303
    [cookie] = [one for one in entered.headers.getlist("Set-Cookie") if "_known=" in one]
    assert {"HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "uzuki" not in cookie
    own.post("/room/logout", data={"csrf": token_of(own.get("/room/password").text)})
    assert [log_in(own, password="x").status_code for _ in range(3)] == [403, 403, 429]
    forged = room.test_client()
    name, _, value = cookie.partition(";")[0].partition("=")
    forged.set_cookie(name, value[:-2] + "AA")
    assert log_in(forged).status_code == 429


HERE = {"Origin": "http://localhost"}


def test_what_was_typed_is_kept_until_somebody_is_logged_in_again(
    room: Flask, accounts: Accounts, clock: Clock
) -> None:
    accounts.add("Suzuki", PASSWORD)
    browser = room.test_client()
    log_in(browser)
    csrf = token_of(browser.get("/room/password").text)
    clock.now += IDLE_MS / 1000 + 1
    typed = {"csrf": csrf, "note": f"{HOSTILE} 雪", "seen": "3"}
    late = browser.post("/room/form", data=typed, headers=HERE)
    assert late.status_code == 401
    carried = dict(re.findall(r'name="(kept\.\w+|again)" value="([^"]*)"', late.text))
    assert {name: unescape(value) for name, value in carried.items()} == {
        "again": "/room/form", "kept.note": f"{HOSTILE} 雪", "kept.seen": "3",
    }  # fmt: skip
    given = {name: unescape(value) for name, value in carried.items()}
    wrong = log_in(browser, password="wrong", **given)
    assert 'name="kept.note"' in wrong.text
    page = log_in(browser, **given)
    assert page.status_code == 200
    assert HOSTILE not in page.text
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text))
    assert (unescape(sent["note"]), sent["seen"]) == (f"{HOSTILE} 雪", "3")
    assert browser.post("/room/form", data={**sent, "csrf": token_of(page.text)}).text == "taken"
    elsewhere = log_in(room.test_client(), **{**given, "again": "//evil.example/"})
    assert elsewhere.status_code == 303


def test_a_page_older_than_the_login_is_sent_once_more_and_no_strangers_form_is(
    room: Flask, accounts: Accounts
) -> None:
    accounts.add("Suzuki", PASSWORD)
    browser = room.test_client()
    log_in(browser)
    typed = {"csrf": "of yesterday", "note": "明日の朝"}
    asked = browser.post("/room/form", data=typed, headers=HERE)
    assert asked.status_code == 400
    assert "明日の朝" in asked.text
    for headers in ({}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "same-site"}):
        refused = browser.post("/room/form", data=typed, headers=headers)
        assert refused.status_code == 400
        assert "明日の朝" not in refused.text
    secret = browser.post("/room/form", data={**typed, "password": "p" * 20}, headers=HERE)
    assert "p" * 20 not in secret.text


# One's own password


def change(browser: FlaskClient, **form: str) -> Any:
    csrf = token_of(browser.get("/room/password").text)
    return browser.post("/room/password?lang=en", data={"csrf": csrf, **form})


def test_one_changes_ones_own_password_and_logs_in_anew(
    browser: FlaskClient, accounts: Accounts
) -> None:
    accounts.add("Suzuki", PASSWORD)
    log_in(browser)
    page = change(browser, old=PASSWORD, password=OTHER, again=OTHER)
    assert page.status_code == 200
    assert "The password is changed" in page.text
    assert browser.get("/room/").status_code == 302
    assert log_in(browser).status_code == 403
    assert log_in(browser, password=OTHER).status_code == 303


@pytest.mark.parametrize(
    ("form", "status", "said"),
    [
        ({"old": "wrong", "password": OTHER, "again": OTHER}, 403, "current password is wrong"),
        ({"old": PASSWORD, "password": OTHER, "again": "else"}, 400, "two new passwords differ"),
        ({"old": PASSWORD, "password": "short", "again": "short"}, 400, "too short"),
        ({}, 403, "current password is wrong"),
    ],
)
def test_a_change_that_cannot_be_is_told_and_changes_nothing(
    browser: FlaskClient, accounts: Accounts, form: dict[str, str], status: int, said: str
) -> None:
    accounts.add("Suzuki", PASSWORD)
    log_in(browser)
    page = change(browser, **form)
    assert page.status_code == status
    assert said in page.text
    assert browser.get("/room/").text == "hello Suzuki"
    assert accounts.log_in("Suzuki", PASSWORD)


def test_a_cookie_that_was_not_signed_here_opens_nothing(
    browser: FlaskClient, accounts: Accounts, room: Flask
) -> None:
    accounts.add("Suzuki", PASSWORD)
    key = accounts.log_in("Suzuki", PASSWORD)
    forged = Flask("thief")
    forged.secret_key = "another key altogether"
    with forged.test_request_context():
        session["login"] = key
        serializer = forged.session_interface.get_signing_serializer(forged)
        assert serializer
        browser.set_cookie("sample_session", serializer.dumps(dict(session)))
    assert browser.get("/room/").status_code == 302
