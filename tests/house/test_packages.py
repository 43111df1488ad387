"""What people install is whole: the wheel made from the sdist, in a clean environment, offline."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
NO_NETWORK = """\
import socket

_connect, _look_up = socket.socket.connect, socket.getaddrinfo


def connect(self, address):
    if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
        raise RuntimeError(f"the network was asked: {address!r}")
    return _connect(self, address)


def getaddrinfo(host, *args, **kwargs):
    if host not in (None, "127.0.0.1", "::1", "localhost", "0.0.0.0"):
        raise RuntimeError(f"the network was asked: {host!r}")
    return _look_up(host, *args, **kwargs)


socket.socket.connect, socket.getaddrinfo = connect, getaddrinfo
"""

Civickit = Callable[..., subprocess.CompletedProcess[str]]


def build(kind: str, tree: Path, out: Path) -> Path:
    """Build an sdist or a wheel of the tree with the project's own build backend."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(out)]
    subprocess.run(command, cwd=tree, check=True, capture_output=True)
    (built,) = out.iterdir()
    return built


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as an index's users get it: built from what the sdist holds."""
    tree = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as packed:
        packed.extractall(tree, filter="data")
    return build("wheel", next(tree.iterdir()), tmp_path_factory.mktemp("wheel"))


def content(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as packed:
        return {
            name: packed.read(name)
            for name in packed.namelist()
            if ".dist-info/" not in name and not name.endswith("/")
        }


def test_the_sdist_loses_nothing_of_the_wheel(
    wheel: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    direct = content(build("wheel", ROOT, tmp_path_factory.mktemp("direct")))
    assert content(wheel) == direct


def test_the_wheel_holds_all_that_is_tracked_and_no_more(wheel: Path) -> None:
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "civickit", "apps", "templates"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    moved = {"apps/": "civickit/_apps/", "templates/": "civickit/_templates/"}
    tracked = {name for name in listed if name and (ROOT / name).is_file()}
    for old, new in moved.items():
        tracked = {new + one.removeprefix(old) if one.startswith(old) else one for one in tracked}
    inside = set(content(wheel))
    assert tracked - inside == set(), "tracked, but not in the wheel"
    assert not [name for name in inside if "__pycache__" in name or name.endswith(".pyc")]
    for needed in (
        "civickit/_apps/hydrant_map/civic.toml",
        "civickit/_templates/map_app/{{cookiecutter.slug}}/.github/workflows/ship.yml",
        "civickit/_templates/dashboard_app/{{cookiecutter.slug}}/.streamlit/config.toml",
        "civickit/_apps/garbage_calendar/civic.toml",
        "civickit/_templates/calendar_app/{{cookiecutter.slug}}/pages/home.html",
        "civickit/collection/languages/ja_easy.json",
        "civickit/collection/templates/collection/area.html",
        "civickit/town/data/water_points.csv",
        "civickit/town/data/collection/collection.csv",
        "civickit/maps/static/vendor/leaflet-1.9.4/LICENSE",
        "civickit/places/languages/ja_easy.json",
    ):
        assert needed in inside


@pytest.fixture(scope="module")
def civickit(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Civickit:
    """Run the installed command in an environment of its own that knows no network.

    The kit's dependencies are those of the tests' environment; the kit itself is not, for
    the file that leads to the checkout is read only where it lies.
    """
    home = tmp_path_factory.mktemp("clean")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    python = home / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    subprocess.run([*pip, "--no-index", "--no-deps", str(wheel)], check=True)
    said = "import sysconfig; print(sysconfig.get_path('purelib'))"
    found = subprocess.run([python, "-c", said], capture_output=True, text=True, check=True)
    packages = Path(found.stdout.strip())
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    (packages / "sitecustomize.py").write_text(NO_NETWORK)
    subprocess.run([python, "-m", "compileall", "-q", str(packages / "civickit")], check=False)
    places = {name: str(home / name) for name in ("HOME", "CIVICKIT_CACHE")}
    path = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**places, "PATH": path, "LANG": "C.UTF-8", "PYTHONWARNINGS": "error"}

    def run(*arguments: str, cwd: Path, command: tuple[str, ...] = ("civickit",)) -> object:
        return subprocess.run(
            [*command, *arguments], cwd=cwd, env=environment, capture_output=True, text=True
        )

    run.environment = environment  # type: ignore[attr-defined]
    return run  # type: ignore[return-value]


def succeed(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_is_the_installed_one_that_runs(civickit: Civickit, tmp_path: Path) -> None:
    where = "import civickit; print(civickit.__file__)"
    told = succeed(civickit("-c", where, cwd=tmp_path, command=("python",)))
    assert str(ROOT) not in told
    both = [
        civickit("--version", cwd=tmp_path, command=command)
        for command in (("civickit",), ("python", "-m", "civickit"))
    ]
    assert succeed(both[0]) == succeed(both[1])


@contextmanager
def running(civickit: Civickit, app: str, cwd: Path) -> Iterator[str]:
    """The address of an app that the installed command serves."""
    command = ["civickit", "run", app, "--port", "0", "--no-browser", "--json"]
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=civickit.environment,  # type: ignore[attr-defined]
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield json.loads(process.stdout.readline())["address"]
    finally:
        process.terminate()
        process.communicate(timeout=20)


def page(address: str) -> str:
    return content_of(address).decode()


def content_of(address: str) -> bytes:
    with urllib.request.urlopen(address) as answer:
        return bytes(answer.read())


def test_from_nothing_to_a_page_and_a_site(civickit: Civickit, tmp_path: Path) -> None:
    succeed(civickit("new", "--yes", "--template", "map_app", "--slug", "demo", cwd=tmp_path))
    assert not list((tmp_path / "demo").rglob("__pycache__"))
    with running(civickit, "demo", tmp_path) as address:
        assert 'class="water' in page(address)
    succeed(civickit("ship", "static", "demo", "--out", "site", cwd=tmp_path))
    assert 'class="water' in (tmp_path / "site" / "index.html").read_text("utf-8")


def test_the_worked_app_runs_and_freezes(civickit: Civickit, tmp_path: Path) -> None:
    with running(civickit, "hydrant_map", tmp_path) as address:
        assert "消火栓" in page(address)
    succeed(civickit("ship", "static", "hydrant_map", "--out", "site", cwd=tmp_path))
    assert "消火栓" in (tmp_path / "site" / "index.html").read_text("utf-8")


def test_the_calendar_runs_and_freezes(civickit: Civickit, tmp_path: Path) -> None:
    with running(civickit, "garbage_calendar", tmp_path) as address:
        area = re.findall(r'data-key="([^"]+)"', page(address))[0]
        assert "BEGIN:VCALENDAR" in page(f"{address.rstrip('/')}/feeds/ja/{area}.ics")
        assert content_of(f"{address.rstrip('/')}/areas/{area}/sheet.pdf").startswith(b"%PDF")
    succeed(civickit("ship", "static", "garbage_calendar", "--out", "site", cwd=tmp_path))
    assert (tmp_path / "site" / "index.html").is_file()


def test_a_folder_becomes_a_calendar(civickit: Civickit, tmp_path: Path) -> None:
    (tmp_path / "gomi").mkdir()
    rows = "地区,センター,燃やすごみ\n北町,,月 木\n"
    (tmp_path / "gomi/area_days.csv").write_text(rows, "utf-8")
    succeed(civickit("check", "gomi", "--lang", "en", cwd=tmp_path))
    told = succeed(civickit("days", "gomi", "--from", "2026-04-01", "--json", cwd=tmp_path))
    assert json.loads(told)["北町"]["燃やすごみ"][:2] == ["2026-04-02", "2026-04-06"]
    succeed(civickit("new", "--yes", "--slug", "cal", "--data", "gomi", cwd=tmp_path))
    with running(civickit, "cal", tmp_path) as address:
        assert "北町" in page(address)


def test_a_file_is_checked(civickit: Civickit, tmp_path: Path) -> None:
    (tmp_path / "water.csv").write_text("番号,種別,緯度,経度\n1,消火栓,38.4,146.0\n", "cp932")
    told = succeed(civickit("check", "water.csv", "--json", cwd=tmp_path))
    assert json.loads(told)["kept"] == 1


def test_a_project_bakes_the_dashboard_too(civickit: Civickit, tmp_path: Path) -> None:
    succeed(civickit("new", "--yes", "--template", "dashboard_app", "--slug", "desk", cwd=tmp_path))
    with running(civickit, "desk", tmp_path) as address:
        assert "streamlit" in page(address).lower()
