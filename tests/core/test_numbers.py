"""A number and its unit, however the cell writes them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civickit.core.numbers import Quantity, parse_quantity


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("75", 75, None),
        ("７５", 75, None),
        ("75㎜", 75, "mm"),
        ("７５ｍｍ", 75, "mm"),
        ("75 mm", 75, "mm"),
        ("75ミリ", 75, "mm"),
        ("φ150", 150, "mm"),
        ("Φ１５０", 150, "mm"),
        ("150φ", 150, "mm"),
        ("φ150mm", 150, "mm"),
        ("口径65mm", 65, "mm"),
        ("40m3", 40, "m3"),
        ("40㎥", 40, "m3"),
        ("40m³", 40, "m3"),
        ("40立方メートル", 40, "m3"),
        ("40立米", 40, "m3"),
        ("40t", 40, "t"),
        ("４０ｔ", 40, "t"),
        ("40㌧", 40, "t"),
        ("100ℓ", 100, "L"),
        ("100㍑", 100, "L"),
        ("1㎥/分", 1, "m3/min"),
        ("1000L/min", 1000, "L/min"),
        ("1,200", 1200, None),
        ("１，２００", 1200, None),
        ("12,345.5 m", 12345.5, "m"),
        ("-1.5", -1.5, None),
        ("−1.5m", -1.5, "m"),
        (".5", 0.5, None),
        ("50%", 50, "%"),
        ("10㎡", 10, "m2"),
    ],
)
def test_numbers_with_their_units(text: str, value: float, unit: str | None) -> None:
    assert parse_quantity(text) == Quantity(value, unit)


@pytest.mark.parametrize(
    "text", ["", "mm", "約40t", "1,20", "1.2.3", "1 000", "150×75", "75～150", "不明", "nan", "1e5"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a number|has the unit") as refusal:
        parse_quantity(text)
    assert repr(text) in str(refusal.value)


def test_an_unknown_unit_is_named_with_those_known() -> None:
    with pytest.raises(ValueError, match="'インチ'; known are mm, cm"):
        parse_quantity("3インチ")


@given(st.floats(-1e9, 1e9))
def test_printed_numbers_come_back(value: float) -> None:
    assert math.isclose(parse_quantity(f"{value:.6f}").value, value, abs_tol=1e-6)


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_a_value_error(text: str) -> None:
    try:
        found = parse_quantity(text)
    except ValueError:
        return
    assert math.isfinite(found.value)
