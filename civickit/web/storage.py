"""Where an app keeps what it is told: SQLite in a file, or PostgreSQL by DATABASE_URL.

What `write` has committed survives the end of the process and of the machine.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.schema import Table

from civickit.core.errors import CivicKitError, InvalidRecord, MissingExtra

BUSY_MS = 10_000
STALLED_S = 120
"""A process that stands still in a transaction, as on a laptop that sleeps, holds others up no
longer."""
MAKING = 20_261_130  # any number: the lock under which PostgreSQL's tables are made
PATIENCE = {
    "connect_timeout": "5",
    "tcp_user_timeout": "20000",
    "keepalives_idle": "30",
}
"""What PostgreSQL is waited for where DATABASE_URL says nothing else, in seconds and milliseconds:
a machine that has lost its power closes no connection."""
DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "sqlite": "sqlite+pysqlite",
}


class Storage:
    """A database with the tables of `metadata`, made where they are not there yet.

    `url` is DATABASE_URL (postgresql://…, sqlite:///FILE) or the path of an SQLite file. Raises
    CivicKitError where it cannot be opened, InvalidRecord for an address that is none.
    """

    def __init__(self, url: str | Path, metadata: MetaData) -> None:
        self.engine = _engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._one_at_a_time = Lock()  # SQLite has one writer; waiting here is fair, there it is not
        try:
            self.make(metadata)
        except DBAPIError as fault:
            where = self.engine.url.render_as_string(hide_password=True)
            raise CivicKitError(
                f"the database {where} cannot be opened: {fault.orig}. Check DATABASE_URL, and "
                "whether the server runs and the folder may be written."
            ) from fault

    def make(self, metadata: MetaData) -> None:
        """Make the tables that are not there yet; processes that start at once do it in turn."""
        with self.write() as connection:
            if not self.is_sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MAKING})")
            metadata.create_all(connection)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the data; write nothing with it."""
        with self.engine.connect() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN")
            else:
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction: durable when the block ends, undone when it raises."""
        if not self.is_sqlite:
            with self.engine.begin() as connection:
                yield connection
            return
        with self._one_at_a_time, self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.exec_driver_sql("COMMIT")
            except BaseException:
                driver: Any = connection.connection.driver_connection
                if driver.in_transaction:  # a disk that is full has ended it
                    connection.exec_driver_sql("ROLLBACK")
                raise

    def insert_new(self, table: Table) -> Any:
        """An insert that leaves a row that is there as it is."""
        dialect = sqlite if self.is_sqlite else postgresql
        return dialect.insert(table).on_conflict_do_nothing()

    def insert_or_set(self, table: Table, *only: str, where: Any = None) -> Any:
        """An insert that sets the columns of a row that is there; `where` may look at both.

        In `where`, `table.c.x` is what is there. `only` names the columns that are set.
        """
        dialect = sqlite if self.is_sqlite else postgresql
        statement = dialect.insert(table)
        keys = [column.name for column in table.primary_key]
        names = only or [column.name for column in table.c if column.name not in keys]
        new = {name: statement.excluded[name] for name in names}
        condition = where(statement.excluded) if where else None
        return statement.on_conflict_do_update(index_elements=keys, set_=new, where=condition)

    def run(self, statement: Executable, *rows: Any) -> None:
        """One statement in a transaction of its own."""
        with self.write() as connection:
            connection.execute(statement, *rows)

    def close(self) -> None:
        self.engine.dispose()


def _engine(url: str | Path) -> Engine:
    if isinstance(url, Path):
        url.parent.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{url}"
    name, _, rest = url.partition("://")
    try:
        address = make_url(f"{DRIVERS.get(name, name)}://{rest}")
        ours = PATIENCE.keys() - address.query.keys() if "psycopg" in address.drivername else ()
        engine = create_engine(
            address,
            connect_args={name: PATIENCE[name] for name in ours},
            pool_pre_ping=name != "sqlite",
            # Else an insert's rowcount is -1 on PostgreSQL, also where a row was there already.
            execution_options={"preserve_rowcount": True},
        )
    except (ArgumentError, NoSuchModuleError) as fault:
        raise InvalidRecord(
            {"DATABASE_URL": f"{name!r} is no address like postgresql://…"}
        ) from fault
    except ModuleNotFoundError:
        raise MissingExtra("PostgreSQL", "servers") from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    elif engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _prepare_postgres)
    return engine


def _prepare_postgres(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET idle_in_transaction_session_timeout = '{STALLED_S}s'")
    connection.commit()


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where `write` says so
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")
