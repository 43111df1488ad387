"""Being told of changes: what a broker POSTs to an address of ours."""

from __future__ import annotations

import hmac
import json
import re
from typing import Any

from civickit.clients._ngsi_entity import Entity, plain
from civickit.clients._shape import expect
from civickit.core.errors import InvalidRecord, SourceChanged

TOKEN = re.compile(r"[A-Za-z0-9_\-]{16,}", re.ASCII)
HOW = "python -c 'import secrets; print(secrets.token_urlsafe())'"


def check_token(token: str) -> None:
    """Raises InvalidRecord for a token that could be guessed or that a header cannot carry."""
    if not TOKEN.fullmatch(token):
        raise InvalidRecord({"token": f"needs 16 or more letters, digits, - or _: {HOW}"})


class WebHook:
    """Reads notifications of NGSI-v2 and NGSI-LD, whatever the web framework.

    `token` is the secret given to `subscribe`; the broker sends it with every notification, so
    that strangers cannot invent water levels. In Flask:

        hook = WebHook(os.environ["HOOK_TOKEN"])
        app.config["MAX_CONTENT_LENGTH"] = hook.max_bytes

        @app.post("/changed")
        def changed():
            for entity in hook.read(request.get_data(), request.headers.get("Authorization", "")):
                levels[entity["id"]] = entity["level"]
            return "", 204
    """

    def __init__(self, token: str, *, max_bytes: int = 1_000_000) -> None:
        check_token(token)
        self._expected = f"Bearer {token}".encode()
        self.max_bytes = max_bytes

    def read(self, body: bytes, authorization: str) -> list[Entity]:
        """The entities of a notification as plain values: {"id", "type", attribute: value}.

        Reads normalized, concise LD, keyValues and the simplified forms. Raises InvalidRecord
        with `token` for a wrong secret and `body` for one that is too long, SourceChanged for
        anything that is no notification.
        """
        given = authorization.encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._expected):
            raise InvalidRecord({"token": "is not the one this web hook was given"})
        if len(body) > self.max_bytes:
            raise InvalidRecord({"body": f"is longer than {self.max_bytes} bytes"})
        return [plain(entity, "an entity of the notification") for entity in _entities(_json(body))]


def _json(body: bytes) -> dict[str, Any]:
    try:
        return expect(json.loads(body), dict, "the notification")
    except (ValueError, RecursionError) as error:
        if isinstance(error, InvalidRecord):
            raise
        raise SourceChanged(
            "the notification is not JSON", expected="JSON", found=repr(body[:60])
        ) from None


def _entities(told: dict[str, Any]) -> list[Any]:
    """The list in `data`; the simplified forms of v2 are one bare entity."""
    if "data" not in told or ("id" in told and "subscriptionId" not in told):
        return [told]
    data = told["data"]
    if isinstance(data, dict):
        return [data]
    entities = expect(data, list, "'data' of the notification")
    if any(isinstance(entity, list) for entity in entities):
        raise SourceChanged(
            "the notification has values without names; subscribe with keyValues or normalized",
            expected="entities",
            found="lists of values",
        )
    return entities
