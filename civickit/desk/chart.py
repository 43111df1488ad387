"""Rows counted, numbers summed or averaged by group: as bars, and as the table they come from."""

from __future__ import annotations

from typing import Any, NamedTuple

import streamlit as st

from civickit.desk import show
from civickit.desk.opened import Opened
from civickit.desk.page import Page

GROUPS_SHOWN = 25
WAYS = ("mean", "sum", "median", "min", "max")


class Groups(NamedTuple):
    """Groups with their value and how many rows they have, the largest first.

    `others` groups are left out; `without` rows have no value.
    """

    frame: Any
    others: int
    without: int


def chart(page: Page, opened: Opened, rows: Any) -> None:
    """Bars by a column of the reader's choice, with their numbers beside them."""
    columns = [one for one in opened.of_kind("category") if opened.frame[one].nunique() > 1]
    if not columns or rows.empty:
        return
    st.header(page.t("chart"), anchor=False)
    left, middle, right = st.columns(3)
    by = left.selectbox(page.t("group_by"), columns)
    measures = {"": page.t("how_many_rows")} | {name: name for name in opened.of_kind("number")}
    value = middle.selectbox(page.t("show_what"), list(measures), format_func=measures.__getitem__)
    way = "count"
    if value:
        way = right.selectbox(page.t("how"), WAYS, format_func=lambda one: page.t(f"way.{one}"))
    groups = grouped(rows, by, value, way)
    _draw(page, groups, by, f"{page.t(f'way.{way}')}: {value}" if value else measures[""])


def grouped(rows: Any, by: str, value: str, way: str) -> Groups:
    """One row a group: `group`, `value`, `rows`. Rows without a word are the group ''."""
    found = rows.groupby(by, observed=True, sort=False)
    counted = found.size()
    values = getattr(found[value], way)() if value else counted
    frame = values.rename("value").to_frame().assign(rows=counted)
    frame = frame.rename_axis("group").reset_index()
    without = int(rows[value].isna().sum()) if value else 0
    frame = frame.dropna(subset=["value"]).sort_values("value", ascending=False, kind="stable")
    return Groups(frame.head(GROUPS_SHOWN), max(0, len(frame) - GROUPS_SHOWN), without)


def _draw(page: Page, groups: Groups, by: str, measure: str) -> None:
    frame = groups.frame.assign(group=groups.frame["group"].replace("", page.t("empty")))
    caption = f"{measure} · {by}"
    header, columns = [by, measure], ["group", "value"]
    if measure != page.t("how_many_rows"):
        header, columns = [*header, page.t("count.rows")], [*columns, "rows"]
    numbers = frame[columns].itertuples(index=False)
    drawn = show.bars(frame[["group", "value"]], by, measure)
    show.figure(drawn, caption, header, [tuple(row) for row in numbers])
    if groups.others:
        show.hint(page.t("more_groups", count=groups.others, shown=GROUPS_SHOWN))
    if groups.without:
        show.hint(page.t("without_value", count=f"{groups.without:,}"))
