"""A network of streets as commands are given it: GeoJSON lines, or an extract of OpenStreetMap."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

SCHEMA = "streets"
"""What civic.toml calls the data of a live app, where others name a standard dataset."""
OSM_ENDINGS = (".osm.pbf", ".osm.gz", ".osm.bz2", ".osm", ".pbf")
ENDINGS = (*OSM_ENDINGS, ".geojson.gz", ".json.gz", ".geojson", ".json")
LOOKED_AT_BYTES = 64_000
_LEFT_OUT_JA = {
    "without an id": "番号がない",
    "not a line": "線でない",
    "without a length": "長さがない",
    "without a line": "形がない",
    "twice in the file": "ファイルに二度ある",
    "not in degrees": "緯度経度でない",
}
_PACKED = b"\x1f\x8b"


def is_streets(wanted: Path) -> bool:
    """Whether this looks like streets: an OSM file, or JSON that begins with lines, not points."""
    if not wanted.is_file():
        return False
    if wanted.name.lower().endswith(OSM_ENDINGS):
        return True
    begin = _begin(wanted)
    return begin.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and _has_lines(begin)


def ending_of(name: str) -> str:
    """The ending by which the reader knows what a file is."""
    return next((one for one in ENDINGS if name.lower().endswith(one)), ".geojson")


def why_left_out(why: str, lang: str) -> str:
    """Why something is no street, as the reader of streets says it in English."""
    return _LEFT_OUT_JA[why] if lang == "ja" else why


def _has_lines(begin: bytes) -> bool:
    return begin.count(b'LineString"') > begin.count(b'"Point"')


def _begin(wanted: Path) -> bytes:
    try:
        with wanted.open("rb") as file:
            packed = file.read(2) == _PACKED
        with gzip.open(wanted) if packed else wanted.open("rb") as stream:
            return stream.read(LOOKED_AT_BYTES)
    except (OSError, EOFError, zlib.error):
        return b""
