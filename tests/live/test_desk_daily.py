"""The daily report at the desk: the same numbers on the page, in the table and on the sheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from live.conftest import STORM_S, Clock
from live.desking import HOSTILE, Staff, assert_harmless
from live.storm_drives import HOUR, drive, plow, send
from pypdf import PdfReader

from civickit.live._open_data import midnight_ms, tell_ms
from civickit.live.counting import count_all
from civickit.live.daily import daily, daily_file
from civickit.live.daily.contractors import contractors_at, contractors_changed_ms
from civickit.live.daily.nightly import write_due
from civickit.live.site import Site

DAY = date(2026, 11, 30)
PATH = "/desk/daily/2026-11-30"


@pytest.fixture
def worked(site: Site) -> Iterator[Site]:
    """A day with two vehicles of two contractors, one of which never said what it did."""
    send(site, plow(site, "Plow 1", contractor="Kitahara"), drive(site, 1, STORM_S - HOUR).fixes)
    unknown = drive(site, 2, STORM_S - HOUR, state="unknown").fixes
    send(site, plow(site, HOSTILE[:30], contractor=HOSTILE), unknown)
    count_all(site)
    yield site
    site.writer.stop()


def test_the_page_holds_the_numbers_of_the_report(live_app: Flask, worked: Site) -> None:
    report = daily(worked, DAY)
    page = Staff(live_app).page(PATH)
    totals = report.totals()
    assert totals.driven_m > 1_000
    for one in (*report.vehicles, totals):
        assert f'<td class="number">{one.driven_m / 1000:.3f}</td>' in page
        assert f'<td class="number">{one.worked_m / 1000:.3f}</td>' in page
    first = next(one for one in report.vehicles if one.device == "Plow 1")
    for street in first.streets:
        assert f'href="/streets/{street.id}"' in page
    assert "Kitahara" in page
    assert_harmless(page)


def test_doubtful_parts_are_marked_and_said(live_app: Flask, worked: Site) -> None:
    page = Staff(live_app).page(PATH)
    by_vehicle = page[page.index('id="vehicles"') : page.index("<details")]
    doubted = re.findall(r'<tr class="doubt">.*?</tr>', by_vehicle, re.DOTALL)
    assert len(doubted) == sum(bool(one.doubts) for one in daily(worked, DAY).vehicles)
    assert any("work state unknown" in row and "▲" in row for row in doubted)


def test_the_table_and_the_sheet_are_files(live_app: Flask, worked: Site) -> None:
    staff = Staff(live_app)
    table = staff.client.get(f"{PATH}.csv", headers={"Accept-Language": "en"})
    assert table.mimetype == "text/csv"
    assert table.headers["Content-Disposition"] == "attachment; filename=daily_2026-11-30.csv"
    rows = list(csv.DictReader(io.StringIO(table.data.decode("utf-8-sig"))))
    assert {row["Vehicle"] for row in rows} >= {"Plow 1", HOSTILE[:30]}
    sheet = staff.get(f"{PATH}.pdf")
    assert sheet.mimetype == "application/pdf"
    text = "".join(one.extract_text() for one in PdfReader(io.BytesIO(sheet.data)).pages)
    assert "Plow1" in re.sub(r"[\u200b\s]", "", text)  # where a line may break


def test_the_file_of_the_night_is_the_one_that_is_given_out(live_app: Flask, worked: Site) -> None:
    kept = daily_file(worked, DAY, "csv")
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(b"written in the night")
    tell_ms(kept, daily(worked, DAY).changed_ms or 0)
    staff = Staff(live_app)
    assert staff.get(f"{PATH}.csv?lang=ja").data == b"written in the night"
    assert b"Plow 1" in staff.get(f"{PATH}.csv?lang=en").data


def test_one_goes_from_day_to_day_and_not_into_the_future(live_app: Flask) -> None:
    staff = Staff(live_app)
    assert staff.get("/desk/daily").location == PATH
    page = staff.page(PATH)
    assert 'href="/desk/daily/2026-11-29"' in page
    assert 'href="/desk/daily/2026-12-01"' not in page
    assert "Nothing is recorded for this day" in page
    assert 'href="/desk/daily/2026-11-30"' in staff.page("/desk/daily/2026-11-29")
    assert staff.get("/desk/daily?day=2026-11-03").location == "/desk/daily/2026-11-03"


def test_a_day_that_is_none_is_not_found(live_app: Flask) -> None:
    staff = Staff(live_app)
    nones = ("2026-12-01", "1999-12-31", "2026-02-30", "yesterday", "20261130", "2026-W49-1", "x.y")
    for said in nones:
        for kind in ("", ".csv", ".pdf"):
            assert staff.get(f"/desk/daily/{said}{kind}").status_code == 404, said
    assert staff.get("/desk/daily?day=2026-12-01").status_code == 400


def test_a_contractor_and_a_vehicle_have_files_of_their_own(live_app: Flask, worked: Site) -> None:
    staff = Staff(live_app)
    page = staff.page(PATH)
    for query in ("contractor=Kitahara", "vehicle=Plow+1"):
        assert f"{PATH}.pdf?{query}" in page
        table = staff.get(f"{PATH}.csv?{query}").data.decode("utf-8-sig")
        assert "Plow 1" in table
        assert HOSTILE[:30] not in table
    named = staff.get(f"{PATH}.csv?contractor=Kitahara").headers["Content-Disposition"]
    assert named == "attachment; filename=daily_2026-11-30_Kitahara.csv"
    assert staff.get(f"{PATH}.pdf?vehicle=nobody").status_code == 404
    assert staff.get(f"{PATH}.pdf?part=2").status_code == 400


def test_a_vehicle_that_changed_hands_is_paid_to_who_had_it(live_app: Flask, worked: Site) -> None:
    """The report of the day it changed, and of a day before, whoever has it now."""
    chief = Staff(live_app, "Chief", "admin")
    edit = {"name": "Plow 1", "kind": "grader", "note": "new"}
    path = "/desk/devices/edit"
    assert chief.post(path, **edit, contractor="Minami", since="2099-12-01").status_code == 400
    assert chief.post(path, **edit, contractor="Minami", since="2026-11-30").status_code == 303
    assert worked.devices.named("Plow 1")[2:5] == ("Minami", "grader", "new")
    [of_day] = daily(worked, DAY).only(device="Plow 1").vehicles
    assert of_day.contractor == "Minami"
    with worked.storage.read() as connection:
        day_before = midnight_ms(worked, DAY) - 1
        [had] = contractors_at(connection, day_before).values()
    assert had == "Kitahara"
    chief.post(path, **edit, contractor="Nishi", since="")
    with worked.storage.read() as connection:
        assert set(contractors_at(connection, day_before).values()) == {"Nishi"}
    assert Staff(live_app).post(path, **edit).status_code == 403


def test_the_first_day_of_a_contractor_is_put_right(
    live_app: Flask, worked: Site, clock: Clock
) -> None:
    """Whoever has it stays the same; and who edits the note alone changes nobody's days."""

    def had(days_before: int) -> str | None:
        with worked.storage.read() as connection:
            at_ms = midnight_ms(worked, DAY - timedelta(days=days_before))
            return contractors_at(connection, at_ms).get(device.id)

    chief, device = Staff(live_app, "Chief", "admin"), worked.devices.named("Plow 1")
    edit = {"name": "Plow 1", "kind": "plow", "contractor": "Minami"}
    for days_before in (0, 5):
        since = (DAY - timedelta(days=days_before)).isoformat()
        path = "/desk/devices/edit"
        assert chief.post(path, **edit, note="", since=since).status_code == 303
    assert [had(0), had(5), had(6)] == ["Minami", "Minami", "Kitahara"]
    changed_ms = contractors_changed_ms(worked, 0, worked.now_ms)
    clock.forward(60)
    for since in (DAY.isoformat(), ""):
        chief.post("/desk/devices/edit", **edit, note="blue", since=since)
    assert [had(5), had(6)] == ["Minami", "Kitahara"]
    assert contractors_changed_ms(worked, 0, worked.now_ms) == changed_ms


def test_the_file_of_the_night_is_written_anew_for_another_contractor(
    live_app: Flask, worked: Site, clock: Clock
) -> None:
    clock.forward(2 * 24 * HOUR)
    assert write_due(worked) == [DAY]
    chief = Staff(live_app, "Chief", "admin")
    edit = {"name": "Plow 1", "kind": "plow", "note": "", "contractor": "Minami"}
    chief.post("/desk/devices/edit", **edit, since=(DAY + timedelta(days=1)).isoformat())
    assert write_due(worked) == []
    chief.post("/desk/devices/edit", **edit | {"contractor": "Nishi"}, since="")
    assert "Nishi" in chief.get(f"{PATH}.csv?lang=ja").data.decode("utf-8-sig")
    assert write_due(worked) == [DAY]
    assert "Nishi" in daily_file(worked, DAY, "csv").read_text(encoding="utf-8-sig")
