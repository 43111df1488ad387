"""News between processes that share nothing but the database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from secrets import token_hex

from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, delete, func, select

from civickit.web._pending import Told
from civickit.web.storage import Storage

KEPT = 1_000
LOOK_BACK = 200
"""So many below the newest are looked at again: some are committed after newer ones."""

metadata = MetaData()

news = Table(
    "news",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("origin", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("told", String, nullable=False),
    sqlite_autoincrement=True,  # an id that was deleted must not come again
)
"""What one process, the origin, tells the others. The row 0 only gives the database a name."""


class NewsTable:
    """The news of one process to the others, and theirs to it. Raises what SQLAlchemy raises."""

    def __init__(self, storage: Storage, origin: str) -> None:
        self._storage = storage
        self._origin = origin
        self._newest: int | None = None
        self._top = 0
        self._seen: set[int] = set()

    def prepare(self) -> str:
        """Make the table where there is none; gives the name of the database."""
        name = {"id": 0, "origin": token_hex(8), "topic": "", "told": ""}
        self._storage.make(metadata)
        with self._storage.write() as connection:
            connection.execute(self._storage.insert_new(news), name)
            return str(connection.scalar(select(news.c.origin).where(news.c.id == 0)))

    def write(self, told: Sequence[tuple[str, Told]]) -> None:
        """Tell the others, and forget what is old."""
        rows = [
            {"origin": self._origin, "topic": topic, "told": json.dumps(one)} for topic, one in told
        ]
        with self._storage.write() as connection:
            connection.execute(news.insert(), rows)
            old = news.c.id.between(1, _newest(connection) - KEPT)
            connection.execute(delete(news).where(old))

    def read(self) -> list[tuple[str, Told]] | None:
        """What others have told since the last time; None where some of it may be gone already."""
        others = select(news.c.id, news.c.topic, news.c.told).where(news.c.origin != self._origin)
        with self._storage.read() as connection:
            known, top = self._newest, _newest(connection)
            since = known or top
            rows = others.where(news.c.id > max(0, since - LOOK_BACK)).order_by(news.c.id)
            found = connection.execute(rows).all()
        fresh = [row for row in found if row.id not in self._seen]
        self._seen = {row.id for row in found}
        self._newest = max([since, *self._seen])
        missed, self._top = known is None or top - KEPT > self._top, top
        return None if missed else [(row.topic, json.loads(row.told)) for row in fresh]

    def lose_place(self) -> None:
        """What comes until the next `read` is not given."""
        self._newest = None


def _newest(connection: Connection) -> int:
    return int(connection.scalar(select(func.max(news.c.id))) or 0)
