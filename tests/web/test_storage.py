"""What the storage promises, on each database: one state to read, and a fault that is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, func, select
from sqlalchemy.exc import DBAPIError

from civickit.web.storage import PATIENCE, Storage

metadata = MetaData()
notes = Table("notes", metadata, Column("id", Integer, primary_key=True), Column("text", String))


@pytest.fixture(params=["sqlite", "postgresql"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    where = tmp_path / "own.sqlite3"
    if request.param == "postgresql":
        where = request.getfixturevalue("postgres_url")
    made = Storage(where, metadata)
    yield made
    made.close()


def test_a_reader_sees_one_state_however_long_it_reads(storage: Storage) -> None:
    many = select(func.count()).select_from(notes)
    storage.run(notes.insert(), {"text": "before"})
    with storage.read() as connection:
        assert connection.execute(many).scalar() == 1
        storage.run(notes.insert(), {"text": "meanwhile"})
        assert connection.execute(many).scalar() == 1
    with storage.read() as connection:
        assert connection.execute(many).scalar() == 2
    storage.run(notes.insert(), {"text": "after"})


def test_a_full_disk_is_told_as_such_and_costs_only_what_found_no_room(tmp_path: Path) -> None:
    storage = Storage(tmp_path / "full.sqlite3", metadata)
    storage.run(notes.insert(), {"text": "first"})
    with storage.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DBAPIError, match="full"):
        storage.run(notes.insert(), [{"text": "x" * 5_000} for _ in range(9)])
    with storage.engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 100}")
    storage.run(notes.insert(), {"text": "second"})
    with storage.read() as connection:
        assert connection.execute(select(notes.c.text)).scalars().all() == ["first", "second"]
    storage.close()


def test_who_fell_silent_is_not_waited_for_for_ever(postgres_url: str) -> None:
    for url, timeout in ((postgres_url, "5"), (f"{postgres_url}?connect_timeout=77", "77")):
        storage = Storage(url, MetaData())
        with storage.read() as connection:
            told = connection.connection.driver_connection.info.get_parameters()
            assert PATIENCE.items() <= {**told, "connect_timeout": "5"}.items()
            assert told["connect_timeout"] == timeout
            asked = connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout")
            assert asked.scalar() == "2min"
        assert "tcp_user_timeout" not in str(storage.engine.url), "the address is shown to people"
        storage.close()
