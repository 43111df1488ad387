"""What a report is: as it is sent, as the desk sees it, and what happened to it."""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

from civickit.web.photos import Photo

NEW, OPEN, ASSIGNED, DONE, REJECTED, WITHDRAWN = STATUSES = (
    *("new", "open", "assigned", "done", "rejected", "withdrawn"),
)
PUBLIC = (OPEN, ASSIGNED, DONE)
"""What everybody sees: whatever the desk has accepted."""


class NewReport(NamedTuple):
    """What somebody sends: where is `lat` and `lon`, or `address`, or both."""

    kind: str
    text: str = ""
    lat: float | None = None
    lon: float | None = None
    address: str = ""
    contact: str = ""
    photo: Photo | None = None
    media_url: str = ""
    via: str = "web"
    lang: str = "ja"


class Receipt(NamedTuple):
    """`token` opens the status page; `first` is False where the same was sent before."""

    id: int
    token: str
    first: bool


class Report(NamedTuple):
    """A report as the desk sees it; pages for everybody leave out what is the desk's."""

    id: int
    kind: str
    text: str
    lat: float | None
    lon: float | None
    address: str
    contact: str
    photo: str
    """The name of the picture; '' without one."""
    photo_public: bool
    media_url: str
    via: str
    lang: str
    status: str
    answer: str
    assigned_to: str
    device_id: int | None
    created_ms: int
    changed_ms: int
    closed_ms: int | None

    @property
    def is_public(self) -> bool:
        return self.status in PUBLIC


class Entry(NamedTuple):
    """One line of the log."""

    at_ms: int
    who: str
    what: str
    note: str


def fingerprint(new: NewReport, form_id: str) -> str:
    """Of the form and all that was in it: whoever goes back and changes a word sends a new one."""
    parts = [repr(value) for value in new._replace(photo=None, lang="")]
    picture = sha256(new.photo.jpeg).hexdigest() if new.photo else ""
    whole = "\0".join([form_id, *parts, picture])
    return sha256(whole.encode(errors="replace")).hexdigest()
