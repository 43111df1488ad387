"""The index against brute force: everywhere on the globe, kept in a file, and damaged."""

from __future__ import annotations

import math
import random
import subprocess
import sys
from ast import literal_eval
from pathlib import Path

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import example, given
from hypothesis import strategies as st

from civickit.core.errors import UnreadableTable
from civickit.core.geo import inverse
from civickit.core.nearest import Hit, PointIndex

Point = tuple[float, float]

ANYWHERE = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
AT_A_POLE = st.tuples(st.sampled_from([90.0, 89.9999, -90.0, -89.99]), st.floats(-180, 180))
AT_180 = st.tuples(st.floats(-0.1, 0.1), st.sampled_from([180.0, -180.0, 179.9999, -179.99]))
IN_TOWN = st.tuples(st.floats(37.48, 37.52), st.floats(139.90, 139.95))
ON_A_GRID = st.tuples(st.sampled_from([37.5, 37.501]), st.sampled_from([139.9, 139.901]))
KINDS = [ANYWHERE, AT_A_POLE, AT_180, IN_TOWN, ON_A_GRID]
POINTS = st.one_of(*(st.lists(kind, max_size=60) for kind in KINDS), st.lists(st.one_of(*KINDS)))
NUMBERS = st.sampled_from([0, 1, 2, 10, 100])
RADII = st.sampled_from([0.0, 1e-3, 50.0, 2000.0, 1e5, 5e6, 1e9, math.inf])


def index_of(points: list[Point]) -> PointIndex:
    return PointIndex.build([lat for lat, _ in points], [lon for _, lon in points])


def assert_as_by_brute_force(
    hits: list[Hit], points: list[Point], here: Point, n: int, within_m: float
) -> None:
    """The n least distances, each of the row it is said to be of, in order, and no row twice."""
    ways = [inverse(*here, *point) for point in points]
    least = sorted(way for way, _ in ways if way <= within_m - 1e-3)[:n]
    assert len(hits) >= len(least)
    assert len(hits) <= min(n, sum(way <= within_m + 1e-3 for way, _ in ways))
    for hit, way in zip(hits, least, strict=False):
        assert hit.distance_m == pytest.approx(way, rel=0, abs=1e-3)
    for hit in hits:
        way, bearing = ways[hit.index]
        assert hit.distance_m == pytest.approx(way, rel=0, abs=1e-3)
        if 1 < way < 1.9e7:
            assert abs((hit.bearing_deg - bearing + 180) % 360 - 180) < 1e-3
        assert 0 <= hit.bearing_deg < 360
    assert len({hit.index for hit in hits}) == len(hits)
    assert [(h.distance_m, h.index) for h in hits] == sorted((h.distance_m, h.index) for h in hits)


@given(POINTS, st.one_of(*KINDS), NUMBERS, RADII)
@example([(0.0, 180.0), (0.0, -180.0)], (0.0, 180.0), 10, 1e-3)
@example([(90.0, 0.0), (90.0, 90.0), (90.0, -180.0)], (90.0, 45.0), 10, 0.0)
@example([(37.5, 139.9)] * 40, (37.5, 139.9), 10, 2000.0)
def test_never_wrong_against_brute_force(
    points: list[Point], here: Point, n: int, within_m: float
) -> None:
    hits = index_of(points).nearest(*here, n, within_m)
    assert_as_by_brute_force(hits, points, here, n, within_m)


@pytest.mark.parametrize("count", [15, 16, 17, 33, 500, 3000])
@pytest.mark.parametrize("spread_deg", [0.0, 1e-6, 0.01, 1.0])
def test_clusters_of_every_density(count: int, spread_deg: float) -> None:
    dice = random.Random(count)
    points = [
        (37.5 + dice.gauss(0, spread_deg), 139.9 + dice.gauss(0, spread_deg)) for _ in range(count)
    ]
    index = index_of(points)
    for n, within_m in ((1, 2000.0), (10, 2000.0), (50, math.inf), (10, 0.1)):
        here = 37.5 + dice.gauss(0, spread_deg), 139.9 + dice.gauss(0, spread_deg)
        assert_as_by_brute_force(index.nearest(*here, n, within_m), points, here, n, within_m)


def test_a_tree_of_gathered_runs() -> None:
    """More leaves than are sorted in one run, so the branches of the runs must fit together."""
    dice = random.Random(1)
    points = [(dice.uniform(-60, 60), dice.uniform(-180, 180)) for _ in range(20_000)]
    index = index_of(points)
    for _ in range(3):
        here = dice.uniform(-60, 60), dice.uniform(-180, 180)
        hits = index.nearest(*here, 5, 3e5)
        assert_as_by_brute_force(hits, points, here, 5, 3e5)
        assert len(hits) == 5


def test_distances_and_bearings_are_those_of_the_ellipsoid() -> None:
    for way_m in (1.0, 100.0, 2000.0, 19_000.0, 21_000.0, 1e6):
        there = Geodesic.WGS84.Direct(38.4, 146.0, 123.0, way_m)
        (hit,) = PointIndex.build([there["lat2"]], [there["lon2"]]).nearest(38.4, 146.0, 1, 2e6)
        assert hit.distance_m == pytest.approx(way_m, rel=0, abs=2e-4)
        assert hit.bearing_deg == pytest.approx(123.0, abs=2e-4)


def test_duplicates_come_in_the_order_of_their_rows() -> None:
    index = index_of([(37.5, 139.9), (37.6, 139.9)] * 50)
    assert [hit.index for hit in index.nearest(37.5, 139.9, 10)] == list(range(0, 20, 2))


def test_the_180th_meridian_and_the_pole_are_one_place() -> None:
    index = index_of([(0.0, 180.0), (0.0, -180.0), (90.0, 10.0), (90.0, -100.0)])
    assert [(hit.index, hit.distance_m) for hit in index.nearest(0.0, -180.0)] == [(0, 0), (1, 0)]
    assert [(hit.index, hit.distance_m) for hit in index.nearest(90.0, 55.0)] == [(2, 0), (3, 0)]


def test_a_point_at_exactly_the_radius_is_inside() -> None:
    index = index_of([(37.5, 139.9)])
    (hit,) = index.nearest(37.51, 139.91)
    assert index.nearest(37.51, 139.91, within_m=hit.distance_m) == [hit]
    assert index.nearest(37.51, 139.91, within_m=hit.distance_m - 1e-6) == []


def test_a_hit_unpacks_and_names_its_parts() -> None:
    (hit,) = index_of([(37.5, 139.9)]).nearest(37.5, 139.9)
    index, distance_m, bearing_deg = hit
    assert (index, distance_m, bearing_deg) == (0, 0.0, 0.0)
    assert (hit.index, hit.distance_m, hit.bearing_deg) == (0, 0.0, 0.0)
    assert repr(hit) == "Hit(index=0, distance_m=0.0, bearing_deg=0.0)"


def test_no_points_and_none_asked_for() -> None:
    empty = PointIndex.build([], [])
    assert len(empty) == 0
    assert empty.nearest(37.5, 139.9, 10, math.inf) == []
    assert index_of([(37.5, 139.9)]).nearest(37.5, 139.9, 0) == []


def test_any_iterable_will_do() -> None:
    index = PointIndex.build((37.5 for _ in range(3)), iter([139.9, 139.9, 139.9]))
    assert len(index) == 3


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((math.nan, 139.9), "latitude nan"),
        ((37.5, math.nan), "longitude nan"),
        ((139.9, 37.5), "swapped"),
        ((37.5, 181.0), "longitude 181"),
        ((37.5, 139.9, -1), "n=-1"),
        ((37.5, 139.9, 10, -1.0), "within_m=-1.0"),
        ((37.5, 139.9, 10, math.nan), "within_m=nan"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(arguments: tuple[float, ...], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        index_of([(37.5, 139.9)]).nearest(*arguments)


@pytest.mark.parametrize("bad", [(math.nan, 139.9), (37.5, math.inf), (139.9, 37.5)])
def test_a_bad_point_is_refused_with_its_row(bad: Point) -> None:
    with pytest.raises(ValueError, match="point 1: "):
        index_of([(37.5, 139.9), bad])


def test_latitudes_and_longitudes_must_be_as_many() -> None:
    with pytest.raises(ValueError, match="shorter"):
        PointIndex.build([37.5, 37.6], [139.9])


@pytest.mark.parametrize("count", [0, 1, 16, 17, 1000])
def test_a_kept_index_answers_as_the_one_in_memory(tmp_path: Path, count: int) -> None:
    dice = random.Random(2)
    index = index_of([(37.5 + dice.gauss(0, 0.01), 139.9) for _ in range(count)])
    index.write(tmp_path / "points.idx")
    kept = PointIndex.open(tmp_path / "points.idx")
    assert len(kept) == count
    assert kept.nearest(37.5, 139.9) == index.nearest(37.5, 139.9)
    assert [path.name for path in tmp_path.iterdir()] == ["points.idx"]


def test_writing_replaces_an_index_that_is_in_use(tmp_path: Path) -> None:
    path = tmp_path / "points.idx"
    index_of([(37.5, 139.9)]).write(path)
    used = PointIndex.open(path)
    index_of([(37.5, 139.9)] * 100).write(path)
    assert len(used.nearest(37.5, 139.9)) == 1
    assert len(PointIndex.open(path)) == 100


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        index_of([(37.5, 139.9)]).write(tmp_path / "taken")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def damaged(whole: bytes) -> dict[str, bytes]:
    return {
        "empty": b"",
        "another file": b"ID,lat,lon\n1,37.5,139.9\n" * 10,
        "only the magic": whole[:16],
        "half a header": whole[:30],
        "cut off": whole[:-1],
        "too long": whole + b"\0",
        "another version": whole[:16] + b"\x02" + whole[17:],
        "the other byte order": whole[:16] + whole[16:24][::-1] + whole[24:],
        "leaves and points disagree": whole[:24] + b"\x09" + whole[25:],
    }


@pytest.mark.parametrize("how", damaged(bytes(100)))
def test_a_damaged_or_foreign_file_is_refused(tmp_path: Path, how: str) -> None:
    path = tmp_path / "points.idx"
    index_of([(37.5, 139.9)] * 40).write(path)
    path.write_bytes(damaged(path.read_bytes())[how])
    with pytest.raises(UnreadableTable, match="no index of points"):
        PointIndex.open(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.idx", tmp_path):
        with pytest.raises(UnreadableTable, match="no index of points"):
            PointIndex.open(path)


def test_opening_an_index_imports_next_to_nothing(tmp_path: Path) -> None:
    """A first answer right after the start of a process is the point of the kept index."""
    index_of([(37.5, 139.9)]).write(tmp_path / "points.idx")
    code = (
        "import sys; before = set(sys.modules);"
        "from civickit.core.nearest import PointIndex;"
        f"PointIndex.open({str(tmp_path / 'points.idx')!r}).nearest(37.5, 139.9);"
        "print(sorted(set(sys.modules) - before))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    own = {"civickit", "civickit.core", "civickit.core.earth", "civickit.core.nearest"}
    assert set(literal_eval(found.stdout)) <= own | {"__future__", "math", "mmap"}
