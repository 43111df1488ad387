"""`/live.json` with 250 plows from one process of the live server, against nginx and its bytes.

wrk asks both with 64 connections, in turns. Where nginx or wrk are not installed the line is left
out, and that is said.
"""

from __future__ import annotations

import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

from measuring import Result, report

PLOWS = 250
CONNECTIONS = 64
SECONDS, ROUNDS = 4, 5
MOST_TIMES = 10.0
"""nginx may answer so many times as often."""
P99_MS = 50.0
SERVE = """
import sys, time
from civickit.cli._apps import find_app, load_app
from civickit.live.site import SITE
from civickit.tracks.fixes import Fix
from civickit.web.async_server import serve
app = load_app(find_app("snowplow_nav"), {"STATE": sys.argv[1], "PLOWS": 0})
site = app.extensions[SITE]
now = time.time()
for number in range(int(sys.argv[2])):
    device, _ = site.devices.add(f"plow {number}")
    lat, lon = 38.3 + number / 1_234, 145.9 + number / 2_345
    site.writer.take(device, [Fix("", now, now, lat, lon, 5.5, 123.0, state="plowing")])
serve(app, port=0, announce=lambda address: print(address, flush=True))
"""
NGINX = """
daemon off;
pid {home}/nginx.pid;
error_log {home}/error.log;
worker_processes auto;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {home};
  proxy_temp_path {home};
  fastcgi_temp_path {home};
  uwsgi_temp_path {home};
  scgi_temp_path {home};
  types {{ application/json json; }}
  keepalive_requests 1000000;
  open_file_cache max=10;
  server {{ listen 127.0.0.1:{port}; root {home}; }}
}}
"""


class Asked(NamedTuple):
    """What wrk says: answers a second, and within which time 99 of 100 came."""

    per_s: float
    p99_ms: float


def program(name: str) -> str | None:
    return shutil.which(name, path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin:/bin")


@contextmanager
def ours(home: Path) -> Iterator[str]:
    """The address of the app."""
    command = [sys.executable, "-c", SERVE, str(home / "state"), str(PLOWS)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


@contextmanager
def nginx(home: Path, port: int) -> Iterator[str]:
    """The address of an nginx that serves the files of a folder."""
    settings = home / "nginx.conf"
    settings.write_text(NGINX.format(home=home, port=port))
    process = subprocess.Popen([str(program("nginx")), "-c", str(settings), "-p", str(home)])
    try:
        time.sleep(1)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()


def ask(address: str) -> Asked:
    command = [str(program("wrk")), "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency"]
    told = subprocess.run([*command, address], check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        raise SystemExit(f"{address} was not always answered:\n{told}")
    rate, p99 = (
        re.search(r"Requests/sec:\s+([\d.]+)", told),
        re.search(r"99%\s+([\d.]+)(\w+)", told),
    )
    assert rate
    assert p99
    unit = {"us": 0.001, "ms": 1.0, "s": 1000.0}[p99[2]]
    return Asked(float(rate[1]), float(p99[1]) * unit)


def measure() -> list[Result]:
    if not (program("nginx") and program("wrk")):
        print("skip /live.json: it needs nginx and wrk; `python tools/prepare.py --for bench`")
        return []
    with tempfile.TemporaryDirectory() as folder, ours(Path(folder)) as live:
        home = Path(folder)
        home.chmod(0o755)  # nginx's workers are somebody else
        with urlopen(f"{live}live.json") as answer:
            body = answer.read()
        if len(json.loads(body)["vehicles"]) != PLOWS:
            raise SystemExit("not all plows are in the feed")
        (home / "live.json").write_bytes(body)
        with nginx(home, 18_080) as static:
            found = [(ask(f"{live}live.json"), ask(f"{static}live.json")) for _ in range(ROUNDS)]
    return results(len(body), found)


def results(size: int, found: list[tuple[Asked, Asked]]) -> list[Result]:
    live = Asked(*map(statistics.median, zip(*(one for one, _ in found), strict=True)))
    static = Asked(*map(statistics.median, zip(*(one for _, one in found), strict=True)))
    what = f"/live.json of {PLOWS} plows ({size / 1000:.0f} kB), {CONNECTIONS} connections"
    return [
        Result(
            f"{what}, one process",
            f"{live.per_s:,.0f} a second",
            f"the same bytes from nginx, {static.per_s:,.0f} a second",
            static.per_s / live.per_s,
            MOST_TIMES,
        ),
        Result(
            f"{what}, 99 of 100 within",
            f"{live.p99_ms:.1f} ms (nginx {static.p99_ms:.1f} ms)",
            f"{P99_MS:.0f} ms",
            live.p99_ms / P99_MS,
            1,
        ),
    ]


if __name__ == "__main__":
    report(measure())
