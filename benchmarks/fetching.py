"""What the cache costs: a kept answer against the bare file, a revalidated one against requests.

    python benchmarks/fetching.py

Both ways the body is read whole; the difference of the medians is the overhead. The server of
the second part stands on this machine and answers 304.
"""

from __future__ import annotations

import json
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import requests
from measuring import Result, machine, medians, report

from civickit.core.fetch import Fetcher, Store

HIT_LIMIT_MS, REVALIDATED_LIMIT_MS = 1.0, 5.0
SIZES = {"10 kB": 10_000, "1 MB": 1_000_000}
ROW = {"id": 1, "name": "消火栓", "lat": 37.4947, "lon": 139.9298}


class Portal(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        body = document(int(self.path.strip("/")))
        same = self.headers.get("If-None-Match") == '"1"'
        self.send_response(304 if same else 200)
        self.send_header("ETag", '"1"')
        if not same:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not same:
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@cache
def document(size: int) -> bytes:
    rows = size // len(json.dumps(ROW))
    return json.dumps([ROW] * rows).encode()


@contextmanager
def portal() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def overhead(what: str, ours: float, bare: float, anchor: str, limit_ms: float) -> Result:
    return Result(
        what,
        f"{ours * 1e3:.2f} ms",
        f"{anchor} {bare * 1e3:.2f} ms",
        (ours - bare) * 1e3,
        limit_ms,
        "ms more",
    )


def hit(url: str, size: str, folder: Path) -> Result:
    kept = Fetcher(store=Store(folder), offline=False, fresh_s=3600)
    path = kept.get(url).path
    actions: dict[str, Callable[[], object]] = {
        "bare": path.read_bytes,
        "ours": lambda: kept.get(url).content,
    }
    taken = medians(actions, rounds=201)
    what = f"a kept answer of {size}, read"
    return overhead(what, taken["ours"], taken["bare"], "the bare file", HIT_LIMIT_MS)


def revalidated(url: str, size: str, folder: Path) -> Result:
    asking = Fetcher(store=Store(folder), offline=False)
    path = asking.get(url).path
    session = requests.Session()

    def bare() -> object:
        session.get(url, headers={"If-None-Match": '"1"'}, timeout=30)
        return path.read_bytes()

    taken = medians({"bare": bare, "ours": lambda: asking.get(url).content}, rounds=101)
    what = f"an answer of {size} that has not changed (304)"
    return overhead(what, taken["ours"], taken["bare"], "bare requests", REVALIDATED_LIMIT_MS)


def measure() -> list[Result]:
    os.environ["CIVICKIT_ALLOW_PRIVATE"] = "1"
    with tempfile.TemporaryDirectory() as folder, portal() as address:
        return [
            one(f"{address}/{size}", name, Path(folder))
            for name, size in SIZES.items()
            for one in (hit, revalidated)
        ]


if __name__ == "__main__":
    print(machine(), flush=True)
    report(measure())
