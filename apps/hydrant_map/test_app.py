"""What must go on working, on the sample town. Needs no network: python -m pytest"""

from __future__ import annotations

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


def test_the_first_page_lists_the_nearest_with_hoses(client: Any) -> None:
    page = client.get("/?lat=38.4&lon=146.0").text
    assert page.count('class="water') >= 3
    assert "ホース" in page


def test_a_program_gets_the_same(client: Any) -> None:
    answer = client.get("/api/nearest?lat=38.4&lon=146.0&n=3").get_json()
    assert [one["hoses"] >= 1 for one in answer["results"]] == [True] * 3
