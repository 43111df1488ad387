"""What `ship docker` writes, started without Docker: proxy, two apps, Redis, backup and restore."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlsplit

import pytest
import requests
from click.testing import CliRunner
from servers.ckan.databases import postgres, program, sql
from servers.compose.processes import Started, redis_says, started
from ship.projects import dashboard

from civickit.cli import main

pytestmark = pytest.mark.slow

LANGUAGES = {"ja": "ja", "en-GB,en;q=0.8": "en", "vi": "ja_easy"}


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("shipped") / "own_map"
    said = CliRunner().invoke(main, ["ship", "docker", "hydrant_map", "--out", str(out)])
    assert said.exit_code == 0, said.output
    return out


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with postgres(tmp_path_factory.mktemp("postgres") / "log") as url:
        yield url


@pytest.fixture(scope="module")
def town(shipped: Path, database: str) -> Iterator[Started]:
    with started(shipped, database) as found:
        yield found


def ask(town: Started, path: str, **headers: str) -> requests.Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.get(f"{town.address}{path}", headers=sent, timeout=30, allow_redirects=False)


def hit(town: Started, path: str, **headers: str) -> requests.Response:
    """Ask until the cache answers; a machine that is busy may need a second longer than one."""
    for _ in range(50):
        answer = ask(town, path, **headers)
        if answer.headers["X-Cache"] == "HIT":
            return answer
    pytest.fail(f"{path} never came from the cache")


def logged(town: Started, words: str) -> str:
    """The proxy's log, once it has these words: a line is written after its answer is sent."""
    for _ in range(200):
        log = town.access_log.read_text()
        if words in log:
            return log
        time.sleep(0.05)
    pytest.fail(f"{words!r} is not in the log:\n{log[-2000:]}")


def shown_language(answer: requests.Response) -> str:
    return re.search(r'data-lang="(\w+)"', answer.text)[1]


def test_pages_and_files_come_through_the_proxy(town: Started) -> None:
    home = ask(town, "/", Accept_Language="ja")
    assert home.status_code == 200
    assert home.headers["Server"] == "nginx"
    assert "default-src 'none'" in home.headers["Content-Security-Policy"]
    file = re.search(r'href="(/kit/web/base\.css\?v=\w+)"', home.text)[1]
    assert "max-age=31536000" in ask(town, file).headers["Cache-Control"]
    assert ask(town, "/healthz").json()["status"] == "ok"
    assert ask(town, "/no-such-page").status_code == 404


def test_a_page_that_many_ask_for_is_made_once(town: Started) -> None:
    first = ask(town, "/points", Accept_Language="ja")
    again = hit(town, "/points", Accept_Language="ja")
    assert again.text == first.text
    same = ask(town, "/points", Accept_Language="ja", If_None_Match=again.headers["ETag"])
    assert (same.status_code, same.content) == (304, b"")


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_languages_are_not_mixed_up(town: Started, encoding: str) -> None:
    hits = 0
    for _ in range(20):
        for wish, language in LANGUAGES.items():
            answer = ask(town, "/", Accept_Language=wish, Accept_Encoding=encoding)
            assert shown_language(answer) == language
            chosen = ask(town, "/", Accept_Language="ja", Cookie=f"lang={language}")
            assert shown_language(chosen) == language
            hits += answer.headers["X-Cache"] == "HIT"
    assert hits > 0


def test_an_answer_that_sets_a_cookie_is_never_kept(town: Started) -> None:
    for _ in range(5):
        answer = ask(town, "/data?lang=en")
        assert answer.headers["X-Cache"] != "HIT"
        assert answer.cookies["lang"] == "en"
    for _ in range(5):
        assert ask(town, "/healthz").headers["X-Cache"] != "HIT", "it says no-store"


def test_a_reader_with_a_cookie_of_their_own_reaches_the_app(town: Started) -> None:
    for _ in range(5):
        answer = ask(town, "/points", Cookie="session=abc; lang=ja")
        assert answer.headers["X-Cache"] == "BYPASS"
        signed_in = ask(town, "/points", Authorization="Bearer abc")
        assert signed_in.headers["X-Cache"] == "BYPASS"


def test_https_in_front_of_the_proxy_reaches_the_app(town: Started) -> None:
    plain = ask(town, "/data?lang=en")
    secure = ask(town, "/data?lang=en", X_Forwarded_Proto="https", X_Forwarded_For="203.0.113.9")
    assert "Secure" not in plain.headers["Set-Cookie"]
    assert "Secure" in secure.headers["Set-Cookie"]
    assert "Strict-Transport-Security" in secure.headers
    logged(town, "203.0.113.9 ")


def test_the_log_does_not_keep_where_a_reader_stood(town: Started) -> None:
    ask(town, "/nearest?lat=36.98765&lon=142.3")
    log = logged(town, '"GET /nearest" 200')
    assert "36.98765" not in log


def test_redis_runs_as_it_was_written(town: Started) -> None:
    assert "volatile-lru" in redis_says(town.redis_port, "CONFIG", "GET", "maxmemory-policy")
    assert "134217728" in redis_says(town.redis_port, "CONFIG", "GET", "maxmemory")


def test_one_app_is_killed_and_everybody_is_still_served(town: Started) -> None:
    for number in range(60):
        assert ask(town, f"/points?q={number}").status_code == 200
    logged(town, "127.0.0.2:")
    addresses = {
        line.split('"')[-2].split(":")[0] for line in town.access_log.read_text().splitlines()
    }
    assert {"127.0.0.2", "127.0.0.3"} <= addresses, "both apps take part"
    town.apps[0].kill()
    town.apps[0].wait()
    answers = [ask(town, f"/points?q=after{number}") for number in range(20)]
    assert {answer.status_code for answer in answers} == {200}


def test_when_no_app_is_left_the_last_page_is_shown_and_else_a_plain_one(town: Started) -> None:
    kept = hit(town, "/points", Accept_Language="ja")
    for app in town.apps:
        app.kill()
        app.wait()
    for _ in range(200):
        stale = ask(town, "/points", Accept_Language="ja")
        if stale.headers["X-Cache"] == "STALE":
            break
        time.sleep(0.05)
    assert stale.headers["X-Cache"] == "STALE"
    assert stale.text == kept.text
    away = ask(town, "/points?q=never-asked-before")
    assert away.status_code == 503
    assert away.headers["Retry-After"] == "30"
    assert "少し待ってから" in away.content.decode()


@pytest.fixture
def own_database(database: str) -> Iterator[dict[str, str]]:
    """The environment that the backup service has, for a database of this test alone."""
    name = f"civickit_{token_hex(4)}"
    sql(database, f"CREATE DATABASE {name} ENCODING 'UTF8'")
    parts = urlsplit(database)
    told = {
        "PGHOST": parts.hostname or "",
        "PGPORT": str(parts.port or 5432),
        "PGUSER": parts.username or "",
        "PGPASSWORD": parts.password or "",
        "PGDATABASE": name,
    }
    yield told
    sql(database, f"DROP DATABASE {name} WITH (FORCE)")


def asked(told: dict[str, str], statement: str) -> str:
    command = [program("psql"), "-v", "ON_ERROR_STOP=1", "-Atqc", statement]
    done = subprocess.run(
        command, env={**os.environ, **told}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def run(script: Path, told: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = ["sh", str(script), *words]
    return subprocess.run(command, env={**os.environ, **told}, capture_output=True, text=True)


REPORTS = (
    "CREATE TABLE reports (id int PRIMARY KEY, said text); INSERT INTO reports VALUES (1, '雪')"
)


def test_a_backup_is_made_and_comes_back(
    shipped: Path, own_database: dict[str, str], tmp_path: Path
) -> None:
    told = own_database | {"BACKUPS": str(tmp_path), "KEEP_DAYS": "14"}
    asked(told, REPORTS)
    made = run(shipped / "deploy/backup.sh", told, "once")
    assert made.returncode == 0, made.stderr
    [backup] = tmp_path.iterdir()
    assert backup.suffix == ".dump"
    assert backup.stat().st_mode & 0o077 == 0, "reports are nobody else's business"
    asked(told, "UPDATE reports SET said = 'lost'; INSERT INTO reports VALUES (2, 'later')")
    back = run(shipped / "deploy/restore.sh", told, str(backup))
    assert back.returncode == 0, back.stderr
    assert asked(told, "SELECT id, said FROM reports") == "1|雪"


def test_a_backup_that_fails_deletes_nothing(
    shipped: Path, own_database: dict[str, str], tmp_path: Path
) -> None:
    old = tmp_path / "2026-01-01T000000Z.dump"
    old.write_bytes(b"-")
    os.utime(old, (0, 0))
    told = own_database | {"BACKUPS": str(tmp_path), "KEEP_DAYS": "14"}
    failed = run(shipped / "deploy/backup.sh", told | {"PGDATABASE": "nowhere"}, "once")
    assert failed.returncode != 0
    assert [one.name for one in tmp_path.glob("*.dump")] == [old.name]
    assert run(shipped / "deploy/backup.sh", told, "once").returncode == 0
    assert not old.exists(), "older than KEEP_DAYS, and there is a new one"
    assert len(list(tmp_path.glob("*.dump"))) == 1


def test_a_broken_backup_changes_nothing(
    shipped: Path, own_database: dict[str, str], tmp_path: Path
) -> None:
    told = own_database | {"BACKUPS": str(tmp_path), "KEEP_DAYS": "14"}
    asked(told, REPORTS)
    run(shipped / "deploy/backup.sh", told, "once")
    [backup] = tmp_path.glob("*.dump")
    backup.write_bytes(backup.read_bytes()[:-200])
    back = run(shipped / "deploy/restore.sh", told, str(backup))
    assert back.returncode != 0
    assert asked(told, "SELECT id, said FROM reports") == "1|雪"
    assert run(shipped / "deploy/restore.sh", told).returncode == 2


def test_the_nightly_backup_begins_with_one_and_ends_when_it_is_told(
    shipped: Path, own_database: dict[str, str], tmp_path: Path
) -> None:
    told = {**os.environ, **own_database, "BACKUPS": str(tmp_path)}
    script = shipped / "deploy/backup.sh"
    command = ["sh", str(script), "nightly"]
    with subprocess.Popen(command, env=told, stdout=subprocess.PIPE, start_new_session=True) as one:
        assert b"backup: " in one.stdout.readline()
        one.terminate()
        assert one.wait(30) == 0
    for _ in range(100):
        try:
            os.killpg(one.pid, 0)
        except ProcessLookupError:
            break
        time.sleep(0.05)
    else:
        os.killpg(one.pid, signal.SIGKILL)
        pytest.fail("it left its pause behind")
    assert len(list(tmp_path.glob("*.dump"))) == 1


def handshake(address: str, origin: str) -> str:
    """The first line of the answer to a browser that wants a connection that stays."""
    host = urlsplit(address).netloc
    asked = (
        f"GET /_stcore/stream HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    name, port = host.split(":")
    with socket.create_connection((name, int(port)), timeout=30) as one:
        one.sendall(asked.encode())
        return one.makefile("rb").readline().decode().strip()


def test_a_dashboard_keeps_its_connections_through_the_proxy(tmp_path: Path, database: str) -> None:
    project = dashboard(tmp_path / "snow")
    assert CliRunner().invoke(main, ["ship", "docker", str(project)]).exit_code == 0
    with started(project, database) as found:
        assert len(found.apps) == 1, "Streamlit keeps the state of its readers"
        assert ask(found, "/_stcore/health").text == "ok"
        assert "<title>" in ask(found, "/").text
        assert "X-Cache" not in ask(found, "/").headers
        assert handshake(found.address, found.address) == "HTTP/1.1 101 Switching Protocols"
        assert "403" in handshake(found.address, "https://elsewhere.example.org")
