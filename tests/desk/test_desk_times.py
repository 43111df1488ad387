"""Values over time: a gap is told and stays a gap."""

from __future__ import annotations

from datetime import datetime, timedelta

import pandas as pd
import pytest

from civickit.desk.times import (
    clean_series,
    far_values,
    gaps,
    resolutions,
    rhythm,
    summed_up,
)

START = datetime(2026, 1, 1)  # noqa: DTZ001 - a sensor's own clock


def hourly(values: list[float | None], step: timedelta = timedelta(hours=1)) -> pd.DataFrame:
    times = [START + step * number for number in range(len(values))]
    return clean_series(pd.DataFrame({"t": times, "v": values}), "t", "v")


def test_a_missing_value_is_a_gap_with_its_two_ends() -> None:
    series = hourly([1, 2, None, None, 5, *[6] * 10])
    (gap,) = gaps(series, rhythm(series))
    assert gap.last == START + timedelta(hours=1)
    assert gap.next == START + timedelta(hours=4)
    assert gap.missing == 2


def test_no_gap_where_nothing_is_missing() -> None:
    series = hourly([1.0] * 24)
    assert rhythm(series).step == timedelta(hours=1)
    assert gaps(series, rhythm(series)) == []


def test_where_values_come_irregularly_no_gap_is_claimed() -> None:
    times = [START + timedelta(minutes=n * n * 7) for n in range(30)]
    series = clean_series(pd.DataFrame({"t": times, "v": range(30)}), "t", "v")
    assert not rhythm(series).regular
    assert gaps(series, rhythm(series)) == []


def test_the_line_breaks_where_a_value_is_missing() -> None:
    series = hourly([1, 2, None, 4, *[6] * 10])
    found = summed_up(series, "each", rhythm(series))
    assert found["mean"].isna().to_list() == [False, False, True, *[False] * 11]
    assert found["missing"].to_list()[2] == 1


def test_a_day_tells_its_smallest_mean_and_largest_and_what_is_missing() -> None:
    series = hourly([float(n % 24) for n in range(48)] + [None] * 24 + [5.0] * 12)
    found = summed_up(series, "day", rhythm(series))
    assert found["min"].to_list()[:2] == [0, 0]
    assert found["mean"].to_list()[:2] == [11.5, 11.5]
    assert found["max"].to_list()[:2] == [23, 23]
    assert found["mean"].isna().to_list() == [False, False, True, False]
    assert found["count"].to_list() == [24, 24, 0, 12]
    assert found["missing"].to_list() == [0, 0, 24, 12]


def test_a_month_is_as_long_as_it_is() -> None:
    series = hourly([1.0] * 59, timedelta(days=1))
    found = summed_up(series, "month", rhythm(series))
    assert found["count"].to_list() == [31, 28]
    assert found["missing"].to_list() == [0, 0]


@pytest.mark.parametrize(
    ("step", "count", "offered"),
    [
        (timedelta(minutes=30), 48, ["each", "hour", "day", "month"]),
        (timedelta(hours=3), 400, ["each", "day", "month"]),
        (timedelta(minutes=1), 500_000, ["day", "month"]),
        (timedelta(days=1), 400, ["each", "month"]),
    ],
)
def test_only_steps_that_make_sense_are_offered(
    step: timedelta, count: int, offered: list[str]
) -> None:
    series = hourly([1.0] * count, step)
    assert resolutions(series, rhythm(series), 1_500) == offered


def test_a_fault_of_the_sensor_is_far_from_all_others() -> None:
    series = hourly([float(30 + n % 7) for n in range(60)] + [999.0])
    assert far_values(series)["value"].to_list() == [999.0]
    assert far_values(hourly([float(n) for n in range(60)])).empty


def test_one_value_alone_has_no_rhythm() -> None:
    series = hourly([1.0])
    assert gaps(series, rhythm(series)) == []
    assert len(summed_up(series, resolutions(series, rhythm(series), 10)[0], rhythm(series))) == 1
