"""The real files of cities, when they are on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from civickit.tables import open_table

ROWS = {
    "aizuwakamatsu_hydrants_2014.csv": (1974, ["ID", "longitude", "latitude"]),
    "yokote_hydrants_2013.csv": (1560, ["type", "Jurisdiction", "Charge"]),
    "hiraizumi_13_sample_handcopied.csv": (15, ["全国地方公共団体コード", "ID", "地方公共団体名"]),
    "kamata_tfd_water_sample_handcopied.csv": (12, ["種別", "名称", "緯度"]),
}


@pytest.mark.parametrize("name", ROWS)
def test_rows_and_header(city_files: Path, name: str) -> None:
    count, header = ROWS[name]
    table = open_table(city_files / "hydrants" / name)
    assert table.header[:3] == header
    assert sum(1 for _ in table.rows()) == count


def test_yokote_33_rows_are_mended_and_no_other(city_files: Path) -> None:
    path = city_files / "hydrants" / "yokote_hydrants_2013.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    table = open_table(path)
    found = list(table.repaired_rows())
    problems = [problem for _, problem in found if problem]
    assert len(problems) == 33
    assert {problem.action for problem in problems} == {"repaired"}
    for problem in problems:
        assert problem.value == lines[problem.line - 1]
        assert problem.after.endswith(",2013.9.18")
        whole = problem.after.removesuffix(",2013.9.18")
        assert whole == problem.value.replace(",2013.9.18", "")
    for row, problem in found:
        assert (problem is not None) or ",".join(row.cells) == lines[row.line - 1]
        assert len(row.cells) == 9
        assert row.cells[0] == "syoukasen"
        assert 39.0 < float(row.cells[6]) < 39.6
        assert 140.2 < float(row.cells[7]) < 140.8


@pytest.mark.parametrize("name", [name for name in ROWS if not name.startswith("yokote")])
def test_files_without_damage_are_not_touched(city_files: Path, name: str) -> None:
    table = open_table(city_files / "hydrants" / name)
    assert [problem for _, problem in table.repaired_rows() if problem] == []
