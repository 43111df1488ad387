"""A throw-away PostgreSQL and Redis for one run, or databases of their own on given ones.

CIVICKIT_TEST_POSTGRES names a server where databases and roles may be made
(postgresql://user:password@host:port/postgres), CIVICKIT_TEST_REDIS one that may be written to.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

START_S = 60


class Databases(NamedTuple):
    """Addresses as CKAN's settings want them."""

    main: str
    write: str
    read: str


def program(name: str) -> str:
    """Where a program is; Debian keeps PostgreSQL's own outside of PATH."""
    homes = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = str(homes[-1]) if homes else shutil.which(name)
    if not found:
        raise FileNotFoundError(
            f"{name} is not installed; python tools/prepare.py --for test brings it"
        )
    return found


def free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def running(command: list[str], ready: Callable[[], bool], log: Path) -> Iterator[None]:
    """A process that is there once `ready` says so, and gone afterwards."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL)
    try:
        until = time.monotonic() + START_S
        while not ready():
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{command[0]} did not start:\n{log.read_text()[-2000:]}")
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that goes away; PostgreSQL will not run as root, so it is given to postgres."""
    made = Path(tempfile.mkdtemp(prefix="civickit-test-"))
    if os.geteuid() == 0:
        shutil.chown(made, "postgres", "postgres")
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def tethered(user: str = "") -> list[str]:
    """Put before a command: it ends when its parent does, however that ends; runs as `user`."""
    if not shutil.which("setpriv"):
        return []
    who = [f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else []
    return ["setpriv", *who, "--pdeathsig", "INT", "--"]


def not_root() -> list[str]:
    return tethered("postgres" if os.geteuid() == 0 else "")


@contextmanager
def postgres(log: Path) -> Iterator[str]:
    """The address of a server on which everything is allowed."""
    if given := os.environ.get("CIVICKIT_TEST_POSTGRES"):
        yield given
        return
    with folder() as home:
        data, port = home / "data", free_port()
        made = [program("initdb"), "-D", str(data), "-U", "civickit", "-A", "trust", "-N"]
        made += ["-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run([*not_root(), *made], check=True, capture_output=True, cwd="/")
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(home),
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        command = [*not_root(), program("postgres"), "-D", str(data), "-p", str(port), *options]
        url = f"postgresql://civickit@127.0.0.1:{port}/postgres"
        with running(command, lambda: _answers(url), log):
            yield url


def _answers(url: str) -> bool:
    asked = [program("psql"), url, "-Atqc", "SELECT 1"]
    return subprocess.run(asked, capture_output=True).returncode == 0


@contextmanager
def databases(log: Path) -> Iterator[Databases]:
    """Two empty databases and two roles, dropped afterwards."""
    with postgres(log) as server:
        name = f"civickit_{secrets.token_hex(4)}"
        password = secrets.token_hex(16)
        sql(server, f"CREATE ROLE {name} LOGIN PASSWORD '{password}'")
        sql(server, f"CREATE ROLE {name}_read LOGIN PASSWORD '{password}'")
        try:
            for database in (name, f"{name}_rows"):
                sql(server, f"GRANT {name} TO CURRENT_USER")
                sql(server, f"CREATE DATABASE {database} OWNER {name} ENCODING 'UTF8'")
            parts = urlsplit(server)
            where = f"{parts.hostname}:{parts.port or 5432}"
            yield Databases(
                f"postgresql://{name}:{password}@{where}/{name}",
                f"postgresql://{name}:{password}@{where}/{name}_rows",
                f"postgresql://{name}_read:{password}@{where}/{name}_rows",
            )
        finally:
            for database in (name, f"{name}_rows"):
                sql(server, f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
            sql(server, f"DROP ROLE {name}_read, {name}")


def sql(server: str, statement: str) -> None:
    asked = [program("psql"), server, "-v", "ON_ERROR_STOP=1", "-qc", statement]
    subprocess.run(asked, check=True, capture_output=True)


@contextmanager
def redis(log: Path) -> Iterator[str]:
    """The address of a Redis of this run."""
    if given := os.environ.get("CIVICKIT_TEST_REDIS"):
        yield given
        return
    port = free_port()
    command = [*tethered(), program("redis-server"), "--port", str(port), "--bind", "127.0.0.1"]
    command += ["--save", "", "--appendonly", "no"]

    def ready() -> bool:
        with closing(socket.socket()) as one:
            return one.connect_ex(("127.0.0.1", port)) == 0

    with running(command, ready, log):
        yield f"redis://127.0.0.1:{port}/0"
