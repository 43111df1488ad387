"""What kind of file this is, by its first bytes; the name it goes by proves nothing."""

from __future__ import annotations

import re
from typing import Literal

from civickit.core.errors import UnreadableTable

SAVE_AS = "open it and save it as CSV or XLSX"
NOT_TABLES = (
    (b"%PDF", "a PDF document", "ask its publisher for the table as CSV or XLSX"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.xls or .doc)", SAVE_AS),
    (b"\x89PNG", "a picture (PNG)", "ask its publisher for the table as CSV or XLSX"),
    (b"\xff\xd8\xff", "a picture (JPEG)", "ask its publisher for the table as CSV or XLSX"),
    (b"GIF8", "a picture (GIF)", "ask its publisher for the table as CSV or XLSX"),
    (b"\x1f\x8b", "packed with gzip", "unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "packed with 7-Zip", "unpack it first"),
    (b"Rar!", "packed with RAR", "unpack it first"),
    (b"SQLite format 3\0", "an SQLite database", "export the table as CSV"),
    (b"PAR1", "a Parquet file", "export the table as CSV"),
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
MOST_CONTROL = 0.1
JSON_START = re.compile(r"\ufeff?\s*(\{\s*[\"}]|\[\s*[\[{\]\"])")


def kind_of(head: bytes, name: str) -> Literal["zip", "text"]:
    """How the file has to be opened. Raises UnreadableTable for what is known not to be a table."""
    if not head.strip(b"\0 \t\r\n"):
        raise UnreadableTable(f"{name} is empty; download it again")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    for magic, what, step in NOT_TABLES:
        if head.startswith(magic):
            raise UnreadableTable(f"{name} is {what}, not a table; {step}")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1024].lower()
    _refuse_markup(start, name)
    return "text"


def is_json(start: str) -> bool:
    """Whether a text starts as JSON does; a CSV may start with a title in brackets."""
    return JSON_START.match(start) is not None


def _refuse_markup(start: bytes, name: str) -> None:
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<script")):
        raise UnreadableTable(
            f"{name} is a web page that was saved instead of the data; "
            "open its address in a browser and look for the link to the file"
        )
    if start.startswith(b"<?xml"):
        raise UnreadableTable(f"{name} is XML (KML, GML, RDF, ...), not a table; export it as CSV")


def refuse_binary(start: str, name: str) -> None:
    """Raises UnreadableTable when the first characters of a decoded file are not text."""
    strange = len(CONTROL.findall(start))
    if strange > MOST_CONTROL * len(start):
        raise UnreadableTable(
            f"{name} is not text ({strange} control characters among its first {len(start)}); "
            "check what kind of file it is and export it as CSV"
        )
