"""The log of calls: quick to write, hard to count wrong, with nothing of the caller in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from live.conftest import Clock
from live.desking import DATABASES, HOSTILE, Staff, app_on, assert_harmless
from live.public_own import own_app
from live.public_storm import know
from live.reporting import found
from sqlalchemy import insert, select

from civickit.live.desk.enquiries import Enquiries
from civickit.live.desk.tables import enquiries
from civickit.live.site import SITE, Site
from civickit.live.tables import storms

HOUR_S = 3_600
MAP = {"answered": "map", "asked": "cleared"}


@pytest.fixture(params=DATABASES)
def any_site(request: pytest.FixtureRequest, make_live: Callable[..., Flask]) -> Iterator[Site]:
    with app_on(request, make_live) as app:
        yield app.extensions[SITE]


def call(
    site: Site, street: str = "駅前大通り", answered: str = "map", by: str = "Sato", once: str = ""
) -> None:
    Enquiries(site).add(
        by,
        street=street,
        asked="cleared",
        note="",
        answered=answered,
        once=once or f"{street} {answered} {site.now()}",
    )


def begin_storm(site: Site, ended_s_ago: float = 0) -> int:
    last = round((site.now() - ended_s_ago) * 1000)
    row = {"started_ms": last - 7_200_000, "last_ms": last, "simulated": False}
    with site.storage.write() as connection:
        made: int = connection.execute(insert(storms).returning(storms.c.id), row).scalar_one()
    return made


# Counting


def test_calls_are_counted_by_day_and_storm_and_by_their_answer(
    any_site: Site, clock: Clock
) -> None:
    log = Enquiries(any_site)
    call(any_site, "before", "phone")
    clock.forward(24 * HOUR_S)
    storm = begin_storm(any_site)
    for number, answered in enumerate(("map", "map", "phone", "passed")):
        call(any_site, f"street {number}", answered)
    days = log.by_day(any_site.today, 31)
    assert [(one.of, one.calls, one.map, one.phone, one.passed) for one in days] == [
        ("2026-12-01", 4, 2, 1, 1),
        ("2026-11-30", 1, 0, 1, 0),
    ]
    counts = log.by_storm()
    assert [(one.of, one.calls, one.map) for one in counts] == [(str(storm), 4, 2), ("", 1, 0)]


@pytest.mark.parametrize(("hours_over", "counts"), [(11.9, True), (12.1, False)])
def test_a_call_belongs_to_a_storm_until_twelve_hours_after_it(
    any_site: Site, hours_over: float, counts: bool
) -> None:
    storm = begin_storm(any_site, hours_over * HOUR_S)
    call(any_site)
    [one] = Enquiries(any_site).of_day(any_site.today)
    assert one.storm_id == (storm if counts else None)


def test_a_day_is_the_citys_from_midnight_to_midnight(any_site: Site, clock: Clock) -> None:
    log = Enquiries(any_site)
    until_midnight = 24 * HOUR_S - (clock.now + 9 * HOUR_S) % (24 * HOUR_S)
    clock.forward(until_midnight - 0.001)
    call(any_site, "late")
    clock.forward(0.001)
    call(any_site, "early")
    assert [one.street for one in log.of_day(any_site.today)] == ["early"]
    assert [one.street for one in log.of_day(any_site.today - timedelta(days=1))] == ["late"]


def test_a_form_sent_twice_is_one_call(any_site: Site) -> None:
    for _ in range(2):
        call(any_site, once="the same form")
    call(any_site, once="another form")
    assert len(Enquiries(any_site).of_day(any_site.today)) == 2


def test_one_takes_back_only_what_one_wrote(any_site: Site) -> None:
    log = Enquiries(any_site)
    call(any_site, by="Sato")
    [one] = log.of_day(any_site.today)
    assert not log.take_back(one.id, "Suzuki")
    assert log.of_day(any_site.today) == [one]
    assert log.take_back(one.id, "Sato")
    assert not log.take_back(one.id, "Sato")
    assert log.of_day(any_site.today) == []


def test_nothing_of_the_caller_has_a_place_in_the_table() -> None:
    assert {column.name for column in enquiries.c} == {
        *("id", "at_ms", "taken_by", "street", "asked", "note", "answered", "once", "storm_id")
    }


# The page


def send(staff: Staff, **form: Any) -> Any:
    once = found("once", staff.page("/desk/enquiries"))
    return staff.post("/desk/enquiries", once=once, **{**MAP, "street": "駅前大通り", **form})


def test_a_call_is_logged_with_who_and_when(live_app: Flask, site: Site) -> None:
    staff = Staff(live_app)
    answer = send(staff, note="  twice\u200b this week ")
    assert answer.status_code == 303
    page = staff.page(answer.location)
    assert "The call is logged" in page
    [one] = Enquiries(site).of_day(site.today)
    assert one[1:] == (
        *(site.now_ms, "Sato", "駅前大通り", "cleared", "twice this week", "map", None),
    )
    for word in ("駅前大通り", "twice this week", "Answered on the map", "Sato", "09:53"):
        assert word in page


def test_only_the_first_button_is_pressed_by_enter_and_it_says_on_the_map(
    live_app: Flask,
) -> None:
    page = Staff(live_app).page("/desk/enquiries")
    form = page[page.index("data-call") : page.index("</form>", page.index("data-call"))]
    buttons = [one for one in form.split("<button")[1:] if 'type="button"' not in one]
    assert buttons[0].startswith(' name="answered" value="map"')


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"street": "", "note": ""}, "Fill in a street or a note"),
        ({"note": "x" * 301}, "300"),
        ({"street": "x" * 201}, "200"),
        ({"asked": "weather"}, "weather"),
        ({"answered": "shouting"}, "shouting"),
        ({"answered": None}, "answered"),
    ],
)
def test_what_cannot_be_logged_is_told_and_not_logged(
    live_app: Flask, site: Site, form: dict[str, str], said: str
) -> None:
    answer = send(Staff(live_app), **form)
    assert answer.status_code == 400
    assert said in answer.text
    assert Enquiries(site).of_day(site.today) == []


def test_a_note_may_have_300_letters(live_app: Flask, site: Site) -> None:
    assert send(Staff(live_app), note="雪" * 300).status_code == 303
    assert len(Enquiries(site).of_day(site.today)[0].note) == 300


def test_from_the_live_picture_one_comes_back_to_it(live_app: Flask) -> None:
    staff = Staff(live_app)
    page = staff.page("/desk/")
    back = found("back", page)
    answer = staff.post(
        "/desk/enquiries", once=found("once", page), back=back, street="駅前大通り", **MAP
    )
    assert answer.location == "/desk/?kept=1"
    assert "The call is logged" in staff.page(answer.location)
    assert send(staff, back="//evil.example").location == "/desk/enquiries?done=kept"


def test_what_bites_is_text_on_the_page_and_no_formula_in_the_table(
    live_app: Flask, site: Site
) -> None:
    staff = Staff(live_app)
    send(staff, street=HOSTILE, note="=HYPERLINK(1)")
    assert_harmless(staff.page("/desk/enquiries"))
    answer = staff.get("/desk/enquiries.csv")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=enquiries_2025-11-30_2026-11-30.csv"
    )
    [row] = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert row == {
        "at": "2026-11-30T09:53:20+09:00",
        "storm": "",
        "street": HOSTILE,
        "asked": "cleared",
        "note": "'=HYPERLINK(1)",
        "answered": "map",
        "taken_by": "Sato",
    }


def test_the_table_holds_the_days_that_were_asked_for(
    live_app: Flask, site: Site, clock: Clock
) -> None:
    for day in range(3):
        call(site, f"street {day}")
        clock.forward(24 * HOUR_S)
    staff = Staff(live_app)
    answer = staff.get("/desk/enquiries.csv?from=2026-12-01&to=2026-12-01")
    assert [row["street"] for row in csv.DictReader(io.StringIO(answer.text))] == ["street 1"]
    for wrong in ("from=yesterday", "from=2026-12-02&to=2026-12-01", "to=2199-01-01"):
        assert staff.get(f"/desk/enquiries.csv?{wrong}").status_code == 400


def test_an_older_day_can_be_looked_at(live_app: Flask, site: Site, clock: Clock) -> None:
    call(site, "old street")
    clock.forward(24 * HOUR_S)
    staff = Staff(live_app)
    today = staff.page("/desk/enquiries")
    assert "old street" not in today
    assert '<a href="/desk/enquiries?day=2026-11-30">30 November 2026</a>' in today
    page = staff.page("/desk/enquiries?day=2026-11-30")
    assert "old street" in page
    assert "Calls on 30 November 2026" in page
    staff.page("/desk/enquiries?day=2199-01-01", 400)


def test_taking_back_by_the_page(live_app: Flask, site: Site) -> None:
    staff, other = Staff(live_app), Staff(live_app, "Suzuki")
    send(staff)
    [one] = Enquiries(site).of_day(site.today)
    refused = other.post("/desk/enquiries/back", id=str(one.id))
    assert "only your own can" in other.page(refused.location)
    assert "Take back" not in other.page("/desk/enquiries").replace("Take back</span>", "")
    taken = staff.post("/desk/enquiries/back", id=str(one.id))
    assert taken.status_code == 303
    with site.storage.read() as connection:
        assert connection.execute(select(enquiries)).all() == []


# What the map says, to be read out


def test_a_street_is_found_with_when_it_was_cleared(live_app: Flask, site: Site) -> None:
    key = next(one.id for one in site.network.segments if one.name == "駅前大通り")
    know(site, key, "worked", 12)
    staff = Staff(live_app)
    said = staff.page("/desk/streets?street=駅前大通")
    assert "12 min ago" in said
    assert "plow" in said.lower()
    for path in ("/desk/enquiries?street=駅前大通", "/desk/?street=駅前大通"):
        assert "12 min ago" in staff.page(path), "works without a script"


def test_where_no_streets_are_cleared_a_street_has_no_page(
    tmp_path: Path, clock: Clock, live_app: Flask
) -> None:
    """A bus: a street is found and logged, nothing is said of it, and nobody is paid by it."""
    bus = Staff(own_app(tmp_path / "bus", clock, {"cleared = true": "cleared = false"}))
    page = bus.page("/desk/streets?street=駅前")
    assert "data-street=" in page
    assert "cleared" not in page
    assert "/desk/daily" not in bus.page("/desk/?street=駅前")
    assert "/desk/daily" in Staff(live_app).page("/desk/")


def test_a_street_that_is_none_is_told(live_app: Flask) -> None:
    staff = Staff(live_app)
    assert "No street is called &#34;Nowhere&#34;" in staff.page("/desk/streets?street=Nowhere")
    assert staff.page("/desk/streets?street=").strip() == ""
    assert_harmless(staff.page(f"/desk/streets?street={HOSTILE}"))
