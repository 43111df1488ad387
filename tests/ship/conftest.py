"""Frozen sites, made once: a small one with a page a place, the sample town as a large one."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from ship.static_host import StaticHost, hosted

from civickit import town
from civickit.cli._apps import find_app, load_app
from civickit.ship.static import freeze

SOME = 60
TWO_AREAS = {
    "area_days.csv": "地名,センター,燃やすごみ,びん\n"
    "東町,,火 金,水1 水3\n西町 <b>,,月 木,隔水20261104\n",
    "center.csv": "名称,休止開始日,休止終了日\n,,\n",
    "description.csv": "label,sublabel,description,styles,bgcolor\n"
    "燃やすごみ,,,,#ff0000\nびん,,,,#0000ff\n",
    "target.csv": "label,name,notice,furigana\nびん,花びん,,か\n燃やすごみ,<img src=x>,,い\n",
    "remarks.csv": "id,text\n",
}


def some_rows(path: Path, count: int = SOME) -> Path:
    """A file with the first water points of the sample town; one of them tries to be a script."""
    with town.path("water_points.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    header = rows[0]
    rows[1][header.index("目印")] = '<img src=x onerror="document.title=1">${1}</script>'
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows[: count + 1])
    return path


def hydrant_app(data: Path | None = None) -> Any:
    return load_app(find_app("hydrant_map"), {"DATA": str(data)} if data else {})


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty points: a page each, all cells on the phone."""
    folder = tmp_path_factory.mktemp("small")
    data = some_rows(folder / "points.csv")
    freeze(hydrant_app(data), folder / "site", made=date(2026, 11, 1))
    return folder / "site"


@pytest.fixture(scope="session")
def town_app() -> Any:
    return hydrant_app()


@pytest.fixture(scope="session")
def town_site(tmp_path_factory: pytest.TempPathFactory, town_app: Any) -> Path:
    """The sample town with the limits of a site whose places are too many for a page each."""
    folder = tmp_path_factory.mktemp("town") / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("civickit.ship._static_data.WHOLE", 100)
        patch.setattr("civickit.maps.cells.MOST_BYTES", 6_000)  # about a hundred cells
        freeze(town_app, folder, base_url="https://example.org/water")
    return folder


def calendar_app(data: Path | None = None) -> Any:
    """The garbage calendar on a fixed day, 28 November 2026."""
    app = load_app(find_app("garbage_calendar"), {"DATA": str(data)} if data else {})
    site = app.extensions["civickit_collection"]
    site.now = lambda: datetime(2026, 11, 28, 12, tzinfo=site.settings.zone)
    return app


def frozen_calendar(out: Path, data: Path | None = None, **options: Any) -> Path:
    freeze(calendar_app(data), out, made=date(2026, 11, 28), **options)
    return out


@pytest.fixture(scope="session")
def calendar_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample town's calendar as files."""
    return frozen_calendar(tmp_path_factory.mktemp("calendar") / "site")


@pytest.fixture(scope="session")
def two_areas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small city, made by hand."""
    folder = tmp_path_factory.mktemp("two_areas")
    for name, text in TWO_AREAS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def host() -> Iterator[Callable[[Path], StaticHost]]:
    """Serve a folder below /any/sub/path/."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield lambda folder: stack.enter_context(hosted(folder))
