"""A request as ASGI tells it, in the words of WSGI."""

from __future__ import annotations

import sys
from typing import Any
from urllib.parse import unquote_to_bytes

from werkzeug.wsgi import FileWrapper

from civickit.web._asgi_body import Body

BLOCK_BYTES = 65_536
FROM_PROXIES = (b"forwarded", b"x-forwarded-")


def environ_of(
    scope: dict[str, Any], headers: dict[bytes, bytes], body: Body, *, trust_proxies: bool
) -> dict[str, Any]:
    """What a WSGI app is called with. Without trust, what a proxy would say is left out."""
    host, port = scope.get("server") or ("localhost", 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body.file,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": lambda file, _block=0: FileWrapper(file, BLOCK_BYTES),
    }
    for name, value in headers.items():
        if trust_proxies or not name.startswith(FROM_PROXIES):
            key = name.decode("latin-1").upper().replace("-", "_")
            environ[f"HTTP_{key}"] = value.decode("latin-1")
    environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    if environ.pop("HTTP_CONTENT_LENGTH", None) or body.size:
        environ["CONTENT_LENGTH"] = str(body.size)
    return environ


def headers_of(scope: dict[str, Any]) -> dict[bytes, bytes]:
    """The headers by their name; those that come several times as one.

    A name with `_` is left out: WSGI would take it for the one with `-`, past all proxies.
    """
    found: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in found:
            found[name] += (b"; " if name == b"cookie" else b", ") + value
        elif b"_" not in name:
            found[name] = value
    return found
