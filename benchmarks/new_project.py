"""From an empty folder to the first page: against cookiecutter, Datasette, and a bare Flask page.

Everything is what people install: the kit's wheel in an environment of its own. uv's cache is
warm and nothing is asked of the network, for both sides alike.
"""

from __future__ import annotations

import csv
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from measuring import Result, medians, report

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 7
POINTS = 2_000
PATIENCE_S = 60
DATASETTE = ("datasette", "datasette-cluster-map", "sqlite-utils", "setuptools")
BARE = """
import sys, folium
from flask import Flask
app = Flask(__name__)
@app.get("/")
def home():
    town = folium.Map(location=[38.4, 146.0], zoom_start=14)
    folium.Marker([38.4, 146.0]).add_to(town)
    return town.get_root().render()
app.run(port=int(sys.argv[1]))
"""


def measure() -> list[Result]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        wheel = build_wheel(place / "wheel")
        home = place / "home"
        install(home, f"civickit[all] @ {wheel.as_uri()}")
        return [*baking(home, place), *starting(home, place), *first_page(wheel, place)]


def build_wheel(out: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(out.iterdir())


def uv(*arguments: str) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "uv", *arguments], capture_output=True, text=True, check=False
    )
    if said.returncode:
        raise SystemExit(f"uv {' '.join(arguments)}: {said.stderr}")


def install(home: Path, *wanted: str, offline: bool = False) -> None:
    how = ["--offline"] if offline else []
    uv("venv", "--quiet", "--python", sys.executable, str(home), *how)
    uv("pip", "install", "--quiet", "--python", str(home / "bin" / "python"), *how, *wanted)


def run(*command: str | Path, cwd: Path) -> None:
    subprocess.run(list(map(str, command)), cwd=cwd, check=True, capture_output=True)


def baking(home: Path, place: Path) -> list[Result]:
    """`civickit new --yes` against cookiecutter with the same template."""
    found = "import civickit.projects.templates as t; print(t.find_template('map_app').folder)"
    python = home / "bin" / "python"
    template = subprocess.run([python, "-c", found], capture_output=True, text=True, check=True)
    out = place / "baked"

    def fresh() -> Path:
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        return out

    def ours() -> None:
        run(home / "bin" / "civickit", "new", "--yes", "--template", "map_app", cwd=fresh())

    def theirs() -> None:
        cookiecutter = home / "bin" / "cookiecutter"
        run(cookiecutter, "--no-input", template.stdout.strip(), cwd=fresh())

    ours(), theirs()
    taken = medians({"ours": ours, "theirs": theirs}, ROUNDS)
    return [
        against("civickit new --yes", taken, "cookiecutter, the same template", 2, "theirs"),
    ]


def starting(home: Path, place: Path) -> list[Result]:
    """`civickit run hydrant_map` against a bare Flask page with a folium map of one marker."""
    bare = place / "bare.py"
    bare.write_text(BARE, "utf-8")
    civickit, python = home / "bin" / "civickit", home / "bin" / "python"

    def ours() -> None:
        until_served([civickit, "run", "hydrant_map", "--no-browser", "--port"], "/", place)

    def theirs() -> None:
        until_served([python, bare], "/", place)

    ours(), theirs()
    taken = medians({"ours": ours, "theirs": theirs}, ROUNDS)
    what = "civickit run hydrant_map, to the first page"
    return [against(what, taken, "bare Flask + folium, one marker", 1.5, "theirs")]


def first_page(wheel: Path, place: Path) -> list[Result]:
    """Environment, installation, project, first page of a city's table, from an empty folder."""
    table = place / "hydrants.csv"
    write_table(table)

    def ours(offline: bool = True) -> None:
        with empty(place / "ours") as here:
            kit = f"civickit[maps,web,templates] @ {wheel.as_uri()}"
            install(here / ".venv", kit, offline=offline)
            civickit = here / ".venv" / "bin" / "civickit"
            run(civickit, "new", "--yes", "--slug", "demo", "--data", table, cwd=here)
            until_served([civickit, "run", "demo", "--no-browser", "--port"], "/", here)

    def theirs(offline: bool = True) -> None:
        with empty(place / "theirs") as here:
            install(here / ".venv", *DATASETTE, offline=offline)
            there = here / ".venv" / "bin"
            run(there / "sqlite-utils", "insert", "w.db", "hydrants", table, "--csv", cwd=here)
            until_served([there / "datasette", "w.db", "--port"], "/w/hydrants", here)

    ours(offline=False), theirs(offline=False)
    taken = medians({"ours": ours, "theirs": theirs}, 5)
    what = f"empty folder to the first page, {POINTS:,} points"
    return [against(what, taken, "Datasette with cluster-map", 1.5, "theirs")]


def against(
    what: str, taken: dict[str, float], anchor: str, limit: float, peer: str = "theirs"
) -> Result:
    ours, theirs = taken["ours"], taken[peer]
    return Result(what, f"{ours:.2f} s", f"{anchor} {theirs:.2f} s", ours / theirs, limit)


@contextmanager
def empty(folder: Path) -> Iterator[Path]:
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def write_table(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["番号", "種別", "住所", "latitude", "longitude"])
        for number in range(POINTS):
            lat, lon = 38.39 + number % 50 / 2000, 145.98 + number // 50 / 1000
            rows.writerow([number, "消火栓", f"本町{number}", f"{lat:.5f}", f"{lon:.5f}"])


def until_served(command: list[str | Path], path: str, cwd: Path) -> None:
    """Start a server on a free port, wait for the first 200, stop it."""
    port = free_port()
    started = [*map(str, command), str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(started, cwd=cwd, env=os.environ, **quiet)
    try:
        wait_for(f"http://127.0.0.1:{port}{path}", process)
    finally:
        process.terminate()
        process.wait()


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                answer.read()
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.005)
    raise SystemExit(f"{process.args} did not answer at {address}")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    report(measure())
