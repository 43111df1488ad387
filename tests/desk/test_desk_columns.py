"""What a column holds: numbers, times, a few words, or text."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civickit.desk.columns import Typed, typed


def column(*cells: str, name: str = "値") -> Typed:
    return typed(pd.DataFrame({name: list(cells)}, index=range(2, len(cells) + 2), dtype="str"))


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1", "2.5", "-3"], [1, 2.5, -3]),
        (["１２", "３"], [12, 3]),
        (["1,200", "3"], [1200, 3]),
        (["75mm", "100㎜"], [75, 100]),
        (["1e3", "2"], [1000, 2]),
    ],
)
def test_numbers_as_people_write_them(cells: list[str], values: list[float]) -> None:
    found = column(*cells)
    assert found.kinds == {"値": "number"}
    assert found.frame["値"].to_list() == values
    assert found.problems == []


def test_a_word_among_numbers_is_left_out_and_told_with_its_line() -> None:
    found = column(*["1"] * 19, "欠測")
    assert found.frame["値"].isna().sum() == 1
    (told,) = found.problems
    assert (told.line, told.column, told.value) == (21, "値", "欠測")
    assert (told.reason, told.action) == ("not_a_number", "kept")


def test_signs_for_nothing_do_not_make_numbers_words() -> None:
    found = column("1", "---", "---", "2", "///")
    assert found.kinds["値"] == "number"
    assert found.frame["値"].sum() == 3
    assert [one.value for one in found.problems] == ["---", "---", "///"]


def test_another_unit_would_spoil_the_sum_and_is_told() -> None:
    found = column(*["75mm"] * 19, "10cm")
    assert found.frame["値"].sum() == 75 * 19
    assert [one.value for one in found.problems] == ["10cm"]


@pytest.mark.parametrize("endless", ["inf", "-Infinity", "1e999", "nan"])
def test_no_number_is_endless(endless: str) -> None:
    found = column(*["1"] * 19, endless)
    assert found.frame["値"].sum() == 19
    assert [one.value for one in found.problems] == [endless]


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("コード", ["072028", "072036"]),
        ("ID", ["1", "2"]),
        ("電話番号", ["1", "2"]),
        ("値", ["007", "8"]),
        ("郵便番号", ["9600000", "9610000"]),
        ("facility_id", ["1", "2"]),
    ],
)
def test_codes_are_never_summed(name: str, cells: list[str]) -> None:
    found = column(*cells, name=name)
    assert found.kinds[name] == "category"
    assert found.frame[name].to_list() == cells


@pytest.mark.parametrize("name", ["humid", "grid", "人口", "口径"])
def test_what_only_ends_like_a_code_is_a_number(name: str) -> None:
    assert column("10", "20", name=name).kinds[name] == "number"


@pytest.mark.parametrize(
    "cells",
    [
        ["2026-01-01 00:30", "2026-01-01 01:00"],
        ["2026/1/1 0:30", "2026/1/1 1:00"],
        ["令和8年1月1日 0時30分", "令和8年1月1日 1時"],
        ["2025-12-31T15:30:00Z", "2025-12-31T16:00:00Z"],
        ["2026-01-01T00:30:00+09:00", "2026-01-01T01:00:00+09:00"],
    ],
)
def test_times_are_on_the_citys_clock(cells: list[str]) -> None:
    found = column(*cells)
    assert found.kinds["値"] == "time"
    assert [str(one) for one in found.frame["値"]] == ["2026-01-01 00:30:00", "2026-01-01 01:00:00"]


def test_eight_digits_are_a_day_only_where_the_header_says_so() -> None:
    assert column("20260101", "20260102", name="日付").kinds["日付"] == "time"
    assert column("20260101", "20260102", name="人口").kinds["人口"] == "number"


def test_a_day_and_a_clock_are_one_time() -> None:
    texts = {"日付": ["2026-01-01", "2026-01-01"], "時刻": ["0:30", "13:00"], "値": ["1", "2"]}
    found = typed(pd.DataFrame(texts, dtype="str"))
    assert [f"{one:%H:%M}" for one in found.frame["日付"]] == ["00:30", "13:00"]


def test_few_words_make_groups_and_many_do_not() -> None:
    assert column(*["東", "西"] * 20).kinds["値"] == "category"
    assert column(*[f"町{i}号室" for i in range(40)]).kinds["値"] == "text"


@given(st.lists(st.text(max_size=12), min_size=1, max_size=30))
def test_no_text_makes_it_fail_and_every_cell_is_kept_or_told(cells: list[str]) -> None:
    cells = [cell.strip() for cell in cells]
    found = column(*cells)
    assert len(found.frame) == len(cells)
    filled = sum(1 for cell in cells if cell)
    if found.kinds["値"] in {"number", "time"}:
        assert found.frame["値"].notna().sum() + len(found.problems) == filled
    else:
        assert found.frame["値"].to_list() == cells
