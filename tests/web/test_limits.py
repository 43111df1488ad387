"""How often somebody may try: counted exactly, together, and without keeping who it was."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import MetaData, func, select

from civickit.web.limits import Limits, attempts, client_address
from civickit.web.storage import Storage

HOUR_S = 3600
WHO = "203.0.113.77"


class Clock:
    now = 1_796_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Iterator[Flask]:
    app = make_app()
    app.secret_key = "s" * 32
    with app.app_context():
        yield app


@pytest.fixture
def storage(tmp_path: Path, app: Flask) -> Iterator[Storage]:
    storage = Storage(tmp_path / "limits.sqlite3", MetaData())
    yield storage
    storage.close()


@pytest.fixture
def limits(storage: Storage, clock: Clock) -> Limits:
    return Limits(storage, clock)


def rows(storage: Storage) -> int:
    with storage.read() as connection:
        return connection.execute(select(func.count()).select_from(attempts)).scalar_one()


def test_five_an_hour_are_five_in_any_hour(limits: Limits, clock: Clock) -> None:
    def try_once() -> bool:
        return limits.take("report", WHO, 5, HOUR_S)

    for _ in range(3):
        assert try_once()
    clock.now += HOUR_S / 2
    assert [try_once() for _ in range(4)] == [True, True, False, False]
    clock.now += HOUR_S / 2 - 0.001
    assert not try_once()
    clock.now += 0.001
    assert [try_once() for _ in range(4)] == [True, True, True, False]
    clock.now += HOUR_S
    assert [try_once() for _ in range(6)] == [True] * 5 + [False]


def test_names_and_people_are_apart(limits: Limits) -> None:
    assert limits.take("report", WHO, 1, HOUR_S)
    assert limits.take("login", WHO, 1, HOUR_S)
    assert limits.take("report", "203.0.113.78", 1, HOUR_S)
    assert not limits.take("report", WHO, 1, HOUR_S)


def test_no_plain_address_is_kept(limits: Limits, tmp_path: Path) -> None:
    limits.take("report", WHO, 5, HOUR_S)
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("limits.sqlite3*"))
    assert b"report" in kept
    assert WHO.encode() not in kept


def test_another_secret_gives_another_hash(limits: Limits, storage: Storage, app: Flask) -> None:
    limits.take("report", WHO, 5, HOUR_S)
    app.secret_key = "t" * 32
    limits.take("report", WHO, 5, HOUR_S)
    with storage.read() as connection:
        assert len(set(connection.execute(select(attempts.c.who_hash)).scalars())) == 2


def test_without_a_secret_nothing_is_counted(limits: Limits, app: Flask) -> None:
    app.secret_key = None
    with pytest.raises(RuntimeError, match="no secret_key"):
        limits.take("report", WHO, 5, HOUR_S)


def test_old_rows_are_deleted(limits: Limits, storage: Storage, clock: Clock) -> None:
    for number in range(20):
        limits.take("report", f"203.0.113.{number}", 5, HOUR_S)
    assert rows(storage) == 20
    clock.now += HOUR_S
    limits.take("report", WHO, 5, HOUR_S)
    assert rows(storage) == 1


def test_what_is_undone_does_not_count(limits: Limits, storage: Storage) -> None:
    def fail() -> None:
        with storage.write() as connection:
            assert limits.take_within(connection, "report", WHO, 1, HOUR_S)
            raise KeyError

    for _ in range(3):
        with pytest.raises(KeyError):
            fail()
    assert limits.take("report", WHO, 1, HOUR_S)


def test_threads_count_together(limits: Limits, app: Flask) -> None:
    def try_once(_number: int) -> bool:
        with app.app_context():
            return limits.take("report", WHO, 5, HOUR_S)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(try_once, range(40))) == 5


def test_processes_count_together(storage: Storage, tmp_path: Path) -> None:
    code = (
        "import sys; from flask import Flask; from sqlalchemy import MetaData\n"
        "from pathlib import Path; from civickit.web.limits import Limits\n"
        "from civickit.web.storage import Storage\n"
        "app = Flask('one'); app.secret_key = 's' * 32\n"
        "limits = Limits(Storage(Path(sys.argv[1]), MetaData()), lambda: 1796000000.0)\n"
        "with app.app_context():\n"
        f"    print(sum(limits.take('report', {WHO!r}, 7, 3600) for _ in range(10)))\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "limits.sqlite3")]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    said = [one.communicate()[0] for one in running]
    assert [one.returncode for one in running] == [0] * 4
    assert sum(map(int, said)) == 7


@pytest.mark.parametrize(
    ("given", "who"),
    [
        ("203.0.113.77", "203.0.113.77"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("::ffff:203.0.113.77", "203.0.113.77"),
        ("fe80::1%eth0", "fe80::"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_a_household_is_one_client(app: Flask, given: str, who: str) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": given}):
        assert client_address() == who
