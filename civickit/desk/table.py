"""The rows of a file as a table: searched, filtered, and taken home whole."""

from __future__ import annotations

from typing import Any

import streamlit as st

from civickit.desk import show
from civickit.desk.export import table_csv
from civickit.desk.opened import Opened
from civickit.desk.page import Page

SHOWN = 1_000
WORDS_OFFERED = 60


def table(page: Page, opened: Opened) -> Any:
    """The rows that the reader wants to see, as a frame for the parts below.

    The page shows the first thousand; the download has all that were chosen.
    """
    st.header(page.t("table"), anchor=False)
    chosen = _filtered(page, opened)
    shown = _in_words(page, chosen) if opened.home else chosen
    values = {"all": f"{len(opened.frame):,}", "count": f"{len(chosen):,}", "shown": f"{SHOWN:,}"}
    show.hint(page.t("rows_cut" if len(chosen) > SHOWN else "rows_shown", **values))
    st.dataframe(shown.head(SHOWN), hide_index=True, column_config=_times(shown))
    st.download_button(
        page.t("download_rows"),
        lambda: table_csv(shown),
        file_name="rows.csv",
        mime="text/csv",
        on_click="ignore",
    )
    if chosen.empty:
        st.info(page.t("nothing_left"))
    return chosen


def _in_words(page: Page, readings: Any) -> Any:
    """A home's readings with headers and directions in the reader's language."""
    ways = {one: page.t(f"direction.{one}") for one in readings["direction"].unique()}
    found = readings.assign(direction=readings["direction"].map(ways))
    return found.rename(columns={name: page.t(f"reading.{name}") for name in found.columns})


def _times(frame: Any) -> dict[str, Any]:
    """Times to the minute, days without the midnight that nobody wrote."""
    found = {}
    for name in frame.select_dtypes("datetime").columns:
        filled = frame[name].dropna()
        days = bool((filled == filled.dt.normalize()).all())
        form = "YYYY-MM-DD" if days else "YYYY-MM-DD HH:mm"
        found[name] = st.column_config.DatetimeColumn(format=form)
    return found


def _filtered(page: Page, opened: Opened) -> Any:
    frame = opened.frame
    left, middle, right = st.columns(3)
    wanted = left.text_input(page.t("search"), max_chars=100)
    columns = [one for one in opened.of_kind("category") if frame[one].nunique() > 1]
    if columns:
        names = {"": page.t("no_filter")} | {name: name for name in columns}
        by = middle.selectbox(page.t("filter_by"), list(names), format_func=names.__getitem__)
        if by:
            words = [one for one in frame[by].unique() if one][:WORDS_OFFERED]
            picked = right.multiselect(page.t("filter_words"), words, key=f"words of {by}")
            frame = frame[frame[by].isin(picked)] if picked else frame
    return frame[_has(frame, opened, wanted)] if wanted else frame


def _has(frame: Any, opened: Opened, wanted: str) -> Any:
    """Which rows have the text in one of their cells."""
    found = None
    for name in opened.of_kind("category", "text"):
        here = frame[name].str.contains(wanted, case=False, regex=False, na=False)
        found = here if found is None else found | here
    return found if found is not None else frame.index >= 0
