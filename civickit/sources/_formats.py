"""Which of a dataset's files can be used at once."""

from __future__ import annotations

from civickit.clients import Resource

READABLE = {
    "CSV": 40,
    "GEOJSON": 40,
    "TSV": 38,
    "XLSX": 35,
    "JSON": 25,
    "TXT": 15,
    "ZIP": 12,
}
DOCUMENTS = {"PDF", "DOC", "DOCX", "PPT", "PPTX", "PNG", "JPG", "JPEG", "GIF", "HTML", "XLS"}
NOT_TOLD = 5
ROWS = 30
BEGINNINGS = {b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF"}


def worth(resource: Resource) -> int:
    """How usable a resource is, from 0 for a document to 40 for a table."""
    file = READABLE.get(resource.format, 0 if resource.format else NOT_TOLD)
    return max(file, ROWS if resource.service else 0)


def is_file(resource: Resource) -> bool:
    """Whether to take the file itself: as the city wrote it, it says more than a portal's rows."""
    return bool(resource.url) and (not resource.service or resource.format in READABLE)


def best_of(resources: tuple[Resource, ...]) -> Resource | None:
    """The most usable one: the best format, of these the newest, of these the first."""
    usable = [one for one in resources if worth(one)]
    return max(usable, key=lambda one: (worth(one), one.modified), default=None)


def document_in(content: bytes) -> str:
    """What kind of document begins like that, '' for none."""
    return next((kind for mark, kind in BEGINNINGS.items() if content.startswith(mark)), "")
