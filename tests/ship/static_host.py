"""A static host like GitHub Pages: files below a path, gzip for texts, and its bad days."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

SIGN_IN = b"<!doctype html><html><title>Wi-Fi</title><body>Please sign in</body></html>"
TEXTS = {"text/html", "text/css", "text/javascript", "application/json", "image/svg+xml"}
KINDS = {
    ".webmanifest": "application/manifest+json",
    ".js": "text/javascript",
    ".geojson": "application/json",
}


class StaticHost:
    """Serves `folder` below `path`. `mode`: ok, portal (a sign-in page for all), hang, half.

    `half` names files that come only half; `sent` is what was asked for and the bytes on the wire.
    """

    def __init__(self, folder: Path, path: str = "/any/sub/path/") -> None:
        self.folder, self.path = folder, path
        self.mode = "ok"
        self.half: set[str] = set()
        self.sent: list[tuple[str, int]] = []
        self.port = 0
        self._open = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.path}"

    def start(self) -> None:
        host = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                host.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        ThreadingHTTPServer.allow_reuse_address = True
        self._open = True
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """From now on nobody answers at this port; `start` opens it again."""
        self._open = False
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        if self.mode == "hang":
            time.sleep(30)
        if not self._open or self.mode == "hang":  # also on a connection that was open before
            request.close_connection = True
            return
        if self.mode == "portal":
            self._send(request, 200, "text/html", SIGN_IN, "sign-in")
            return
        self._answer_well(request)

    def _answer_well(self, request: BaseHTTPRequestHandler) -> None:
        path = unquote(urlsplit(request.path).path)
        name = path.removeprefix(self.path)
        file = self.folder / name
        if path.startswith(self.path) and (name.endswith("/") or not name):
            file = file / "index.html"
        if not path.startswith(self.path) or not file.is_file():
            self._send(request, 404, "text/html", b"<!doctype html>no such file", name)
            return
        body = file.read_bytes()
        if name in self.half:
            body = body[: len(body) // 2]
        kind = KINDS.get(file.suffix) or guess_type(file.name)[0] or "application/octet-stream"
        self._send(request, 200, kind, body, name)

    def _send(
        self, request: BaseHTTPRequestHandler, status: int, kind: str, body: bytes, name: str
    ) -> None:
        headers = {"Content-Type": kind, "Cache-Control": "max-age=600"}
        if kind in TEXTS and "gzip" in request.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 6)
            headers["Content-Encoding"] = "gzip"
        request.send_response(status)
        for header, value in headers.items():
            request.send_header(header, value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)
        self.sent.append((name, len(body)))


Host = TypeVar("Host", bound=StaticHost)


class AppHost(StaticHost):
    """Serves an app below `path` in place of a folder; `half` and the modes as above."""

    def __init__(self, app: Any, path: str = "/any/sub/path/") -> None:
        super().__init__(Path(), path)
        self.app = app

    def _answer_well(self, request: BaseHTTPRequestHandler) -> None:
        if not request.path.startswith(self.path):
            self._send(request, 404, "text/html", b"<!doctype html>not here", request.path)
            return
        name = request.path.removeprefix(self.path)
        answer = self.app.test_client(use_cookies=False).get(
            f"/{name}", base_url=self.url, headers=list(request.headers.items()), buffered=True
        )
        body = answer.data[: len(answer.data) // 2] if name in self.half else answer.data
        request.send_response(answer.status_code)
        for header, value in answer.headers.items():
            if header != "Content-Length":
                request.send_header(header, value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)
        self.sent.append((name, len(body)))


@contextmanager
def hosted(folder: Path, path: str = "/any/sub/path/") -> Iterator[StaticHost]:
    with open_to_all(StaticHost(folder, path)) as host:
        yield host


@contextmanager
def open_to_all(host: Host) -> Iterator[Host]:
    """Start a host, and stop it at the end."""
    host.start()
    try:
        yield host
    finally:
        host.stop()
