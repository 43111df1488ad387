"""The services of a written compose.yaml as processes of this machine."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from servers.ckan.databases import folder, free_port, not_root, program, running, tethered
from servers.compose.names import name_server

HOSTS = ("127.0.0.2", "127.0.0.3")


class Started(NamedTuple):
    """What runs: the proxy's address, the apps behind it, Redis, and the proxy's log."""

    address: str
    apps: list[subprocess.Popen[str]]
    redis_port: int
    access_log: Path


@contextmanager
def started(shipped: Path, database_url: str) -> Iterator[Started]:
    """Start what `civickit ship docker` wrote into `shipped`."""
    compose = yaml.safe_load((shipped / "compose.yaml").read_text("utf-8"))["services"]
    with ExitStack() as stack:
        home = stack.enter_context(folder())
        redis_port = stack.enter_context(_redis(compose["redis"]["command"], home))
        told = {
            **{name: str(value) for name, value in compose["app"]["environment"].items()},
            "DATABASE_URL": database_url,
            "REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
            "PORT": str(_port_of_all(HOSTS)),
        }
        hosts = HOSTS[: compose["app"]["deploy"]["replicas"]]
        apps = [stack.enter_context(_app(shipped, told, host)) for host in hosts]
        names = stack.enter_context(name_server({"app": hosts}))
        port = free_port()
        config = home / "nginx.conf"
        config.write_text(_config(shipped, home, port, names, told["PORT"]), "utf-8")
        command = [*not_root(), nginx(), "-e", str(home / "error.log"), "-c", str(config)]
        log = home / "nginx.log"
        stack.enter_context(running([*command, "-g", "daemon off;"], lambda: _open(port), log))
        yield Started(f"http://127.0.0.1:{port}", apps, redis_port, home / "access.log")


def nginx() -> str:
    """Where nginx is; Debian keeps it where only root looks."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin") or program("nginx")


def _config(shipped: Path, home: Path, port: int, names: int, app_port: str) -> str:
    """The written configuration with addresses, ports and folders of this machine."""
    text = (shipped / "deploy/nginx.conf").read_text("utf-8")
    for written, here in (
        ("listen 8080;", f"listen 127.0.0.1:{port};"),
        ("resolver 127.0.0.11 ", f"resolver 127.0.0.1:{names} "),
        ('"app:8000"', f'"app:{app_port}"'),
        ("/tmp/", f"{home}/"),
        ("/dev/stderr", f"{home}/error.log"),
        ("/dev/stdout", f"{home}/access.log"),
    ):
        assert written in text, written
        text = text.replace(written, here)
    return text


@contextmanager
def _app(shipped: Path, told: dict[str, str], host: str) -> Iterator[subprocess.Popen[str]]:
    """The command of the Dockerfile, listening on one address instead of all."""
    last = (shipped / "Dockerfile").read_text("utf-8").splitlines()[-1]
    command = json.loads(last.removeprefix("CMD "))
    assert "0.0.0.0" in command[-1]
    command[-1] = command[-1].replace("0.0.0.0", host)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    process = subprocess.Popen(
        [*tethered(), *command],
        cwd=shipped,
        env={**os.environ, **told, "PATH": path, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    try:
        said = iter(process.stdout.readline, "")
        assert any(f"http://{host}:{told['PORT']}" in line for line in said), "it did not start"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@contextmanager
def _redis(command: list[str], home: Path) -> Iterator[int]:
    port = free_port()
    there = [program(command[0]), *command[1:], "--port", str(port), "--bind", "127.0.0.1"]
    with running([*not_root(), *there, "--dir", str(home)], lambda: _open(port), home / "redis"):
        yield port


def _port_of_all(hosts: tuple[str, ...]) -> int:
    """A port that is free on every one of these addresses."""
    with ExitStack() as stack:
        first = stack.enter_context(closing(socket.socket()))
        first.bind((hosts[0], 0))
        port: int = first.getsockname()[1]
        for host in hosts[1:]:
            stack.enter_context(closing(socket.socket())).bind((host, port))
        return port


def _open(port: int) -> bool:
    with closing(socket.socket()) as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def redis_says(port: int, *words: str) -> list[Any]:
    """What Redis answers to a question, line by line."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as one:
        one.sendall(" ".join(words).encode() + b"\r\nQUIT\r\n")
        with one.makefile("r", encoding="utf-8", newline="\r\n") as answer:
            return answer.read().splitlines()
