"""A home's electricity: when it flows, how much, what never stops. Personal data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd  # type: ignore[import-untyped]  # pandas ships no types
import streamlit as st

from civickit.clients._household_energy_series import DAY_MIN, Reading, Series
from civickit.desk import show
from civickit.desk.homes import Amount, Home, summed_up
from civickit.desk.opened import Opened
from civickit.desk.page import Page
from civickit.desk.series import moment
from civickit.desk.times import EACH

DIRECTIONS = ("from_grid", "to_grid", "net")
GAPS_TOLD = 12
PARTS = ("hour", "weekday", "month")


def energy(page: Page, opened: Opened) -> None:
    """A meter's readings by hour of the day, weekday and month, day by day, base load and peak."""
    if opened.home is None:
        return
    st.header(page.t("home"), anchor=False)
    st.info(page.t("personal"))
    readings = _one_direction(page, opened.home)
    if not readings:
        st.info(page.t("no_series"))
        return
    home = summed_up(readings)
    _figures(page, home)
    _gaps(page, opened.home, readings[0].direction)
    for part in PARTS:
        _amounts(page, part, getattr(home, f"by_{part}"))
    _days(page, home)


def _one_direction(page: Page, home: Series) -> Sequence[Reading]:
    there = [one for one in DIRECTIONS if any(r.direction == one for r in home.readings)]
    chosen = there[0] if there else ""
    if len(there) > 1:
        chosen = st.selectbox(
            page.t("direction"), there, format_func=lambda one: page.t(f"direction.{one}")
        )
    return [one for one in home.readings if one.direction == chosen]


def _figures(page: Page, home: Home) -> None:
    base = page.t("no_base") if home.base_w is None else f"{show.written(home.base_w)} W"
    told = [
        ("total", f"{show.written(home.total_kwh)} kWh"),
        ("base", base),
        ("peak", f"{show.written(home.peak_kw)} kW"),
        ("whole_days", f"{home.whole_days:,} / {len(home.days):,}"),
    ]
    with st.container(horizontal=True):
        for name, text in told:
            st.metric(page.t(f"home.{name}"), text, width="content")
    show.hint(page.t("peak_at", at=moment(home.peak_at, EACH)))
    show.hint(page.t("base_means"))


def _gaps(page: Page, home: Series, direction: str) -> None:
    found = [one for one in home.gaps if one.direction == direction]
    if not found:
        show.hint(page.t("home_no_gaps"))
        return
    st.warning(page.t("home_gaps", count=len(found)))
    rows = [(moment(one.start, EACH), moment(one.end, EACH)) for one in found[:GAPS_TOLD]]
    show.numbers(page.t("where_gaps"), [page.t("gap_from"), page.t("gap_until")], rows)


def _amounts(page: Page, part: str, amounts: Sequence[Amount]) -> None:
    st.subheader(page.t(f"by.{part}"), anchor=False)
    if not amounts:
        show.hint(page.t(f"by.{part}.none"))
        return
    names = [_name(page, part, one.key) for one in amounts]
    frame = pd.DataFrame({"group": names, "value": [one.mean_kwh for one in amounts]})
    rows = [(name, one.mean_kwh, one.measured) for name, one in zip(names, amounts, strict=True)]
    header = [page.t(f"by.{part}"), page.t("mean_kwh"), page.t(f"by.{part}.count")]
    _bars(frame, page.t(f"by.{part}.what"), header, rows)


def _name(page: Page, part: str, key: int) -> str:
    if part == "weekday":
        return page.t(f"weekday.{key}")
    return f"{key // 100}-{key % 100:02}" if part == "month" else page.t("clock", hour=key)


def _bars(frame: Any, caption: str, header: list[str], rows: list[Any]) -> None:
    show.figure(show.bars(frame, header[0], "kWh", lying=False), caption, header, rows)


def _days(page: Page, home: Home) -> None:
    """Each day; one that was not measured whole is marked, for its sum is too small."""
    st.subheader(page.t("by.day"), anchor=False)
    names = [f"{one.day.isoformat()}{'' if one.minutes == DAY_MIN else ' *'}" for one in home.days]
    frame = pd.DataFrame({"group": names, "value": [one.kwh for one in home.days]})
    rows = [(name, one.kwh, one.minutes / 60) for name, one in zip(names, home.days, strict=True)]
    header = [page.t("by.day"), "kWh", page.t("hours_measured")]
    if len(rows) <= 62:
        _bars(frame, page.t("by.day.what"), header, rows)
    else:
        show.numbers(page.t("by.day.what"), header, rows)
    if home.whole_days < len(home.days):
        show.hint(page.t("day_not_whole"))
