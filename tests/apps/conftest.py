"""The hydrant map as the command loads it, and small files to start it with."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

APPS = Path(__file__).parents[2] / "apps"
sys.path.insert(0, str(APPS))  # as `civickit run` does, before the tests are imported
HEADER = (
    "ID,種別,所在地_連結表記,所在地_町字,緯度,経度,口径,容量,番号,地上・地下,私設,目印,"
    "標識からの方位,標識からの距離,状態,調査日,備考,写真"
)
# Around (38.4, 146.0): 0.001 of latitude is 111 m, 0.001 of longitude 87 m.
ROWS = """\
A1,消火栓,本町1番1号,本町,38.40030,146.0,75,,1-1,地下式,,役場の前,180,2.4,使用できない,2026-10-01,,../secret.svg
A2,消火栓,本町1番2号,本町,38.40060,146.0,150,,1-2,地上式,,,,,使用できる,2026-10-01,,a2.svg
A3,防火水槽,本町2番5号,本町,38.4,146.00100,,40,水-1,,私設,寺の門の左,,1.5,未確認,2015-04-01,,https://example.org/a3.jpg
A4,プール,北原10番地,北原,38.40250,146.0,,300,,,,,,,使用中,2026-10-01,夏だけ水がある,a2.txt
A5,消火栓,北原11番地,北原,38.40700,146.0,75,,2-1,地下式,,,,,使用できる,,,
A6,河川,南原,南原,38.38900,146.0,,,,,,,,,未確認,,,
"""


@pytest.fixture
def small_town(tmp_path: Path) -> Path:
    """Six points, made by hand; the nearest to (38.4, 146.0) cannot be used."""
    path = tmp_path / "small_town.csv"
    path.write_text(f"{HEADER}\n{ROWS}", encoding="utf-8")
    (tmp_path / "a2.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    (tmp_path / "a2.txt").write_text("not a picture", encoding="utf-8")
    (tmp_path.parent / "secret.svg").write_text("<svg/>", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def make_app() -> Callable[..., Any]:
    """create_app of the hydrant map; keyword arguments are its configuration."""

    def make(**config: Any) -> Any:
        from hydrant_map.app import create_app

        app = create_app(config)
        app.testing = True
        return app

    return make


@pytest.fixture(scope="session")
def town_app(make_app: Callable[..., Any]) -> Any:
    """The app on the fictional sample town; read-only, so one serves all tests."""
    return make_app()


@pytest.fixture
def small_client(make_app: Callable[..., Any], small_town: Path) -> Any:
    return make_app(DATA=small_town).test_client()
