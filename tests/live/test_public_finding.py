"""A street is found by what people type, and by where it lies."""

from __future__ import annotations

import pytest

from civickit.live.finding import Book, fold
from civickit.live.public.say import between
from civickit.live.public.search import Search
from civickit.live.public.streets import Guide
from civickit.live.site import Site


@pytest.fixture
def guide(site: Site) -> Guide:
    return Guide(site)


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("本町一丁目1番8号", "本町1-1-8"),
        ("本町一丁目1番8号", "本町1丁目1の8"),
        ("本町一丁目1番8号", "本町 一丁目 1番8号"),
        ("本町十二丁目3番", "本町12-3"),
        ("北三条西五丁目1番", "北3西5-1"),
        ("北3条西5丁目", "北3西5"),
        ("霞ヶ関一丁目", "霞が関1"),
        ("大字一ノ関", "一の関"),
        ("三番町", "3番町"),
        ("本町二十一丁目", "本町21丁目"),
        ("北原2号線", "北原2号線"),
        ("Kita-Kaido", "kita-kaido"),
    ],
)
def test_spellings_of_one_address_are_the_same(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


def test_what_is_another_address_stays_another() -> None:
    assert fold("本町1-18") != fold("本町11-8")
    assert fold("本町一丁目") != fold("本町十一丁目")
    assert fold("1条12丁目") != fold("11条2丁目")


def test_the_whole_number_comes_before_one_that_only_begins_so() -> None:
    book = Book(
        [
            ("far", ["本町一丁目11番1号"]),
            ("near", ["本町一丁目1番1号"]),
            ("same", ["本町一丁目1番"]),
        ]
    )
    assert [one for _, one in book.find("本町1-1")] == ["same", "near", "far"]


def test_each_entry_is_found_once_and_every_word_counts() -> None:
    book = Book([("a", ["本町1番", "本町2番"]), ("b", ["Minami Road", "南街道"])])
    assert [one for _, one in book.find("本町")] == ["a"]
    assert [one for _, one in book.find("road minami")] == ["b"]
    assert book.find("road kita") == []


def test_a_book_of_nothing_finds_nothing() -> None:
    assert Book[str]([]).find("本町") == []
    assert Book([("a", [])]).find("a") == []


@pytest.mark.parametrize("typed", ["", "   ", "-", "号", "\u200b", "x" * 500, "%00", "'; --"])
def test_what_says_nothing_finds_nothing(typed: str, site: Site) -> None:
    assert Search(site, Guide(site)).find(typed) == ([], False)


def test_an_address_of_the_sample_town_leads_to_its_street(site: Site) -> None:
    first, *_ = Search(site, Guide(site)).find("本町1-1-8").streets
    assert (first.street.key, first.address) == ("S0065", "本町一丁目1番8号")


def test_a_street_is_told_apart_by_where_it_begins_and_ends(guide: Guide) -> None:
    parts = [one for one in guide.streets.values() if one.name == "大橋通り"]
    assert len(parts) > 5
    said = {between(one, guide.streets, "ja", lambda key, **values: f"{values}") for one in parts}
    assert len(said) > len(parts) / 2
    for one in parts:
        for key in filter(None, one.ends):
            assert guide.streets[key].name not in ("", one.name)


def test_the_nearest_street_is_the_one_it_lies_on(guide: Guide) -> None:
    for key in ("S0002", "S0116", "S0300"):
        lat, lon = guide.streets[key].at
        near = guide.near(lat, lon, 20)
        assert near is not None
        assert key in {near.key, *_meeting(guide, key)}


def _meeting(guide: Guide, key: str) -> set[str]:
    """The streets that share a corner with one: its middle may be such a corner."""
    network = guide.site.network
    return {
        str(network.segments[place].id)
        for junction in network.junctions()
        for place in junction.segments
        if any(str(network.segments[other].id) == key for other in junction.segments)
    }
