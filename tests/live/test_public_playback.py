"""A storm played back: by keyboard, in words, calmly, and as the counter counted it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from live.conftest import Clock
from live.storm_drives import HOUR, drive, plow, send
from sqlalchemy import event

from civickit.live.counting import count_all
from civickit.live.site import SITE, Site
from civickit.tracks.fixes import Fix

DESK = {"width": 1280, "height": 900}


@pytest.fixture
def stormy(live_app: Flask, clock: Clock) -> Flask:
    """Two plows and a salter have been out between four and one hour ago."""
    site: Site = live_app.extensions[SITE]
    for seed, (hours, state) in enumerate([(4, "plowing"), (3, "plowing"), (2, "salting")]):
        made = drive(site, seed, clock.now - hours * HOUR, count=25, state=state)  # type: ignore[arg-type]
        send(site, plow(site, f"truck {seed}"), made.fixes)
    count_all(site)
    return live_app


def history(app: Flask) -> Any:
    return app.test_client().get("/history/1.json").get_json()


def test_without_a_storm_the_page_says_when_there_will_be_one(live_app: Flask) -> None:
    page = live_app.test_client().get("/playback?lang=en").get_data(as_text=True)
    assert "What is driven can be seen 30 minutes later." in page
    assert live_app.test_client().get("/playback?storm=1").status_code == 400


def test_the_sum_of_a_storm_needs_no_script(stormy: Flask) -> None:
    client = stormy.test_client()
    [storm] = client.get("/storms.json").get_json()["storms"]
    page = client.get("/playback?storm=1&lang=en").get_data(as_text=True)
    assert "Vehicles: 3; driven: " in page
    assert f"streets worked: {storm['streets_worked']}." in page
    assert storm["streets_worked"] > 20
    assert client.get("/playback?storm=2").status_code == 400
    assert 'data-storm="1"' in client.get("/playback").get_data(as_text=True)  # the newest
    assert "/open-data/1.csv" in client.get("/data").get_data(as_text=True)


def test_a_street_tells_its_passes_in_the_storm(stormy: Flask, clock: Clock) -> None:
    told = history(stormy)
    at, key, _ = next(one for one in told["streets"] if one[2] == "worked")
    client = stormy.test_client()
    page = client.get(f"/streets/{key}?lang=en").get_data(as_text=True)
    passes = re.search(r"<h2>In this storm</h2>.*?</ul>", page, re.DOTALL)
    assert passes is not None
    zone = stormy.extensions[SITE].settings.zone
    then = datetime.fromtimestamp(told["from"] + at, zone)
    assert f"{then.hour}:{then.minute:02}: Plow " in passes[0]
    clock.now = told["from"] + at + 60  # it is no open history yet
    assert "In this storm" not in client.get(f"/streets/{key}?lang=en").get_data(as_text=True)


@pytest.fixture
def asked(live_app: Flask) -> Iterator[list[str]]:
    """What is asked of the storage."""
    engine, found = live_app.extensions[SITE].storage.engine, []

    def hear(_connection: Any, _cursor: Any, statement: str, *_: object) -> None:
        found.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    yield found
    event.remove(engine, "before_cursor_execute", hear)


def each_second(site: Site, since: float, seconds: int) -> list[Fix]:
    """A phone that sends each second, on its way to the north with 8 m/s."""
    lat, lon = site.network.segments[0].line[0]
    return [
        Fix("fast", since + n, since + n, lat + n * 8 / 111_195, lon, 8.0, 0.0, 5.0, "plowing")
        for n in range(seconds)
    ]


def test_an_hour_that_is_over_is_read_once_while_the_storm_goes_on(
    live_app: Flask, clock: Clock, asked: list[str]
) -> None:
    """Else 250 plows that send each second are 900,000 rows for each hour, every five minutes."""
    site: Site = live_app.extensions[SITE]
    hour = clock.now // HOUR * HOUR
    send(site, plow(site, "fast"), each_second(site, hour - 1200, 2400))
    clock.now = hour + 2 * HOUR
    [vehicle] = history(live_app)["vehicles"]
    [part] = vehicle["parts"]  # over the full hour it goes on
    seconds = part[::4][1:]
    assert len(seconds) == pytest.approx(240, abs=3)
    assert set(seconds) == {10}

    def read() -> list[str]:
        found = [one for one in asked if "lag(" in one.casefold()]
        asked.clear()
        return found

    assert len(read()) == 2
    send(site, plow(site, "late"), each_second(site, hour + 1200, 60))
    clock.forward(301)
    history(live_app)
    assert len(read()) == 2  # of two phones the second hour


# In a browser


@pytest.fixture
def playing(
    stormy: Flask, serve: Callable[[Any], str], open_page: Callable[..., Any], clock: Clock
) -> Callable[..., Any]:
    url = serve(stormy)

    def open_(**options: Any) -> Any:
        page = open_page(f"{url}/healthz", viewport=DESK, service_workers="block", **options)
        page.clock.install(time=datetime.fromtimestamp(clock.now, UTC))
        page.goto(f"{url}/playback?storm=1&lang=en")
        page.get_by_role("button", name="Play").wait_for()
        return page

    return open_


def now(page: Any) -> str:
    said: str = page.locator("[data-now]").inner_text()
    return said


def worked(said: str) -> int:
    found = re.search(r"streets worked (\d+)", said)
    assert found is not None
    return int(found[1])


@pytest.mark.browser
def test_the_slider_and_the_list_say_what_the_history_says(
    stormy: Flask, playing: Callable[..., Any]
) -> None:
    told = history(stormy)
    page = playing()
    slider = page.get_by_role("slider", name="Time")
    assert worked(now(page)) == 0
    slider.press("End")
    every = {key for _, key, claim in told["streets"] if claim == "worked"}
    assert worked(now(page)) == len(every)
    assert slider.get_attribute("aria-valuetext") == now(page)
    hours = page.locator("[data-hours] li").all_inner_texts()
    counts = [worked(one) for one in hours]
    assert counts == sorted(counts)
    assert counts[-1] == len(every)
    assert hours[-1] == now(page)
    slider.press("Home")
    for _ in range(5):
        slider.press("ArrowRight")  # a minute each
    by_then = {key for at, key, claim in told["streets"] if claim == "worked" and at <= 300}
    assert worked(now(page)) == len(by_then)
    assert "vehicles driving 1" in now(page)
    name = page.locator(".live-vehicle").get_attribute("aria-label")
    assert name in {f"Plow {one['alias']}" for one in told["vehicles"]}


@pytest.mark.browser
@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_it_plays_and_pauses_by_keyboard_and_never_by_itself(
    playing: Callable[..., Any], assert_accessible: Callable[[Any], None], motion: str
) -> None:
    page = playing(reduced_motion=motion)
    assert_accessible(page)
    assert page.locator("[data-now]").get_attribute("aria-live") == "off"  # ten a second
    page.clock.pause_at(datetime.now(UTC).replace(year=2030))
    begin = now(page)
    page.clock.run_for(5_000)
    assert now(page) == begin
    page.get_by_label("Speed").select_option("1200")
    button = page.get_by_role("button", name="Play")
    button.press("Enter")
    page.clock.run_for(900)
    assert page.locator("#at").input_value() == ("0" if motion == "reduce" else "1080")
    page.clock.run_for(2_100)
    assert page.locator("#at").input_value() == "3600"
    page.get_by_role("button", name="Pause").press("Space")
    paused = now(page)
    assert worked(paused) > 0
    assert page.locator("[data-say]").inner_text() == paused
    page.clock.run_for(5_000)
    assert now(page) == paused
    page.get_by_role("button", name="Play").press("Space")
    page.clock.run_for(60_000)
    page.get_by_role("button", name="Play").wait_for()  # at the end it stops


@pytest.mark.browser
def test_a_storm_that_does_not_come_is_told(
    playing: Callable[..., Any],
) -> None:
    page = playing()
    page.route("**/history/*.json", lambda route: route.abort())
    page.reload()
    page.get_by_text("The storm could not be loaded.").wait_for()
    assert not page.get_by_role("button", name="Play").is_visible()
