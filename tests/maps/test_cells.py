"""Points cut into files by area, and the phone's search over them against Python's."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ship.static_host import hosted

from civickit.core.errors import InvalidRecord
from civickit.core.nearest import PointIndex
from civickit.maps.assets import STATIC
from civickit.maps.cells import DEEPEST, cell_file, write_cells

Place = tuple[float, float]

ASK = """async ([base, questions]) => {
  const cells = await civicCells.open(base);
  const answers = [];
  for (const [lat, lon, n, within] of questions) {
    const found = await cells.nearest(lat, lon, n, within);
    answers.push(found.map((hit) => [hit.row, hit.distance_m, hit.bearing_deg]));
  }
  return { answers, asked: performance.getEntriesByType("resource").length };
}"""


def towns(chance: random.Random, count: int, many: int) -> list[Place]:
    """Points around made-up towns within Japan's bounds, with the decimals that cities give."""
    middles = [(chance.uniform(31, 45), chance.uniform(130, 145)) for _ in range(many)]
    places = (chance.choice(middles) for _ in range(count))
    return [(round(chance.gauss(a, 0.03), 6), round(chance.gauss(b, 0.03), 6)) for a, b in places]


def as_points(places: list[Place]) -> Iterator[tuple[float, float, list[Any]]]:
    return ((lat, lon, [f"p{row}"]) for row, (lat, lon) in enumerate(places))


def read(folder: Path) -> dict[str, list[list[Any]]]:
    """The points of each cell, once what each file says of itself holds."""
    found = {}
    for path in folder.rglob("*.json"):
        if path.name != "index.json":
            cell = json.loads(path.read_text("utf-8"))
            assert path.relative_to(folder).as_posix() == cell_file(cell["cell"])
            found[cell["cell"]] = cell["points"]
    return found


def corner(way: str) -> tuple[float, float, float]:
    south, west, high = -90.0, -180.0, 180.0
    for step in map(int, way):
        high /= 2
        south += (step >> 1) * high
        west += (step & 1) * 2 * high
    return south, west, high


def leaves(tree: str) -> list[str]:
    """The ways of the files that the index names, in its order."""
    packed = base64.b64decode(tree)
    marks = iter([byte >> shift & 3 for byte in packed for shift in (0, 2, 4, 6)])
    found: list[str] = []

    def walk(way: str) -> None:
        mark = next(marks)
        if mark == 1:
            found.append(way)
        elif mark == 2:
            for part in range(4):
                walk(f"{way}{part}")

    walk("")
    return found


def test_every_point_is_in_the_one_cell_of_its_ground_and_no_cell_is_too_big(
    tmp_path: Path,
) -> None:
    places = towns(random.Random(1), 3_000, 20)
    written = write_cells(as_points(places), tmp_path, version="v1", most_bytes=2_000)
    cells = read(tmp_path)
    index = json.loads((tmp_path / "index.json").read_text("utf-8"))
    rows = sorted(point[0] for points in cells.values() for point in points)
    assert rows == list(range(3_000))
    for way, points in cells.items():
        south, west, high = corner(way)
        for row, lat, lon, name in points:
            assert (lat, lon) == places[row]
            assert name == f"p{row}"
            assert south <= lat < south + high
            assert west <= lon < west + 2 * high
    assert sorted(leaves(index["tree"])) == sorted(cells)
    assert (index["points"], index["cells"], index["version"]) == (3_000, len(cells), "v1")
    assert written.cells == len(cells)
    assert written.largest < 2_100
    assert written.largest == max(f.stat().st_size for f in tmp_path.glob("[0-3]*/**/*.json"))
    assert written.bytes == sum(f.stat().st_size for f in tmp_path.rglob("*.json"))


def test_the_same_points_give_the_same_bytes_also_through_runs_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = towns(random.Random(2), 1_000, 5)
    write_cells(as_points(places), tmp_path / "a", version="v", most_bytes=1_000)
    monkeypatch.setattr("civickit.maps.cells.RUN", 64)
    told: list[int] = []
    write_cells(as_points(places), tmp_path / "b", version="v", most_bytes=1_000, seen=told.append)
    files = [path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*.json")]
    assert len(files) > 20
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
    assert told[:2] == [64, 128]
    assert told[-1] == 1_000


def test_points_at_one_place_stay_together_and_end_the_halving(tmp_path: Path) -> None:
    places = [(35.0, 139.0)] * 500 + [(35.0, 139.0001)] * 3
    write_cells(as_points(places), tmp_path, version="v", most_bytes=1_000)
    cells = read(tmp_path)
    assert max(map(len, cells)) <= DEEPEST
    assert sorted(map(len, cells.values())) == [3, 500]


def test_a_single_point_the_edges_of_the_globe_and_nothing_at_all(tmp_path: Path) -> None:
    write_cells(as_points([(35.0, 139.0)]), tmp_path / "one", version="v")
    assert [p.name for p in (tmp_path / "one").iterdir() if p.name != "index.json"] == ["all.json"]
    edges = [(90.0, 180.0), (-90.0, -180.0), (0.0, 0.0), (90.0, -180.0), (-90.0, 180.0)]
    write_cells(as_points(edges), tmp_path / "edges", version="v", most_bytes=1)
    assert sorted(len(points) for points in read(tmp_path / "edges").values()) == [1] * 5
    assert write_cells(iter([]), tmp_path / "none", version="v").cells == 0
    assert leaves(json.loads((tmp_path / "none/index.json").read_text())["tree"]) == []


@pytest.mark.parametrize("bad", [(91.0, 0.0, []), (float("nan"), 0.0, []), (0.0, 0.0, [{1}])])
def test_what_cannot_be_written_is_refused_by_its_row(tmp_path: Path, bad: Any) -> None:
    with pytest.raises(InvalidRecord, match="point 1"):
        write_cells([(0.0, 0.0, []), bad], tmp_path, version="v")


def test_hostile_text_and_broken_text_come_back_as_they_were(tmp_path: Path) -> None:
    texts = ["</script>", '"\\\n\u2028', "\ud800", "消火栓", "\0"]
    write_cells([(1.0, 2.0, texts)], tmp_path, version="v")
    assert read(tmp_path)[""] == [[0, 1.0, 2.0, *texts]]


def test_no_folder_has_many_entries(tmp_path: Path) -> None:
    places = towns(random.Random(3), 20_000, 40)
    write_cells(as_points(places), tmp_path, version="v", most_bytes=300)
    folders = [path for path in tmp_path.rglob("*") if path.is_dir()]
    assert max(len(list(folder.iterdir())) for folder in folders) <= 256 + 84


def test_the_index_of_a_large_country_stays_small(tmp_path: Path) -> None:
    places = towns(random.Random(4), 50_000, 300)
    written = write_cells(as_points(places), tmp_path, version="v", most_bytes=700)
    assert written.cells > 3_000
    bits = (tmp_path / "index.json").stat().st_size * 8
    assert bits / written.cells < 6  # with base64 and the empty quarters: 2.67 bits a node


@pytest.fixture
def ask(open_page: Callable[..., Any], tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Put questions (lat, lon, n, within_m) to civic_cells.js over cells of these places."""
    folder = tmp_path / "host"
    (folder).mkdir()
    (folder / "index.html").write_text("<!doctype html><html lang='en'><title>cells</title>")
    (folder / "civic_cells.js").write_bytes((STATIC / "civic_cells.js").read_bytes())
    with hosted(folder) as host:

        def put(places: list[Place], questions: list[Any], most_bytes: int = 3_000) -> Any:
            write_cells(as_points(places), folder / "c", version="v", most_bytes=most_bytes)
            page = open_page(host.url)
            page.add_script_tag(url=f"{host.url}civic_cells.js")
            return page.evaluate(ASK, [f"{host.url}c/", questions])

        yield put


def assert_same(places: list[Place], questions: list[Any], answers: list[Any]) -> None:
    index = PointIndex.build([lat for lat, _ in places], [lon for _, lon in places])
    for (lat, lon, n, within), got in zip(questions, answers, strict=True):
        wanted = index.nearest(lat, lon, n, within)
        assert [hit[0] for hit in got] == [hit.index for hit in wanted], (lat, lon, n, within)
        for (_, way, bearing), hit in zip(got, wanted, strict=True):
            assert way == pytest.approx(hit.distance_m, abs=0.001)
            if hit.distance_m > 1:
                turned = abs(bearing - hit.bearing_deg) % 360
                assert min(turned, 360 - turned) < 0.001


SETS = {
    "towns": lambda chance: towns(chance, 2_000, 12),
    "all over the globe": lambda c: [
        (c.uniform(-90, 90), c.uniform(-180, 180)) for _ in range(800)
    ],
    "around the north pole": lambda c: [
        (90 - abs(c.gauss(0, 0.01)), c.uniform(-180, 180)) for _ in range(500)
    ],
    "across the 180th meridian": lambda c: [
        (c.gauss(-17, 0.02), (180 + c.gauss(0, 0.02) + 180) % 360 - 180) for _ in range(500)
    ],
    "on a grid, so that many are equally far": lambda _: [
        (35 + row / 512, 135 + column / 512) for row in range(24) for column in range(24)
    ],
}


@pytest.mark.browser
@pytest.mark.parametrize("name", SETS)
def test_the_phone_finds_what_python_finds(name: str, ask: Callable[..., Any]) -> None:
    chance = random.Random(name)
    places = SETS[name](chance)
    near = [chance.choice(places) for _ in range(60)]
    asked = [(max(-90, min(90, a + chance.gauss(0, 0.02))), b) for a, b in near]
    asked += [*places[:20], (35 + 5 / 512, 135 + 7.5 / 512), (89.9999, 10.0), (-17.0, 179.9999)]
    questions = [
        (a, b, chance.choice([1, 4, 10, 25]), chance.choice([500, 2e3, 1e4])) for a, b in asked
    ]
    questions += [(a, b, 10, 80_000.0) for a, b in asked[:10]]  # farther than chords are enough
    questions += [(c, d, 1, 20_100_000.0) for c, d in [(34.0, 150.0), (0.0, 170.0), (60.0, -170.0)]]
    got = ask(places, questions)
    assert_same(places, questions, got["answers"])


@pytest.mark.browser
@pytest.mark.slow
def test_a_hundred_thousand_points_and_few_cells_for_one_place(ask: Callable[..., Any]) -> None:
    chance = random.Random(5)
    places = towns(chance, 100_000, 70)
    asked = [(a + chance.gauss(0, 0.01), b + chance.gauss(0, 0.01)) for a, b in places[:300]]
    questions: list[Any] = [(a, b, 10, 2_000.0) for a, b in asked]
    assert_same(places, questions, ask(places, questions, 12_000)["answers"])


@pytest.mark.browser
def test_one_question_opens_few_cells(ask: Callable[..., Any]) -> None:
    places = towns(random.Random(6), 20_000, 30)
    got = ask(places, [(*places[7], 10, 10_000.0)], 3_000)
    assert len(got["answers"][0]) == 10
    assert got["asked"] <= 2 + 8  # the script, the index, and the cells around


@pytest.mark.browser
def test_a_cell_of_another_version_or_none_at_all_is_missing_not_empty(
    open_page: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text("<!doctype html><html lang='en'><title>cells</title>")
    (tmp_path / "civic_cells.js").write_bytes((STATIC / "civic_cells.js").read_bytes())
    places = [(35.0, 139.0), (35.3, 139.0)]
    write_cells(as_points(places), tmp_path / "c", version="v", most_bytes=1)
    first, second = sorted(
        path for path in tmp_path.glob("c/**/*.json") if path.name != "index.json"
    )
    first.write_text(first.read_text("utf-8").replace('"v"', '"w"'), "utf-8")
    ask = """async (base) => {
      const cells = await civicCells.open(base);
      const found = await cells.nearest(35, 139, 5, 100000);
      return [found.map((hit) => hit.row), cells.missing];
    }"""
    with hosted(tmp_path) as host:
        page = open_page(host.url)
        page.add_script_tag(url=f"{host.url}civic_cells.js")
        assert page.evaluate(ask, f"{host.url}c/") == [[1], True]
        second.unlink()
        page = open_page(host.url)
        page.add_script_tag(url=f"{host.url}civic_cells.js")
        assert page.evaluate(ask, f"{host.url}c/") == [[], True]
