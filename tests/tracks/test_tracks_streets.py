"""Street networks: ids and priorities as the municipality has them, and where streets meet."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civickit import town
from civickit.core.errors import CivicKitError, MissingExtra, UnknownName, UnreadableTable
from civickit.core.geo import distance_m
from civickit.tracks._junctions import cut
from civickit.tracks.streets import Junction, Network, read_streets


def feature(coordinates: list[Any], kind: str = "LineString", **about: Any) -> dict[str, Any]:
    top = {"id": about.pop("top")} if "top" in about else {}
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", **top, "properties": about, "geometry": geometry}


def written(folder: Path, told: Any, name: str = "streets.geojson") -> Path:
    path = folder / name
    path.write_text(json.dumps(told), "utf-8")
    return path


def network(folder: Path, *features: dict[str, Any], id_property: str = "") -> Network:
    told = {"type": "FeatureCollection", "features": list(features)}
    return read_streets(written(folder, told), id_property)


def meeting(junctions: tuple[Junction, ...]) -> list[tuple[int, ...]]:
    return sorted(one.segments for one in junctions)


def test_the_sample_town_keeps_its_ids_and_priorities() -> None:
    found = read_streets(town.path("streets.geojson"))
    assert [one.id for one in found.segments[:2]] == ["S0001", "S0002"]
    assert found.segments[0].priority == 2
    assert found.segments[0].name == "木下沢街道"
    assert any(one.one_way for one in found.segments)
    assert found.left_out == {}
    lon, lat = 145.982141, 38.413513
    assert found.segments[0].line[0] == (lat, lon)


def test_a_city_with_ids_of_its_own_name(city_files: Path) -> None:
    path = city_files / "roads" / "syracuse_streets.geojson.gz"
    found = read_streets(path, "CITYST_ID")
    assert len(found.segments) == 5_650
    assert sum(one.length_m for one in found.segments) == pytest.approx(754_000, rel=0.002)
    assert found.segments[0].id == 5635, "a number stays a number"
    assert len(found.junctions()) == pytest.approx(3_735, abs=20)
    with pytest.raises(UnknownName, match="CITYST_ID"):
        read_streets(path)
    with pytest.raises(UnknownName, match="Did you mean 'CITYST_ID'"):
        read_streets(path, "CITYST")


def test_lengths_are_those_on_the_ellipsoid() -> None:
    for one in read_streets(town.path("streets.geojson")).segments[:100]:
        exact = sum(distance_m(*a, *b) for a, b in zip(one.line, one.line[1:], strict=False))
        assert one.length_m == pytest.approx(exact, rel=1e-5)


def test_what_features_say(tmp_path: Path) -> None:
    line = [[146.0, 38.0], [146.0, 38.001]]
    found = network(
        tmp_path,
        feature(line, id=7, oneway="-1", priority="3", name="北通り"),
        feature(line, top="x", oneway="yes"),
        feature([line, [[146.1, 38.0], [146.1, 38.1]]], "MultiLineString", id="two", oneway="no"),
        feature(line),
        feature([146.0, 38.0], "Point", id=8),
        feature([[146.0, 38.0], [146.0, 38.0]], id=9),
        feature([[146.0, 98.0], [146.0, 38.0]], id=10),
        feature([["146.0", 38.0], [146.0, 38.0]], id=11),
    )
    first, second, *two = found.segments
    assert (first.id, first.one_way, first.priority, first.name) == (7, True, 3, "北通り")
    assert first.line[0] == (38.001, 146.0), "against its line"
    assert (second.id, second.one_way, second.priority, second.name) == ("x", True, None, "")
    assert [one.id for one in two] == ["two", "two"]
    assert found.lengths()["two"] == pytest.approx(sum(one.length_m for one in two))
    assert found.left_out == {
        "without an id": 1,
        "not a line": 1,
        "without a length": 1,
        "not in degrees": 2,
    }


LINE = [[146.0, 38.0], [146.0, 38.001]]


@pytest.mark.parametrize(
    ("said", "first"),
    [(True, 38.0), (1.0, 38.0), ("FT", 38.0), (-1.0, 38.001), ("TF", 38.001)],
)
def test_how_files_say_that_a_street_is_one_way(tmp_path: Path, said: object, first: float) -> None:
    [found] = network(tmp_path, feature(LINE, id=1, ONEWAY=said)).segments
    assert (found.one_way, found.line[0][0]) == (True, first)


def test_a_street_that_stands_twice_in_a_file_is_as_long_as_it_is(tmp_path: Path) -> None:
    found = network(
        tmp_path,
        feature(LINE, id=1),
        feature(LINE, id=1, name="again"),
        feature(LINE[::-1], id=1),
        feature(LINE, id=2, oneway=True),
        feature(LINE[::-1], id=2, oneway=True),
    )
    assert [one.id for one in found.segments] == [1, 2, 2]
    assert found.left_out == {"twice in the file": 2}


def test_an_id_is_found_where_it_is_and_comes_back_as_it_was(tmp_path: Path) -> None:
    nothing = feature(LINE, top="of the feature", id=None, name=None)
    assert [one.id for one in network(tmp_path, nothing, feature(LINE, id="007")).segments] == [
        "of the feature",
        "007",
    ]
    named = network(tmp_path, feature(LINE, top=5), id_property="id")
    assert [one.id for one in named.segments] == [5]
    nested = feature(LINE, attributes={"road": {"no": 12}}, **{"road.no": "x"})
    assert network(tmp_path, nested, id_property="attributes.road.no").segments[0].id == 12
    assert network(tmp_path, nested, id_property="road.no").segments[0].id == "x"


@pytest.mark.parametrize("value", [None, {"a": 1}, [1], 1.5, True, ""])
def test_an_id_that_is_none_is_told(tmp_path: Path, value: Any) -> None:
    with pytest.raises(UnreadableTable, match="has 'id', but no number or text"):
        network(tmp_path, feature(LINE, id=value), feature(LINE, id=value))
    with pytest.raises(UnknownName, match="Known: lanes, name"):
        network(tmp_path, feature(LINE, name=value, lanes=2), feature(LINE, name=value))


@pytest.mark.parametrize(
    ("name", "before", "between", "after"),
    [
        ("s.geojson", "[", ",", "]"),
        ("s.ndjson", "", "\n", "\n"),
        ("s.geojsonl", "", "\r\n\r\n", ""),
        ("s.geojsons", "\x1e", "\n\x1e", "\n"),
    ],
)
def test_features_in_a_list_or_one_a_line(
    tmp_path: Path, name: str, before: str, between: str, after: str
) -> None:
    path = tmp_path / name
    told = (json.dumps(feature(LINE, id=n)) for n in (1, 2))
    path.write_text(before + between.join(told) + after, "utf-8")
    assert [one.id for one in read_streets(path).segments] == [1, 2]


def test_names_in_the_encoding_of_an_old_program(tmp_path: Path) -> None:
    path = tmp_path / "s.geojson"
    path.write_bytes(
        json.dumps(feature(LINE, id=1, name="北通り"), ensure_ascii=False).encode("cp932")
    )
    assert read_streets(path).segments[0].name == "北通り"


def test_lines_within_a_collection(tmp_path: Path) -> None:
    whole = feature(LINE, id=1)
    inner = {"type": "LineString", "coordinates": LINE}
    whole["geometry"] = {"type": "GeometryCollection", "geometries": [inner, None]}
    assert [one.id for one in network(tmp_path, whole).segments] == [1]


def test_metres_instead_of_degrees_are_told(tmp_path: Path) -> None:
    metres = [[-12_345.0, 6_789.0], [-12_300.0, 6_789.0]]
    with pytest.raises(UnreadableTable, match="EPSG:4326"):
        network(tmp_path, feature(metres, id=1))


def test_streets_meet_at_ends_at_shared_points_and_where_an_end_touches(tmp_path: Path) -> None:
    metre = 1 / 111_000
    found = network(
        tmp_path,
        feature([[146.0, 38.0], [146.001, 38.0], [146.002, 38.0]], id="main"),
        feature([[146.001, 37.999], [146.001, 38.0], [146.001, 38.001]], id="crossing"),
        feature([[146.0015, 38.0 + metre], [146.0015, 38.01]], id="touching"),
        feature([[146.002, 38.0 + metre], [146.003, 38.0]], id="end to end"),
        feature([[146.0005, 37.999], [146.0005, 38.001]], id="bridge"),
        feature([[146.0018, 38.0 + 3 * metre], [146.0018, 38.01]], id="too far"),
    )
    met = [one for one in meeting(found.junctions()) if len(one) > 1]
    assert met == [(0, 1), (0, 2), (0, 3)]


def test_a_line_may_come_back_to_a_junction_of_its_own(tmp_path: Path) -> None:
    """A lane that ends in a loop, and one that goes on after it."""
    loop = [[146.001, 38.002], [146.001, 38.003], [145.999, 38.003], [146.0, 38.002]]
    lane = [[146.0, 38.0], [146.0, 38.002], *loop]
    found = network(tmp_path, feature(lane, id="ends"))
    assert [node for _, node in cut(found).cuts[0]] == [0, 1, 1]
    found = network(tmp_path, feature([*lane, [145.99, 38.0]], id="goes on"))
    assert [node for _, node in cut(found).cuts[0]] == [0, 2, 2, 1]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", UnreadableTable),
        (b"\x1f\x8b\x08\x00", UnreadableTable),
        (b"[]", UnreadableTable),
        (b"{}", UnreadableTable),
        (b'{"type":"FeatureCollection","features":{}}', UnreadableTable),
        (b'{"type":"FeatureCollection","features":[1,null]}', UnreadableTable),
        (b'{"elements":[1,{"type":"way"}]}', UnreadableTable),
        (b"[" * 100_000, UnreadableTable),
        (b"<html>", UnreadableTable),
    ],
)
def test_what_is_no_network_is_told(tmp_path: Path, content: bytes, error: type) -> None:
    path = tmp_path / "s.geojson"
    path.write_bytes(content)
    with pytest.raises(error, match=r"s\.geojson"):
        read_streets(path)


@given(st.binary(max_size=300), st.sampled_from([".geojson", ".osm", ".osm.pbf", ".osm.gz"]))
def test_no_bytes_break_the_reader(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, suffix: str
) -> None:
    path = tmp_path_factory.mktemp("bytes") / f"s{suffix}"
    path.write_bytes(content)
    with pytest.raises(CivicKitError):
        read_streets(path)


def test_an_osm_extract_is_cut_at_its_junctions(city_files: Path) -> None:
    found = read_streets(city_files / "roads" / "Helsinki.osm.pbf")
    assert len(found.segments) > 900
    by_id = {one.id: one for one in found.segments}
    assert len(by_id) == len(found.segments), "no id twice"
    named = [one for one in found.segments if one.name == "Yliopistonkatu"]
    assert len(named) > 1
    assert {one.priority for one in found.segments} == {1, 2, 3}
    assert any(one.one_way for one in found.segments)
    assert max(one.length_m for one in found.segments) < 1_000
    crossings = [one for one in found.junctions() if len(one.segments) > 2]
    assert len(crossings) > 200


def test_the_readers_of_osm_agree(city_files: Path, tmp_path: Path) -> None:
    """The same map as OSM XML, and as Overpass tells it: with geometry, and with nodes."""
    import xml.etree.ElementTree as ET

    packed = city_files / "tracks" / "graphhopper_gpx_osm" / "issue-70.osm.gz"
    root = ET.fromstring(gzip.decompress(packed.read_bytes()))
    nodes = {
        int(one.get("id")): (float(one.get("lat")), float(one.get("lon")))
        for one in root.iter("node")
    }
    ways, bare = [], [
        {"type": "node", "id": number, "lat": lat, "lon": lon}
        for number, (lat, lon) in nodes.items()
    ]  # fmt: skip
    for one in root.iter("way"):
        refs = [int(nd.get("ref")) for nd in one.iter("nd")]
        way = {
            "type": "way",
            "id": int(one.get("id")),
            "nodes": refs,
            "tags": {tag.get("k"): tag.get("v") for tag in one.iter("tag")},
        }
        bare.append(way)
        places = [{"lat": nodes[ref][0], "lon": nodes[ref][1]} for ref in refs]
        ways.append({**way, "geometry": places})
    from_file = read_streets(packed)
    assert len(from_file.segments) == 80
    for elements in (ways, bare):
        found = read_streets(written(tmp_path, {"version": 0.6, "elements": elements}))
        assert {one.id: one.name for one in found.segments} == {
            one.id: one.name for one in from_file.segments
        }
        for one, other in zip(found.segments, from_file.segments, strict=True):
            assert one.length_m == pytest.approx(other.length_m, abs=0.1)


def test_without_the_extra_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.osm.pbf"
    path.write_bytes(b"x")
    monkeypatch.setitem(sys.modules, "osmium", None)
    with pytest.raises(MissingExtra, match=r"civickit\[tracks\]"):
        read_streets(path)


def test_matching_needs_nothing_heavy() -> None:
    code = (
        "import sys\nfrom civickit import town\nfrom civickit.tracks import coverage, traces\n"
        "from civickit.tracks.matching import Streets\n"
        "from civickit.tracks.streets import read_streets\n"
        "Streets(read_streets(town.path('streets.geojson')))\n"
        "print(*{m.split('.')[0] for m in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"numpy", "shapely", "osmium", "networkx", "scipy", "requests", "openpyxl"}
    assert not heavy & set(done.stdout.split())
