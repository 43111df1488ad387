"""A fix, and the rules for late, duplicate, future and impossible ones."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civickit.tracks.fixes import STATES, Fix, arrival, in_order, newest, refusal

T = 1_765_000_000.0
GOOD = Fix("plow", T, T, 38.4, 145.98)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({}, ""),
        ({"lat": 90.1}, "position"),
        ({"lon": -180.5}, "position"),
        ({"lat": float("nan")}, "position"),
        ({"lat": 0.0, "lon": 0.0}, "position"),
        ({"lat": 0.0}, ""),
        ({"fixed_at": T + 86_400}, ""),
        ({"fixed_at": T + 86_401}, "future"),
        ({"fixed_at": -1.0}, "time"),
        ({"fixed_at": float("inf")}, "time"),
        ({"fixed_at": T - 90 * 86_400}, ""),
    ],
)
def test_only_what_cannot_be_is_refused(change: dict[str, float], why: str) -> None:
    assert refusal(GOOD._replace(**change)) == why


def test_a_fix_is_new_late_or_a_duplicate() -> None:
    known = [T - 30, T]
    assert arrival(GOOD._replace(fixed_at=T + 15), known, T) == "new"
    assert arrival(GOOD._replace(fixed_at=T - 15), known, T) == "late"
    assert arrival(GOOD._replace(fixed_at=T - 30.0004), known, T) == "duplicate"
    assert arrival(GOOD, [], None) == "new"


def test_the_newest_is_by_fix_time_and_not_by_arrival() -> None:
    late = GOOD._replace(fixed_at=T - 60, received_at=T + 600, lat=39.0)
    assert newest(GOOD, late) == newest(late, GOOD) == GOOD
    assert newest(GOOD, GOOD._replace(lat=39.0)) == GOOD, "the one that is there stays"


FIXES = st.lists(
    st.builds(
        Fix,
        device=st.sampled_from("ab"),
        fixed_at=st.sampled_from([T, T + 0.0004, T + 1, T + 2]),
        received_at=st.sampled_from([T, T + 5]),
        lat=st.sampled_from([38.0, 39.0]),
        lon=st.just(145.0),
        speed_m_s=st.sampled_from([None, 5.0]),
        heading_deg=st.none(),
        accuracy_m=st.none(),
        state=st.sampled_from(STATES),
    ),
    max_size=12,
)


@given(FIXES, st.randoms(use_true_random=False))
def test_in_order_never_hangs_on_the_order(fixes: list[Fix], chance: random.Random) -> None:
    ordered = in_order(fixes)
    shuffled = fixes * 2
    chance.shuffle(shuffled)
    assert in_order(shuffled) == ordered
    assert [one.key for one in ordered] == sorted({one.key for one in fixes})
