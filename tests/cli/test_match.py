"""`civickit match`: the streets of a trace, for people and for programs, and bad files."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from tracks.drives import Drive, Noise, Roads, grid

from civickit import town
from civickit.cli import main
from civickit.tracks._plane import length_m
from civickit.tracks.streets import Network, read_streets


def match(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["match", *map(str, arguments)])


@pytest.fixture
def streets(tmp_path: Path) -> Path:
    return written(tmp_path / "streets.geojson", grid(), "id")


def written(path: Path, network: Network, name: str) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {name: one.id, "name": one.name},
            "geometry": {
                "type": "LineString",
                "coordinates": [[lon, lat] for lat, lon in one.line],
            },
        }
        for one in network.segments
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def drive(network: Network, seed: int = 1) -> Drive:
    chance = random.Random(seed)
    roads = Roads(network)
    return roads.drive(roads.walk(chance, 40), Noise(6, 10), chance)


def as_csv(path: Path, made: Drive, state: str = "") -> Path:
    lines = ["time,lat,lon,heading,state"]
    lines += [
        f"{fix.fixed_at},{fix.lat:.6f},{fix.lon:.6f},{fix.heading_deg:.0f},{state}"
        for fix in made.fixes
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_the_streets_of_a_trace_as_json(tmp_path: Path, streets: Path) -> None:
    made = drive(grid())
    result = match(as_csv(tmp_path / "t.csv", made, "plowing"), "--streets", streets, "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    assert set(told) == {"segments", "dropped"}
    ids = [one.id for one in grid().segments]
    truth = {ids[number] for number, of in made.truth.items() if of.share >= 0.5}
    worked = {one["id"] for one in told["segments"] if one["state"] == "worked"}
    assert worked == truth
    for one in told["segments"]:
        assert list(one) == ["id", "first", "last", "share", "state", "confidence"]
        assert 0 <= one["share"] <= 1
        assert 0 <= one["confidence"] <= 1
        assert one["first"] <= one["last"]
        assert one["first"].endswith("Z")


def test_without_a_state_streets_are_passed(tmp_path: Path, streets: Path) -> None:
    result = match(as_csv(tmp_path / "t.csv", drive(grid())), "--streets", streets, "--json")
    states = {one["state"] for one in json.loads(result.output)["segments"]}
    assert "passed" in states
    assert "worked" not in states


def test_the_property_with_the_id_can_be_named(tmp_path: Path) -> None:
    streets = written(tmp_path / "s.geojson", grid(), "STREETNO")
    trace = as_csv(tmp_path / "t.csv", drive(grid()))
    assert match(trace, "--streets", streets, "--id", "STREETNO").exit_code == 0
    for wrong in ([], ["--id", "STREETN"]):
        result = match(trace, "--streets", streets, *wrong)
        assert result.exit_code == 2
        assert "STREETNO" in result.output
        assert "--id NAME" in result.output


def test_the_sample_town_in_both_languages(tmp_path: Path) -> None:
    made = drive(read_streets(town.path("streets.geojson")))
    trace = as_csv(tmp_path / "t.csv", made, "除雪")
    english = match(trace, "--streets", "sample", "--lang", "en").output
    japanese = match(trace, "--streets", "sample", "--lang", "ja").output
    assert "streets worked" in english
    assert "作業済み" in japanese
    assert len(english.splitlines()) == len(japanese.splitlines()) > 20


def test_the_maps_and_traces_of_graphhopper(city_files: Path) -> None:
    folder = city_files / "tracks" / "graphhopper_gpx_osm"
    result = match(folder / "issue-70.gpx", "--streets", folder / "issue-70.osm.gz", "--lang", "en")
    assert result.exit_code == 0
    names = [line.split(None, 7)[-1] for line in result.output.splitlines() if "sure" in line]
    assert names == [
        *["Милана Видака"] * 3,
        *["Бранка Радичевића"] * 2,
        "Здравка Челара",
    ]
    told = json.loads(
        match(folder / "issue-13.gpx", "--streets", folder / "map-issue13.osm.gz", "--json").output
    )
    assert len(told["segments"]) == 6
    lengths = read_streets(folder / "map-issue13.osm.gz").lengths()
    driven = sum(one["share"] * lengths[one["id"]] for one in told["segments"])
    points = re.findall(r'lat="(\S+)" lon="(\S+)"', (folder / "issue-13.gpx").read_text())
    places = [(float(lat), float(lon)) for lat, lon in points]
    assert driven == pytest.approx(length_m(places), rel=0.02)


@pytest.mark.parametrize(
    "name", ["no_trk.gpx", "no_trkpt.gpx", "no_trkseg.gpx", "issue-127.gpx", "test2_no_millis.gpx"]
)
def test_a_trace_without_a_fix_is_told(city_files: Path, streets: Path, name: str) -> None:
    result = match(city_files / "tracks" / "graphhopper_gpx_osm" / name, "--streets", streets)
    assert result.exit_code == 1
    assert name in result.output
    assert len(result.output.splitlines()) == 1


@pytest.mark.parametrize(
    ("trace", "code", "words"),
    [
        ("no-such.csv", 2, "no-such.csv"),
        ("streets.geojson", 1, "no fix"),
        ("empty.csv", 1, "empty.csv"),
        ("header.csv", 1, "no rows"),
        ("other.csv", 1, "no column for time"),
        ("picture.png", 1, "picture.png"),
    ],
)
def test_bad_traces_are_one_sentence(
    tmp_path: Path, streets: Path, trace: str, code: int, words: str
) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "header.csv").write_text("time,lat,lon\n")
    (tmp_path / "other.csv").write_text("番号,名前\n1,山\n2,川\n", "utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    result = match(tmp_path / trace, "--streets", streets)
    assert result.exit_code == code
    assert words in result.output
    assert "Traceback" not in result.output


def test_bad_networks_are_one_sentence(tmp_path: Path) -> None:
    trace = as_csv(tmp_path / "t.csv", drive(grid()))
    assert match(trace, "--streets", tmp_path / "none.geojson").exit_code == 2
    assert match(trace).exit_code == 2
    bad = tmp_path / "bad.osm.pbf"
    bad.write_bytes(b"\x00" * 100)
    for path in (trace, bad):
        result = match(trace, "--streets", path)
        assert result.exit_code == 1
        assert path.name in result.output


def test_a_trace_far_from_the_network_clears_nothing_and_says_so(
    tmp_path: Path, streets: Path
) -> None:
    made = drive(read_streets(town.path("streets.geojson")))
    trace = as_csv(tmp_path / "t.csv", made)
    result = match(trace, "--streets", streets, "--json")
    assert result.exit_code == 0
    told = json.loads(result.output)
    assert told["segments"] == []
    assert told["dropped"]["off_street"] > 0.9 * len(made.fixes)


def test_a_trace_with_lat_and_lon_exchanged_is_told(tmp_path: Path, streets: Path) -> None:
    rows = [f"{fix.fixed_at},{fix.lon},{fix.lat}" for fix in drive(grid()).fixes]
    (tmp_path / "t.csv").write_text("\n".join(["time,lat,lon", *rows]))
    result = match(tmp_path / "t.csv", "--streets", streets, "--json")
    assert result.exit_code == 1
    assert "t.csv has latitude and longitude exchanged, or the streets have" in result.output


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "left out: without an id 2"), ("ja", "使わなかった道路: 番号がない 2")],
)
def test_streets_that_the_file_does_not_number_are_told(
    tmp_path: Path, streets: Path, lang: str, words: str
) -> None:
    told = json.loads(streets.read_text("utf-8"))
    for one in told["features"][-2:]:
        del one["properties"]["id"]
    streets.write_text(json.dumps(told), "utf-8")
    trace = as_csv(tmp_path / "t.csv", drive(grid()))
    assert match(trace, "--streets", streets, "--lang", lang).output.rstrip().endswith(words)


def test_a_file_may_be_of_a_time_to_come(tmp_path: Path, streets: Path) -> None:
    made = drive(grid())
    later = made._replace(fixes=[fix._replace(fixed_at=fix.fixed_at + 3e9) for fix in made.fixes])
    result = match(as_csv(tmp_path / "t.csv", later), "--streets", streets, "--json")
    assert json.loads(result.output)["segments"][0]["first"].startswith("2120-")


@given(st.binary(max_size=500), st.sampled_from(["t.csv", "t.gpx", "t.nmea"]))
@settings(max_examples=60)
def test_no_bytes_give_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str
) -> None:
    path = tmp_path_factory.mktemp("bytes") / name
    path.write_bytes(content)
    result = match(path, "--streets", "sample")
    assert result.exit_code in {0, 1}
    assert "should not have happened" not in result.output
