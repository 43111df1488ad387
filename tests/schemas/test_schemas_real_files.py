"""Real files of four places. They are not shipped: without them these tests skip."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from civickit.schemas import Loaded, Outputs, check, load

TODAY = date(2014, 4, 1)


@pytest.fixture(scope="module")
def aizu(city_files: Path) -> Loaded:
    return load(city_files / "hydrants/aizuwakamatsu_hydrants_2014.csv", today=TODAY)


@pytest.fixture(scope="module")
def yokote(city_files: Path) -> Loaded:
    return load(city_files / "hydrants/yokote_hydrants_2013.csv", today=TODAY)


def test_aizuwakamatsu_is_read_whole(aizu: Loaded) -> None:
    assert (aizu.report.rows, aizu.report.kept, aizu.report.refused) == (1974, 1974, 0)
    assert aizu.report.kinds == {"hydrant": 1733, "cistern": 241}
    assert sum(record.private for record in aizu.records) == 79
    assert not any(record.note for record in aizu.records if record.private)
    first = aizu.records[0]
    assert (round(first.lat, 6), round(first.lon, 6)) == (37.580345, 139.907833)
    assert first.key == "hydrant-19-16-5"
    assert first.surveyed == date(2012, 1, 25)


def test_aizuwakamatsu_marks_numbers_that_repeat_and_keeps_every_key_apart(aizu: Loaded) -> None:
    repeated = [record for record in aizu.records if "duplicate" in record.doubts]
    assert [record.number for record in repeated] == ["8-11", "15-8-4", "12-19"]
    assert all(record.key.endswith("~x2") for record in repeated)
    assert len({record.key for record in aizu.records}) == 1974


def test_aizuwakamatsu_has_one_null_date_and_one_half_width_dash(aizu: Loaded) -> None:
    assert [record.number for record in aizu.records if record.surveyed is None] == ["4-111"]
    assert "18-14-1" in {record.number for record in aizu.records}


def test_a_long_valley_is_not_far(aizu: Loaded, yokote: Loaded) -> None:
    for loaded in (aizu, yokote):
        assert not {"far", "outside"} & loaded.report.doubts.keys()


def test_yokote_is_mended_in_33_rows_and_loses_none(yokote: Loaded) -> None:
    report = yokote.report
    assert (report.rows, report.kept, report.repaired, report.refused) == (1560, 1560, 33, 0)
    assert Counter(problem.action for problem in report.problems) == {"repaired": 33}
    assert all(record.surveyed == date(2013, 9, 18) for record in yokote.records)
    torn = next(record for record in yokote.records if record.line == 286)
    assert (torn.lat, torn.lon) == (39.338989, 140.531137)
    assert torn.doubts == ("repaired",)
    assert report.unused == ["Jurisdiction", "Charge", "phone", "email"]


def test_yokote_has_twelve_records_at_one_stand_in_point(yokote: Loaded) -> None:
    shared = [record for record in yokote.records if "shared_point" in record.doubts]
    assert len(shared) == 12
    assert {(record.lat, record.lon) for record in shared} == {(39.3183666, 140.5500701)}


def test_hiraizumi_numbers_come_from_the_notes(city_files: Path) -> None:
    loaded = load(city_files / "hydrants/hiraizumi_13_sample_handcopied.csv", today=TODAY)
    assert loaded.report.kept == 15
    assert [record.number for record in loaded.records][:4] == ["1-1", "1-2", "", "5-6"]
    assert [record.note for record in loaded.records if record.note] == ["番号なし", "員数外"]
    assert {"hydrant-6-1", "cistern-6-1"} < {record.key for record in loaded.records}
    assert loaded.records[0].place_code == "034029"


def test_kamata_has_names_that_are_numbers(city_files: Path) -> None:
    loaded = load(city_files / "hydrants/kamata_tfd_water_sample_handcopied.csv", today=TODAY)
    assert loaded.report.kept == 12
    assert {record.kind for record in loaded.records} == {"hydrant"}
    assert loaded.records[0].name == loaded.records[0].number == "蒲田-251"


@pytest.mark.parametrize(
    "name",
    [
        "aizuwakamatsu_hydrants_2014.csv",
        "yokote_hydrants_2013.csv",
        "hiraizumi_13_sample_handcopied.csv",
        "kamata_tfd_water_sample_handcopied.csv",
    ],
)
def test_the_clean_table_reads_back_as_the_same_records(
    city_files: Path, tmp_path: Path, name: str
) -> None:
    first = load(city_files / "hydrants" / name)
    check(city_files / "hydrants" / name, outputs=Outputs(table=tmp_path / "clean.csv"))
    again = load(tmp_path / "clean.csv")
    assert again.report.problems == []
    assert [r._replace(line=0) for r in again.records] == [
        r._replace(line=0) for r in first.records
    ]
