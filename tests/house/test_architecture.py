"""Who may import whom. The order of the table is the order of the house, ground floor first."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "civickit"

DATA = {"tables", "schemas", "clients", "sources"}
COMPUTE = {"calendars", "tracks"}
SHOW = {"maps", "web"}
MAY_IMPORT: dict[str, set[str]] = {
    "core": set(),
    # data
    "tables": {"core"},
    "schemas": {"core", "tables"},
    "clients": {"core", "tables"},
    "sources": {"core", "tables", "schemas", "clients"},
    # compute
    "calendars": {"core", "tables"},
    "tracks": {"core", "tables"},
    # show
    "maps": {"core"},
    "web": {"core", "maps"},
    # upstairs, where the wings meet
    "town": {"core"} | DATA,
    "places": {"core", "town"} | DATA | SHOW,
    "collection": {"core", "town", "tables", "calendars"} | SHOW,
    "live": {"core", "town", "tables", "calendars", "tracks"} | SHOW,
    "desk": {"core", "town"} | DATA | COMPUTE | SHOW,
    "projects": {"core"},
    "ship": {"core", "town", "places", "collection", "live", "projects"} | DATA | COMPUTE | SHOW,
    "apps": {"core", "town", "places", "collection", "live"} | DATA | COMPUTE | SHOW,
    "cli": {"core", "town", "places", "collection", "live", "desk", "projects", "ship", "apps"}
    | DATA
    | COMPUTE
    | SHOW,
}


def sources() -> list[Path]:
    return sorted([*PACKAGE.rglob("*.py"), *(ROOT / "apps").rglob("*.py")])


def floor(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    return "apps" if parts[0] == "apps" else parts[1]


def imported_modules(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imported_floors(path: Path) -> set[str]:
    found = {m.split(".")[1] for m in imported_modules(path) if m.startswith("civickit.")}
    return found & set(MAY_IMPORT)


def test_the_table_goes_one_way() -> None:
    order = list(MAY_IMPORT)
    for name, below in MAY_IMPORT.items():
        assert all(order.index(other) < order.index(name) for other in below), name


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down_only(path: Path) -> None:
    name = floor(path)
    if name.endswith(".py"):  # __init__ and __main__ of the package itself
        return
    assert imported_floors(path) - {name} <= MAY_IMPORT[name]


def test_every_folder_says_what_may_live_there() -> None:
    for init in PACKAGE.glob("*/__init__.py"):
        text = ast.get_docstring(ast.parse(init.read_text("utf-8"))) or ""
        assert "May not" in text, (
            f"{init.parent.name}/__init__.py says what lives there and what may not"
        )


HEAVY = {
    "flask",
    "folium",
    "icalendar",
    "numpy",
    "openpyxl",
    "pandas",
    "requests",
    "segno",
    "shapely",
    "streamlit",
    "typst",
    "sqlalchemy",
    "waitress",
    "werkzeug",
}


@pytest.mark.parametrize(
    "module",
    [
        "civickit.cli",
        "civickit.core.nearest",
        "civickit.tables",
        "civickit.schemas",
        "civickit.town",
        "civickit.calendars.opening",
        "civickit.calendars.ics",
        "civickit.calendars.qr",
        "civickit.calendars.sheet",
    ],
)
def test_nothing_heavy_is_imported_before_it_is_used(module: str) -> None:
    code = f"import sys, {module}; print(*{{m.split('.')[0] for m in sys.modules}})"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert not HEAVY & set(loaded.stdout.split())


def test_help_of_every_command_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom civickit.cli import main\n"
        "result = CliRunner().invoke(main, ['--help'])\nassert result.exit_code == 0\n"
        "print(*{m.split('.')[0] for m in sys.modules})"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert not HEAVY & set(loaded.stdout.split())


NETWORK = {"requests", "urllib3", "urllib.request", "http.client", "httpx", "aiohttp", "ftplib"}


def test_only_core_fetch_goes_to_the_network() -> None:
    """So that time-outs, the guard, the cache and offline replay hold for everything."""
    offenders = [
        f"{path.relative_to(ROOT)}: {module}"
        for path in sources()
        if PACKAGE / "core" / "fetch" not in path.parents
        for module in imported_modules(path)
        if module in NETWORK
    ]
    assert offenders == [
        "civickit/live/simulator/posting.py: http.client",  # its phones send to the app itself
        "civickit/web/server.py: http.client",  # it asks itself whether it is up
    ]
