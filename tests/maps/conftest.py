"""Pages with maps, for the tests that look at them in a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from maps.map_pages import SHOWN

from civickit.maps.local_map import LocalMap


@pytest.fixture
def open_map(open_page: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """Save a map as one file, open it, wait for its first marker."""

    def open_(drawn: LocalMap, *, wait: bool = True, **options: Any) -> Any:
        file = tmp_path / "map.html"
        drawn.save(str(file))
        page = open_page(file.as_uri(), **options)
        page.set_default_timeout(5000)
        if wait:
            page.wait_for_function(SHOWN)
        return page

    return open_
