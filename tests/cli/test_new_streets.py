"""`civickit new` for things that move: a file of streets, of any quality, and what moves there."""

from __future__ import annotations

import gzip
import json
import re
import tomllib
from pathlib import Path

import pytest
from cli.terminal import Terminal
from click.testing import CliRunner, Result

from civickit import town
from civickit.cli import main
from civickit.cli._streets import why_left_out
from civickit.tracks import _streets_json
from civickit.tracks._streets_json import NOT_DEGREES

LINE = {"type": "LineString", "coordinates": [[140.0, 37.0], [140.01, 37.0]]}
UP = {"type": "LineString", "coordinates": [[140.01, 37.0], [140.01, 37.01]]}
HOUSE = {"type": "Point", "coordinates": [140.0, 37.0]}


def features(*geometries: dict, name: str = "KID") -> str:
    made = [
        {"type": "Feature", "properties": {name: number, "name": "町道"}, "geometry": one}
        for number, one in enumerate(geometries, 1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": made}, ensure_ascii=False)


@pytest.fixture
def streets(here: Path) -> Path:
    """Two streets with the town's own numbers, and a house that is none."""
    (here / "町道 2026.geojson").write_text(features(LINE, UP, HOUSE), "utf-8")
    (here / "roads.geojson").write_text(features(LINE, UP, name="id"), "utf-8")
    return here


def new(*words: str) -> Result:
    return CliRunner().invoke(main, ["new", "--yes", "--slug", "demo", *words])


def made(*words: str) -> dict:
    result = new("--json", *words)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def toml() -> dict:
    return tomllib.loads(Path("demo/civic.toml").read_text("utf-8"))


def test_a_file_of_lines_makes_a_live_app_without_being_told(streets: Path) -> None:
    said = new("--data", "roads.geojson", "--lang", "ja")
    assert said.exit_code == 0, said.output
    assert "道路 2 本(2 本の線、2.0 km)として読みました" in said.output
    assert "ライセンス: 分かりません" in said.output
    told = toml()
    assert told["template"]["name"] == "live_app"
    assert told["data"]["path"] == "data/roads.geojson"
    assert told["data"]["id_property"] == ""
    kept = Path("demo/data/roads.geojson").read_bytes()
    assert kept == Path("roads.geojson").read_bytes(), "the file is taken as it is"


@pytest.mark.parametrize(("lat", "lon", "told"), [(43.0, -76.1, True), (37.0, 140.0, False)])
def test_streets_outside_japan_need_another_clock(
    here: Path, lat: float, lon: float, told: bool
) -> None:
    line = {"type": "LineString", "coordinates": [[lon, lat], [lon + 0.01, lat]]}
    Path("roads.geojson").write_text(features(line, name="id"))
    said = new("--data", "roads.geojson", "--lang", "en").output
    assert ("into civic.toml, [place] zone" in said) is told


def test_what_was_left_out_is_told_and_written_down(streets: Path) -> None:
    said = new("--data", "町道 2026.geojson", "--map", "id=KID", "--lang", "en")
    assert "read as: 2 streets (2 lines, 2.0 km)" in said.output
    assert "left out, 1: not a line" in said.output
    assert "2 streets (2 lines, 2.0 km) are used; 1 were left out" in Path(
        "demo/DATA.md"
    ).read_text("utf-8")
    told = toml()
    assert told["data"]["path"] == "data/streets_2026.geojson"
    assert told["data"]["id_property"] == "KID"
    assert told["template"]["answers"]["data_columns"] == {"id": "KID"}


def test_the_reason_is_said_in_japanese_as_well(streets: Path) -> None:
    said = new("--data", "町道 2026.geojson", "--map", "id=KID", "--lang", "ja")
    assert "使わなかったもの 1: 線でない" in said.output


def test_the_json_says_what_was_read(streets: Path) -> None:
    told = made("--data", "町道 2026.geojson", "--map", "id=KID", "--licence", "cc-by 4.0")
    data = told["data"]
    expected = {"used": True, "lines": 2, "streets": 2, "km": 2.0, "left_out": {"not a line": 1}}
    assert {name: data[name] for name in expected} == expected
    assert data["licence"] == "CC BY 4.0"
    assert told["chosen"] == {}


def test_a_packed_file_keeps_its_ending(here: Path) -> None:
    (here / "roads.geojson.gz").write_bytes(gzip.compress(features(LINE, name="id").encode()))
    assert made("--data", "roads.geojson.gz")["data"]["path"] == "data/roads.geojson.gz"
    assert made_is_read()


def made_is_read() -> bool:
    from civickit.tracks.streets import read_streets

    return len(read_streets(Path("demo") / toml()["data"]["path"]).segments) == 1


def test_what_moves_can_be_chosen(streets: Path) -> None:
    told = made("--data", "roads.geojson", "--choose", "moves=bus")
    assert told["chosen"] == {"moves": "bus"}
    assert toml()["live"]["cleared"] is False
    assert toml()["template"]["answers"]["moves"] == "bus"


UNUSABLE = {
    "points.geojson": features(HOUSE, name="id").encode(),
    "no_id.geojson": features(LINE, UP).encode(),
    "empty.geojson": b"",
    "words.geojson": b"not JSON",
    "deep.geojson": b"[" * 100_000,
    "broken.geojson.gz": b"\x1f\x8b\x08\x00broken",
    "fake.osm.pbf": b"\x00\x01\x02",
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_file_that_cannot_be_used_stops_nothing(here: Path, name: str) -> None:
    (here / name).write_bytes(UNUSABLE[name])
    said = new("--template", "live_app", "--data", name, "--lang", "en")
    assert said.exit_code == 0, said.output
    assert "Traceback" not in said.output
    assert f"The data '{name}' could not be used: " in said.output
    assert "mend the file" in said.output
    assert 'to path = "data/FILE", the next to id_property = "PROPERTY"' in said.output
    assert toml()["data"]["path"] == ""
    line = int(said.output.split("change line ")[1].split()[0])
    lines = Path("demo/civic.toml").read_text("utf-8").splitlines()
    assert lines[line - 1].startswith("path = ")
    assert lines[line].startswith("id_property = ")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--template", "live_app", "--data", "nowhere.geojson"], 2, "there is no file"),
        (["--template", "live_app", "--data", "."], 2, "is a folder"),
        (["--data", "roads.geojson", "--map", "lat=3"], 2, "knows only id=PROPERTY"),
        (["--data", "roads.geojson", "--map", "id=KOKUDO"], 1, "Known: id, name"),
        (["--data", "roads.geojson", "--choose", "moves=ship"], 1, "Known: bus, other, plow"),
        (["--data", "roads.geojson", "--choose", "colour=red"], 1, "no choice of live_app"),
        (["--data", "roads.geojson", "--choose", "moves"], 2, "is not NAME=VALUE"),
        (["--template", "map_app", "--choose", "moves=bus"], 1, "no choice of map_app"),
    ],
)
def test_what_cannot_be_meant_gets_a_sentence(
    streets: Path, words: list[str], code: int, told: str
) -> None:
    said = new("--lang", "en", *words)
    assert told in said.output, said.output
    assert (said.exit_code != 0, "Traceback" in said.output) == (True, False)
    assert not Path("demo").exists()


def test_points_are_still_a_map(here: Path) -> None:
    (here / "places.geojson").write_text(features(HOUSE, HOUSE), "utf-8")
    made("--data", "places.geojson")
    assert toml()["template"]["name"] == "map_app"


def test_the_sample_towns_streets_are_taken_as_own_ones(here: Path) -> None:
    data = made("--data", str(town.path("streets.geojson")))["data"]
    assert data["lines"] == 582
    assert data["path"] == "data/streets.geojson"


def test_at_a_terminal_what_moves_is_asked_in_ones_language(terminal, streets: Path) -> None:
    asked: Terminal = terminal("--template", "live_app", "--title", "Kita", "--lang", "ja")
    asked.talk(
        ("何が動きますか", "9"),
        ("「9」は選べません", "2"),
        ("どの道路ですか", "nai.geojson"),
        ("「nai.geojson」というファイルも公開データもありません", "'roads.geojson'"),
        ("ライセンスが分かりません", ""),
    )
    code, _ = asked.ends()
    assert code == 0, asked.said
    assert "2  バス、シャトル" in asked.said
    told = tomllib.loads((streets / "kita/civic.toml").read_text("utf-8"))
    assert told["template"]["answers"]["moves"] == "bus"
    assert told["data"]["path"] == "data/roads.geojson"


def test_every_reason_to_leave_a_line_out_is_told_in_japanese() -> None:
    """Also those that a reader of streets learns one day."""
    reasons = {NOT_DEGREES}
    for source in Path(_streets_json.__file__).parent.glob("_streets_*.py"):
        reasons |= set(re.findall(r'left_out\["([^"]+)"', source.read_text("utf-8")))
    assert len(reasons) >= 6
    assert all(why_left_out(why, "ja") != why for why in reasons)
