"""How often somebody may try something: five reports an hour, ten passwords in a quarter.

Counted in the database, so that all processes count together and a restart forgets nothing.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

from flask import current_app, request
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    select,
    tuple_,
)

from civickit.web.storage import Storage

metadata = MetaData()
attempts = Table(
    "attempts",
    metadata,
    Column("name", String, primary_key=True),
    Column("who_hash", String, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("until_ms", BigInteger, nullable=False, index=True),
)
"""Each of the `most` places that somebody may take is one row; it is free again at `until_ms`."""


class Limits:
    """`now` gives seconds since 1970. Who it was is kept only as a keyed hash."""

    def __init__(self, storage: Storage, now: Callable[[], float]) -> None:
        self._storage, self._now = storage, now
        storage.make(metadata)

    def take(self, name: str, who: str, most: int, per_s: float) -> bool:
        """Whether `who` may do it once more: at most `most` times in any `per_s` seconds.

        What is refused does not count.
        """
        with self._storage.write() as connection:
            self._delete_old(connection)
        with self._storage.write() as connection:
            return self.take_within(connection, name, who, most, per_s)

    def take_within(
        self, connection: Connection, name: str, who: str, most: int, per_s: float
    ) -> bool:
        """The same in a transaction of the caller's: undone when that is undone."""
        now_ms = round(self._now() * 1000)
        statement = self._storage.insert_or_set(
            attempts, "until_ms", where=lambda _new: attempts.c.until_ms <= now_ms
        ).returning(attempts.c.place)
        row = {"name": name, "who_hash": _hashed(who), "until_ms": now_ms + round(per_s * 1000)}
        # Places are tried in order, so that two who try at once wait for each other, and no ring.
        return any(
            connection.execute(statement, {**row, "place": place}).first() is not None
            for place in range(most)
        )

    def _delete_old(self, connection: Connection) -> None:
        """Rows that somebody is just taking anew stay."""
        old = select(*attempts.primary_key).where(attempts.c.until_ms <= round(self._now() * 1000))
        old = old.with_for_update(skip_locked=True)
        connection.execute(delete(attempts).where(tuple_(*attempts.primary_key).in_(old)))


def client_address() -> str:
    """Where a request comes from, as a name for `who`: of IPv6 the network of a household."""
    given = request.remote_addr or ""
    try:
        address = ip_address(given.partition("%")[0])
    except ValueError:
        return given
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))


def _hashed(who: str) -> str:
    key = current_app.secret_key
    secret = key if isinstance(key, bytes) else str(key or "").encode()
    if not secret:
        raise RuntimeError("the app has no secret_key: set it by civickit.web.csrf.secret_key")
    return hmac.digest(secret, who.encode(errors="replace"), "sha256").hex()
