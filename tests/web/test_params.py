"""Values out of an address: honest, and never a NaN."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civickit.web.params import BadParameter, choice, day, integer, number, text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("38.4", 38.4),
        ("３８．４", 38.4),
        (" 38 ", 38.0),
        ("-0.5", -0.5),
        ("−0.5", -0.5),
        ("+1.", 1.0),
        (".5", 0.5),
        ("90", 90.0),
    ],
)
def test_numbers_people_write(value, expected):
    assert number({"lat": value}, "lat", -90, 90) == expected


@pytest.mark.parametrize(
    "value",
    ["nan", "inf", "-Infinity", "1e3", "1_0", "0x10", "38,4", "三", "1;2", "9" * 5000, "<b>"],
)
def test_what_is_not_a_number(value):
    with pytest.raises(BadParameter) as caught:
        number({"lat": value}, "lat", -90, 90)
    assert caught.value.reason == "parameter_number"
    assert caught.value.allowed == {"low": -90, "high": 90}


@pytest.mark.parametrize("value", ["90.0001", "-91", "1000000"])
def test_a_number_out_of_range(value):
    with pytest.raises(BadParameter, match="lat") as caught:
        number({"lat": value}, "lat", -90, 90)
    assert caught.value.reason == "parameter_range"


@given(st.text())
def test_a_number_is_always_finite_and_in_range(value):
    try:
        found = number({"x": value}, "x", -5, 5, None)
    except BadParameter:
        return
    assert found is None or (math.isfinite(found) and -5 <= found <= 5)


def test_absent_and_empty_fields():
    assert number({}, "lat", 0, 1, 0.5) == 0.5
    assert number({"lat": " "}, "lat", 0, 1, None) is None
    assert text({}, "q", "") == ""
    with pytest.raises(BadParameter) as caught:
        integer({"n": ""}, "n", 1, 9)
    assert caught.value.reason == "parameter_missing"


@pytest.mark.parametrize(("value", "expected"), [("７", 7), ("007", 7), ("-3", -3)])
def test_whole_numbers(value, expected):
    found = integer({"n": value}, "n", -10, 10)
    assert (found, type(found)) == (expected, int)


@pytest.mark.parametrize("value", ["1.0", "1.5", "x", "1 0", "٣"])
def test_what_is_not_a_whole_number(value):
    with pytest.raises(BadParameter) as caught:
        integer({"n": value}, "n", 0, 10)
    assert caught.value.reason == "parameter_integer"


def test_a_choice():
    assert choice({"kind": "ｐｏｏｌ"}, "kind", ["pool", "pond"]) == "pool"
    assert choice({}, "kind", ["pool", "pond"], "pond") == "pond"
    with pytest.raises(BadParameter, match=r"'sea': choice \(choices pool, pond\)"):
        choice({"kind": "sea"}, "kind", ["pool", "pond"])


LOW, HIGH = date(2026, 4, 1), date(2027, 3, 31)


def test_a_day():
    assert day({"from": "２０２６-04-01"}, "from", LOW, HIGH) == LOW
    assert day({}, "from", LOW, HIGH, HIGH) == HIGH
    for value in ("2026-02-30", "2026-4-1", "20260401", "2026-04-01T00:00", "tomorrow"):
        with pytest.raises(BadParameter, match="date"):
            day({"from": value}, "from", LOW, HIGH)
    with pytest.raises(BadParameter, match=r"range \(low 2026-04-01, high 2027-03-31\)"):
        day({"from": "2027-04-01"}, "from", LOW, HIGH)


def test_a_text_is_cleaned_and_bounded():
    assert text({"q": "\u3000第１\x00 分団 "}, "q") == "第1 分団"
    assert text({"q": "a" * 200}, "q") == "a" * 200
    with pytest.raises(BadParameter) as caught:
        text({"q": "a" * 21}, "q", longest=20)
    assert caught.value.allowed == {"longest": 20}


def test_the_message_for_a_log_stays_short():
    with pytest.raises(BadParameter) as caught:
        number({"lat": "x" * 100_000}, "lat", 0, 1)
    assert len(str(caught.value)) < 300
