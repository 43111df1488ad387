"""What kind of file a resource is, however its portal writes it."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus, urlsplit

from civickit.core.text import clean

# Words as portals write them, in lower case, and the format they mean. Anything else is kept.
_MEANT = {
    "csv": "CSV",
    "tsv": "TSV",
    "tabseparatedvalues": "TSV",
    "xlsx": "XLSX",
    "xlsm": "XLSX",
    "spreadsheetml": "XLSX",
    "xls": "XLS",
    "ods": "ODS",
    "geojson": "GEOJSON",
    "jsonld": "JSONLD",
    "ldjson": "JSONLD",
    "jsonl": "JSONL",
    "ndjson": "JSONL",
    "json": "JSON",
    "shp": "SHP",
    "shape": "SHP",
    "shapefile": "SHP",
    "シェープ": "SHP",
    "シェープファイル": "SHP",
    "gpkg": "GPKG",
    "geopackage": "GPKG",
    "kml": "KML",
    "kmz": "KMZ",
    "gml": "GML",
    "gpx": "GPX",
    "geotiff": "TIFF",
    "tiff": "TIFF",
    "tif": "TIFF",
    "gtfs": "GTFS",
    "gtfsjp": "GTFS",
    "gtfsrt": "GTFS-RT",
    "gtfsrealtime": "GTFS-RT",
    "rdf": "RDF",
    "ttl": "TTL",
    "turtle": "TTL",
    "xml": "XML",
    "ics": "ICS",
    "ical": "ICS",
    "icalendar": "ICS",
    "calendar": "ICS",
    "parquet": "PARQUET",
    "sqlite": "SQLITE",
    "pdf": "PDF",
    "docx": "DOCX",
    "wordprocessingml": "DOCX",
    "doc": "DOC",
    "msword": "DOC",
    "pptx": "PPTX",
    "presentationml": "PPTX",
    "ppt": "PPT",
    "html": "HTML",
    "xhtml": "HTML",
    "htm": "HTML",
    "txt": "TXT",
    "jpeg": "JPG",
    "jpg": "JPG",
    "png": "PNG",
    "wms": "WMS",
    "wfs": "WFS",
    "zip": "ZIP",
    "gzip": "GZ",
    "gz": "GZ",
    "7z": "7Z",
    "lzh": "LZH",
}
# Words that mean a format only when nothing else is written.
_ALONE = {"text": "TXT", "plain": "TXT", "word": "DOCX", "tabseparated": "TSV"}
_EXCEL = frozenset({"excel", "エクセル", "msexcel"})
_SAYS_NOTHING = frozenset({"application", "text", "image", "vnd", "x"})
_VAGUE = frozenset(
    {"", "octetstream", "binary", "bin", "data", "file", "download", "other", "link"}
)
_WORDS = re.compile("[a-z0-9]+|[ァ-ヶー]+")
_EXTENSION = re.compile(r"\.([a-z0-9]{2,8})$", re.IGNORECASE)


def format_of(written: str | None, url: str = "") -> str:
    """The format in capitals without dots (CSV, XLSX, GEOJSON, SHP, ZIP, PDF …), '' if unknown.

    `written` is what the portal says, a format or a media type; the extension of `url` helps
    where that says nothing. `SHP/zip` is what is inside: SHP.

    >>> format_of("XLSX "), format_of("text/csv"), format_of("", "https://example.jp/a.geojson?v=2")
    ('XLSX', 'CSV', 'GEOJSON')
    """
    said = clean(written or "").lower()
    words = _WORDS.findall(said.partition(";")[0])
    told = [word for word in words if word not in _SAYS_NOTHING]
    whole = "".join(told)
    if _EXCEL.intersection([*told, whole]) and not _MEANT.get(whole):
        return _excel(told, url)
    named = [_MEANT[word] for word in [whole, *told] if word in _MEANT]
    alone = _ALONE.get(whole) or _ALONE.get("".join(words))
    if named or alone:
        return named[0] if named else str(alone)
    return _by_extension(url) or ("" if whole in _VAGUE and said.isascii() else _kept(said))


def _kept(said: str) -> str:
    return said.strip(" .").upper()


def _excel(words: list[str], url: str) -> str:
    """Excel is said of both of its formats, and by web servers of CSV too."""
    for told in (*(_MEANT.get(word, "") for word in words), _by_extension(url)):
        if told in {"XLS", "XLSX", "CSV", "ZIP"}:
            return told
    return "XLS" if "ms" in words else "XLSX"


def _by_extension(url: str) -> str:
    """The format by the file name in the path, or in a parameter as in `?file=aed.csv`."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    values = [pair.partition("=")[2] for pair in parts.query.split("&")]
    for place in (parts.path, *values):
        found = _EXTENSION.search(unquote_plus(place).strip())
        if found and found[1].lower() in _MEANT:
            return _MEANT[found[1].lower()]
    return ""
