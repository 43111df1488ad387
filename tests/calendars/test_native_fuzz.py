"""Arbitrary bytes in every file of the format: a city or one sentence, and a fate for each row."""

from __future__ import annotations

import contextlib
from datetime import date

from calendars.native_folders import folder_of
from hypothesis import given, settings
from hypothesis import strategies as st

from civickit.calendars import native
from civickit.calendars._native_columns import FILES
from civickit.calendars.findings import said
from civickit.calendars.places import places_of
from civickit.calendars.report import report
from civickit.core.errors import UnreadableTable

SPAN = date(2026, 1, 1), date(2026, 12, 31)
NAMES = list(FILES)
HEADERS = {name: ",".join(column.ja for column in columns) for name, columns in FILES.items()}
WORDS = """
A B 北 南 燃やす びん 毎週 月・木 第2 水 第６ 隔週 2026-04-06から 2026-02-30 6/13 9999-12-31
令和8年4月1日 全地区 休み 振替 追加 定期休み 翌週へ 4月～11月 13 45000 #ff0000 =1+1 " ' 、 ;
0001-01-01 999週ごと 2099-12-31から 9999回 最終 ～ - R99.1.1 1900/1/0
"""
words = st.sampled_from(WORDS.split())
cells = st.lists(words, max_size=3).map(" ".join) | st.text(max_size=8)
rows = st.lists(cells, max_size=12).map(",".join)
tables = st.lists(rows, max_size=8).map("\n".join)


def looked_at(**files: bytes) -> None:
    folder = folder_of(**files)
    try:
        city = native.read(folder)
    except UnreadableTable:
        return
    counts = dict(city.counts)
    assert counts.pop("read") == sum(counts.values())
    assert all(said(one, lang) for one in city.findings for lang in ("ja", "en"))
    found = report(city, *SPAN, SPAN[0], folder=folder)
    assert found.dates == sum(
        len(list(area.days(kind, *SPAN))) for area in city.areas for kind in area.schedules
    )
    native.write(city, folder / "out")
    again = native.read(folder / "out")
    assert len(again.areas) == len(city.areas)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(NAMES), st.binary(max_size=300)), st.binary(max_size=300))
def test_any_bytes(files: dict[str, bytes], collection: bytes) -> None:
    looked_at(**{**files, "collection": collection})


@settings(max_examples=80)
@given(st.fixed_dictionaries(dict.fromkeys(NAMES, tables)))
def test_any_cells_under_the_right_headers(files: dict[str, str]) -> None:
    looked_at(
        **{
            name: f"{HEADERS[name]}\n{text}\n".encode("utf-8", "replace")
            for name, text in files.items()
        }
    )


json_values = st.recursive(
    st.none()
    | st.floats()
    | st.text(max_size=4)
    | st.sampled_from(["Polygon", "A", "MultiPolygon"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "features", "geometry", "coordinates", "id", "properties"]),
            inner,
        )
    ),
    max_leaves=20,
)


@given(st.binary(max_size=60) | json_values)
def test_any_outlines(content: object) -> None:
    import json

    folder = folder_of(collection=b"area,kind,days\nA,x,Mon\n")
    data = content if isinstance(content, bytes) else json.dumps({"features": [content]}).encode()
    (folder / "areas.geojson").write_bytes(data)
    with contextlib.suppress(UnreadableTable):
        found = places_of(folder, native.read(folder))
        assert found.outlines or found.findings or b"[]" in data
        assert found.area_at(38.4, 146.0) in (None, native.read(folder).areas[0].key)
