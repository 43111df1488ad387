"""Starting the garbage calendar from a folder, and living with a folder that changes."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from civickit.collection.data import CityFolder
from civickit.collection.settings import Settings, read_settings
from civickit.core.errors import CivicKitError, InvalidRecord

from .conftest import set_clock

APP = Path(__file__).parents[2] / "apps" / "garbage_calendar"


def settings_of(folder: Path) -> Settings:
    return read_settings(APP, {"DATA": folder})


def age(folder: Path, seconds: float = 10) -> None:
    """The folder's files as if they had been lying still for some seconds."""
    for path in folder.iterdir():
        at = path.stat().st_mtime - seconds + path.stat().st_size / 1000
        os.utime(path, (at, at))


def opened(folder: Path) -> CityFolder:
    return CityFolder(settings_of(folder), check_every_s=0)


def test_a_changed_file_is_taken_over(small_calendar: Path) -> None:
    folder = opened(small_calendar)
    before = folder.current()
    assert folder.current() is before
    with (small_calendar / "collection.csv").open("a", encoding="utf-8") as file:
        file.write("south,古紙,毎週 金,,,\n")
    age(small_calendar)
    after = folder.current()
    assert after.version != before.version
    assert "paper" in after.area("south").schedules
    assert not folder.failure


def test_a_file_still_being_written_waits_until_it_lies_still(small_calendar: Path) -> None:
    folder = opened(small_calendar)
    before = folder.current()
    with (small_calendar / "items.csv").open("a", encoding="utf-8") as file:
        file.write("はし,,はし,燃やすごみ,,,\n")
    age(small_calendar, -5)
    assert folder.current() is before
    assert folder.current() is not before  # the second look found it as the first


@pytest.mark.parametrize("broken", [b"", b"\x00\x01\x02", "ただの言葉\n".encode()])
def test_a_broken_file_leaves_the_last_good_city(small_calendar: Path, broken: bytes) -> None:
    folder = opened(small_calendar)
    before, good = folder.current(), (small_calendar / "collection.csv").read_bytes()
    (small_calendar / "areas.csv").unlink()
    (small_calendar / "collection.csv").write_bytes(broken)
    age(small_calendar)
    assert folder.current() is before
    assert folder.failure
    assert str(small_calendar.parent) not in folder.failure
    (small_calendar / "collection.csv").write_bytes(good)
    age(small_calendar, 5)
    assert folder.current() is not before
    assert not folder.failure


def test_a_vanished_folder_leaves_the_last_good_city(small_calendar: Path) -> None:
    folder = opened(small_calendar)
    before = folder.current()
    shutil.rmtree(small_calendar)
    assert folder.current() is before
    assert "small_calendar" in folder.failure


def test_the_pages_say_that_newer_files_failed(
    small_calendar: Path, make_calendar: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("civickit.collection.data.CHECK_EVERY_S", 0)
    age(small_calendar)
    client = make_calendar(DATA=small_calendar).test_client()
    feed = client.get("/feeds/ja/south.ics").data
    good = (small_calendar / "collection.csv").read_bytes()
    (small_calendar / "collection.csv").unlink()
    assert "前のデータのまま動いています" in client.get("/data").text
    told = client.get("/healthz").get_json()
    assert told["status"] == "ok"
    assert told["reload"] != "ok"
    assert client.get("/feeds/ja/south.ics").data == feed
    (small_calendar / "collection.csv").write_bytes(good + "south,古紙,毎週 金,,,\n".encode())
    age(small_calendar)
    assert "前のデータのまま" not in client.get("/data").text
    assert client.get("/feeds/ja/south.ics").data != feed


def test_the_report_is_that_of_the_day(
    small_calendar: Path, make_calendar: Callable[..., Any]
) -> None:
    app = make_calendar(now="2027-01-20T23:59", DATA=small_calendar)
    client = app.test_client()
    assert client.get("/data/report.json").get_json()["ended"] == ["旧町"]
    set_clock(app, "2027-01-21T00:00")
    assert client.get("/data/report.json").get_json()["ended"] == ["東町", "旧町"]
    assert "東町、旧町" in client.get("/data?lang=ja").text


def test_outlines_that_were_corrected_are_read_again(
    small_calendar: Path, make_calendar: Callable[..., Any]
) -> None:
    client = make_calendar(DATA=small_calendar).test_client()
    ring = [[146, 38], [147, 38], [147, 39], [146, 38]]
    known = []
    for at, name in enumerate(["ward", "north"], start=1):
        one = {"id": name, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        path = small_calendar / "areas.geojson"
        path.write_text(json.dumps({"features": [one]}), "utf-8")
        os.utime(path, (at, at))
        told = client.get("/data/report.json").get_json()
        known.append([told["outlines"], len(client.get("/phone/outlines.json").json["outlines"])])
    assert known == [[0, 0], [1, 1]]


def test_a_missing_folder_says_what_to_do(
    tmp_path: Path, make_calendar: Callable[..., Any]
) -> None:
    with pytest.raises(CivicKitError, match="leave out --data"):
        make_calendar(DATA=tmp_path / "absent")


def test_a_file_in_place_of_a_folder_says_what_to_do(
    tmp_path: Path, make_calendar: Callable[..., Any]
) -> None:
    path = tmp_path / "area_days.csv"
    path.write_text("地名,センター,燃やすごみ\n北町,,月 木\n", "utf-8")
    with pytest.raises(CivicKitError, match="folder"):
        make_calendar(DATA=path)


def test_an_empty_folder_says_what_was_looked_for(
    tmp_path: Path, make_calendar: Callable[..., Any]
) -> None:
    with pytest.raises(CivicKitError, match=r"collection\.csv"):
        make_calendar(DATA=tmp_path)


@pytest.mark.parametrize("name", ["area_days.csv", "collection.csv"])
@pytest.mark.parametrize("seed", range(4))
def test_random_bytes_give_one_sentence(
    tmp_path: Path, make_calendar: Callable[..., Any], name: str, seed: int
) -> None:
    (tmp_path / name).write_bytes(random.Random(seed).randbytes(3000))
    told = started(make_calendar, tmp_path)
    if isinstance(told, str):
        assert re.fullmatch(r"[^\n]{20,}", told)
    else:  # noise can hold rows; then they are shown, and the report says what they are
        assert told.get("/").status_code == 200
        assert told.get("/data").status_code == 200


def started(make_calendar: Callable[..., Any], folder: Path) -> Any:
    """A client of the app, or the sentence that says why there is none."""
    try:
        return make_calendar(DATA=folder).test_client()
    except CivicKitError as error:
        return str(error)


def test_5374_files_are_read_with_the_citys_settings(
    tmp_path: Path, make_calendar: Callable[..., Any]
) -> None:
    (tmp_path / "area_days.csv").write_text(
        "地名,センター,燃やすごみ,びん\n北町,工場,月  木,第２火\n", "utf-8"
    )
    (tmp_path / "center.csv").write_text(
        "名称,休止開始,休止終了\n工場,2026/12/14,2026/12/14\n", "utf-8"
    )
    (tmp_path / "description.csv").write_text(
        "label,sublabel,description,styles,bgcolor\n燃やすごみ,,生ごみ,,#ff0000\nびん,,びん,,\n",
        "utf-8",
    )
    (tmp_path / "target.csv").write_text(
        "type,name,notice,furigana\nびん,空きびん,洗う,あ\n", "utf-8"
    )
    client = make_calendar(DATA=tmp_path).test_client()
    area = client.get("/api/areas").get_json()["areas"][0]
    days = client.get(f"/api/areas/{area['id']}/days?from=2026-12-07&to=2026-12-20").get_json()
    told = {day["date"]: [kind["name"] for kind in day["kinds"]] for day in days["days"]}
    assert told["2026-12-07"] == ["燃やすごみ"]
    assert told["2026-12-08"] == ["びん"]
    assert "2026-12-14" not in told
    page = client.get("/data").text
    assert "直したところ" in page
    assert "第２火" in page
    assert client.get("/data/findings.csv").data.startswith("\ufefffate,file".encode())
    assert client.get("/data/report.json").get_json()["format"] == "gomi5374"


def test_no_cell_of_the_report_is_a_formula(
    tmp_path: Path, make_calendar: Callable[..., Any]
) -> None:
    (tmp_path / "area_days.csv").write_text(
        "地名,センター,燃やすごみ\n北町,,=1+1\n南町,,月\n", "utf-8"
    )
    table = make_calendar(DATA=tmp_path).test_client().get("/data/findings.csv").text
    assert "=1+1" in table
    assert ",=1+1" not in table


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('zone = "Asia/Tokyo"', 'zone = "Mars/North"', "Mars/North"),
        ("[contact]", "[contract]", "contact"),
        ('path = ""', "path = 3", "cannot use"),
        ('path = ""', 'path = ""\nmax_labels = "many"', "max_labels"),
        ("[app]", "[app", "TOML"),
    ],
)
def test_a_wrong_civic_toml_is_told_in_a_sentence(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    text = (APP / "civic.toml").read_text("utf-8")
    assert before in text
    (tmp_path / "civic.toml").write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(InvalidRecord, match=said):
        read_settings(tmp_path, {})
