"""What simulated phones post is what the kit reads as the fixes that it came from."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Sequence
from random import Random

import pytest

from civickit.live.simulator.handset import A_BACKLOG, A_LIST, MOST_WAITING, Handset
from civickit.live.simulator.phones import PHONES, Login, Phone, Posts, Request, osmand, upload
from civickit.tracks import devices
from civickit.tracks.devices import Message
from civickit.tracks.fixes import Fix
from civickit.tracks.traces import kind_of

LOGIN = Login("sim-07", "a_token-~x")
START = 1_796_000_000.0
FIXES = [
    Fix("sim-07", START, START, 38.401234, 146.000012, 5.4, 271.0, 9.0, "plowing"),
    Fix("sim-07", START + 7, START + 7, 38.401334, 145.99911, 0.0, None, 9.0, "driving"),
    Fix("sim-07", START + 14, START + 14, 38.4, 146.0, 11.1, 0.0, 5.0, "salting"),
]
EACH = [*PHONES, Phone(upload)]


def read(request: Request) -> Sequence[Fix]:
    """As the door of that address reads it."""
    path, _, query = request.path.partition("?")
    name = path.removeprefix("/ingest/")
    if name == "osmand" and request.body.startswith(b"{"):
        name = "traccar"
    if name == "upload":
        name = kind_of(request.body)
    told = devices.get(name).decode(
        Message(body=request.body, query=query, device=LOGIN.name, received_at=START + 20)
    )
    assert told.refused == ()
    assert told.answer.status == 200
    return told.fixes


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("phone", EACH, ids=lambda phone: phone.requests.__name__)
def test_every_app_says_where_it_was(phone: Phone, count: int) -> None:
    requests = phone.requests(LOGIN, FIXES[:count])
    assert sum(one.fixes for one in requests) == count
    found = [fix for request in requests for fix in read(request)]
    for fix, truth in zip(found, FIXES[:count], strict=True):
        assert (fix.fixed_at, fix.lat, fix.lon) == (truth.fixed_at, truth.lat, truth.lon)
        assert fix.state == truth.state
        assert fix.accuracy_m == truth.accuracy_m
        assert (fix.speed_m_s or 0) == pytest.approx(truth.speed_m_s, abs=0.15)
        assert (fix.heading_deg or 0) == (truth.heading_deg or 0)


@pytest.mark.parametrize("phone", EACH, ids=lambda phone: phone.requests.__name__)
def test_the_token_goes_where_the_app_puts_it(phone: Phone) -> None:
    [request, *_] = phone.requests(LOGIN, FIXES)
    basic = request.headers.get("Authorization", "")
    if basic:
        assert b64decode(basic.removeprefix("Basic ")) == b"sim-07:a_token-~x"
        assert "token" not in request.path
    elif request.body.startswith(b"{"):
        assert json.loads(request.body)["device_id"] == LOGIN.token
    else:
        assert "id=a_token-~x" in request.path


def waiting(handset: Handset, count: int) -> None:
    for second in range(count):
        handset.take(FIXES[0]._replace(fixed_at=START + second))


def test_old_traccar_posts_one_by_one_until_there_is_too_much_of_it() -> None:
    handset = Handset(LOGIN, Phone(osmand, one_by_one=True), Random(1))
    waiting(handset, A_BACKLOG - 1)
    assert len(handset.requests()) == A_BACKLOG - 1
    waiting(handset, 1)
    [request] = handset.requests()
    assert request.path == "/ingest/upload"
    assert request.fixes == A_BACKLOG


@pytest.mark.parametrize("posts", [one.requests for one in PHONES[:2]])
def test_a_long_wait_goes_in_lists_that_the_doors_take(posts: Posts) -> None:
    handset = Handset(LOGIN, Phone(posts), Random(1))
    waiting(handset, 2 * A_LIST + 5)
    sizes = []
    while handset.waiting:
        [request] = handset.requests()
        assert len(request.body) < 250_000
        handset.sent(request.fixes)
        sizes.append(request.fixes)
    assert sizes == [A_LIST, A_LIST, 5]


def test_a_phone_keeps_so_much_and_no_more() -> None:
    handset = Handset(LOGIN, PHONES[0], Random(1))
    waiting(handset, MOST_WAITING + 10)
    assert len(handset.waiting) == MOST_WAITING
    assert handset.waiting[-1].fixed_at == START + MOST_WAITING + 9


def test_the_network_is_gone_now_and_then_and_comes_back() -> None:
    handset = Handset(LOGIN, PHONES[0], Random(1))
    online = []
    for step in range(2_000):
        at = START + 7 * step
        handset.take(FIXES[0]._replace(fixed_at=at))
        online.append(handset.online(at))
    assert 0.7 < sum(online) / len(online) < 0.97


def test_one_that_falls_silent_takes_nothing_more() -> None:
    handset = Handset(LOGIN, PHONES[0], Random(1), silent_from=START + 5)
    waiting(handset, 20)
    assert [fix.fixed_at for fix in handset.waiting] == [START + n for n in range(5)]
