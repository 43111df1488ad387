"""Errors carry what happened, the value and the next step."""

from __future__ import annotations

import pytest

from civickit.core.errors import (
    CivicKitError,
    InvalidRecord,
    MissingExtra,
    ProjectConflict,
    SourceChanged,
    SourceUnavailable,
    UnknownName,
    UnreadableTable,
)


def test_an_unknown_name_suggests_the_nearest() -> None:
    error = UnknownName("schema", "water_pont", ["aed", "water_point"])
    assert str(error) == "no schema called 'water_pont'. Did you mean 'water_point'?"
    assert error.known == ("aed", "water_point")


def test_an_unknown_name_like_no_other_lists_what_there_is() -> None:
    assert str(UnknownName("schema", "zzz", ["b", "a"])).endswith("Known: a, b.")
    assert str(UnknownName("schema", "zzz", [])).endswith("Known: none.")


def test_an_invalid_record_tells_all_faults_at_once() -> None:
    error = InvalidRecord({"lat": "'x' is not a coordinate", "lon": "missing"})
    assert error.errors == {"lat": "'x' is not a coordinate", "lon": "missing"}
    assert str(error) == "lat: 'x' is not a coordinate; lon: missing"


def test_a_source_says_where_and_what() -> None:
    gone = SourceUnavailable("no answer", url="https://data.example.jp/", status=503)
    assert (gone.url, gone.status) == ("https://data.example.jp/", 503)
    changed = SourceChanged("another shape", expected="a list", found="a dict")
    assert str(changed) == "another shape (expected a list; found a dict)"


def test_a_missing_extra_says_what_to_install() -> None:
    assert str(MissingExtra("Maps", "maps")) == "Maps need: pip install 'civickit[maps]'"


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (UnknownName("schema", "x", []), LookupError),
        (UnreadableTable("x"), ValueError),
        (InvalidRecord({}), ValueError),
        (MissingExtra("Maps", "maps"), ImportError),
        (ProjectConflict("x"), Exception),
    ],
)
def test_one_except_catches_the_tree_and_python_knows_the_kind(
    error: Exception, builtin: type[Exception]
) -> None:
    assert isinstance(error, CivicKitError)
    assert isinstance(error, builtin)
