"""A driver's phone in a real browser: no signal, a reload, a crash, two phones, a lost key."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from live.conftest import Clock
from live.public_own import own_app
from sqlalchemy import select
from werkzeug.wrappers import Request, Response

from civickit.live.operator.setup import operator_link
from civickit.live.site import SITE, Site
from civickit.live.tables import duties, fixes, work_states

pytestmark = pytest.mark.browser

NAME = "除雪 12号"
START = (38.4000, 145.9000)
STEP_DEG = 0.0005
"""Some 55 m to the north."""
EVERY_S = 0.1
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "permissions": ["geolocation"],
}


class Road:
    """What lies between the phones and the server, and goes wrong where a test wants it."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.asked: list[str] = []
        """What the server could write into a log: address and referrer of each request."""
        self.trouble = 0
        """With which status it answers what is sent, without taking it."""
        self.lost: list[str] = []
        """Paths whose next answer never reaches the phone."""

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        self.asked.append(f"{request.url} {request.referrer}")
        return self.answer(request)(environ, start_response)

    def answer(self, request: Request) -> Response:
        if self.trouble and request.method == "POST":
            return Response("no", self.trouble)
        answer = Response.from_app(self.app, request.environ)
        if request.method == "POST" and request.path in self.lost:
            self.lost.remove(request.path)
            return Response("", 502)
        return answer


class Depot:
    """A server with the app, and phones that drive."""

    def __init__(self, app: Flask, road: Road, url: str, open_page: Callable[..., Any]) -> None:
        self.url, self.open_page = url, open_page
        self.site: Site = app.extensions[SITE]
        self.road = road

    def phone(self, name: str = NAME, lang: str = "ja", **options: Any) -> Phone:
        _, token = self.site.devices.add(name)
        return Phone(self, name, token, lang, **options)


class Phone:
    """One phone in one vehicle, which starts at START and drives north."""

    def __init__(self, depot: Depot, name: str, token: str, lang: str, **options: Any) -> None:
        self.depot, self.site, self.name, self.token = depot, depot.site, name, token
        self.device = depot.site.devices.named(name)
        self.link = operator_link(depot.url, name, token).replace("#", f"?lang={lang}#")
        self.place = 0
        where = {"latitude": START[0], "longitude": START[1], "accuracy": 8}
        self.page = depot.open_page(self.link, **{**PHONE, "geolocation": where, **options})
        self.page.wait_for_load_state("networkidle")

    def press(self, name: str) -> None:
        self.page.locator(f'[data-press="{name}"]').click()

    def part(self, name: str) -> None:
        """Wait until this button can be pressed."""
        self.page.locator(f'[data-press="{name}"]').wait_for()

    def work(self, name: str) -> None:
        """Press the button of a state, and wait until the page shows it."""
        self.press(name)
        self.page.locator(f'.operator[data-state="{name}"]').wait_for()

    def start(self) -> None:
        """On duty, and heard of where it is: what the phone knew from before does not count."""
        self.press("start")
        self.part("stop")
        seen = self.seen()
        self.stand()
        self.wait(lambda: self.seen() > seen)

    def stand(self) -> None:
        where = {"latitude": START[0] + self.place * STEP_DEG, "longitude": START[1]}
        self.page.context.set_geolocation({**where, "accuracy": 8 + self.place % 2})

    def drive(self, steps: int) -> None:
        """Each step is heard by the page before the next one."""
        for _ in range(steps):
            self.page.wait_for_timeout(1000 * EVERY_S)
            self.place += 1
            seen = self.seen()
            self.stand()
            self.wait(lambda seen=seen: self.seen() > seen)

    def queue(self) -> list[dict[str, Any]]:
        """What the phone holds, as it is on its disk."""
        found: list[dict[str, Any]] = self.page.evaluate(
            """(name) => new Promise((resolve, reject) => {
              const asked = indexedDB.open(`civickit-operator ${location.pathname} ${name}`);
              asked.onerror = reject;
              asked.onsuccess = () => {
                const all = asked.result.transaction("queue").objectStore("queue").getAll();
                all.onsuccess = () => (asked.result.close(), resolve(all.result));
              };
            })""",
            self.name,
        )
        return found

    def seen(self) -> int:
        """How many positions the page has kept, sent or not."""
        sent: int = self.page.evaluate(
            "(name) => operatorBuffer(name).then((one) => one.read()).then(({sent}) => sent.count)",
            self.name,
        )
        return sent + sum(one["kind"] == "fix" for one in self.queue())

    def waiting(self) -> int:
        return len(self.queue())

    def sent_all(self) -> None:
        self.wait(lambda: self.waiting() == 0)

    def fact(self, name: str) -> str:
        return str(self.page.locator(f'[data-show="{name}"]').first.inner_text())

    def says(self, text: str) -> None:
        self.page.locator("[data-problems] li", has_text=text).wait_for()

    def wait(self, true: Callable[[], bool]) -> None:
        for _ in range(200):
            if true():
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("it never came true")

    def kept(self) -> list[tuple[float, str]]:
        """(how many steps north, state), in the order in which they were driven."""
        row = fixes.c
        asked = select(row.lat, row.state).where(row.device_id == self.device.id)
        with self.site.storage.read() as connection:
            found = connection.execute(asked.order_by(row.fixed_ms)).all()
        return [(round((lat - START[0]) / STEP_DEG), state) for lat, state in found]

    def steps(self) -> list[float]:
        return [step for step, _ in self.kept()]

    def duties(self) -> list[tuple[int, int | None]]:
        row = duties.c
        asked = select(row.started_ms, row.ended_ms).where(row.device_id == self.device.id)
        with self.site.storage.read() as connection:
            found = connection.execute(asked.order_by(row.started_ms)).all()
        return [(started, ended) for started, ended in found]

    def states(self) -> list[str]:
        row = work_states.c
        asked = select(row.state).where(row.device_id == self.device.id).order_by(row.at_ms)
        with self.site.storage.read() as connection:
            return list(connection.execute(asked).scalars())


@pytest.fixture
def depot(
    make_live: Callable[..., Flask],
    serve: Callable[[Any], str],
    open_page: Callable[..., Any],
) -> Iterator[Depot]:
    app = make_live()
    app.config["OPERATOR_EVERY_S"] = EVERY_S
    app.extensions[SITE].now = time.time  # positions have the browser's own time
    road = Road(app.wsgi_app)
    yield Depot(app, road, serve(road), open_page)
    app.extensions[SITE].writer.stop()


# A shift


def test_a_bus_has_a_start_and_an_end_and_no_plow(
    tmp_path: Path,
    clock: Clock,
    serve: Callable[[Any], str],
    open_page: Callable[..., Any],
) -> None:
    app = own_app(tmp_path, clock, {"cleared = true": "cleared = false"})
    app.extensions[SITE].now = time.time
    app.config["OPERATOR_EVERY_S"] = EVERY_S
    phone = Depot(app, Road(app.wsgi_app), serve(app), open_page).phone()
    phone.start()
    assert phone.page.locator("[aria-pressed]").count() == 0
    phone.drive(2)
    phone.press("stop")
    phone.part("undo")
    phone.sent_all()
    assert set(phone.kept()) >= {(1, "driving"), (2, "driving")}
    app.extensions[SITE].writer.stop()


@pytest.mark.slow
def test_a_shift_from_start_to_end(depot: Depot) -> None:
    phone = depot.phone()
    phone.start()
    phone.drive(3)
    phone.work("plowing")
    phone.drive(3)
    phone.work("salting")
    phone.drive(2)
    phone.sent_all()
    assert phone.kept() == [
        *[(step, "driving") for step in range(4)],
        *[(step, "plowing") for step in range(4, 7)],
        *[(step, "salting") for step in range(7, 9)],
    ]
    assert phone.states() == ["driving", "plowing", "salting"]
    phone.press("stop")
    phone.part("undo")
    for step in range(20, 25):
        where = {"latitude": START[0] + step * STEP_DEG, "longitude": START[1]}
        phone.page.context.set_geolocation(where)
        phone.page.wait_for_timeout(1000 * EVERY_S)
    phone.sent_all()
    assert phone.steps() == list(range(9))
    assert [ended is not None for _, ended in phone.duties()] == [True]
    phone.part("start")  # after ten seconds the end can no longer be undone
    assert phone.page.locator('[data-press="undo"]').is_hidden()


def test_the_address_bar_and_the_server_never_hold_the_token(depot: Depot) -> None:
    phone = depot.phone()
    assert phone.page.url == f"{depot.url}/operator?lang=ja"
    phone.page.reload()
    phone.part("start")
    assert phone.fact("name") == NAME
    assert len(depot.road.asked) > 5
    assert not [one for one in depot.road.asked if phone.token in one]


def test_before_the_start_the_phone_is_never_asked_where_it_is(depot: Depot) -> None:
    watch = """
      window.asked = [];
      for (const name of ["watchPosition", "getCurrentPosition", "clearWatch"]) {
        const real = navigator.geolocation[name].bind(navigator.geolocation);
        navigator.geolocation[name] = (...all) => (asked.push(name), real(...all));
      }
    """
    phone = depot.phone()
    phone.page.add_init_script(watch)
    phone.page.reload()
    phone.part("start")
    phone.page.wait_for_timeout(300)
    assert phone.page.evaluate("asked") == []
    phone.start()
    assert phone.page.evaluate("asked") == ["watchPosition"]
    phone.press("stop")
    phone.part("undo")
    assert phone.page.evaluate("asked") == ["watchPosition", "clearWatch"]


def test_an_end_is_told_at_once_and_undone_within_ten_seconds(depot: Depot) -> None:
    phone = depot.phone()
    phone.start()
    phone.press("plowing")
    phone.drive(2)
    phone.press("stop")
    phone.wait(lambda: phone.duties()[0][1] is not None)
    phone.press("undo")
    phone.part("stop")
    phone.drive(2)
    phone.sent_all()
    assert phone.steps() == [0, 1, 2, 3, 4]
    assert phone.kept()[-1] == (4, "plowing")
    (_, ended), (started, running) = phone.duties()
    assert ended is not None
    assert (started - ended, running) == (1, None)


@pytest.mark.slow
def test_an_end_keeps_its_time_though_the_page_is_shut_at_once(depot: Depot) -> None:
    phone = depot.phone()
    phone.start()
    phone.drive(1)
    phone.press("stop")
    phone.part("undo")
    before = time.time()
    phone.page.goto("about:blank")
    phone.page.outside_requests.clear()
    phone.page.wait_for_timeout(500)
    phone.page.goto(phone.link.partition("#")[0])
    phone.part("start")
    phone.sent_all()
    ((_, ended),) = phone.duties()
    assert ended is not None
    assert ended <= before * 1000
    assert phone.steps() == [0, 1]


# No signal


def test_without_a_signal_nothing_is_lost_and_nothing_doubled(depot: Depot) -> None:
    phone = depot.phone()
    phone.start()
    phone.drive(2)
    phone.sent_all()
    phone.page.context.set_offline(True)
    phone.says("電波がありません")
    phone.press("plowing")
    phone.drive(4)
    phone.press("salting")
    phone.drive(3)
    assert phone.steps() == [0, 1, 2]
    assert phone.waiting() == 2 + 7
    assert phone.fact("waiting") == "9件"
    phone.page.context.set_offline(False)
    phone.sent_all()
    assert phone.kept() == [
        *[(step, "driving") for step in range(3)],
        *[(step, "plowing") for step in range(3, 7)],
        *[(step, "salting") for step in range(7, 10)],
    ]
    phone.wait(lambda: phone.page.locator("[data-problems] li", has_text="電波").count() == 0)


@pytest.mark.slow
def test_a_whole_shift_without_a_signal_keeps_its_own_times(depot: Depot) -> None:
    phone = depot.phone()
    phone.page.context.set_offline(True)
    phone.start()
    phone.drive(2)
    phone.press("stop")
    phone.part("start")
    phone.start()
    phone.drive(2)
    assert phone.duties() == []
    phone.page.context.set_offline(False)
    phone.sent_all()
    (_, ended), (started, running) = phone.duties()
    assert ended is not None
    assert ended <= started
    assert running is None
    assert phone.steps() == [0, 1, 2, 2, 3, 4]


def test_a_reload_without_a_signal_keeps_what_waits(depot: Depot) -> None:
    phone = depot.phone()
    phone.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    phone.wait(lambda: is_kept(phone.page))
    phone.start()
    phone.drive(1)
    phone.sent_all()
    phone.page.context.set_offline(True)
    phone.press("plowing")
    phone.drive(3)
    phone.page.reload()
    phone.part("stop")  # still on duty, still plowing, still recording
    assert phone.page.locator(".operator").get_attribute("data-state") == "plowing"
    assert phone.waiting() >= 4
    phone.drive(2)
    phone.page.context.set_offline(False)
    phone.sent_all()
    assert sorted(set(phone.steps())) == list(range(7))
    assert phone.steps() == sorted(phone.steps())
    assert [state for _, state in phone.kept()][2:] == ["plowing"] * (len(phone.kept()) - 2)


def is_kept(page: Any) -> bool:
    found: bool = page.evaluate(
        "caches.match(new URL('operator?lang=ja', location).href).then(Boolean)"
    )
    return found


def test_the_second_visit_opens_without_any_network(depot: Depot) -> None:
    phone = depot.phone()
    phone.wait(lambda: is_kept(phone.page))
    phone.page.context.set_offline(True)
    second = phone.page.context.new_page()
    second.goto(f"{depot.url}/operator")
    second.locator('[data-press="start"]').wait_for()
    assert second.locator('[data-show="name"]').inner_text() == NAME
    assert "勤務外" in second.locator(".now").inner_text()


# A crash, an empty battery, another window


def test_a_page_that_is_killed_loses_nothing(depot: Depot) -> None:
    phone = depot.phone()
    phone.start()
    depot.road.trouble = 503
    phone.drive(4)
    killed = phone.page
    with killed.expect_event("crash"), suppress(Exception):  # who dies gives no answer
        killed.goto("chrome://crash")
    phone.page = killed.context.new_page()
    killed.close()
    depot.road.trouble = 0
    phone.page.goto(f"{depot.url}/operator?lang=ja")
    phone.part("stop")
    phone.drive(1)
    phone.sent_all()
    assert phone.steps() == [0, 1, 2, 3, 4, 5]


def test_a_page_that_was_shut_for_long_asks_first(depot: Depot) -> None:
    phone = depot.phone()
    phone.start()
    phone.drive(1)
    phone.sent_all()
    phone.page.evaluate(
        "(name) => operatorBuffer(name).then(async (one) => {"
        "  const {duty} = await one.read();"
        "  await one.setDuty({...duty, since: duty.since - 7200000, seen: duty.seen - 3600000});"
        "})",
        NAME,
    )
    phone.page.reload()
    phone.part("still")
    assert phone.page.locator('[data-press="stop"]').is_hidden()
    phone.page.context.set_geolocation({"latitude": 38.5, "longitude": 145.9})
    phone.page.wait_for_timeout(300)
    assert phone.steps() == [0, 1]
    phone.press("still")
    phone.part("stop")
    phone.drive(1)
    phone.sent_all()
    assert phone.steps()[-1] == 2


def test_whoever_went_home_ends_the_duty_when_the_page_was_shut(depot: Depot) -> None:
    phone = depot.phone()
    phone.start()
    phone.sent_all()
    phone.page.evaluate(
        "(name) => operatorBuffer(name).then(async (one) => {"
        "  const {duty} = await one.read();"
        "  await one.setDuty({...duty, seen: duty.seen - 3600000});"
        "  window.seen = duty.seen - 3600000;"
        "})",
        NAME,
    )
    seen = phone.page.evaluate("window.seen")
    site = depot.site
    site.storage.run(duties.update().values(started_ms=seen - 7_200_000))
    phone.page.reload()
    phone.press("ended")
    phone.part("start")
    phone.sent_all()
    assert phone.duties() == [(seen - 7_200_000, seen)]


def test_only_the_window_that_was_opened_last_records(depot: Depot) -> None:
    phone = depot.phone()
    phone.start()
    phone.drive(1)
    first = phone.page
    phone.page = first.context.new_page()
    phone.page.goto(f"{depot.url}/operator?lang=ja")
    phone.part("stop")
    first.locator('[data-press="here"]').wait_for()
    phone.drive(2)
    phone.sent_all()
    assert sorted(set(phone.steps())) == [0, 1, 2, 3]
    first.locator('[data-press="here"]').click()
    first.locator('[data-press="stop"]').wait_for()
    phone.page.locator('[data-press="here"]').wait_for()


def test_two_phones_at_once_are_told_apart(depot: Depot) -> None:
    one, other = depot.phone("one"), depot.phone("other")
    one.start()
    other.start()
    one.press("plowing")
    one.drive(2)
    other.drive(3)
    one.drive(1)
    one.press("stop")
    one.part("undo")
    other.drive(1)
    one.wait(lambda: len(one.kept()) == 4)
    other.sent_all()
    assert [step for step, _ in one.kept()] == [0, 1, 2, 3]
    assert {state for _, state in one.kept()[1:]} == {"plowing"}
    assert other.kept() == [(step, "driving") for step in range(5)]


# Keys


def test_a_withdrawn_key_stops_it_all_and_keeps_the_buffer(depot: Depot) -> None:
    phone = depot.phone()
    phone.start()
    phone.drive(1)
    phone.sent_all()
    phone.page.context.set_offline(True)
    phone.drive(2)
    depot.site.devices.revoke(NAME)
    phone.page.context.set_offline(False)
    phone.says("この電話の鍵は使えなくなりました")
    assert phone.page.locator('[data-press="stop"]').is_hidden()
    assert phone.page.locator('[data-press="start"]').is_hidden()
    phone.page.context.set_geolocation({"latitude": 38.5, "longitude": 145.9})
    phone.page.wait_for_timeout(300)
    assert phone.waiting() == 2
    assert phone.steps() == [0, 1]
    token = depot.site.devices.renew(NAME)
    phone.page.goto(operator_link(depot.url, NAME, token))
    phone.page.reload()  # another fragment alone loads nothing anew
    phone.part("stop")
    phone.sent_all()
    assert phone.steps()[:4] == [0, 1, 2, 3]


@pytest.mark.slow
def test_another_vehicles_code_waits_until_this_one_is_done(depot: Depot) -> None:
    phone = depot.phone()
    _, token = depot.site.devices.add("other")
    phone.start()
    phone.page.goto(operator_link(depot.url, "other", token).replace("#", "?lang=ja#"))
    phone.says("この電話はまだ「除雪 12号」です")
    assert phone.fact("name") == NAME
    phone.press("stop")
    phone.part("start")
    phone.sent_all()
    phone.page.locator("[data-forget] summary").click()
    phone.press("forget")
    phone.page.locator("#link").wait_for()
    assert phone.page.evaluate("localStorage.length") == 0
    assert phone.page.evaluate("indexedDB.databases()") == []
    phone.page.fill("#link", "nothing")
    phone.page.locator("[data-paste] button").click()
    phone.page.get_by_text("これは車両のリンクではありません").wait_for()
    phone.page.fill("#link", operator_link(depot.url, "other", token))
    phone.page.locator("[data-paste] button").click()
    phone.part("start")
    assert phone.fact("name") == "other"


def test_a_phone_of_nobody_says_what_to_do(depot: Depot) -> None:
    for address in ("/operator", "/operator#nothing", "/operator#%:%", "/operator#a:"):
        page = depot.open_page(f"{depot.url}{address}", **PHONE)
        page.get_by_text("この電話はまだ車両に結び付いていません").wait_for()
        page.close()


def test_a_wrong_key_says_so_at_once(depot: Depot) -> None:
    page = depot.open_page(f"{depot.url}/operator#one:wrong", **PHONE)
    page.get_by_text("この電話の鍵は使えなくなりました").wait_for()


def test_a_duty_that_is_ended_elsewhere_ends_here(depot: Depot) -> None:
    phone = depot.phone()
    phone.start()
    phone.drive(1)
    phone.sent_all()
    depot.site.duties.stop(phone.device)
    phone.drive(1)

    def looks_again() -> bool:
        """Each look at the page asks, but for one that is being answered still."""
        phone.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        told = phone.page.locator(
            "[data-problems] li", has_text="この勤務は別の場所で終えられました"
        )
        return told.count() > 0

    phone.wait(looks_again)
    phone.part("start")
    assert phone.steps() == [0, 1]


def test_a_duty_left_open_elsewhere_can_be_ended_here(depot: Depot) -> None:
    phone = depot.phone()
    depot.site.duties.start(phone.device)
    phone.page.reload()
    phone.press("close")
    phone.wait(lambda: not depot.site.duties.of(phone.device).on)
    phone.page.locator('[data-press="close"]').wait_for(state="hidden")
    assert phone.page.locator('[data-press="start"]').is_visible()


# What stands in the way


def test_a_sign_in_page_is_not_the_office(depot: Depot) -> None:
    phone = depot.phone(service_workers="block")
    phone.start()
    phone.sent_all()
    page = "<html><title>Wi-Fi</title>"
    phone.page.route(
        re.compile("/(ingest|operator/api)/"),
        lambda route: route.fulfill(status=200, content_type="text/html", body=page),
    )
    phone.drive(2)
    phone.says("Wi-Fiのログイン画面かもしれません")
    assert phone.waiting() == 2
    phone.page.unroute_all()
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.sent_all()
    assert phone.steps() == [0, 1, 2]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_in_trouble_is_told_of_and_tried_again(depot: Depot, status: int) -> None:
    phone = depot.phone()
    depot.road.trouble = status
    phone.start()
    phone.says(f"({status})")
    phone.drive(1)
    assert phone.duties() == []
    depot.road.trouble = 0
    phone.sent_all()
    assert phone.steps() == [0, 1]


def test_an_answer_that_is_lost_is_asked_for_again_and_counts_once(depot: Depot) -> None:
    phone = depot.phone()
    depot.road.lost = ["/operator/api/duty", "/ingest/owntracks"]
    phone.start()
    phone.drive(3)
    phone.sent_all()
    assert depot.road.lost == []
    assert phone.steps() == [0, 1, 2, 3]
    assert len(phone.duties()) == 1


def test_what_the_office_never_takes_is_told_of(depot: Depot) -> None:
    phone = depot.phone()
    phone.page.context.set_offline(True)
    phone.start()
    phone.drive(1)
    real = time.time
    depot.site.now = lambda: real() + 49 * 3600
    phone.page.context.set_offline(False)
    phone.says("1件は事務所が受け取りませんでした: 48時間より前")
    phone.sent_all()


def test_a_fast_clock_is_told_of_and_nothing_is_lost(depot: Depot) -> None:
    real = time.time
    depot.site.now = lambda: real() - 3600
    phone = depot.phone()
    phone.says("時計は60分進んでいます")
    phone.press("start")
    phone.says("時計が進んでいるため")
    assert phone.waiting() >= 1
    depot.site.now = real
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.sent_all()
    assert len(phone.duties()) == 1


def test_a_phone_that_may_not_say_where_it_is_says_why(depot: Depot) -> None:
    phone = depot.phone(permissions=[])
    phone.press("start")
    phone.says("位置情報が許可されていません")


def test_a_coarse_position_is_told_of_and_ends_by_itself(depot: Depot) -> None:
    """An iPhone gives no other one until it is allowed to."""
    phone = depot.phone(lang="en")
    phone.start()
    coarse = {"latitude": START[0], "longitude": START[1], "accuracy": 3000}
    phone.page.context.set_geolocation(coarse)
    phone.says("The position is exact to 3000 m only")
    phone.place += 1
    phone.stand()
    phone.wait(lambda: phone.page.locator("[data-problems]", has_text="3000 m").count() == 0)


def test_a_battery_that_will_not_last_is_told_of_on_duty_only(depot: Depot) -> None:
    phone = depot.phone(lang="en")
    phone.page.add_init_script(
        """window.cell = Object.assign(new EventTarget(), { level: 0.15, charging: false });
        navigator.getBattery = async () => cell;"""
    )
    phone.page.reload()
    phone.part("start")
    assert phone.page.locator("[data-problems] li").count() == 0
    phone.start()
    phone.says("The battery is at 15 %.")
    phone.page.evaluate("cell.charging = true, cell.dispatchEvent(new Event('chargingchange'))")
    phone.wait(lambda: phone.page.locator("[data-problems]", has_text="battery").count() == 0)


def test_no_gps_is_told_of_and_ends_by_itself(depot: Depot) -> None:
    phone = depot.phone()
    devtools = phone.page.context.new_cdp_session(phone.page)
    devtools.send("Emulation.setGeolocationOverride", {})  # as where no satellite is in sight
    phone.press("start")
    phone.says("GPSの電波が届きません")
    phone.stand()
    phone.wait(lambda: phone.page.locator("[data-problems]", has_text="GPS").count() == 0)
    phone.sent_all()
    assert phone.steps() == [0]


def test_a_browser_that_stores_nothing_says_so(depot: Depot) -> None:
    phone = depot.phone()
    phone.page.add_init_script(
        "indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); }"
    )
    phone.page.reload()
    phone.says("この電話に記録を保存できません")


def test_the_screen_lock_is_held_and_asked_for_again(depot: Depot) -> None:
    phone = depot.phone()
    devtools = phone.page.context.browser.new_browser_cdp_session()
    phone.press("start")
    phone.says("画面が消えると位置は記録されません")  # refused in a browser without a screen
    assert phone.fact("screen") == "消えることがあります"
    grants = {"permissions": ["geolocation", "wakeLockScreen"], "origin": depot.url}
    context = phone.page.context.new_cdp_session(phone.page).send("Target.getTargetInfo")
    grants["browserContextId"] = context["targetInfo"]["browserContextId"]
    devtools.send("Browser.grantPermissions", grants)
    phone.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    phone.wait(lambda: phone.fact("screen") == "消えません")
    phone.press("stop")
    phone.part("undo")
    assert phone.page.locator("[data-problems] li").count() == 0


@pytest.mark.slow
def test_a_standing_vehicle_is_kept_once(depot: Depot) -> None:
    phone = depot.phone()
    phone.start()
    for place in range(6):
        where = {"latitude": START[0] + place * 1e-6, "longitude": START[1]}
        phone.page.context.set_geolocation({**where, "accuracy": 20 + place})
        phone.wait(lambda place=place: phone.fact("accuracy") == f"±{20 + place} m")
    phone.sent_all()
    assert phone.steps() == [0]


# The driver's own data


@pytest.mark.slow
def test_the_driver_sees_and_saves_what_the_office_has(depot: Depot, tmp_path: Path) -> None:
    phone = depot.phone()
    phone.start()
    phone.drive(3)
    phone.sent_all()
    phone.press("stop")
    phone.part("start")
    phone.sent_all()
    phone.page.locator("[data-kept] summary").click()
    phone.wait(lambda: "位置4件" in phone.page.locator("[data-duties]").inner_text())
    assert phone.fact("outside") == "24時間で4件。勤務外の位置は0件です。"
    with phone.page.expect_download() as saving:
        phone.press("track")
    saving.value.save_as(tmp_path / "track.csv")
    rows = (tmp_path / "track.csv").read_text("utf-8").splitlines()
    assert len(rows) == 1 + 4
    assert rows[0].startswith("fixed_ms,")


def test_what_is_read_stays_where_it_is_while_seconds_go_by(depot: Depot) -> None:
    phone = depot.phone()
    phone.start()
    phone.sent_all()
    phone.press("stop")
    phone.page.locator("[data-kept] summary").click()
    phone.wait(lambda: "位置1件" in phone.page.locator("[data-duties]").inner_text())
    line, since = (
        phone.page.locator(place).evaluate_handle("one => one.firstChild")
        for place in ("[data-duties] li", '.now [data-show="state"]')
    )
    before = phone.fact("last")
    phone.wait(lambda: phone.fact("last") != before)  # how long ago it was
    assert line.evaluate("one => one.isConnected")
    assert since.evaluate("one => one.isConnected")


# Everybody


@pytest.mark.parametrize(("lang", "scheme"), [("ja", "dark"), ("ja_easy", "light"), ("en", "dark")])
def test_the_duty_page_is_for_everybody(
    depot: Depot, assert_accessible: Callable[[Any], None], lang: str, scheme: str
) -> None:
    phone = depot.phone("x", lang, viewport={"width": 320, "height": 640}, color_scheme=scheme)
    phone.part("start")
    for stage in ("off", "on", "stopped"):
        if stage == "on":
            phone.start()
            phone.press("salting")
            phone.page.locator('[data-press="salting"][aria-pressed="true"]').wait_for()
        if stage == "stopped":
            phone.press("stop")
            phone.part("undo")
        phone.page.evaluate("document.querySelectorAll('details').forEach((e) => (e.open = true))")
        assert_accessible(phone.page)
        assert phone.page.evaluate("document.documentElement.scrollWidth") <= 320
        small = phone.page.evaluate(
            """() => [...document.querySelectorAll("a, button, summary, input")]
              .filter((e) => e.checkVisibility() && !e.matches(".skip, .app-name"))
              .map((e) => [e.textContent.trim(), e.getBoundingClientRect().height])
              .filter(([text, height]) => height < 72)"""
        )
        assert small == []
        tiny = phone.page.evaluate(
            """() => [...document.querySelectorAll("body *")]
              .filter((e) => e.checkVisibility() && !e.closest(".visually-hidden, .roomy"))
              .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
              .map((e) => [e.textContent.trim(), parseFloat(getComputedStyle(e).fontSize)])
              .filter(([, size]) => size < 18)"""
        )
        assert tiny == []


def test_the_state_is_told_by_word_shape_and_colour(depot: Depot) -> None:
    phone = depot.phone()
    look = """() => {
      const now = document.querySelector(".now");
      const sign = [...now.querySelectorAll(".sign")].filter((e) => e.checkVisibility());
      const colour = getComputedStyle(now).backgroundColor;
      return [now.innerText.split("\\n")[0], sign.map((e) => e.innerHTML).join(), colour];
    }"""
    looks = [phone.page.evaluate(look)]
    phone.start()
    for name in ("plowing", "salting", "driving"):
        phone.work(name)
        looks.append(phone.page.evaluate(look))
    for part in zip(*looks, strict=True):
        assert len(set(part)) == 4


def test_a_shift_by_keyboard_alone(depot: Depot) -> None:
    phone = depot.phone(is_mobile=False, has_touch=False)
    keys = phone.page.keyboard

    def tab_to(name: str) -> None:
        for _ in range(30):
            keys.press("Tab")
            found = phone.page.evaluate("document.activeElement.dataset.press")
            if found == name:
                ring = "getComputedStyle(document.activeElement).outlineWidth"
                assert phone.page.evaluate(ring) == "4px"
                return
        raise AssertionError(f"Tab never reaches {name}")

    tab_to("start")
    keys.press("Enter")
    phone.part("stop")
    heading = "document.activeElement.hasAttribute('data-heading')"
    phone.wait(lambda: phone.page.evaluate(heading))
    tab_to("plowing")
    keys.press("Space")
    said = phone.page.locator("[data-said]")
    phone.wait(lambda: said.inner_text() == "除雪中")
    tab_to("stop")
    keys.press("Enter")
    phone.part("undo")
    phone.wait(lambda: phone.page.evaluate(heading))
    assert "勤務を終えました" in said.inner_text()
    tab_to("undo")
    keys.press("Enter")
    phone.part("stop")


def test_trouble_moves_no_button(depot: Depot) -> None:
    phone = depot.phone()
    phone.start()
    places = """() => [...document.querySelectorAll(".states button")]
      .map((e) => e.getBoundingClientRect().top)"""
    before = phone.page.evaluate(places)
    phone.page.context.set_offline(True)
    phone.says("電波がありません")
    assert phone.page.evaluate(places) == before
    phone.press("salting")
    phone.page.locator('[data-press="salting"][aria-pressed="true"]').wait_for()
    assert phone.page.evaluate(places) == before
