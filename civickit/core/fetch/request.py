"""One request: what is sent, what may be shown of it, and the key it is kept under."""

from __future__ import annotations

import hashlib
import json as json_module
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus, urlencode, urlsplit, urlunsplit

Params = Mapping[str, Any] | Iterable[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Request:
    """`shown` is the URL without secrets; `headers` and `body` are as they are sent."""

    method: str
    url: str
    shown: str
    headers: Mapping[str, str]
    body: bytes | None
    key: str
    secret: frozenset[str] = frozenset()
    secret_params: frozenset[str] = frozenset()

    def mask(self, url: str) -> str:
        """The URL without the parameters that are secret."""
        if not self.secret_params:
            return url
        parts = urlsplit(url)
        told = [
            pair
            for pair in parts.query.split("&")
            if unquote_plus(pair.partition("=")[0]) not in self.secret_params
        ]
        return urlunsplit(parts._replace(query="&".join(told)))

    @classmethod
    def make(
        cls,
        method: str,
        url: str,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        json: Any = None,
        form: Params | None = None,
        secret_params: Mapping[str, str] | None = None,
        secret_form: Mapping[str, str] | None = None,
        secret_headers: Mapping[str, str] | None = None,
    ) -> Request:
        """A request as it goes out. Values of None are left out; lists are repeated."""
        shown = with_params(url, params)
        sent = dict(headers or {})
        if json is not None:
            body: bytes | None = json_module.dumps(json, ensure_ascii=False).encode()
            sent.setdefault("Content-Type", "application/json")
        elif form is not None:
            body = urlencode([*pairs(form), *pairs(secret_form)]).encode()
            sent["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
        else:
            body = None
        told = json_module.dumps([method, shown, sorted(sent.items())], ensure_ascii=False)
        key = hashlib.sha256(told.encode() + b"\n" + (body or b"")).hexdigest()
        return cls(
            method=method,
            url=with_params(shown, secret_params),
            shown=shown,
            headers={**sent, **(secret_headers or {})},
            body=body,
            key=key,
            secret=frozenset(secret_headers or ()),
            secret_params=frozenset(secret_params or ()),
        )


def pairs(params: Params | None) -> list[tuple[str, str]]:
    """Parameters as pairs of texts: lists repeated, None left out, True as true."""
    given = params.items() if isinstance(params, Mapping) else params or ()
    made = []
    for name, value in given:
        for one in value if isinstance(value, list | tuple) else [value]:
            if one is not None:
                made.append((name, str(one).lower() if isinstance(one, bool) else str(one)))
    return made


def with_params(url: str, params: Params | None) -> str:
    """The URL with parameters added to those it has."""
    more = urlencode(pairs(params))
    if not more:
        return url
    parts = urlsplit(url)
    query = f"{parts.query}&{more}" if parts.query else more
    return urlunsplit(parts._replace(query=query))
