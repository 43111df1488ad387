"""`find` over five catalogues that take a second each, against the slowest of them alone."""

from __future__ import annotations

import json
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from measuring import Result, medians, report

from civickit import sources
from civickit.core.fetch import Fetcher, Store
from civickit.sources import Catalogue, Search

LATENCY_S = 1.0
CATALOGUES = 5
LIMIT = 1.3
WORDS = Search("除雪車の位置")  # words that have no other words: one question to each


class Slow(BaseHTTPRequestHandler):
    """Answers every search with ten datasets, a second later."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        time.sleep(LATENCY_S)
        packages = [
            {"name": f"{self.path[:3]}-{n}", "title": f"除雪車の位置 {n}", "resources": []}
            for n in range(10)
        ]
        answer = {"success": True, "result": {"count": len(packages), "results": packages}}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said: object) -> None:
        """Nothing is logged."""


@contextmanager
def catalogues() -> Iterator[list[Catalogue]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        base = f"http://127.0.0.1:{server.server_port}"
        yield [Catalogue(f"c{n}", f"{base}/c{n}", "ckan") for n in range(CATALOGUES)]
    finally:
        server.shutdown()
        server.server_close()


def measure(rounds: int = 5) -> list[Result]:
    os.environ["CIVICKIT_ALLOW_PRIVATE"] = "1"
    with catalogues() as asked, tempfile.TemporaryDirectory() as folder:
        fetch = Fetcher(store=Store(Path(folder)), offline=False)

        def search(some: list[Catalogue]) -> Callable[[], object]:
            def action() -> None:
                found = sources.find(WORDS, fetch, some)
                assert len(found.answered) == len(some), found.failed

            return action

        taken = medians({"all": search(asked), "one": search(asked[-1:])}, rounds)
    return [
        Result(
            f"find over {CATALOGUES} catalogues that take {LATENCY_S:.0f} s each",
            f"{taken['all']:.2f} s",
            f"the slowest alone {taken['one']:.2f} s",
            taken["all"] / taken["one"],
            LIMIT,
        )
    ]


if __name__ == "__main__":
    report(measure())
