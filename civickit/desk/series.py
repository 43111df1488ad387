"""A value over time: its line with its gaps, and its smallest, mean and largest values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import altair
import streamlit as st

from civickit.desk import show
from civickit.desk.opened import Opened
from civickit.desk.page import Page
from civickit.desk.times import (
    EACH,
    Gap,
    Rhythm,
    clean_series,
    far_values,
    gaps,
    resolutions,
    rhythm,
    summed_up,
)

MOST_POINTS = 1_500
ROWS_SHOWN = 400
GAPS_TOLD = 12
FAR_TOLD = 8
LINE_COLOR = "#0f6cbd"


def series(page: Page, opened: Opened, rows: Any) -> None:
    """The reader chooses a place, a value and a step in time; gaps are told and never bridged."""
    times, values = opened.of_kind("time"), opened.of_kind("number")
    if not times or not values or rows.empty or opened.home:
        return
    st.header(page.t("series"), anchor=False)
    left, middle, right = st.columns(3)
    value = left.selectbox(page.t("which_value"), values, _place(values, opened.data.value))
    time = opened.data.time if opened.data.time in times else times[0]
    if len(times) > 1:
        time = left.selectbox(page.t("which_time"), times, times.index(time))
    found = clean_series(_of_one_group(page, opened, rows, time, middle), time, value)
    if found.empty:
        st.info(page.t("no_series"))
        return
    unit = opened.data.unit if value == opened.data.value else ""
    found = _without_far(page, found, unit)
    known = rhythm(found)
    steps = resolutions(found, known, MOST_POINTS)
    step = right.selectbox(
        page.t("resolution"), steps, _usual(found, steps), format_func=lambda s: page.t(f"per.{s}")
    )
    _tell_rhythm(page, known, gaps(found, known))
    _draw(page, summed_up(found, step, known), step, f"{value} · {page.t(f'per.{step}')}", unit)


def _place(names: Sequence[str], wanted: str) -> int:
    return names.index(wanted) if wanted in names else 0


def _usual(found: Any, steps: Sequence[str]) -> int:
    """Days, where there are more than a few; else the finest step."""
    days = (found["time"].iloc[-1] - found["time"].iloc[0]).days
    return steps.index("day") if "day" in steps and days > 60 else 0


def _of_one_group(page: Page, opened: Opened, rows: Any, time: str, place: Any) -> Any:
    """The rows of one sensor: values of several at the same time make no line."""
    groups = [name for name in opened.of_kind("category") if rows[name].nunique() > 1]
    by = next((name for name in groups if not rows.duplicated([time, name]).any()), "")
    if not by or not rows[time].duplicated().any():
        return rows
    words = list(rows[by].unique())
    names = {word: word or page.t("empty") for word in words}
    chosen = place.selectbox(page.t("which_group"), words, format_func=names.__getitem__)
    return rows[rows[by] == chosen]


def _without_far(page: Page, found: Any, unit: str) -> Any:
    """The values; those far from all others are told, and left out only when the reader says so."""
    far = far_values(found)
    if far.empty:
        return found
    st.warning(page.t("far_values", count=len(far)))
    show.lines(
        f"{moment(row.time, EACH)}: {show.written(row.value)} {unit}"
        for row in far.head(FAR_TOLD).itertuples()
    )
    return found.drop(far.index) if st.checkbox(page.t("leave_far_out")) else found


def _tell_rhythm(page: Page, known: Rhythm, found: Sequence[Gap]) -> None:
    if not known.regular:
        show.hint(page.t("irregular"))
        return
    if not found:
        show.hint(page.t("no_gaps", step=length(page, known.step)))
        return
    missing = sum(one.missing for one in found)
    told = {"gaps": len(found), "missing": missing, "step": length(page, known.step)}
    st.warning(page.t("gaps", **told))
    longest = sorted(found, key=lambda one: -one.missing)[:GAPS_TOLD]
    rows = [(moment(one.last, EACH), moment(one.next, EACH), one.missing) for one in longest]
    header = [page.t("gap_after"), page.t("gap_until"), page.t("gap_missing")]
    with st.expander(page.t("where_gaps")):
        show.numbers(page.t("where_gaps"), header, rows)


def length(page: Page, step: timedelta) -> str:
    """A step in time in words: 30 minutes, 3 hours, 1 day."""
    for name, one in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        count = step.total_seconds() / one
        if count >= 1 and count.is_integer():
            return page.t(f"length.{name}", count=int(count))
    return page.t("length.seconds", count=int(step.total_seconds()))


def moment(at: datetime, resolution: str) -> str:
    """A time as it is written in tables: to the minute, the day or the month."""
    form = {"day": "%Y-%m-%d", "month": "%Y-%m"}.get(resolution, "%Y-%m-%d %H:%M")
    return at.strftime(form)


def _draw(page: Page, found: Any, step: str, caption: str, unit: str) -> None:
    header = [page.t("time"), page.t("which_value"), page.t("gap_missing")]
    columns = ["mean", "missing"]
    if step != EACH:
        header[1:2] = [page.t(f"way.{name}") for name in ("min", "mean", "max")]
        columns[:1] = ["min", "mean", "max"]
    numbers = [
        (moment(row.time, step), *(getattr(row, name) for name in columns))
        for row in found.head(ROWS_SHOWN).itertuples()
    ]
    show.figure(line_with_band(page, found, step != EACH, unit), caption, header, numbers)
    if len(found) > ROWS_SHOWN:
        show.hint(page.t("numbers_cut", shown=ROWS_SHOWN, count=f"{len(found):,}"))


def line_with_band(page: Page, found: Any, band: bool, unit: str) -> Any:
    """The mean as a line within the band from the smallest to the largest value.

    Times travel as text without a zone: the browser then shows the city's clock wherever it is.
    """
    shown = found[["time", "min", "mean", "max"]]
    shown = shown.assign(time=shown["time"].dt.strftime("%Y-%m-%dT%H:%M:%S"))
    axis = altair.Axis(title=page.t("time"), labelOverlap=True)
    across = altair.X("time:T", axis=axis)
    tips = [altair.Tooltip("time:T", title=page.t("time"), format="%Y-%m-%d %H:%M")]
    tips += [
        altair.Tooltip(f"{name}:Q", title=page.t(f"way.{name}")) for name in ("min", "mean", "max")
    ]
    scale = altair.Scale(zero=False)
    drawn = altair.Chart(shown).mark_line(color=LINE_COLOR, point={"size": 14})
    drawn = drawn.encode(across, altair.Y("mean:Q", title=unit or None, scale=scale), tooltip=tips)
    if not band:
        return drawn
    area = altair.Chart(shown).mark_area(opacity=0.25, color=LINE_COLOR)
    return altair.layer(
        area.encode(across, altair.Y("min:Q", title=unit or None), altair.Y2("max:Q")), drawn
    )
