"""Which phones and trackers may send: each has a name and a token of its own."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from hashlib import sha256
from hmac import compare_digest
from threading import Lock
from time import monotonic
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from civickit.core.errors import InvalidRecord, UnknownName
from civickit.core.text import clean_name
from civickit.live import tables
from civickit.web.storage import Storage

TOKEN_BYTES = 20
"""160 bits: the token is the only thing that some phones can show."""
REMEMBERED_S = 1.0
"""A revocation by another process is known after so long."""
AT_HAND_S = 0.02
LONGEST_NAME = 40
LONGEST_TEXT = 200
NOT_IN_NAMES = frozenset("/:+#")
"""A login ends a name at `:`, MQTT a level at `/`; `+` and `#` stand for any level."""


class Device(NamedTuple):
    """A phone or tracker that may send. `name` is never public."""

    id: int
    name: str
    contractor: str
    kind: str
    note: str
    by_button: bool
    simulated: bool
    created_ms: int
    revoked_ms: int | None


class Devices:
    """All devices. Whoever changes them publishes `devices` on the hub."""

    def __init__(self, storage: Storage, now: Callable[[], float]) -> None:
        self.storage = storage
        self.now = now
        self._lock = Lock()
        self._by_hash: dict[str, Device] = {}
        self._remembered_until = 0.0

    def add(
        self,
        name: str,
        *,
        contractor: str = "",
        kind: str = "plow",
        note: str = "",
        by_button: bool = False,
        simulated: bool = False,
    ) -> tuple[Device, str]:
        """A new device and its token, which is told only now. Raises InvalidRecord."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        texts = _checked(name, contractor=contractor, kind=kind or "plow", note=note)
        row = {
            **texts,
            "token_hash": _hash(token),
            "by_button": by_button,
            "simulated": simulated,
            "created_ms": self._now_ms(),
        }
        try:
            self.storage.run(tables.devices.insert(), row)
        except IntegrityError:
            raise InvalidRecord(
                {"name": f"{texts['name']!r} is there already; take another, or renew its token"}
            ) from None
        self._forget()
        return self.named(texts["name"]), token

    def of_token(self, token: str) -> Device | None:
        """Whose token it is; None for one that is unknown or revoked."""
        asked = _hash(token)
        known = self._remembered()
        for hash_ in known.keys() & {asked}:
            if compare_digest(hash_, asked):
                return known[hash_]
        return None

    def of_name(self, name: str) -> Device | None:
        """Who is called so, where somebody else has seen to it that it is him; as `of_token`."""
        return next((one for one in self._remembered().values() if one.name == name), None)

    @property
    def are_at_hand(self) -> bool:
        """Whether `of_token` answers at once; else it asks the database."""
        return monotonic() < self._remembered_until - AT_HAND_S

    def have_at_hand(self) -> None:
        """Ask the database where it must be asked soon."""
        with self._lock:
            if not self.are_at_hand:
                self._recall()

    def named(self, name: str) -> Device:
        """Raises UnknownName."""
        return _find(self.all(), name)

    def all(self) -> list[Device]:
        """Every device, the revoked ones too, by name."""
        return sorted((one for one, _ in self._read()), key=lambda one: one.name)

    def renew(self, name: str) -> str:
        """A new token; the old one ends, and a revoked device is taken back. Raises UnknownName."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self._set(name, token_hash=_hash(token), revoked_ms=None)
        return token

    def edit(self, name: str, *, contractor: str, kind: str, note: str) -> Device:
        """Other texts than before; the token stays. Raises UnknownName, InvalidRecord."""
        texts = _checked(name, contractor=contractor, kind=kind or "plow", note=note)
        self._set(**texts)
        return self.named(name)

    def revoke(self, name: str) -> None:
        """From now on its token opens nothing. Raises UnknownName."""
        if self.named(name).revoked_ms is None:
            self._set(name, revoked_ms=self._now_ms())

    def _remembered(self) -> dict[str, Device]:
        """{hash of the token: device} of those that may send."""
        with self._lock:
            if monotonic() >= self._remembered_until:
                self._recall()
            return self._by_hash

    def _recall(self) -> None:
        found = self._read()
        self._by_hash = {hash_: one for one, hash_ in found if one.revoked_ms is None}
        self._remembered_until = monotonic() + REMEMBERED_S

    def _set(self, name: str, **values: object) -> None:
        row = tables.devices
        self.storage.run(update(row).where(row.c.id == self.named(name).id).values(**values))
        self._forget()

    def _read(self) -> list[tuple[Device, str]]:
        row = tables.devices.c
        columns = [row[name] for name in Device._fields]
        with self.storage.read() as connection:
            found = connection.execute(select(*columns, row.token_hash)).all()
        return [(Device(*one[:-1]), one[-1]) for one in found]

    def _forget(self) -> None:
        with self._lock:
            self._remembered_until = 0.0

    def _now_ms(self) -> int:
        return round(self.now() * 1000)


def _find(known: list[Device], name: str) -> Device:
    wanted = clean_name(name)
    found = next((one for one in known if one.name == wanted), None)
    if found is None:
        raise UnknownName("device", name, (one.name for one in known))
    return found


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def _checked(name: str, **texts: str) -> dict[str, str]:
    """The cleaned texts of a device. Raises InvalidRecord, which names all that is wrong."""
    row = {"name": name, **texts}
    wrong = {}
    for field, text in row.items():
        row[field] = clean_name(text)
        longest = LONGEST_NAME if field == "name" else LONGEST_TEXT
        if len(row[field]) > longest or not row[field].isprintable():
            wrong[field] = f"{text[:LONGEST_TEXT]!r}: write at most {longest} visible characters"
    if not row["name"]:
        wrong["name"] = "is empty; write what staff call the vehicle"
    elif bad := sorted(NOT_IN_NAMES.intersection(row["name"])):
        wrong["name"] = f"{name!r} has {' '.join(bad)}, which no login can hold; leave it out"
    if wrong:
        raise InvalidRecord(wrong)
    return row
