"""Two processes of one app: what is sent to one is seen and heard at the other."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask
from live.desking import Staff
from live.served import Served
from sqlalchemy import func, select

from civickit.live.site import SITE, Site
from civickit.web._news_table import news

WAYS = ["sqlite", "postgres", "sqlite and redis", "postgres and redis"]


class Town:
    """Two processes, a device, and somebody at the desk."""

    def __init__(self, app: Flask, first: Served, second: Served) -> None:
        self.site: Site = app.extensions[SITE]
        self.first, self.second = first, second
        self.device, self.token = self.site.devices.add("plow 1")
        name = app.config["SESSION_COOKIE_NAME"]
        cookie = Staff(app).client.get_cookie(name)
        assert cookie
        self.login = {name: cookie.value}

    def vehicles(self, at: Served) -> list[Any]:
        found: list[Any] = requests.get(f"{at.address}/live.json", timeout=20).json()["vehicles"]
        return found

    def send(self, to: Served, lat: float) -> None:
        body = {"_type": "location", "lat": lat, "lon": 145.95, "tst": int(time.time()), "vel": 20}
        answer = requests.post(
            f"{to.address}/ingest/owntracks", json=body, auth=("plow 1", self.token), timeout=20
        )
        assert answer.status_code == 200


@pytest.fixture(params=WAYS)
def town(
    request: pytest.FixtureRequest, tmp_path: Path, make_live: Callable[..., Flask]
) -> Iterator[Town]:
    """By each way that news may go."""
    way = request.param
    url = request.getfixturevalue("postgres_url") if "postgres" in way else ""
    redis = request.getfixturevalue("redis_url") if "redis" in way else ""
    app = make_live(DATABASE_URL=url)
    app.extensions[SITE].now = time.time
    env = {"STATE": str(tmp_path / "state"), "DATABASE_URL": url, "REDIS_URL": redis}
    with ExitStack() as stack:
        first, second = (stack.enter_context(Served(**env)) for _ in range(2))
        yield Town(app, first, second)
    site: Site = app.extensions[SITE]
    site.hub.stop()
    site.storage.close()


def until(holds: Callable[[], bool]) -> None:
    """Wait for what must come; a test that waits in vain fails."""
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def events(answer: requests.Response) -> Iterator[tuple[str, Any]]:
    """The events of a stream as they come."""
    name = ""
    for line in answer.iter_lines(chunk_size=1, decode_unicode=True):
        if line.startswith("event: "):
            name = line[7:]
        elif line.startswith("data: "):
            yield name, json.loads(line[6:])


@pytest.mark.slow
def test_a_fix_sent_to_one_is_seen_and_heard_at_the_other(
    town: Town, request: pytest.FixtureRequest
) -> None:
    one, other = town.first, town.second
    for number, (to, at) in enumerate([(one, other), (other, one), (one, other), (one, one)]):
        lat = round(38.4 + number / 100, 2)
        with requests.get(
            f"{at.address}/desk/events", cookies=town.login, stream=True, timeout=60
        ) as answer:
            assert answer.status_code == 200
            town.send(to, lat)
            assert ("fixes", {"devices": [town.device.id]}) in events(answer)
        until(lambda lat=lat, at=at: [row[1] for row in town.vehicles(at)] == [lat])
        time.sleep(1)  # fix times of OwnTracks are whole seconds
    with town.site.storage.read() as connection:
        by_database = connection.scalar(
            select(func.count()).select_from(news).where(news.c.topic == "fixes")
        )
    uses_redis = bool(request.node.callspec.params["town"].count("redis"))
    assert (by_database == 0) == uses_redis
