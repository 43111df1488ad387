"""`civickit admin`: accounts made, listed, changed and removed beside a running app."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from civickit.cli import main

PASSWORD = "correct horse battery"
APP = ("--app", "snowplow_nav")


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the app keeps what it is told, for this test alone."""
    monkeypatch.setenv("STATE", str(tmp_path / "state"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path / "state"


def run(*words: str, said: str = "") -> Result:
    return CliRunner().invoke(main, ["admin", *words], input=said)


def add(name: str, *more: str, password: str = PASSWORD) -> Result:
    return run("add", name, *APP, "--password-stdin", *more, said=f"{password}\n")


def listed() -> list[dict[str, str]]:
    result = run("list", *APP, "--json")
    assert result.exit_code == 0, result.output
    found: list[dict[str, str]] = json.loads(result.stdout)
    return found


def test_the_first_account_is_an_administrator(state: Path) -> None:
    assert listed() == []
    result = add("鈴木")
    assert (result.exit_code, result.stdout) == (0, "made '鈴木' (admin); log in at /desk\n")
    assert [(one["name"], one["role"]) for one in listed()] == [("鈴木", "admin")]
    assert PASSWORD.encode() not in (state / "live.sqlite3").read_bytes()


def test_an_account_made_so_opens_the_desk(state: Path) -> None:
    from civickit.cli._apps import find_app, load_app
    from civickit.live.site import SITE

    assert add("Sato", "--role", "staff").exit_code == 0
    app = load_app(find_app("snowplow_nav"), {"STATE": state, "PLOWS": 0})
    site = app.extensions[SITE]
    browser = app.test_client()
    with browser.session_transaction() as session:
        session["csrf"] = "0" * 32
    form = {"csrf": "0" * 32, "name": "sato", "password": PASSWORD}
    assert browser.post("/desk/login", data=form).status_code == 303
    assert browser.get("/desk/").status_code == 200
    assert run("remove", "Sato", *APP).exit_code == 0  # the app goes on running
    assert browser.get("/desk/").status_code == 302
    site.storage.close()


def test_a_password_is_changed(state: Path) -> None:
    add("Sato")
    result = run("password", "sato", *APP, "--password-stdin", said="another long one\r\n")
    assert result.exit_code == 0
    assert "changed the password of 'Sato'" in result.stdout
    from civickit.live.desk.tables import ACCOUNTS
    from civickit.live.tables import metadata
    from civickit.web.account_store import Accounts
    from civickit.web.storage import Storage

    accounts = Accounts(Storage(state / "live.sqlite3", metadata), ACCOUNTS, lambda: 0.0)
    assert accounts.log_in("Sato", PASSWORD) is None
    assert accounts.log_in("Sato", "another long one")
    accounts.storage.close()


def test_json_for_programs() -> None:
    made = json.loads(add("Sato", "--role", "staff", "--json").stdout)
    assert (made["name"], made["role"]) == ("Sato", "staff")
    assert made["created"].endswith("+00:00")
    assert json.loads(run("remove", "Sato", *APP, "--json").stdout) == made


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("elevenchars", "12 or more"),
        ("", "12 or more"),
        ("aaaaaaaaaaaaaaa", "different characters"),
        ("I am Suzuki, really", "name of the account"),
    ],
)
def test_weak_passwords_are_refused_and_never_repeated(password: str, why: str) -> None:
    result = add("Suzuki", password=password)
    assert result.exit_code == 1
    assert why in result.stderr
    assert not password or password not in result.output
    assert listed() == []


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("add", "Sato", *APP, "--role", "god"), 2, "god"),
        (("add", "Sato", *APP), 2, "give --password-stdin"),
        (("add", "Sato", "--app", "no_such_app"), 2, "no app called"),
        (("add", "Sato", "--app", "hydrant_map"), 2, "is no live app"),
        (("list",), 2, "app.py"),
        (("password", "Nobody", *APP, "--password-stdin"), 2, "no account called 'Nobody'"),
        (("remove", "Nobody", *APP), 2, "no account called 'Nobody'"),
        (("add", *APP), 2, "NAME"),
    ],
)
def test_misuse_is_answered_with_a_sentence(
    words: tuple[str, ...],
    code: int,
    why: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*words, said=f"{PASSWORD}\n")
    assert result.exit_code == code
    assert why in result.output
    assert "Traceback" not in result.output


def test_a_taken_name_and_a_close_one_are_told() -> None:
    add("Suzuki")
    taken = add("SUZUKI")
    assert taken.exit_code == 1
    assert "take another" in taken.stderr
    assert "Did you mean 'Suzuki'?" in run("remove", "Susuki", *APP).stderr


def test_without_any_account_the_list_says_what_makes_one() -> None:
    result = run("list", *APP)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "civickit admin add NAME" in result.stderr


def test_a_database_that_cannot_be_opened_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "state").write_text("a file where a folder should be")
    result = run("list", *APP)
    assert result.exit_code == 3
    assert "Traceback" not in result.output
    monkeypatch.setenv("DATABASE_URL", "nonsense://somewhere")
    assert "DATABASE_URL" in run("list", *APP).output


class Terminal:
    """The command at a pseudo-terminal, where a password can be asked for."""

    def __init__(self, *words: str) -> None:
        self.master, slave = pty.openpty()
        command = [sys.executable, "-m", "civickit", "admin", *words]
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
        )
        os.close(slave)
        self.said = ""

    def until(self, words: str) -> None:
        seen = len(self.said)
        while words not in self.said[seen:]:
            ready, _, _ = select.select([self.master], [], [], 60)
            assert ready, f"nothing more was said, after: {self.said}"
            self.said += os.read(self.master, 65536).decode("utf-8", "replace")

    def type(self, answer: str) -> None:
        os.write(self.master, f"{answer}\n".encode())


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    opened = Terminal("add", "Sato", *APP)
    yield opened
    opened.process.kill()
    opened.process.wait()
    os.close(opened.master)


@pytest.mark.slow
def test_the_password_is_asked_twice_without_an_echo(terminal: Terminal) -> None:
    terminal.until("Password:")
    terminal.type(PASSWORD)
    terminal.until("Once more:")
    terminal.type("something else")
    terminal.until("Password:")  # they differ: both are asked again
    terminal.type(PASSWORD)
    terminal.until("Once more:")
    terminal.type(PASSWORD)
    terminal.until("made 'Sato' (admin)")
    assert terminal.process.wait(30) == 0
    assert PASSWORD not in terminal.said
    assert [one["name"] for one in listed()] == ["Sato"]
