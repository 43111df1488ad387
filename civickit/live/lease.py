"""Work that one of several processes does: another takes over when it falls silent."""

from __future__ import annotations

import logging
from secrets import token_hex
from time import time

from sqlalchemy import BigInteger, Column, Connection, String, Table, or_, update
from sqlalchemy.exc import SQLAlchemyError

from civickit.live.tables import metadata
from civickit.web.storage import Storage

_log = logging.getLogger(__name__)

FAR = 10
"""Nobody takes it for so many times as long: a time so far away is of a clock that was set back."""

leases = Table(
    "leases",
    metadata,
    Column("work", String, primary_key=True),
    Column("holder", String, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
)


class Lease:
    """The right to do some work, for `lasts_s` after each time it was taken."""

    def __init__(self, storage: Storage, work: str, lasts_s: float) -> None:
        self.storage = storage
        self.work = work
        self.lasts_ms = round(lasts_s * 1000)
        self.me = token_hex(8)

    def take(self) -> bool:
        """Whether the work is ours, and now for a while longer."""
        row, now_ms = leases.c, round(time() * 1000)
        until = {"holder": self.me, "until_ms": now_ms + self.lasts_ms}
        far_ms = now_ms + FAR * self.lasts_ms
        free = or_(row.holder == self.me, row.until_ms <= now_ms, row.until_ms > far_ms)
        with self.storage.write() as connection:
            first = self.storage.insert_new(leases).values(work=self.work, **until)
            if connection.execute(first).rowcount:
                return True
            ours = update(leases).where(row.work == self.work, free).values(**until)
            return bool(connection.execute(ours).rowcount)

    def is_ours(self, connection: Connection) -> bool:
        """Whether nobody has taken over, and nobody can before this transaction has ended."""
        ours = leases.c.work == self.work, leases.c.holder == self.me
        same = update(leases).where(*ours).values(holder=self.me)
        return bool(connection.execute(same).rowcount)

    def let_go(self) -> None:
        """Leave the work to others; without a database they wait until it ends by itself."""
        ours = leases.c.work == self.work, leases.c.holder == self.me
        try:
            self.storage.run(update(leases).where(*ours).values(until_ms=0))
        except SQLAlchemyError as fault:
            _log.warning("others wait a while to take over %r: %s", self.work, fault)
