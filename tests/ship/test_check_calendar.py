"""Ready for strangers? What the check says of a calendar's folder of CSVs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from civickit.cli._apps import load_app
from civickit.projects.bake import bake
from civickit.projects.templates import find_template
from civickit.ship._check_data import data_file
from civickit.ship._check_page import Page
from civickit.ship._project import read_project
from civickit.ship.check import ATTENTION, FAIL, OK, Finding, Subject, check

HEADER = "地区,種類,収集日,月,開始日,終了日\n"
TODAY = datetime.now(ZoneInfo("Asia/Tokyo")).date()


def rows(last: date | None) -> str:
    end = last.isoformat() if last else ""
    return f"{HEADER}北町,燃やすごみ,毎週 月・木,,2020-04-01,{end}\n"


def project(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    answers = {
        "slug": f"cal_{folder.name.lower()[:30]}",
        "title": "北町のごみ",
        "lang": "ja",
        "data_path": "data",
        "data_title": "北町 ごみ収集日",
        "data_date": "2026-04-01",
        "data_licence": "CC BY 4.0",
        "data_attribution": "北町 環境課",
    }
    made = bake(find_template("calendar_app"), answers, folder)
    (made / "data").mkdir()
    for name, content in files.items():
        raw = content if isinstance(content, bytes) else content.encode()
        (made / "data" / name).write_bytes(raw)
    return made


def found(folder: Path) -> Finding:
    return data_file(Subject(read_project(folder), Page()))


@pytest.mark.parametrize(
    ("text", "state", "key"),
    [
        (rows(None), OK, "cells_kept"),
        (rows(TODAY + timedelta(days=400)), OK, "cells_kept"),
        (rows(TODAY + timedelta(days=7)), ATTENTION, "days_end"),
        (rows(TODAY - timedelta(days=1)), FAIL, "days_over"),
        (rows(None) + "北町,びん,いつか\n", ATTENTION, "cells_refused"),
        (HEADER, FAIL, "data_file_unreadable"),
        (b"\x00\x01\xff" * 99, FAIL, "data_file_unreadable"),
    ],
)
def test_the_folder_is_read_and_its_last_day_is_known(
    tmp_path: Path, text: str | bytes, state: str, key: str
) -> None:
    finding = found(project(tmp_path, {"collection.csv": text}))
    assert (finding.state, finding.key) == (state, key)
    for lang in ("ja", "en"):
        assert bool(finding.todo(lang)) == (state != OK)
        assert not re.search(r"\{\w+\}", finding.found(lang) + finding.todo(lang))


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    made = project(tmp_path, {})
    (made / "data").rmdir()
    assert found(made)[:3] == ("data_file", FAIL, "data_folder_gone")


def test_an_empty_folder_is_no_data(tmp_path: Path) -> None:
    assert found(project(tmp_path, {})).key == "data_file_unreadable"


def test_a_calendar_shows_whose_data_it_is(tmp_path: Path) -> None:
    made = project(tmp_path, {"collection.csv": rows(None)})
    looked = check(read_project(made), lambda folder: load_app(folder, {}))
    states = {one.name: (one.state, one.key) for one in looked}
    for name in ("page", "health", "sample", "licence", "attribution", "date", "data_file"):
        assert states[name][0] == OK, (name, states[name])
    for name in ("privacy", "elsewhere", "secrets", "debug", "tests"):
        assert states[name][0] == OK, (name, states[name])


def test_the_sample_town_is_not_for_strangers(tmp_path: Path) -> None:
    made = bake(find_template("calendar_app"), {"slug": "cal_sample"}, tmp_path)
    looked = check(read_project(made), lambda folder: load_app(folder, {}))
    assert {one.name: one.key for one in looked}["sample"] == "sample_town"
