"""Values over time: how often they come, where they are missing, and their way by hour or month.

Needs no Streamlit. A gap is told and stays a gap: no value is made up to bridge it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pandas as pd  # type: ignore[import-untyped]  # pandas ships no types

MISSING_AFTER = 1.5
REGULAR_SHARE = 0.7
FAR = 15.0
FEWEST = 20
EACH = "each"
FREQUENCIES = {"hour": "h", "day": "D", "month": "MS"}
LENGTHS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "month": timedelta(days=28)}


class Gap(NamedTuple):
    """No value after `last` until `next`; `missing` values should have come between."""

    last: datetime
    next: datetime
    missing: int


class Rhythm(NamedTuple):
    """The commonest step between two values, and whether most of them come in it."""

    step: timedelta
    regular: bool


def clean_series(frame: Any, time: str, value: str) -> Any:
    """`time` and `value`, in order, without rows that lack one of them."""
    found = frame[[time, value]].set_axis(["time", "value"], axis=1).dropna()
    return found.sort_values("time", kind="stable").reset_index(drop=True)


def rhythm(series: Any) -> Rhythm:
    """How often values come. Zero where there are fewer than two times."""
    steps = series["time"].drop_duplicates().diff().dropna()
    if steps.empty:
        return Rhythm(timedelta(0), False)
    step = steps.mode().iloc[0]
    near = ((steps - step).abs() <= step / 10).mean()
    return Rhythm(step.to_pytimedelta(), bool(near >= REGULAR_SHARE))


def gaps(series: Any, known: Rhythm) -> list[Gap]:
    """Where values that should have come did not; none where they come irregularly."""
    if not known.regular:
        return []
    times = series["time"].drop_duplicates().reset_index(drop=True)
    steps = times.diff()
    wide = steps[steps > known.step * MISSING_AFTER]
    return [
        Gap(times[at - 1].to_pydatetime(), times[at].to_pydatetime(), round(step / known.step) - 1)
        for at, step in wide.items()
    ]


def far_values(series: Any) -> Any:
    """The rows whose value lies far from all others: fifteen times their usual distance."""
    distance = (series["value"] - series["value"].median()).abs()
    usual = distance.median()
    if len(series) < FEWEST or not usual:
        return series.iloc[:0]
    return series[distance > FAR * usual]


def resolutions(series: Any, known: Rhythm, most_points: int) -> list[str]:
    """The steps in time that make sense, the finest first."""
    coarser = [name for name, length in LENGTHS.items() if length > known.step]
    fitting = [one for one in coarser if _points(series, one) <= most_points]
    each = [EACH] if len(series) <= most_points and series["time"].is_unique else []
    return [*each, *(fitting or coarser[-1:] or ["month"])]


def _points(series: Any, resolution: str) -> float:
    return float((series["time"].iloc[-1] - series["time"].iloc[0]) / LENGTHS[resolution])


def summed_up(series: Any, resolution: str, known: Rhythm) -> Any:
    """`time`, `min`, `mean`, `max`, `count` and `missing`, one row a step.

    A step without any value has a row with nothing in it, so that a line drawn through the
    rows breaks there.
    """
    if resolution == EACH:
        return _each(series, known)
    steps = series.set_index("time")["value"].resample(FREQUENCIES[resolution])
    found = steps.agg(["min", "mean", "max", "count"])
    found["missing"] = _missing(found, resolution, known)
    return found.reset_index()


def _each(series: Any, known: Rhythm) -> Any:
    found = pd.DataFrame({"time": series["time"]})
    for name in ("min", "mean", "max"):
        found[name] = series["value"]
    found["count"], found["missing"] = 1, 0
    empty = [
        {"time": pd.Timestamp(gap.last + known.step), "count": 0, "missing": gap.missing}
        for gap in gaps(series, known)
    ]
    rows = pd.concat([found, pd.DataFrame(empty)]) if empty else found
    return rows.sort_values("time", kind="stable").reset_index(drop=True)


def _missing(found: Any, resolution: str, known: Rhythm) -> Any:
    if not known.regular:
        return 0
    days = found.index.days_in_month if resolution == "month" else 1
    length = timedelta(days=1) * days if resolution == "month" else LENGTHS[resolution]
    expected = (pd.Series(length / known.step, index=found.index)).round()
    return (expected - found["count"]).clip(lower=0).astype(int)
