"""A check streams, agrees with load(), and leaves whole files or none."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from civickit.schemas import Options, Outputs, check, load, replacing
from civickit.schemas._schema import Record

TODAY = Options(today=date(2024, 4, 1))


@pytest.fixture
def city_file(tmp_path: Path) -> Path:
    """Two thousand rows with a bit of everything."""
    rows = ["種別,番号,所在地_連結表記,緯度,経度,調査日,備考"]
    rows += [
        f"消火栓,{n},横手市寿町{n},{39.3 + n / 50_000:.6f},140.5,2023-01-{n % 28 + 1:02},=n"
        for n in range(2000)
    ]
    rows[100] = "消火栓,5,横手市寿町1,39.3,140.56,2010-01-01,"
    rows[200] = "消火栓,,横手市寿町1,,140.56,2010-01-01,空の緯度"
    rows[300] = "謎,7777,横手市寿町1,30.1,140.56,2023-01-01,"
    rows[400] = "消火栓,8888,横手市駅前町1,39.31,140.5,2023-01-01,"
    rows[500] = "消火栓,9999,横手市大森町1,39.31,140.5,2023-01-01,"
    path = tmp_path / "city.csv"
    path.write_text("\n".join(rows), encoding="cp932")
    return path


def test_streaming_gives_what_load_gives(city_file: Path, tmp_path: Path) -> None:
    seen: list[Record] = []
    wanted = Outputs(tmp_path / "t.csv", None, tmp_path / "g.geojson", each=seen.extend)
    report = check(city_file, options=TODAY, outputs=wanted)
    loaded = load(city_file, today=date(2024, 4, 1))
    assert seen == loaded.records
    assert report.to_dict() == loaded.report.to_dict()
    assert {"shared_point", "far", "outside", "duplicate", "old_survey"} == report.doubts.keys()
    found = json.loads((tmp_path / "g.geojson").read_text("utf-8"))
    assert [f["properties"]["key"] for f in found["features"]] == [r.key for r in seen]
    assert (report.rows, report.kept, report.refused) == (2000, 1999, 1)


def test_refused_rows_are_written_as_they_were(city_file: Path, tmp_path: Path) -> None:
    check(city_file, options=TODAY, outputs=Outputs(refused=tmp_path / "r.csv", lang="ja"))
    with (tmp_path / "r.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:4] == ["line", "column", "reason", "message"]
    assert rows[1][:3] == ["201", "緯度", "no_position"]
    assert rows[1][4:] == ["消火栓", "", "横手市寿町1", "", "140.56", "2010-01-01", "空の緯度"]
    assert len(rows) == 2


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_a_broken_off_check_leaves_nothing_half_written(
    city_file: Path, tmp_path: Path, error: Any
) -> None:
    (tmp_path / "t.csv").write_text("as it was")
    count = 0

    def each(records: Iterable[Record]) -> None:
        nonlocal count
        count += len(list(records))
        if count >= 1500:
            raise error

    wanted = Outputs(tmp_path / "t.csv", tmp_path / "r.csv", tmp_path / "g.geojson", each=each)
    with pytest.raises(error if isinstance(error, type) else OSError):
        check(city_file, options=TODAY, outputs=wanted)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["city.csv", "t.csv"]
    assert (tmp_path / "t.csv").read_text() == "as it was"


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full here")
    target = tmp_path / "t.csv"
    target.write_text("as it was")
    (tmp_path / "t.csv.part").symlink_to(full)
    with pytest.raises(OSError, match="No space left"), replacing(target) as file:
        file.write("new")
    assert target.read_text() == "as it was"
    assert not (tmp_path / "t.csv.part").is_symlink()
