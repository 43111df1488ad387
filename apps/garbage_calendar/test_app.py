"""What must go on working, on the sample town. Needs no network: python -m pytest"""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def client() -> Any:
    sys.path.insert(0, str(HERE.parent))  # its modules import each other as a package
    return import_module(f"{HERE.name}.app").create_app().test_client()


@pytest.fixture(scope="module")
def area(client: Any) -> str:
    key: str = re.findall(r'data-key="([^"]+)"', client.get("/").text)[0]
    return key


def test_an_area_says_what_goes_out(client: Any, area: str) -> None:
    page = client.get(f"/areas/{area}").text
    assert "今日" in page
    assert "明日" in page


def test_the_phones_own_calendar_gets_a_feed(client: Any, area: str) -> None:
    assert client.get(f"/feeds/ja/{area}-apart.ics").text.count("BEGIN:VEVENT") > 50
