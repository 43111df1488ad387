"""Positions on a map that needs no network, and beside it as a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import streamlit as st

from civickit import town
from civickit.core.errors import MissingExtra
from civickit.core.text import header_key
from civickit.desk import show
from civickit.desk.opened import Opened
from civickit.desk.page import Page
from civickit.maps.layers import SHAPES, Kind

MOST_ON_MAP = 5_000
LISTED = 50
LINES_TOLD = 6
HEIGHT_PX = 520
MOST_KINDS = len(SHAPES)
COLORS = (
    *("#a30000", "#0b4a75", "#2f5a2a", "#6b3fa0", "#7a4a00", "#1f2d5c", "#00606b", "#4d4d52"),
)
NAMES = {
    "名称",
    "施設名",
    "施設名称",
    "地点",
    "観測点",
    "観測所",
    "名前",
    "name",
    "station",
    "title",
}


class Place(NamedTuple):
    """One position: the last of the rows that have it, and how many they are."""

    lat: float
    lon: float
    name: str
    kind: str
    rows: int
    lines: tuple[str, ...]


def map_of(page: Page, opened: Opened, rows: Any) -> None:
    """The positions of the rows: one sign for each, however many rows it has."""
    if opened.position is None or rows.empty:
        return
    st.header(page.t("map"), anchor=False)
    by = _kind_column(page, opened, rows)
    found = places(opened, rows, by)
    nowhere = int(rows[list(opened.position)].isna().any(axis=1).sum())
    if nowhere:
        show.hint(page.t("nowhere", count=f"{nowhere:,}"))
    if not found:
        st.info(page.t("no_place"))
        return
    left, right = st.columns([3, 2])
    try:
        with left:
            _draw(page, opened, found)
    except MissingExtra as missing:
        show.line(str(missing))
    with right, st.container(height=HEIGHT_PX):
        _list(page, found, by)
    if len(found) > MOST_ON_MAP:
        show.hint(page.t("map_cut", shown=f"{MOST_ON_MAP:,}", count=f"{len(found):,}"))


def _kind_column(page: Page, opened: Opened, rows: Any) -> str:
    few = [one for one in opened.of_kind("category") if rows[one].nunique() <= MOST_KINDS]
    if not few:
        return ""
    names = {"": page.t("one_sign")} | {name: name for name in few}
    chosen: str = st.selectbox(page.t("signs_by"), list(names), format_func=names.__getitem__)
    return chosen


def places(opened: Opened, rows: Any, by: str) -> list[Place]:
    """Each different position once, in the order of the rows."""
    lat, lon = opened.position or ("", "")
    there = rows.dropna(subset=[lat, lon])
    counted = there.groupby([lat, lon], sort=False).size()
    last = there.drop_duplicates([lat, lon], keep="last")
    shown = [name for name in opened.kinds if name not in {lat, lon}]
    name_at = next((one for one in shown if header_key(one) in NAMES), "")
    name_at = name_at or next(iter([*opened.of_kind("text"), *opened.of_kind("category")]), "")
    found = []
    for line, row in zip(last.index, last[[lat, lon, *shown]].to_dict("records"), strict=True):
        at = (row[lat], row[lon])
        texts = [(one, _written(row[one])) for one in shown if one != name_at]
        told = tuple(f"{one}: {text}" for one, text in texts if text)[:LINES_TOLD]
        name = _written(row[name_at]) if name_at else ""
        kind = _written(row[by]) if by else ""
        found.append(Place(*at, name or str(line), kind, int(counted[at]), told))
    return found


def _written(value: Any) -> str:
    if value is None or value != value:
        return ""
    return (
        value
        if isinstance(value, str)
        else show.written(value)
        if isinstance(value, float)
        else str(value)
    )


def _draw(page: Page, opened: Opened, found: list[Place]) -> None:
    from civickit.maps.local_map import LocalMap

    tiles = page.settings.tiles or None
    drawn = LocalMap(
        title=page.t("map"),
        lang=page.lang,
        tiles=tiles,
        attribution=page.settings.tiles_attribution if tiles else None,
    )
    if opened.data.fictional:
        drawn.add_areas(town.path("land.geojson"), name="land")
        drawn.add_lines(town.path("streets.geojson"), name="streets")
    kinds = {
        word: Kind(word or page.t("place"), shape, color, "")
        for word, shape, color in zip(
            dict.fromkeys(one.kind for one in found), SHAPES, COLORS, strict=False
        )
    }
    drawn.add_points([_record(page, at, one) for at, one in enumerate(found[:MOST_ON_MAP])], kinds)
    st.iframe(drawn.page.render(), height=HEIGHT_PX, alt=page.t("map"))


def _record(page: Page, at: int, one: Place) -> dict[str, Any]:
    told = [page.t("rows_here", count=f"{one.rows:,}")] if one.rows > 1 else []
    at_all = {"lat": one.lat, "lon": one.lon, "kind": one.kind, "key": str(at), "name": one.name}
    return at_all | {"lines": [*told, *one.lines]}


def _list(page: Page, found: list[Place], by: str) -> None:
    header = [page.t("place"), *([by] if by else []), page.t("count.rows"), "lat", "lon"]
    rows: list[Sequence[show.Cell]] = [
        (one.name, *([one.kind] if by else []), one.rows, f"{one.lat:.5f}", f"{one.lon:.5f}")
        for one in found[:LISTED]
    ]
    show.numbers(page.t("places"), header, rows)
    if len(found) > LISTED:
        show.hint(page.t("list_cut", shown=LISTED, count=f"{len(found):,}"))
