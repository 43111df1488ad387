"""What a request to a door brings: who says it is there, and a body of bounded size."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import NamedTuple

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Request, Response

ASK = {"WWW-Authenticate": 'Basic realm="ingest", charset="UTF-8"'}
QUIET = frozenset({"not_a_location", "heartbeat"})
"""What phones send between fixes: no news for the log."""


class Login(NamedTuple):
    """What the Authorization header says; a name only with Basic."""

    name: bytes = b""
    token: str = ""

    def is_of(self, name: str) -> bool:
        """Whether a device may be called so; some phones send `?` for letters like 雪."""
        return self.name in {name.encode(), name.encode("latin-1", "replace")}


def login(told: str) -> Login:
    """What an Authorization header says, Basic or Bearer; empty for what is neither."""
    scheme, _, told = told.partition(" ")
    if scheme.lower() == "bearer":
        return Login(b"", told.strip())
    if scheme.lower() != "basic":
        return Login()
    try:
        name, _, token = b64decode(told, validate=True).partition(b":")
    except ValueError:
        return Login()
    return Login(name, token.decode("utf-8", "replace"))


def body(request: Request, most_bytes: int) -> bytes | None:
    """The body; None where it is larger, and then it is not read."""
    request.max_content_length = most_bytes
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge:
        return None


def refuse(status: int, code: str, why: str, headers: dict[str, str] | None = None) -> Response:
    """An answer to a program, or to a person who uses one."""
    told = json.dumps({"error": {"code": code, "status": status, "message": why}})
    return Response(f"{told}\n", status, headers, content_type="application/json")


def without(token: str, what: str) -> str:
    """A text for the log, cut off before the token, of which it may hold only a part."""
    return what.partition(token[:6])[0]


def reason(fault: BaseException) -> str:
    """What went wrong, for the log: of a database's fault without the rows it was about."""
    return str(getattr(fault, "orig", None) or fault)
