"""One request: what is sent, what may be shown of it, and the key it is kept under."""

from __future__ import annotations

import hashlib
import json as json_module
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, unquote_plus, urlencode, urlsplit, urlunsplit

Params = Mapping[str, Any] | Iterable[tuple[str, Any]]
FORM = "application/x-www-form-urlencoded; charset=utf-8"


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """`shown` is the URL without secrets; `headers` and `body` are as they are sent.

    `told` is True for what changes something at the server; `values` are the secrets themselves.
    """

    method: str
    url: str
    shown: str
    headers: Mapping[str, str]
    body: bytes | None
    key: str
    secret: frozenset[str] = frozenset()
    secret_params: frozenset[str] = frozenset()
    told: bool = False
    values: tuple[str, ...] = ()

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

    def hide(self, text: str) -> str:
        """A header of an answer, without the secrets that servers repeat in links."""
        for name in self.secret_params:
            text = re.sub(rf"(?<=[?&]){re.escape(quote_plus(name))}=[^&>;,\s]*&?", "", text)
        for value in self.values:
            text = text.replace(value, "").replace(quote_plus(value), "")
        return text

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
        told: bool = False,
    ) -> Request:
        """A request as it goes out. Values of None are left out; lists are repeated."""
        shown = with_params(url.strip(), params)
        sent = dict(headers or {})
        body: bytes | None = None
        if json is not None:
            body = json_module.dumps(json, ensure_ascii=False).encode(errors="replace")
            sent.setdefault("Content-Type", "application/json")
        elif form is not None or secret_form:
            body = _encoded([*pairs(form), *pairs(secret_form)]).encode()
            sent["Content-Type"] = FORM
        named = json_module.dumps([method, shown, sorted(sent.items())])
        secrets = {**(secret_params or {}), **(secret_form or {}), **(secret_headers or {})}
        return cls(
            method=method,
            url=with_params(shown, secret_params),
            shown=shown,
            headers={**sent, **(secret_headers or {})},
            body=body,
            key=hashlib.sha256(named.encode() + b"\n" + (body or b"")).hexdigest(),
            secret=frozenset(secret_headers or ()),
            secret_params=frozenset(secret_params or ()),
            told=told,
            values=tuple(value for value in secrets.values() if value),
        )


def pairs(params: Params | None) -> list[tuple[str, str]]:
    """Parameters as pairs of texts: lists repeated, None left out, True as true."""
    given = params.items() if isinstance(params, Mapping) else params or ()
    return [
        (name, str(one).lower() if isinstance(one, bool) else str(one))
        for name, value in given
        for one in (value if isinstance(value, list | tuple) else [value])
        if one is not None
    ]


def _encoded(given: list[tuple[str, str]]) -> str:
    return urlencode(given, errors="replace")


def with_params(url: str, params: Params | None) -> str:
    """The URL with parameters added to those it has."""
    more = _encoded(pairs(params))
    if not more:
        return url
    before, mark, fragment = url.partition("#")
    joint = "&" if "?" in before else "?"
    return f"{before}{joint}{more}{mark}{fragment}"
