"""News: heard here, in other processes and in browsers; few enough for the slowest."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from live.servers import need
from servers.ckan.databases import free_port, running, tethered
from sqlalchemy import MetaData, func, select, text

from civickit.core.errors import InvalidRecord
from civickit.web import _news_table
from civickit.web._news_table import NewsTable, news
from civickit.web._pending import LONGEST_LIST, MOST_NEWS, Pending
from civickit.web.events import RESYNC, Hub, Told
from civickit.web.storage import Storage

Made = Callable[..., Hub]


class Heard:
    """What a hub tells from now on, in the order it came, as in a process that is served."""

    def __init__(self, hub: Hub, *topics: str) -> None:
        self.news: list[tuple[str, Told]] = []
        for topic in topics:
            hub.listen(topic, lambda told, topic=topic: self.news.append((topic, told)))
        hub.start("")

    def of(self, topic: str) -> list[Told]:
        return [told for name, told in self.news if name == topic]


def until(holds: Callable[[], bool]) -> None:
    """Wait for what must come; a test that waits in vain fails."""
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """Each database that news may go by."""
    if request.param == "sqlite":
        return tmp_path / "shared.sqlite3"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def make_hub(tmp_path: Path) -> Iterator[Made]:
    """A hub as it is in a process of its own: with a connection of its own to the database."""
    with ExitStack() as stack:

        def make(where: str | Path = tmp_path / "own.sqlite3", **options: Any) -> Hub:
            storage = Storage(where, MetaData())
            stack.callback(storage.close)
            hub = Hub(storage, frequent=("often",), **options)
            stack.callback(hub.stop)
            return hub

        yield make


def test_whoever_listens_hears_at_once_until_it_ends(make_hub: Made) -> None:
    hub = make_hub()
    told: list[Told] = []
    end = hub.listen("reports", told.append)
    hub.publish("reports", {"id": 1})
    hub.publish("streets", {})
    end()
    hub.publish("reports", {"id": 2})
    assert told == [{"id": 1}]


def test_one_listener_that_fails_keeps_no_other_from_hearing(
    make_hub: Made, caplog: pytest.LogCaptureFixture
) -> None:
    hub = make_hub()
    told: list[Told] = []
    hub.listen("reports", lambda told: told["nothing"])
    hub.listen("reports", told.append)
    hub.publish("reports", {"id": 1})
    assert told == [{"id": 1}]
    assert "a listener to 'reports' failed" in caplog.text


def test_news_reach_other_processes_once_and_come_back_to_nobody(
    make_hub: Made, database: str | Path
) -> None:
    hubs = [make_hub(database) for _ in range(3)]
    heard = [Heard(hub, "reports", RESYNC) for hub in hubs]
    until(lambda: all(one.of(RESYNC) for one in heard))  # from here on each knows its place
    for number in range(20):
        hubs[number % 3].publish("reports", {"id": number})
    until(lambda: all(len(one.of("reports")) == 20 for one in heard))
    hubs[0].publish("reports", {"id": 20})
    until(lambda: all(len(one.of("reports")) == 21 for one in heard))
    for one in heard:
        assert sorted(told["id"] for told in one.of("reports")) == list(range(21))


def test_frequent_news_are_gathered_and_none_is_lost(make_hub: Made, database: str | Path) -> None:
    teller, listener = make_hub(database), make_hub(database)
    heard = Heard(listener, "often", RESYNC)
    until(lambda: bool(heard.of(RESYNC)))
    for number in range(300):
        teller.publish("often", {"devices": [number % 100, number % 7]})
    until(lambda: {id_ for told in heard.of("often") for id_ in told["devices"]} == {*range(100)})
    assert len(heard.of("often")) <= 3


def test_a_process_that_only_tells_ends_its_thread_when_all_is_told(make_hub: Made) -> None:
    hub = make_hub()
    hub.publish("reports", {"id": 1})
    hub.stop()
    assert "news" not in {one.name for one in threading.enumerate()}


def test_a_command_that_ends_has_told_its_news(make_hub: Made, tmp_path: Path) -> None:
    heard = Heard(make_hub(tmp_path / "own.sqlite3"), "devices", "often", RESYNC)
    until(lambda: bool(heard.of(RESYNC)))
    program = """
import sys
from pathlib import Path
from sqlalchemy import MetaData
from civickit.web.events import Hub
from civickit.web.storage import Storage
hub = Hub(Storage(Path(sys.argv[1]), MetaData()), frequent=("often",))
hub.publish("devices", {})
hub.publish("often", {"devices": [1]})
"""
    command = [sys.executable, "-c", program, str(tmp_path / "own.sqlite3")]
    subprocess.run(command, check=True, timeout=60)
    until(lambda: bool(heard.of("devices") and heard.of("often")))


def test_only_the_newest_rows_are_kept(
    make_hub: Made, database: str | Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_news_table, "KEPT", 10)
    storage = Storage(database, MetaData())
    table = NewsTable(storage, "me")
    name = table.prepare()
    for number in range(30):
        table.write([("reports", {"id": number})])
    with storage.read() as connection:
        assert connection.scalar(select(func.count()).select_from(news)) == 11
    assert NewsTable(storage, "other").prepare() == name
    storage.close()


def test_what_is_committed_late_is_heard_too(database: str | Path) -> None:
    storage = Storage(database, MetaData())
    table = NewsTable(storage, "me")
    table.prepare()
    assert table.read() is None
    rows = [{"id": id_, "origin": "other", "topic": "reports", "told": "{}"} for id_ in (7, 5, 6)]
    for row in rows:
        storage.run(news.insert(), row)
        assert table.read() == [("reports", {})]
    assert table.read() == []
    storage.close()


def test_who_stood_still_while_news_were_deleted_is_told_so(
    database: str | Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_news_table, "KEPT", 10)
    storage = Storage(database, MetaData())
    here, there = NewsTable(storage, "me"), NewsTable(storage, "other")
    here.prepare()
    assert here.read() is None
    there.write([("reports", {"id": 0})])
    assert here.read() == [("reports", {"id": 0})]
    for number in range(1, 13):
        there.write([("reports", {"id": number})])
    assert here.read() is None, "the first of them are gone"
    there.write([("reports", {"id": 13})])
    assert here.read() == [("reports", {"id": 13})]
    storage.close()


def test_what_was_missed_meanwhile_is_told_as_such(
    make_hub: Made, database: str | Path, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = make_hub(database), make_hub(database)
    beside, heard = Heard(first, RESYNC), Heard(second, "reports", RESYNC)
    until(lambda: bool(beside.news and heard.news))
    heard.news.clear()
    storage = Storage(database, MetaData())
    storage.run(text("ALTER TABLE news RENAME TO away"))
    first.publish("reports", {"id": 1})
    until(lambda: len(said(caplog, "news cannot go")) == 2)
    storage.run(text("ALTER TABLE away RENAME TO news"))
    until(lambda: bool(heard.of(RESYNC)))

    def comes_again() -> bool:
        first.publish("reports", {"id": 2})  # what waits behind a RESYNC goes as a part of it
        return {"id": 2} in heard.of("reports")

    until(comes_again)
    assert len(said(caplog, "news cannot go")) == 2  # once each
    storage.close()


def test_what_cannot_be_carried_does_not_end_the_carrying(
    make_hub: Made, database: str | Path, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = make_hub(database), make_hub(database)
    beside, heard = Heard(first, RESYNC), Heard(second, "reports", RESYNC)
    until(lambda: bool(beside.news and heard.news))
    heard.news.clear()
    first.publish("reports", {"id": object()})  # no JSON
    until(lambda: bool(heard.of(RESYNC)))
    with closing(Storage(database, MetaData())) as storage:
        storage.run(news.insert(), {"origin": "a newer version", "topic": "reports", "told": "{"})
    until(lambda: len(said(caplog, "news cannot go")) >= 2)  # one or both have met with it

    def comes_again() -> bool:
        first.publish("reports", {"id": 1})  # what waits behind a RESYNC goes as a part of it
        return {"id": 1} in heard.of("reports")

    until(comes_again)


def test_by_redis_nothing_goes_through_the_database(
    make_hub: Made,
    tmp_path: Path,
    redis_url: str,
) -> None:
    hubs = [make_hub(redis_url=redis_url) for _ in range(2)]
    heard = [Heard(hub, "reports", "often", RESYNC) for hub in hubs]
    until(lambda: all(len(one.of(RESYNC)) >= 2 for one in heard))  # by the database, and by Redis
    for number in range(50):
        hubs[0].publish("reports", {"id": number})
        hubs[0].publish("often", {"devices": [number]})
    until(lambda: {one["id"] for one in heard[1].of("reports")} == {*range(50)})
    until(lambda: {id_ for one in heard[1].of("often") for id_ in one["devices"]} == {*range(50)})
    assert len(heard[0].of("reports")) == 50
    storage = Storage(tmp_path / "own.sqlite3", MetaData())
    with storage.read() as connection:
        assert connection.scalar(select(func.count()).select_from(news).where(news.c.id > 0)) == 0
    storage.close()


def test_two_apps_on_one_redis_do_not_hear_each_other(
    make_hub: Made,
    tmp_path: Path,
    redis_url: str,
) -> None:
    ours, theirs = (make_hub(tmp_path / f"{name}.sqlite3", redis_url=redis_url) for name in "ab")
    beside = make_hub(tmp_path / "a.sqlite3", redis_url=redis_url)
    heard = {name: Heard(hub, "reports", RESYNC) for name, hub in (("b", theirs), ("a", beside))}
    until(lambda: all(len(one.of(RESYNC)) >= 2 for one in heard.values()))
    ours.publish("reports", {"id": 1})
    until(lambda: heard["a"].of("reports") == [{"id": 1}])
    assert heard["b"].of("reports") == []


@contextmanager
def redis_on(port: int, log: Path) -> Iterator[None]:
    """A Redis that keeps nothing, on this port."""
    command = ["redis-server", "--port", str(port), "--save", "", "--bind", "127.0.0.1"]

    def ready() -> bool:
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", port)) == 0

    with running([*tethered(), *command], ready, log):
        yield


def test_without_redis_the_database_does_it_and_says_so_once(
    make_hub: Made, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    need("redis-server")
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"
    with redis_on(port, tmp_path / "redis.log"):
        hubs = [make_hub(redis_url=url) for _ in range(2)]
        heard = [Heard(hub, "reports", "often", RESYNC) for hub in hubs]
        until(lambda: all(len(one.of(RESYNC)) >= 2 for one in heard))
    until(lambda: len(said(caplog, "Redis does not answer")) == 2)
    for number in range(5):
        hubs[0].publish("reports", {"id": number})
    hubs[0].publish("often", {"devices": [7]})
    until(lambda: [one["id"] for one in heard[1].of("reports")] == [*range(5)])
    until(lambda: heard[1].of("often") == [{"devices": [7]}])
    with redis_on(port, tmp_path / "redis.log"):
        until(lambda: len(said(caplog, "Redis answers again")) == 2)
        until(lambda: len(heard[1].of(RESYNC)) >= 3)
        hubs[0].publish("reports", {"id": 5})
        until(lambda: {"id": 5} in heard[1].of("reports"))


def said(caplog: pytest.LogCaptureFixture, words: str) -> list[str]:
    return [one.getMessage() for one in caplog.records if words in one.getMessage()]


def test_what_is_no_news_is_left_aside(
    make_hub: Made,
    tmp_path: Path,
    redis_url: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    from redis import Redis

    hub = make_hub(redis_url=redis_url)
    heard = Heard(hub, "reports", RESYNC)
    until(lambda: len(heard.of(RESYNC)) >= 2)
    storage = Storage(tmp_path / "own.sqlite3", MetaData())
    channel = f"civickit:{NewsTable(storage, '').prepare()}"
    storage.close()
    with Redis.from_url(redis_url) as line:
        for wrong in (b"\xff", b"{", b"[1]", b"7", json.dumps(["x", "reports", {"id": 1}])):
            assert line.publish(channel, wrong) == 1
    until(lambda: heard.of("reports") == [{"id": 1}])
    assert len(said(caplog, "no news")) == 4


def test_an_address_of_redis_that_is_none(make_hub: Made) -> None:
    with pytest.raises(InvalidRecord, match=r"REDIS_URL: 'http://x' is no address like redis://"):
        make_hub(redis_url="http://x")


def test_what_waits_is_joined_and_bounded() -> None:
    pending = Pending()
    for number in range(1_000):
        pending.add("fixes", {"devices": [number % 50, number % 3]})
        pending.add("streets", {})
    pending.add("reports", {"id": 1})
    assert pending.take() == [
        ("fixes", {"devices": [*range(50)]}),
        ("streets", {}),
        ("reports", {"id": 1}),
    ]
    assert not pending


@pytest.mark.parametrize(
    "told",
    [
        [{"id": number} for number in range(MOST_NEWS + 1)],
        [{"devices": [*range(at, at + 100)]} for at in range(0, LONGEST_LIST + 100, 100)],
    ],
)
def test_too_many_become_one_resync(told: list[Told]) -> None:
    pending = Pending()
    for one in told:
        pending.add("reports", one)
    pending.add("reports", {"id": "after"})
    assert pending.take() == [(RESYNC, {})]
    pending.add("reports", {"id": "later"})
    assert pending.take() == [("reports", {"id": "later"})]
