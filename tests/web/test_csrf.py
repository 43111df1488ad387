"""Forms of other sites are refused, those of our own pages are not, however long they were open."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from civickit.core.errors import CivicKitError
from civickit.web.csrf import add_csrf, check_csrf, secret_key
from civickit.web.installable import KEEP, Installable, make_installable

FORM = "<form method=post>{{ csrf_field() }}<input name=text></form>"
DAY_S = 86_400


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    app = make_app()
    app.secret_key = "s" * 32
    add_csrf(app)
    app.before_request(check_csrf)
    app.add_url_rule("/form", "form", lambda: render_template_string(FORM))
    app.add_url_rule("/form", "take", lambda: "taken", methods=["POST"])
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def token(client: FlaskClient, **options: Any) -> str:
    found = re.search(r'name="csrf" value="(\w{32})"', client.get("/form", **options).text)
    assert found
    return found[1]


def test_our_own_form_is_taken(client: FlaskClient) -> None:
    sent = client.post("/form", data={"csrf": token(client)})
    assert (sent.status_code, sent.text) == (200, "taken")
    by_script = client.post("/form", headers={"X-CSRF-Token": token(client)})
    assert by_script.text == "taken"


def test_a_page_asked_twice_has_the_same_token(client: FlaskClient) -> None:
    assert token(client) == token(client)


@pytest.mark.parametrize("given", [None, "", "0" * 32, "雪", "0" * 100_000])
def test_without_the_token_it_is_refused_in_words(client: FlaskClient, given: str | None) -> None:
    token(client)
    data = {} if given is None else {"csrf": given}
    refused = client.post("/form?lang=en", data=data)
    assert refused.status_code == 400
    assert "reload the page" in refused.text
    assert "もう一度送って" in client.post("/form?lang=ja", data=data).text


def test_the_token_of_somebody_else_is_refused(app: Flask) -> None:
    mine, theirs = app.test_client(), app.test_client()
    token(mine)
    assert mine.post("/form", data={"csrf": token(theirs)}).status_code == 400


def test_without_a_session_no_token_is_right(app: Flask, client: FlaskClient) -> None:
    kept = token(client)
    assert app.test_client().post("/form", data={"csrf": kept}).status_code == 400
    assert app.test_client().post("/form", data={"csrf": ""}).status_code == 400


def test_a_page_open_for_a_day_still_works(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, now = token(client), time.time()
    monkeypatch.setattr(time, "time", lambda: now + DAY_S)
    assert client.post("/form", data={"csrf": kept}).text == "taken"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:8080"},
        {"Origin": "null"},
        {"Origin": "http://["},
    ],
)
def test_a_page_of_another_site_is_refused_even_with_the_token(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    refused = client.post("/form?lang=en", data={"csrf": token(client)}, headers=headers)
    assert refused.status_code == 400
    assert "another site" in refused.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://localhost"},
        {"Origin": "HTTP://LOCALHOST"},
        {"Origin": "https://localhost"},  # a proxy took the s off
    ],
)
def test_our_own_site_is_taken(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.post("/form", data={"csrf": token(client)}, headers=headers).text == "taken"


def test_the_cookie_is_safe(client: FlaskClient) -> None:
    def cookie(**options: Any) -> str:
        given = client.get("/form", **options).headers.getlist("Set-Cookie")
        return next(one for one in given if one.startswith("sample_session="))

    by_http = cookie()
    assert "HttpOnly" in by_http
    assert "SameSite=Lax" in by_http
    assert "Secure" not in by_http
    client.delete_cookie("sample_session")
    assert "Secure" in cookie(base_url="https://town.example")


def test_a_form_is_nobody_elses_and_may_be_gone_back_to(client: FlaskClient) -> None:
    control = client.get("/form").cache_control
    assert control.private
    assert control.no_cache
    assert not control.no_store


def test_no_phone_keeps_a_form_for_later(app: Flask, client: FlaskClient) -> None:
    """The service worker asks without cookies: such a form would never be taken."""
    make_installable(app, Installable())
    assert KEEP not in client.get("/form", headers={KEEP: "1"}).headers
    assert KEEP in client.get("/", headers={KEEP: "1"}).headers


# The secret


def test_the_secret_is_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    made = secret_key(tmp_path / "state")
    assert len(made) == 64
    assert secret_key(tmp_path / "state") == made
    assert secret_key(tmp_path / "other") != made
    [file] = (tmp_path / "state").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_processes_that_start_at_once_share_it(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from civickit.web.csrf import secret_key\n"
        "print('ready', flush=True); sys.stdin.read()\n"
        "print(secret_key(Path(sys.argv[1])).decode())"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "state")]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    running = [subprocess.Popen(command, **pipes) for _ in range(6)]
    for one in running:
        assert one.stdout is not None
        one.stdout.readline()
    for one in running:
        assert one.stdin is not None
        one.stdin.close()
    said = set()
    for one in running:
        assert one.stdout is not None
        said.add(one.stdout.read().strip())
        one.stdout.close()
        assert one.wait() == 0
    assert len(said) == 1
    assert [one.name for one in (tmp_path / "state").iterdir()] == ["secret_key"]


def test_the_environment_has_the_first_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "k" * 40)
    assert secret_key(tmp_path) == b"k" * 40
    assert list(tmp_path.iterdir()) == []


def test_a_secret_that_can_be_guessed_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret_key").write_text("snow\n")
    with pytest.raises(CivicKitError, match="secret_key has 4 characters, which can be guessed"):
        secret_key(tmp_path)
    monkeypatch.setenv("SECRET_KEY", "change-me")
    with pytest.raises(CivicKitError, match="SECRET_KEY has 9 characters") as refused:
        secret_key(tmp_path)
    assert "change-me" not in str(refused.value)
