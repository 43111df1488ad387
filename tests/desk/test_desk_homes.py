"""What a home's readings tell: only whole hours, days and nights count."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from civickit.clients.household_energy import read
from civickit.desk.homes import Home, summed_up

START = datetime(2026, 4, 1, tzinfo=ZoneInfo("Asia/Tokyo"))


def home(days: int, missing: set[int] = frozenset()) -> Home:
    rows = ["日時,使用量(kWh)"]
    for number in range(days * 48):
        at = START + timedelta(minutes=30 * number)
        if number not in missing:
            rows.append(f"{at:%Y/%m/%d %H:%M},{1.0 if at.hour == 18 else 0.1}")
    return summed_up(read("\n".join(rows).encode()).readings)


def test_hours_of_the_day_are_means_of_whole_hours() -> None:
    found = home(3, {36})  # half of one evening's hour is not there
    by_hour = {one.key: (one.mean_kwh, one.measured) for one in found.by_hour}
    assert len(by_hour) == 24
    assert by_hour[18] == (2.0, 2)
    assert by_hour[3] == (0.2, 3)


def test_a_day_that_is_not_whole_is_in_no_mean() -> None:
    found = home(8, set(range(10)))
    assert [one.minutes for one in found.days] == [1140, *[1440] * 7]
    assert found.whole_days == 7
    assert {one.key: one.measured for one in found.by_weekday} == dict.fromkeys(range(7), 1)
    assert [(one.key, one.measured) for one in found.by_month] == [(202604, 7)]


def test_base_load_and_peak_are_powers() -> None:
    found = home(3)
    assert found.base_w == 200
    assert found.peak_kw == 2
    assert found.peak_at == START + timedelta(hours=18)


def test_without_a_whole_night_there_is_no_base_load() -> None:
    assert home(1, {3}).base_w is None
