"""Real servers for the tests: the ones that the environment names, else throw-away ones."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from servers.ckan.databases import (
    folder,
    free_port,
    postgres,
    program,
    redis,
    running,
    sql,
    tethered,
)

from civickit.live.settings import read_settings
from civickit.live.site import Site

APP = Path(__file__).parents[2] / "apps" / "snowplow_nav"
# Taken out: an app of a test uses what the test gives it, and nothing of the environment.
GIVEN = {name: os.environ.pop(name, "") for name in ("DATABASE_URL", "REDIS_URL", "MQTT_URL")}


def need(*names: str) -> None:
    """Skip, or in CI fail, where a program is not installed."""
    for name in names:
        if not (shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin") or _has(name)):
            why = f"{name} is not installed; python tools/prepare.py --for test brings it"
            pytest.fail(why) if os.environ.get("CI") == "true" else pytest.skip(why)


def _has(name: str) -> bool:
    try:
        return bool(program(name))
    except FileNotFoundError:
        return False


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on which databases may be made."""
    if GIVEN["DATABASE_URL"]:
        need("psql")
        yield GIVEN["DATABASE_URL"]
        return
    need("initdb", "psql")
    with postgres(tmp_path_factory.mktemp("postgres") / "log") as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A new database, dropped afterwards."""
    with new_database(postgres_server) as url:
        yield url


@contextmanager
def new_database(server: str) -> Iterator[str]:
    name = f"civickit_{secrets.token_hex(6)}"
    sql(server, f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        sql(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """DATABASE_URL for a test that must hold on both: '' is SQLite in the app's own folder."""
    found: str = request.getfixturevalue("postgres_url") if request.param == "postgres" else ""
    return found


@pytest.fixture
def each_site(database_url: str, tmp_path: Path, clock: Callable[[], float]) -> Iterator[Site]:
    """What the parts of an app share, without its pages, on each of the databases."""
    config = {"STATE": tmp_path / "each", "DATABASE_URL": database_url}
    site = Site(read_settings(APP, config))
    site.now = clock
    yield site
    site.writer.stop()
    site.hub.stop()
    site.storage.close()


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis that may be written to; other tests use it too."""
    if GIVEN["REDIS_URL"]:
        yield GIVEN["REDIS_URL"]
        return
    need("redis-server")
    with redis(tmp_path_factory.mktemp("redis") / "log") as url:
        yield url


@pytest.fixture(scope="session")
def mqtt_url() -> Iterator[str]:
    """A broker that lets anybody publish; other tests use it too."""
    if GIVEN["MQTT_URL"]:
        yield GIVEN["MQTT_URL"]
        return
    need("mosquitto")
    with folder() as home, mosquitto(home, free_port()) as url:
        yield url


@contextmanager
def mosquitto(home: Path, port: int, access: str = "allow_anonymous true") -> Iterator[str]:
    """A broker that keeps sessions in `home` when it is stopped and started again."""
    settings = home / "mosquitto.conf"
    settings.write_text(
        f"listener {port} 127.0.0.1\n{access}\nmax_queued_messages 0\n"
        f"persistence true\npersistence_location {home}/\n"
        f"user {'root' if os.geteuid() == 0 else 'nobody'}\n"
    )
    found = shutil.which("mosquitto", path=f"{os.environ['PATH']}:/usr/sbin")
    command = [*tethered(), str(found), "-c", str(settings)]
    with running(command, lambda: _is_open(port), home / "mosquitto.log"):
        yield f"mqtt://127.0.0.1:{port}"


def _is_open(port: int) -> bool:
    with closing(socket.socket()) as one:
        return one.connect_ex(("127.0.0.1", port)) == 0
