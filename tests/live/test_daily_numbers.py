"""The daily report: what it counts, what it doubts, and that it outlives the fixes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from live.conftest import STORM_S, Clock
from live.storm_drives import HOUR, drive, moved, plow, roads_of, send
from sqlalchemy import delete

from civickit.live.counting import count_all
from civickit.live.daily import Daily, VehicleDay, daily, daily_csv, daily_file, nightly, span
from civickit.live.daily.nightly import write_due
from civickit.live.daily.words import FOLDER, words_of
from civickit.live.progress import progress
from civickit.live.site import Site
from civickit.live.tables import fixes
from civickit.tracks.fixes import Fix
from civickit.web.languages import check_languages

DAY = date(2026, 11, 30)
BEGIN_S = STORM_S - HOUR


@pytest.fixture
def town(site: Site) -> Iterator[Site]:
    yield site
    site.writer.stop()
    site.hub.stop()


def only(report: Daily) -> VehicleDay:
    [vehicle] = report.vehicles
    return vehicle


def driven_m(site: Site, seed: int, count: int) -> float:
    """The length of the way that a drive was made over."""
    import random

    roads = roads_of(site)
    path = roads.walk(random.Random(seed), count)
    return sum(roads.cuts.metres[way >> 1][-1] for way in path)


def test_a_drive_in_numbers(town: Site) -> None:
    made = drive(town, 1, BEGIN_S, every_s=5, count=60)
    send(town, plow(town, "one", contractor="Snow Ltd"), made.fixes)
    count_all(town)
    one = only(daily(town, DAY))
    whole = driven_m(town, 1, 60)
    assert one.driven_m == pytest.approx(whole, rel=0.03)
    assert one.worked_m == one.driven_m
    lasted = made.fixes[-1].fixed_at - made.fixes[0].fixed_at
    assert one.duty_s == pytest.approx(lasted, abs=31)
    assert one.worked_s == one.duty_s
    assert (one.first_ms, one.last_ms) == (
        round(made.fixes[0].fixed_at * 1000),
        round(made.fixes[-1].fixed_at * 1000),
    )
    assert (one.fixes, one.gaps) == (len(made.fixes), 0)
    assert len(made.fixes) * 0.8 < one.used <= len(made.fixes)
    assert one.contractor == "Snow Ltd"
    assert sum(street.worked_m for street in one.streets) + one.rest_m == one.worked_m
    segments = {segment.id: segment for segment in town.network.segments}
    for street in one.streets:
        assert street.name == segments[street.id].name
        assert street.length_m == segments[street.id].length_m
        assert street.first_ms < street.last_ms
        assert street.passes >= 1
    assert [one.first_ms for one in one.streets] == sorted(one.first_ms for one in one.streets)


def test_passes_are_counted(town: Site) -> None:
    """The same way again after an hour: every street once more, and twice the metres."""
    made = drive(town, 1, BEGIN_S, every_s=5)
    device = plow(town, "one")
    send(town, device, made.fixes)
    count_all(town)
    before = only(daily(town, DAY))
    send(town, device, [moved(fix, 3_000) for fix in made.fixes])
    count_all(town)
    after = only(daily(town, DAY))
    assert {one.id for one in after.streets} == {one.id for one in before.streets}
    assert sum(one.passes for one in after.streets) == 2 * sum(one.passes for one in before.streets)
    assert after.worked_m == pytest.approx(2 * before.worked_m, abs=40)
    assert (after.gaps, before.gaps) == (1, 0)
    assert "gaps" in after.doubts


def test_only_what_was_worked_is_work(town: Site) -> None:
    for number, state in enumerate(("plowing", "salting", "driving", "unknown")):
        some = drive(town, number, BEGIN_S, every_s=10, state=state).fixes
        send(town, plow(town, state), some)
    count_all(town)
    by_name = {one.device: one for one in daily(town, DAY).vehicles}
    for name, one in by_name.items():
        assert one.driven_m > 1_000
        assert (one.worked_m > 0) == (one.worked_s > 0) == (name in {"plowing", "salting"})
        assert bool(one.streets) == (name in {"plowing", "salting"})
        assert ("unknown_state" in one.doubts) == (name == "unknown")
    assert by_name["unknown"].unknown_m == by_name["unknown"].driven_m


def test_what_cannot_be_sure_is_marked(town: Site) -> None:
    """A bad receiver, and a fix every minute: the way between them is a guess."""
    made = drive(town, 1, BEGIN_S, every_s=60, count=50, noise_m=30, heading=False)
    send(town, plow(town, "one"), made.fixes)
    count_all(town)
    one = only(daily(town, DAY))
    assert one.unsure_m > 0
    assert "unsure" in one.doubts
    assert all(street.doubtful == (street.confidence < 0.8) for street in one.streets)


def test_fixes_on_no_street_are_told(town: Site) -> None:
    some = [
        Fix("", BEGIN_S + 10 * k, BEGIN_S + 10 * k, 38.5 + k * 0.001, 146.0, state="plowing")
        for k in range(40)
    ]
    send(town, plow(town, "one"), some)
    count_all(town)
    one = only(daily(town, DAY))
    assert (one.driven_m, one.used, one.fixes) == (0, 0, 40)
    assert one.worked_s > 0
    assert one.doubts == ("unused",)


def test_the_day_is_cut_at_the_citys_midnight(town: Site, clock: Clock) -> None:
    midnight = datetime(2026, 12, 1, tzinfo=town.settings.zone).timestamp()
    clock.now = midnight + 6 * HOUR
    made = drive(town, 1, midnight - 400, every_s=10, count=60).fixes
    assert made[0].fixed_at < midnight < made[-1].fixed_at
    send(town, plow(town, "one"), made)
    count_all(town)
    night = only(daily(town, DAY)), only(daily(town, date(2026, 12, 1)))
    both = only(span(town, round((midnight - HOUR) * 1000), round((midnight + 6 * HOUR) * 1000)))
    assert night[0].last_ms == night[1].first_ms == round(midnight * 1000)
    assert night[0].driven_m + night[1].driven_m == pytest.approx(both.driven_m, abs=3)
    assert night[0].fixes + night[1].fixes == both.fixes == len(made)
    assert night[0].duty_s + night[1].duty_s == pytest.approx(both.duty_s, abs=60)
    assert both.duty_s == pytest.approx(made[-1].fixed_at - made[0].fixed_at, abs=31)


def test_any_span_is_cut_to_the_second(town: Site) -> None:
    made = drive(town, 1, BEGIN_S, every_s=10, count=60).fixes
    send(town, plow(town, "one"), made)
    count_all(town)
    begin, end = (round((BEGIN_S + s) * 1000) for s in (100, 400))
    one = only(span(town, begin, end))
    assert (one.first_ms, one.last_ms, one.duty_s) == (begin, end, 300)


def test_numbers_outlive_the_fixes(town: Site, clock: Clock) -> None:
    send(town, plow(town, "one"), drive(town, 1, BEGIN_S).fixes)
    count_all(town)
    before = daily(town, DAY)
    clock.forward(40 * 86_400)
    town.storage.run(delete(fixes))
    assert daily(town, DAY) == before


def test_it_says_while_something_waits_to_be_counted(town: Site) -> None:
    send(town, plow(town, "one"), drive(town, 1, BEGIN_S).fixes)
    waiting = daily(town, DAY)
    assert (waiting.counted, waiting.vehicles) == (False, ())
    assert words_of("ja")("daily_not_counted") in daily_csv(waiting, "ja").decode("utf-8-sig")
    count_all(town)
    assert daily(town, DAY).counted


def test_a_day_without_anybody(town: Site) -> None:
    report = daily(town, DAY)
    assert (report.vehicles, report.counted, report.changed_ms) == ((), True, None)
    assert report.totals().vehicles == 0
    assert report.contractors() == []


def rows_of(report: Daily, lang: str) -> list[dict[str, str]]:
    text = daily_csv(report, lang).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def fleet(town: Site) -> None:
    for number, (name, contractor) in enumerate(
        [("one", "Snow Ltd"), ("two", "Snow Ltd"), ("three", ""), ("four", "雪国建設(株)")]
    ):
        send(
            town,
            plow(town, name, contractor=contractor),
            drive(town, number, BEGIN_S, every_s=10).fixes,
        )
    count_all(town)


def test_the_table_adds_up(town: Site) -> None:
    fleet(town)
    report = daily(town, DAY)
    assert daily_csv(report, "ja").startswith(b"\xef\xbb\xbf")
    rows = rows_of(report, "en")
    kinds = {kind: [one for one in rows if one["Kind of row"] == kind]
             for kind in ("vehicle", "street", "contractor", "total", "note")}  # fmt: skip
    assert [len(kinds[kind]) for kind in ("vehicle", "contractor", "total")] == [4, 3, 1]
    [total] = kinds["total"]
    assert {one["Contractor"] for kind in ("vehicle", "street") for one in kinds[kind]} == {
        one["Contractor"] for one in kinds["contractor"]
    }
    for column in ("On duty (min)", "Worked (min)", "Fixes received", "Fixes on streets"):
        for kind in ("vehicle", "contractor"):
            assert sum(int(one[column]) for one in kinds[kind]) == int(total[column])
    for column in ("Driven (km)", "Worked (km)", "Doubtful (km)"):
        for kind in ("vehicle", "contractor"):
            found = sum(round(float(one[column]) * 1000) for one in kinds[kind])
            assert found == round(float(total[column]) * 1000)
    streets = sum(round(float(one["Worked (km)"]) * 1000) for one in kinds["street"])
    assert streets == round(float(total["Worked (km)"]) * 1000)
    assert int(total["Streets worked"]) == sum(len(one.streets) for one in report.vehicles)
    assert any("fictional" in one["To be checked"] for one in kinds["note"])


def test_no_name_runs_as_a_formula(town: Site) -> None:
    bad = "=HYPERLINK(1)"
    some = drive(town, 1, BEGIN_S).fixes
    send(town, plow(town, bad, contractor="@SUM(A1)"), some)
    count_all(town)
    report = daily(town, DAY)
    cells = {cell for row in rows_of(report, "ja") for cell in row.values()}
    assert {f"'{bad}", "'@SUM(A1)"} <= cells
    assert not {cell for cell in cells if cell.startswith(("=", "@", "+", "-"))}


def test_the_report_is_ready_in_the_morning(town: Site, clock: Clock) -> None:
    """Ten minutes after midnight, once all is counted; and again when late fixes change it."""
    device, made = plow(town, "one"), drive(town, 1, BEGIN_S).fixes
    send(town, device, made)
    paths = [daily_file(town, DAY, kind) for kind in ("csv", "pdf")]
    midnight = datetime(2026, 12, 1, tzinfo=town.settings.zone).timestamp()
    clock.now = midnight + 599
    count_all(town)
    assert write_due(town) == []
    clock.now = midnight + 600
    assert write_due(town) == [DAY]
    assert [path.name for path in paths] == ["2026-11-30.csv", "2026-11-30.pdf"]
    first = [path.read_bytes() for path in paths]
    assert first[0] == daily_csv(daily(town, DAY), "ja")
    assert first[1].startswith(b"%PDF")
    assert write_due(town) == []
    clock.forward(HOUR)
    send(town, device, [moved(fix, 2_000) for fix in made])
    assert write_due(town) == []  # not yet counted
    count_all(town)
    assert write_due(town) == [DAY]
    assert "訂正：2026-12-01 01:10" in paths[0].read_text(encoding="utf-8-sig")
    assert paths[1].read_bytes() != first[1]
    assert write_due(town) == []


def test_two_processes_at_once_write_no_correction(
    town: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(town, plow(town, "one"), drive(town, 1, BEGIN_S).fixes)
    count_all(town)
    clock.now = datetime(2026, 12, 1, 1, tzinfo=town.settings.zone).timestamp()

    def slow(site: Site, day: date) -> Daily:
        monkeypatch.setattr(nightly, "daily", daily)
        assert write_due(site) == [day]  # the other process
        return daily(site, day)

    monkeypatch.setattr(nightly, "daily", slow)
    assert write_due(town) == [DAY]
    assert "訂正" not in daily_file(town, DAY, "csv").read_text(encoding="utf-8-sig")


def test_no_report_is_written_of_days_without_work(town: Site, clock: Clock) -> None:
    clock.forward(5 * 86_400)
    assert write_due(town) == []
    assert not (town.settings.state / "daily").exists()


def test_progress_is_what_is_left_of_each_priority(town: Site) -> None:
    send(town, plow(town, "one"), drive(town, 1, BEGIN_S, count=60).fixes)
    send(town, plow(town, "two"), drive(town, 2, BEGIN_S, state="driving").fixes)
    count_all(town)
    found = progress(town, round((BEGIN_S - 1) * 1000))
    assert [one.priority for one in found] == [1, 2, 3]
    streets = {one.id: one for one in town.ledger.streets()}
    assert sum(one.worked for one in found) == sum(s.claim == "worked" for s in streets.values())
    assert sum(one.passed for one in found) == sum(s.claim == "passed" for s in streets.values())
    assert sum(one.streets for one in found) == len(town.network.lengths())
    for one in found:
        assert one.streets == one.worked + one.passed + len(one.left)
        assert 0 <= one.worked_m + one.passed_m < one.metres
    later = progress(town, round(STORM_S * 1000) + 86_400_000)
    assert all((one.worked, one.passed, len(one.left)) == (0, 0, one.streets) for one in later)


def test_the_words_are_whole() -> None:
    assert check_languages(FOLDER) == []
    used = {name for path in Path(FOLDER).parent.glob("*.py") for name in keys_in(path)}
    assert used <= words_of("en").func.__self__.texts["en"].keys()  # type: ignore[attr-defined]


def keys_in(path: Path) -> list[str]:
    import re

    return re.findall(r'words\("(daily_[a-z_]+)"', path.read_text(encoding="utf-8"))


def test_pairs_of_spans_never_overlap(town: Site) -> None:
    """Late fixes and hours counted again: nobody is on duty twice at once."""
    device = plow(town, "one")
    made = drive(town, 3, BEGIN_S, count=120).fixes
    send(town, device, made[::2])
    count_all(town)
    send(town, device, made[1::2])
    count_all(town)
    from live.storm_drives import rows

    from civickit.live._street_tables import spans

    found = sorted((row["from_ms"], row["until_ms"]) for row in rows(town, spans))
    assert len(found) >= 2
    assert all(a[1] <= b[0] for a, b in pairwise(found))


def test_a_street_of_an_earlier_storm_that_is_only_passed_now_is_not_left(town: Site) -> None:
    before_s = BEGIN_S - 30 * 3_600
    send(town, plow(town, "one"), drive(town, 1, before_s).fixes)
    send(town, plow(town, "two"), drive(town, 1, BEGIN_S, state="driving").fixes)
    count_all(town)
    assert {one.claim for one in town.ledger.streets()} == {"worked"}
    found = progress(town, round((BEGIN_S - 1) * 1000))
    assert sum(one.passed for one in found) >= 25
    assert sum(one.worked for one in found) == 0
    passed = {one.id for one in town.ledger.streets()}
    assert not passed & {id_ for one in found for id_ in one.left}
    assert sum(one.worked for one in progress(town, round(before_s * 1000) - 1)) >= 25
