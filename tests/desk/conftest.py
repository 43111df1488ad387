"""A dashboard as the template makes it, and its page without a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from civickit.projects.bake import bake
from civickit.projects.templates import find_template

SNOW = """日時,観測点,緯度,経度,積雪深(cm)
2026-01-01 00:00,役場,38.40,146.00,10
2026-01-01 01:00,役場,38.40,146.00,12
2026-01-01 02:00,役場,38.40,146.00,14
2026-01-01 06:00,役場,38.40,146.00,20
"""


@pytest.fixture(autouse=True)
def nothing_is_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CIVICKIT_DATA", raising=False)


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template's dashboard with its sample data, in English. Nobody writes into it."""
    return bake(find_template("dashboard_app"), {"lang": "en"}, tmp_path_factory.mktemp("desk"))


Open = Callable[..., Any]


@pytest.fixture
def open_dashboard() -> Open:
    """Run the page of a project, with `?lang=`, as far as a page runs without a browser."""

    def give(folder: Path, lang: str = "en") -> AppTest:
        app = AppTest.from_file(str(folder / "app.py"), default_timeout=120)
        app.query_params["lang"] = lang
        return app.run()

    return give


@pytest.fixture
def upload(project: Path, open_dashboard: Open) -> Open:
    """The page once a reader has brought a file."""

    def give(name: str, content: bytes, lang: str = "en") -> AppTest:
        app = open_dashboard(project, lang)
        which = app.selectbox[0]
        app = which.set_value(len(which.options) - 1).run()
        return app.get("file_uploader")[0].upload(name, content).run()

    return give


def html_of(app: AppTest) -> str:
    return "\n".join(element.value for element in app.get("html"))


def counts_of(app: AppTest) -> list[str]:
    """Rows, kept, repaired, refused, as the page says them."""
    return [metric.value for metric in app.metric][:4]
