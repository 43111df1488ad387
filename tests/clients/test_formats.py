"""Whatever a portal writes for a format."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civickit.clients._formats import format_of

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize(
    ("written", "url", "expected"),
    [
        ("csv", "", "CSV"),
        ("XLSX ", "", "XLSX"),
        (".csv", "", "CSV"),
        ("ＣＳＶ", "", "CSV"),
        ("text/csv", "", "CSV"),
        ("text/csv; charset=Shift_JIS", "", "CSV"),
        ("CSV（UTF-8）", "", "CSV"),
        ("CSV形式", "", "CSV"),
        ("application/csv", "", "CSV"),
        (SHEET, "", "XLSX"),
        ("application/vnd.ms-excel", "", "XLS"),
        ("application/vnd.ms-excel", "https://example.jp/a.csv", "CSV"),
        ("Excel", "", "XLSX"),
        ("Excel", "https://example.jp/a.xls", "XLS"),
        ("エクセル", "https://example.jp/a.xlsx", "XLSX"),
        ("Excel(xls)", "", "XLS"),
        ("SHP/zip", "", "SHP"),
        ("Shape", "", "SHP"),
        ("シェープファイル", "", "SHP"),
        ("zip", "https://example.jp/a.zip", "ZIP"),
        ("application/x-zip-compressed", "", "ZIP"),
        ("GeoJSON", "", "GEOJSON"),
        ("application/geo+json", "", "GEOJSON"),
        ("application/vnd.geo+json", "", "GEOJSON"),
        ("application/json", "", "JSON"),
        ("application/ld+json", "", "JSONLD"),
        ("JSON-LD", "", "JSONLD"),
        ("application/vnd.google-earth.kml+xml", "", "KML"),
        ("application/geopackage+sqlite3", "", "GPKG"),
        ("text/calendar", "", "ICS"),
        ("text/html", "", "HTML"),
        ("text/plain", "", "TXT"),
        ("text/tab-separated-values", "", "TSV"),
        ("image/jpeg", "", "JPG"),
        ("GTFS-JP", "", "GTFS"),
        ("GTFS-RT", "", "GTFS-RT"),
        ("api", "", "API"),
        ("その他", "", "その他"),
        ("その他", "https://example.jp/a.csv", "CSV"),
        ("", "https://example.jp/data/AED.CSV", "CSV"),
        ("", "https://example.jp/get?file=aed.xlsx&v=1", "XLSX"),
        ("", "https://example.jp/%E6%B6%88%E7%81%AB.geojson", "GEOJSON"),
        ("", "https://example.jp/index.php", ""),
        ("application/octet-stream", "https://example.jp/a.pdf", "PDF"),
        ("application/octet-stream", "", ""),
        (None, "", ""),
        ("", "http://[broken", ""),
    ],
)
def test_formats_are_known(written: str | None, url: str, expected: str) -> None:
    assert format_of(written, url) == expected


@given(st.none() | st.text(), st.text())
def test_any_text_gives_a_format_or_none(written: str | None, url: str) -> None:
    found = format_of(written, url)
    assert not found.startswith((".", " "))
    assert not found.endswith((".", " "))
