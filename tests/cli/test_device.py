"""`civickit device`: what people see, and that a running app knows it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from civickit.cli import main
from civickit.cli._apps import find_app, load_app


@pytest.fixture(autouse=True)
def _state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STATE", str(tmp_path / "state"))
    monkeypatch.delenv("DATABASE_URL", raising=False)


def device(*words: str, app: str = "snowplow_nav") -> Result:
    return CliRunner().invoke(main, ["device", *words, "--app", app])


def sent(token: str, name: str) -> int:
    """What the app itself answers to a phone."""
    client = load_app(find_app("snowplow_nav"), {"PLOWS": 0}).test_client()
    body = {"_type": "location", "lat": 38.4, "lon": 145.9, "tst": 1_700_000_000}
    return client.post("/ingest/owntracks", json=body, auth=(name, token)).status_code


def test_a_device_can_send_until_it_is_revoked() -> None:
    told = device("add", "除雪 1", "--contractor", "会津建設", "--kind", "grader", "--note", "x")
    assert told.exit_code == 0
    token = told.stdout.splitlines()[1]
    assert "made '除雪 1'" in told.stdout
    assert "/ingest/osmand" in told.stderr
    assert sent(token, "除雪 1") == 200
    assert "revoked '除雪 1'" in device("revoke", "除雪 1").stdout
    assert sent(token, "除雪 1") == 401
    renewed = device("renew", "除雪 1").stdout.splitlines()[1]
    assert sent(token, "除雪 1") == 401
    assert sent(renewed, "除雪 1") == 200


def test_the_list_shows_all_but_the_tokens() -> None:
    token = device("add", "b", "--contractor", "会津建設").stdout.splitlines()[1]
    device("add", "a", "--note", "3 号車")
    device("revoke", "a")
    lines = device("list").stdout.splitlines()
    assert [line.partition("  ")[2] for line in lines][1:] == ["b · plow · 会津建設"]
    assert "a · plow · 3 号車 · revoked 20" in lines[0]
    assert token not in "".join(lines)


def test_json_for_programs() -> None:
    made = json.loads(device("add", "plow", "--by-button", "--json").stdout)
    assert made["by_button"] is True
    assert len(made["token"]) == 27
    renewed = json.loads(device("renew", "plow", "--json").stdout)
    assert renewed["token"] != made["token"]
    revoked = json.loads(device("revoke", "plow", "--json").stdout)
    assert revoked["revoked"] >= made["created"]
    [listed] = json.loads(device("list", "--json").stdout)
    assert listed == revoked
    assert set(listed) == {
        "name", "contractor", "kind", "note", "by_button", "simulated", "created", "revoked"
    }  # fmt: skip


def test_no_device_yet() -> None:
    told = device("list")
    assert (told.exit_code, told.stdout) == (0, "")
    assert "civickit device add NAME" in told.stderr


def test_what_cannot_be_is_told() -> None:
    device("add", "plow")
    told = device("add", "plow")
    assert (told.exit_code, told.stdout) == (1, "")
    assert "'plow' is there already" in told.stderr
    told = device("add", "a/b")
    assert told.exit_code == 1
    assert "which no login can hold" in told.stderr
    told = device("revoke", "plough")
    assert told.exit_code == 2
    assert "no device called 'plough'. Did you mean 'plow'?" in told.stderr
    told = device("list", app="hydrant_map")
    assert told.exit_code == 2
    assert "hydrant_map is no live app" in told.stderr


def test_a_database_that_is_new_is_told(tmp_path: Path) -> None:
    """Else somebody with another STATE gets a token that no running app knows."""
    told = device("add", "plow").stderr
    assert f"note: {tmp_path / 'state' / 'live.sqlite3'} is new" in told
    assert "is new" not in device("list").stderr
