"""Codes are read back by another reader, and put nothing into a page that a page forbids."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from civickit.calendars.qr import qr_picture, qr_svg
from civickit.core.errors import CivicKitError

ADDRESS = "https://gomi.example.jp/areas/higashi?lang=ja_easy"


def read(svg: str) -> str:
    """What a reader of codes sees in the picture, drawn four dots to a module."""
    side, squares = dark(svg)
    picture = bytearray(b"\xff" * (side * 4) ** 2)
    for x, y in squares:
        for row in range(y * 4, y * 4 + 4):
            picture[row * side * 4 + x * 4 : row * side * 4 + x * 4 + 4] = bytes(4)
    shape = memoryview(picture).cast("B", (side * 4, side * 4))
    (found,) = zxingcpp.read_barcodes(shape)
    return str(found.text)


def dark(svg: str) -> tuple[int, set[tuple[int, int]]]:
    side = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])  # type: ignore[index]
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", svg)
    squares = {(int(x) + n, int(y)) for x, y, length in runs for n in range(int(length))}
    return side, squares


@pytest.mark.parametrize("text", [ADDRESS, "webcal://a.example/あ.ics", "x" * 900])
def test_a_reader_sees_the_address(text: str) -> None:
    assert read(qr_svg(text)) == text
    assert read(qr_picture(text)) == text


@settings(max_examples=30)
@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=200))
def test_any_address_comes_back(text: str) -> None:
    assert read(qr_svg(text)) == text


def test_the_page_gets_a_name_and_no_style() -> None:
    svg = qr_svg(ADDRESS, '<b>"この地区"&</b>')
    root = ElementTree.fromstring(svg)
    assert root.findtext("title") == '<b>"この地区"&</b>'
    assert root.get("role") == "img"
    assert not re.search(r"style|<script| on\w+=|#[^f0]", svg)


def test_the_white_around_it_belongs_to_the_code() -> None:
    side, squares = dark(qr_svg(ADDRESS))
    assert f'fill="#fff" d="M0 0h{side}v{side}H0z"' in qr_svg(ADDRESS)
    assert {min(x for x, _ in squares), min(y for _, y in squares)} == {4}
    assert {max(x for x, _ in squares), max(y for _, y in squares)} == {side - 5}


@pytest.mark.parametrize("text", ["", "x" * 5000, "\ud800"])
def test_what_no_code_can_hold_is_told(text: str) -> None:
    with pytest.raises(CivicKitError, match="QR code"):
        qr_svg(text)


@pytest.mark.browser
def test_a_camera_reads_it_from_a_dark_page(open_page: Callable[..., Any], tmp_path: Path) -> None:
    page = tmp_path / "code.html"
    page.write_text(
        "<!doctype html><meta charset=utf-8><title>code</title>"
        f"<style>body{{background:#000}}.qr{{width:300px}}</style>{qr_svg(ADDRESS)}",
        "utf-8",
    )
    opened = open_page(page.as_uri(), viewport={"width": 400, "height": 400})
    (shot,) = zxingcpp.read_barcodes(pixels(opened))
    assert shot.text == ADDRESS


def pixels(page: Any) -> memoryview:
    """The page as one byte of grey a dot."""
    grey = page.evaluate(
        """async (shot) => {
          const bytes = Uint8Array.from(atob(shot), (one) => one.charCodeAt(0));
          const picture = await createImageBitmap(new Blob([bytes], {type: "image/png"}));
          const canvas = new OffscreenCanvas(picture.width, picture.height);
          const context = canvas.getContext("2d");
          context.drawImage(picture, 0, 0);
          const data = context.getImageData(0, 0, picture.width, picture.height).data;
          return [picture.width, picture.height, Array.from(data.filter((_, n) => n % 4 === 0))];
        }""",
        base64.b64encode(page.screenshot()).decode(),
    )
    return memoryview(bytes(grey[2])).cast("B", (grey[1], grey[0]))
