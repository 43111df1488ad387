"""OwnTracks by MQTT, over a real Mosquitto."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from live.sent import rows
from live.served import Served
from live.servers import APP, mosquitto, need
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion
from servers.ckan.databases import folder, free_port

from civickit.core.errors import InvalidRecord, MissingExtra
from civickit.live import mqtt, tables
from civickit.live._broker import Broker
from civickit.live.mqtt import Mqtt
from civickit.live.settings import read_settings
from civickit.live.site import Site

START_S = 1_700_000_000
"""Long ago for every clock."""


def body(number: int = 0) -> str:
    told = {
        "_type": "location",
        "lat": 38.4 + number % 999 * 1e-3,
        "lon": 145.9,
        "tst": START_S + number,
    }
    return json.dumps(told)


def publish(url: str, topic: str, *bodies: str | bytes, retain: bool = False) -> None:
    """As a phone does: each until the broker has acknowledged it."""
    parts = urlsplit(url)
    client = Client(CallbackAPIVersion.VERSION2)
    client.connect(parts.hostname or "", parts.port or 0)
    client.loop_start()
    for one in bodies:
        client.publish(topic, one, qos=1, retain=retain).wait_for_publish(20)
    client.disconnect()
    client.loop_stop()


def kept(site: Site) -> list[int]:
    return [at_ms // 1000 - START_S for at_ms in rows(site, tables.fixes, "fixed_ms")]


def comes(expected: object, asked: Callable[[], object]) -> None:
    """Wait until it is so."""
    until = time.monotonic() + 90
    while asked() != expected and time.monotonic() < until:
        time.sleep(0.02)
    assert asked() == expected


@pytest.fixture(autouse=True)
def _no_long_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mqtt, "TURN_S", 0.1)


@pytest.fixture
def make_site(tmp_path: Path, clock: Any) -> Iterator[Callable[..., Site]]:
    made: list[Site] = []

    def make(url: str, **config: Any) -> Site:
        settings = read_settings(APP, {"STATE": tmp_path, "MQTT_URL": url, **config})
        site = Site(settings)
        site.now = clock
        made.append(site)
        return site

    yield make
    for site in made:
        site.writer.stop()
        site.hub.stop()
        site.storage.close()


@pytest.fixture
def listening() -> Iterator[Callable[[Site], Mqtt]]:
    started: list[Mqtt] = []

    def listen(site: Site) -> Mqtt:
        started.append(Mqtt(site))
        started[-1].start("")
        return started[-1]

    yield listen
    for one in started:
        one.stop()


Make = Callable[..., Site]
Listen = Callable[[Site], Mqtt]


def test_what_a_phone_publishes_is_kept(mqtt_url: str, make_site: Make, listening: Listen) -> None:
    site = make_site(mqtt_url)
    _, token = site.devices.add("除雪 1")
    listening(site)
    comes(True, lambda: _hears(site, mqtt_url, token))
    publish(mqtt_url, f"owntracks/除雪 1/{token}", *map(body, range(1, 40)))
    comes(list(range(40)), lambda: kept(site))


def _hears(site: Site, url: str, token: str, name: str = "除雪 1") -> bool:
    """Whether it is connected: the first message is there."""
    publish(url, f"owntracks/{name}/{token}", body())
    return bool(kept(site))


def test_a_line_that_cannot_be_made_is_tried_again(
    mqtt_url: str,
    make_site: Make,
    listening: Listen,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    site = make_site(mqtt_url)
    _, token = site.devices.add("除雪 1")
    real = Broker.attend

    def no_file_left(broker: Broker) -> None:
        monkeypatch.setattr(Broker, "attend", real)
        raise OSError("too many open files")

    monkeypatch.setattr(Broker, "attend", no_file_left)
    listening(site)
    comes(True, lambda: _hears(site, mqtt_url, token))
    assert "too many open files" in caplog.text


def test_others_and_broken_bodies_are_told_and_keep_nobody_waiting(
    mqtt_url: str, make_site: Make, listening: Listen, caplog: pytest.LogCaptureFixture
) -> None:
    site = make_site(mqtt_url)
    _, token = site.devices.add("plow")
    _, other = site.devices.add("other")
    listening(site)
    comes(True, lambda: _hears(site, mqtt_url, token, "plow"))
    publish(mqtt_url, f"owntracks/plow/{other}", body(1))
    publish(mqtt_url, "owntracks/plow/phone", body(2))
    publish(mqtt_url, f"owntracks/{token}/plow", body(3))
    publish(mqtt_url, f"owntracks/plow/{token}/event", body(4))
    site.devices.revoke("other")
    publish(mqtt_url, f"owntracks/other/{other}", body(5))
    publish(mqtt_url, f"owntracks/plow/{token}", "", "{", b"\xff", "[" * 300_000, '{"_type":"lwt"}',
            body(6))  # fmt: skip
    comes([0, 6], lambda: kept(site))
    said = [one.getMessage() for one in caplog.records if one.name == "civickit.live.mqtt"]
    assert sum("nobody has this name and token" in line for line in said) == 4
    assert sum("unreadable" in line for line in said) == 2
    assert sum("too_large" in line for line in said) == 1
    assert token[:8] not in caplog.text
    assert other[:8] not in caplog.text


def test_what_comes_while_nobody_is_there_waits_at_the_broker(
    mqtt_url: str, make_site: Make, listening: Listen
) -> None:
    site = make_site(mqtt_url)
    _, token = site.devices.add("plow")
    first = listening(site)
    comes(True, lambda: _hears(site, mqtt_url, token, "plow"))
    first.stop()
    publish(mqtt_url, f"owntracks/plow/{token}", *map(body, range(1, 101)))
    assert kept(site) == [0]
    listening(site)
    comes(list(range(101)), lambda: kept(site))


@pytest.mark.parametrize("table", ["fixes", "devices"])
def test_a_message_is_acknowledged_only_when_it_is_durable(
    mqtt_url: str,
    make_site: Make,
    listening: Listen,
    caplog: pytest.LogCaptureFixture,
    table: str,
) -> None:
    """While the database cannot write, the broker keeps it and sends it again."""
    site = make_site(mqtt_url)
    _, token = site.devices.add("plow")
    listening(site)
    comes(True, lambda: _hears(site, mqtt_url, token, "plow"))
    with site.storage.write() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO gone")
    site.devices._forget()
    publish(mqtt_url, f"owntracks/plow/{token}", *map(body, range(1, 5)))
    comes(True, lambda: "not written" in caplog.text)
    with site.storage.write() as connection:
        connection.exec_driver_sql(f"ALTER TABLE gone RENAME TO {table}")
    comes([0, 1, 2, 3, 4], lambda: kept(site))


def test_a_broker_that_was_away_is_found_again(
    make_site: Make, listening: Listen, caplog: pytest.LogCaptureFixture
) -> None:
    need("mosquitto")
    port = free_port()
    site = make_site(f"mqtt://127.0.0.1:{port}")
    _, token = site.devices.add("plow")
    listening(site)
    comes(True, lambda: "cannot be reached" in caplog.text)
    with folder() as home:
        with mosquitto(home, port) as url:
            comes(True, lambda: _hears(site, url, token, "plow"))
        comes(True, lambda: "the connection was lost" in caplog.text)
        with mosquitto(home, port) as url:
            publish(url, f"owntracks/plow/{token}", body(1))
            comes([0, 1], lambda: kept(site))


def test_of_two_processes_one_listens_and_the_other_takes_over(
    mqtt_url: str, make_site: Make, listening: Listen
) -> None:
    """One session: nothing comes twice, and nothing is lost between them."""
    one, other = make_site(mqtt_url), make_site(mqtt_url)
    _, token = one.devices.add("plow")
    first = listening(one)
    comes(True, lambda: _hears(one, mqtt_url, token, "plow"))
    second = listening(other)
    received = []
    other.hub.listen("fixes", received.append)
    publish(mqtt_url, f"owntracks/plow/{token}", body(1))
    comes([0, 1], lambda: kept(one))
    assert not second._lease.take()
    assert received == []
    first.stop()
    publish(mqtt_url, f"owntracks/plow/{token}", body(2))
    comes([0, 1, 2], lambda: kept(one))
    assert len(received) == 1


def test_where_the_broker_checks_topics_the_last_part_may_be_anything(
    mqtt_url: str, make_site: Make, listening: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MQTT_TRUSTS_TOPICS", "1")
    site = make_site(mqtt_url)
    site.devices.add("plow")
    site.devices.add("gone")
    site.devices.revoke("gone")
    listening(site)
    comes(True, lambda: _hears(site, mqtt_url, "phone", "plow"))
    publish(mqtt_url, "owntracks/gone/phone", body(1))
    publish(mqtt_url, "owntracks/nobody/phone", body(2))
    publish(mqtt_url, "owntracks/plow/other phone", body(3))
    comes([0, 3], lambda: kept(site))


def test_a_broker_that_does_not_know_us_is_told_in_the_log(
    make_site: Make, listening: Listen, caplog: pytest.LogCaptureFixture
) -> None:
    need("mosquitto")
    port = free_port()
    with folder() as home, mosquitto(home, port, "allow_anonymous false"):
        listening(make_site(f"mqtt://somebody:secret@127.0.0.1:{port}"))
        comes(True, lambda: "the broker refuses us: Not authorized" in caplog.text)
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1",
        "http://127.0.0.1",
        "mqtt://",
        "mqtt://x:y@:1883",
        "mqtt://h:99999999",
        "mqtt://[",
    ],
)
def test_an_address_that_is_none_is_told_at_the_start(make_site: Make, url: str) -> None:
    with pytest.raises(InvalidRecord, match="MQTT_URL") as told:
        Mqtt(make_site(url))
    assert "x:y" not in str(told.value)


def test_without_paho_it_is_told_what_to_install(
    make_site: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "paho.mqtt.client", None)
    with pytest.raises(MissingExtra, match="civickit\\[servers\\]"):
        Mqtt(make_site("mqtt://127.0.0.1"))


@pytest.mark.slow
def test_killed_while_phones_publish(mqtt_url: str, make_site: Make, tmp_path: Path) -> None:
    """The broker has acknowledged all of them, so all must be there in the end, each once."""
    site = make_site(mqtt_url)
    _, token = site.devices.add("plow")
    now = int(time.time()) - 10_000 - START_S  # of the real clock, which the app has
    for start in range(now, now + 300, 100):
        with Served(STATE=str(tmp_path), MQTT_URL=mqtt_url) as app:
            comes(True, lambda: _hears(site, mqtt_url, token, "plow"))
            bodies = map(body, range(start, start + 100))
            phone = Thread(target=publish, args=(mqtt_url, f"owntracks/plow/{token}", *bodies))
            phone.start()
            comes(True, lambda begun=start: len(kept(site)) >= begun - now + 20)
            os.kill(app.process.pid, signal.SIGKILL)
            phone.join()
    with Served(STATE=str(tmp_path), MQTT_URL=mqtt_url):
        comes([0, *range(now, now + 300)], lambda: kept(site))


def test_an_app_with_a_broker_listens_to_it(make_live: Callable[..., Any], mqtt_url: str) -> None:
    from civickit.live.site import SITE

    app = make_live(MQTT_URL=mqtt_url)
    assert [type(one) for one in app.extensions[SITE].background].count(Mqtt) == 1
