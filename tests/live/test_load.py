"""A winter night: 250 phones, viewers, the desk, and some whose network is bad."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from live.desking import Staff
from live.load import Load
from live.served import Served
from sqlalchemy import select

from civickit.live.site import SITE, Site
from civickit.live.tables import devices, fixes

SECONDS = float(os.environ.get("CIVICKIT_LOAD_S", 30))
PHONES, VIEWERS, LISTENERS, LAZY = 250, 50, 20, 20
WARM_UP_S = 10.0
GROWTH_MB = 60.0


@pytest.mark.slow
def test_a_night_of_snow(
    tmp_path: Path, make_live: Callable[..., Flask], record_property: Callable[[str, object], None]
) -> None:
    app = make_live()
    site: Site = app.extensions[SITE]
    site.now = time.time
    tokens = {name: site.devices.add(name)[1] for name in (f"plow {n}" for n in range(PHONES))}
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = Staff(app).client.get_cookie(name)
    assert cookie
    with Served(STATE=str(tmp_path / "state")) as served:
        load = Load(served.port, SECONDS)
        cookies = f"{name}={cookie.value}"
        # In a thread of its own: a browser opened by an earlier test has its loop in this one.
        with ThreadPoolExecutor(1) as alone:
            night = alone.submit(asyncio.run, run(load, served, tokens, cookies))
            before, after = night.result()
    told = f"{dict(load.answers)} {dict(load.events)}"
    for what in load.waited_s:
        told += f" {what} p99 {load.p99_ms(what):.0f} ms"
    told += f" memory {before:.0f} to {after:.0f} MB"
    record_property("load", told)
    print(told)

    assert {status for _, status in load.answers} <= {200, 304}, told
    sent = sum(count for (what, _), count in load.answers.items() if what == "phone")
    assert len(load.acknowledged) == sent > PHONES * SECONDS * 0.5, told
    assert load.acknowledged == kept(site)
    assert load.events["fixes"] >= LISTENERS * SECONDS * 0.5, told
    assert after - before < GROWTH_MB, told
    site.storage.close()


async def run(
    load: Load, served: Served, tokens: dict[str, str], cookie: str
) -> tuple[float, float]:
    """All at once; what the server held when it was warm, and what at the end, in MB."""
    memory: list[float] = []

    async def weigh() -> None:
        await asyncio.sleep(WARM_UP_S)
        memory.append(served.memory_mb())
        await asyncio.sleep(max(0.0, load.until - time.monotonic()) - 1)
        memory.append(served.memory_mb())

    await asyncio.gather(
        weigh(),
        *(load.phone(name, token, n) for n, (name, token) in enumerate(tokens.items())),
        *(load.viewer() for _ in range(VIEWERS)),
        load.viewer("/", 5.0),
        load.viewer("/cleared.json", 5.0),
        *(load.listener(cookie) for _ in range(LISTENERS)),
        *(load.listener(cookie, reads=False) for _ in range(LAZY)),
        *(load.slow_upload() for _ in range(LAZY)),
    )
    return memory[0], memory[1]


def kept(site: Site) -> set[tuple[str, int]]:
    """What the database holds: (device, fix time in s)."""
    asked = select(devices.c.name, fixes.c.fixed_ms).join_from(devices, fixes)
    with site.storage.read() as connection:
        return {(name, at // 1000) for name, at in connection.execute(asked)}
