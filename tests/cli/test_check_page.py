"""The page that `civickit check --html` writes, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from civickit.cli import main

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "${alert(1)}",
    "`+alert(1)+`",
    "</script><script>alert(1)</script>",
    '"><b id=broken>',
    "javascript:alert(1)",
]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page about a file whose every text is hostile."""
    rows = ["種別,番号,名称,所在地_連結表記,緯度,経度,備考"]
    for n, text in enumerate(HOSTILE):
        quoted = '"' + text.replace('"', '""') + '"'
        rows += [
            f"{quoted},{quoted},{quoted},{quoted},37.49{n},139.93,{quoted}",
            f"消火栓,{n},{quoted},{quoted},{quoted},139.93,{quoted}",
        ]
    source = tmp_path / "<b>city&.csv"
    source.write_text("\n".join(rows), encoding="utf-8")
    made = tmp_path / "page.html"
    result = CliRunner().invoke(main, ["check", str(source), "--html", str(made), "--lang", "ja"])
    assert result.exit_code == 1
    return made


@pytest.mark.browser
def test_the_page_shows_hostile_cells_as_text_and_asks_nobody(
    page: Path, open_page: Callable[..., Any]
) -> None:
    shown = open_page(page.as_uri())
    shown.on("dialog", lambda dialog: pytest.fail(f"a cell ran: {dialog.message}"))
    text = shown.inner_text("main")
    for cell in HOSTILE[1:4]:
        assert cell in text
    assert shown.locator("#broken").count() == 0
    assert shown.locator("main img[src=x]").count() == 0
    assert "使えない行" in text
    shown.wait_for_selector(".leaflet-container")
    shown.wait_for_timeout(300)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_the_page(
    page: Path, scheme: str, open_page: Callable[..., Any], assert_accessible: Callable[[Any], None]
) -> None:
    shown = open_page(page.as_uri(), color_scheme=scheme, viewport={"width": 360, "height": 740})
    shown.wait_for_selector(".leaflet-container")
    assert_accessible(shown)
    width = shown.evaluate("document.documentElement.scrollWidth")
    assert width <= 360


def test_a_file_without_usable_rows_still_has_a_page(tmp_path: Path) -> None:
    source = tmp_path / "city.csv"
    source.write_text("種別,緯度,経度\n消火栓,,\n")
    made = tmp_path / "page.html"
    CliRunner().invoke(main, ["check", str(source), "--html", str(made), "--lang", "en"])
    text = made.read_text("utf-8")
    assert "Rows refused" in text
    assert "No row can be used" in text
