"""A real CKAN 2.12 with its DataStore, on PostgreSQL and Redis of its own."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from servers.ckan.databases import Databases, databases, redis
from servers.ckan.solr import Solr

HERE = Path(__file__).parent
PYTHON = HERE.parents[2] / ".servers" / "ckan" / "bin" / "python"
START_S = 120


@dataclass
class Server:
    """A running CKAN. `token` is its administrator's; `seconds` says what took how long."""

    url: str
    token: str
    solr: Solr
    process: subprocess.Popen[str]
    seconds: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.session = requests.Session()
        self.session.headers["Authorization"] = self.token

    def act(self, action: str, **given: Any) -> Any:
        """The result of an action, as the administrator."""
        answer = self.session.post(f"{self.url}/api/3/action/{action}", json=given, timeout=60)
        told = answer.json()
        assert told["success"] is True, told
        return told["result"]

    def stop(self) -> None:
        """The process ends; what it kept goes with the databases."""
        self.session.close()
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()


@contextmanager
def start(folder: Path, settings: dict[str, Any] | None = None) -> Iterator[Server]:
    """A CKAN with an administrator and nothing else. `settings` are lines of its ini.

    The port is bound by the CKAN process, which then tells it: no other server can answer.
    """
    began = time.monotonic()
    with ExitStack() as stack:
        solr = Solr()
        stack.callback(solr.stop)
        made = stack.enter_context(databases(folder / "postgres.log"))
        cache = stack.enter_context(redis(folder / "redis.log"))
        ready = time.monotonic()
        ini = folder / "ckan.ini"
        ini.write_text(_ini(folder, made, cache, solr, settings or {}), "utf-8")
        server = _serve(ini, solr, folder / "ckan.log")
        stack.callback(server.stop)
        server.seconds["databases"] = round(ready - began, 1)
        server.seconds["all"] = round(time.monotonic() - began, 1)
        yield server


def _serve(ini: Path, solr: Solr, log: Path) -> Server:
    environment = {**os.environ, "PYTHONWARNINGS": "ignore", "CKAN_INI": str(ini)}
    with log.open("w") as errors:
        process = subprocess.Popen(
            [str(PYTHON), str(HERE / "inside.py"), str(ini)],
            stdout=subprocess.PIPE,
            stderr=errors,
            stdin=subprocess.PIPE,
            env=environment,
            text=True,
        )
    assert process.stdout
    line = process.stdout.readline()
    while line and not line.startswith('{"url"'):
        line = process.stdout.readline()
    if not line:
        process.kill()
        process.wait()
        process.stdout.close()
        if process.stdin:
            process.stdin.close()
        raise RuntimeError(f"CKAN did not start:\n{log.read_text()[-3000:]}")
    told = json.loads(line)
    return Server(told["url"], told["token"], solr, process, told["seconds"])


def _ini(folder: Path, made: Databases, cache: str, solr: Solr, settings: dict[str, Any]) -> str:
    secret = secrets.token_hex(24)
    lines = {
        "use": "egg:ckan",
        "debug": "false",
        "SECRET_KEY": secret,
        "api_token.jwt.encode.secret": f"string:{secret}",
        "api_token.jwt.decode.secret": f"string:{secret}",
        "WTF_CSRF_SECRET_KEY": secret,
        "ckan.site_id": "civickit-test",
        "ckan.site_url": "http://127.0.0.1",
        "ckan.site_title": "会津オープンデータ (テスト)",
        "ckan.plugins": "datastore",
        "ckan.storage_path": folder / "files",
        "ckan.webassets.path": folder / "webassets",
        "ckan.auth.create_unowned_dataset": "true",
        "sqlalchemy.url": made.main,
        "ckan.datastore.write_url": made.write,
        "ckan.datastore.read_url": made.read,
        "ckan.redis.url": cache,
        "solr_url": solr.url,
        **settings,
    }
    return "[app:main]\n" + "".join(f"{name} = {value}\n" for name, value in lines.items())
