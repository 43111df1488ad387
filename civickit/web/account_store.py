"""Accounts and who is logged in, in tables of the app's own; knows nothing of requests.

A password is kept as a hash, and so is the key of a session: a copy of the database opens nothing.
There is no account, and no password, before somebody makes one.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Integer,
    MetaData,
    Row,
    String,
    Table,
)
from sqlalchemy.exc import IntegrityError

from civickit.core.errors import InvalidRecord, UnknownName
from civickit.core.text import clean, clean_name
from civickit.web.passwords import hash_of, is_right
from civickit.web.storage import Storage

ROLES = ("staff", "admin")
"""Each may do what those before it may."""
LONGEST_NAME = 60
IDLE_MS = 12 * 3_600_000
SEEN_EVERY_MS = 300_000
"""So often it is written down that a session is used."""


class Account(NamedTuple):
    """One person who may log in."""

    id: int
    name: str
    role: str
    created_ms: int

    def may(self, role: str) -> bool:
        return ROLES.index(self.role) >= ROLES.index(role)


class AccountTables(NamedTuple):
    accounts: Table
    logins: Table


def account_tables(metadata: MetaData) -> AccountTables:
    """The tables of accounts and of sessions, added to an app's own."""
    accounts = Table(
        "accounts",
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("name", String, nullable=False),
        Column("name_key", String, nullable=False, unique=True),
        Column("role", String, nullable=False),
        Column("password_hash", String, nullable=False),
        Column("created_ms", BigInteger, nullable=False),
        sqlite_autoincrement=True,  # the number of somebody who left is not given again
    )
    to_account = ForeignKey("accounts.id", ondelete="CASCADE")
    logins = Table(
        "logins",
        metadata,
        Column("key_hash", String, primary_key=True),
        Column("account_id", Integer, to_account, nullable=False, index=True),
        Column("seen_ms", BigInteger, nullable=False),
    )
    return AccountTables(accounts, logins)


class Accounts:
    """`now` is seconds since 1970."""

    def __init__(self, storage: Storage, tables: AccountTables, now: Callable[[], float]) -> None:
        self.storage = storage
        self.table, self.logins = tables
        self.now = now

    @property
    def now_ms(self) -> int:
        return round(self.now() * 1000)

    def all(self) -> list[Account]:
        """By name."""
        with self.storage.read() as connection:
            rows = connection.execute(self.table.select().order_by(self.table.c.name_key))
            return [_account(row) for row in rows]

    def named(self, name: str) -> Account:
        """Raises UnknownName. Small and capital letters are the same."""
        row = self._row(self.table.c.name_key == name_key(name))
        if row is None:
            raise UnknownName("account", name, [one.name for one in self.all()])
        return _account(row)

    def add(self, name: str, password: str, role: str = "staff") -> Account:
        """Raises InvalidRecord for a name that is taken or is none, WeakPassword."""
        name = clean_name(name)
        if not name_key(name) or len(name) > LONGEST_NAME:
            raise InvalidRecord({"name": f"has {len(name)} characters; give 1 to {LONGEST_NAME}"})
        if role not in ROLES:
            raise InvalidRecord({"role": f"{role!r} is none; choose {' or '.join(ROLES)}"})
        new = {
            "name": name,
            "name_key": name_key(name),
            "role": role,
            "password_hash": hash_of(password, name),
            "created_ms": self.now_ms,
        }
        try:
            self.storage.run(self.table.insert().values(new))
        except IntegrityError:
            raise InvalidRecord({"name": f"there is an account {name!r}; take another"}) from None
        return self.named(name)

    def set_password(self, name: str, password: str) -> None:
        """Ends all sessions of the account. Raises UnknownName, WeakPassword."""
        account = self.named(name)
        hashed = hash_of(password, account.name)
        with self.storage.write() as connection:
            changed = self.table.update().where(self.table.c.id == account.id)
            connection.execute(changed.values(password_hash=hashed))
            connection.execute(self.logins.delete().where(self.logins.c.account_id == account.id))

    def remove(self, name: str) -> None:
        """Its sessions end with it. Raises UnknownName."""
        account = self.named(name)
        self.storage.run(self.table.delete().where(self.table.c.id == account.id))

    def is_password(self, account: Account, password: str) -> bool:
        row = self._row(self.table.c.id == account.id)
        return is_right(row.password_hash if row else None, password)

    def log_in(self, name: str, password: str) -> str | None:
        """The key of a new session; None for a wrong name or password, in the same time."""
        row = self._row(self.table.c.name_key == name_key(name))
        if not is_right(row.password_hash if row else None, password) or row is None:
            return None
        with self.storage.write() as connection:
            return self._new_session(connection, row)

    def _new_session(self, connection: Connection, row: Row[Any]) -> str | None:
        ended = self.logins.c.seen_ms < self.now_ms - IDLE_MS
        connection.execute(self.logins.delete().where(ended))
        # While the password was checked it may have been changed, or the account removed.
        still = self.table.select().where(self.table.c.password_hash == row.password_hash)
        if connection.execute(still.with_for_update()).first() is None:
            return None
        key = token_urlsafe(32)
        new = {"key_hash": _sha(key), "account_id": row.id, "seen_ms": self.now_ms}
        connection.execute(self.logins.insert().values(new))
        return key

    def of_session(self, key: str, *, active: bool = True) -> Account | None:
        """Whose session it is; None once it has ended, or was idle for 12 hours.

        `active`: somebody did something; a page that only looks by itself keeps nobody logged in.
        """
        logins = self.logins
        here = (logins.c.key_hash == _sha(key)) & (logins.c.seen_ms >= self.now_ms - IDLE_MS)
        joined = self.table.join(logins, logins.c.account_id == self.table.c.id)
        wanted = self.table.select().add_columns(logins.c.seen_ms).select_from(joined)
        with self.storage.read() as connection:
            row = connection.execute(wanted.where(here)).first()
        if row is None:
            return None
        if active and self.now_ms - row.seen_ms > SEEN_EVERY_MS:
            self.storage.run(logins.update().where(here).values(seen_ms=self.now_ms))
        return _account(row)

    def log_out(self, key: str) -> None:
        self.storage.run(self.logins.delete().where(self.logins.c.key_hash == _sha(key)))

    def _row(self, wanted: ColumnElement[bool]) -> Row[Any] | None:
        with self.storage.read() as connection:
            return connection.execute(self.table.select().where(wanted)).first()


def _account(row: Row[Any]) -> Account:
    return Account(row.id, row.name, row.role, row.created_ms)


def name_key(name: str) -> str:
    """What is the same name: a phone writes a capital letter where a keyboard does not."""
    return clean(name[: 4 * LONGEST_NAME]).casefold()


def _sha(key: str) -> str:
    return sha256(key.encode()).hexdigest()
