"""From an offer to a file on this machine, with its provenance."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from civickit.clients import Resource, write_csv
from civickit.core.errors import SourceChanged, SourceUnavailable, UnknownName, UnreadableTable
from civickit.core.fetch import Fetcher, Provenance
from civickit.core.fetch.store import copy_whole
from civickit.sources._formats import DOCUMENTS, best_of, document_in, is_file
from civickit.sources._offer import Offer, fit_name, open_client

BEGINNING = 16


@dataclass(frozen=True, slots=True)
class Brought:
    """A file as its publisher wrote it (rows of a portal as CSV), and where it came from."""

    path: Path
    offer: Offer
    resource: Resource
    provenance: Provenance


def bring(
    offer: Offer, folder: Path, fetch: Fetcher, *, resource: str = "", progress: bool = False
) -> Brought:
    """The offer's best resource, or the one named, as a file in `folder`.

    `resource` is a number from 1, an id or a name. Raises UnreadableTable where there is
    nothing but documents, and what the fetcher and the clients raise.
    """
    chosen = _named(offer, resource) if resource else best_of(offer.resources)
    if chosen is None or (chosen.format in DOCUMENTS and not chosen.service):
        raise UnreadableTable(_no_table(offer, chosen))
    path, provenance = _fetched(offer, chosen, folder, fetch, progress)
    return Brought(path, offer, chosen, _credited(provenance, offer, chosen))


def _fetched(
    offer: Offer, chosen: Resource, folder: Path, fetch: Fetcher, progress: bool
) -> tuple[Path, Provenance]:
    """The file; where that is gone, the rows that its portal still has."""
    if not is_file(chosen):
        return _rows(offer, chosen, folder, fetch)
    try:
        return _file(offer, chosen, folder, fetch, progress)
    except (SourceUnavailable, SourceChanged) as error:
        if not chosen.service:
            raise
        fetch.note(f"{error} Taking the rows from the portal's table instead.")
        return _rows(offer, chosen, folder, fetch)


def _named(offer: Offer, resource: str) -> Resource:
    numbered = dict(enumerate(offer.resources, 1))
    for number, one in numbered.items():
        if resource in {str(number), one.id, one.name}:
            return one
    known = [f"{number} ({one.name or one.url})" for number, one in numbered.items()]
    raise UnknownName("resource", resource, known)


def _no_table(offer: Offer, chosen: Resource | None) -> str:
    kinds = sorted({one.format for one in offer.resources if one.format})
    kind = chosen.format if chosen else ", ".join(kinds)
    told = f"only as {kind}, for people to read" if kind else "without any file"
    return f"{offer.title!r} is published {told}, not as a table. Look at it: {offer.page}"


def _file(
    offer: Offer, chosen: Resource, folder: Path, fetch: Fetcher, progress: bool
) -> tuple[Path, Provenance]:
    answer = fetch.get(chosen.url, progress=progress)
    with answer.path.open("rb") as file:
        kind = document_in(file.read(BEGINNING))
    if kind:
        raise UnreadableTable(_no_table(offer, replace(chosen, format=kind)))
    if not answer.bytes:
        raise UnreadableTable(f"{chosen.url} is an empty file. Look at its page: {offer.page}")
    path = folder / _file_name(offer, chosen)
    copy_whole(answer.path, path)
    return path, answer.provenance()


def _file_name(offer: Offer, chosen: Resource) -> str:
    """The offer's name with the extension of the format."""
    extension = {"": "dat", "JSON": "json"}.get(chosen.format, chosen.format.lower())
    return f"{fit_name(offer.name)}.{extension}"


def _rows(offer: Offer, chosen: Resource, folder: Path, fetch: Fetcher) -> tuple[Path, Provenance]:
    before, notes = set(fetch.used), len(fetch.notes)
    opened = open_client(chosen.service, chosen.service_url, fetch)
    rows = opened.rows(chosen.service_id) if chosen.service_id else opened.rows()
    path = folder / f"{fit_name(offer.name)}.csv"
    count = write_csv(rows, path)
    content = path.read_bytes()
    provenance = Provenance(
        url=chosen.url or chosen.service_url,
        fetched_at=_oldest(fetch, fetch.used - before),
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        encoding="utf-8",
        rows=count,
        stale=" ".join(fetch.notes[notes:]),
    )
    return path, provenance


def _oldest(fetch: Fetcher, keys: Collection[str]) -> str:
    """When the oldest of these answers was fetched: rows are as old as their oldest page."""
    entries = [entry for key in keys if (entry := fetch.store.find(key))]
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return min((str(entry["fetched_at"]) for entry in entries), default=now)


def _credited(provenance: Provenance, offer: Offer, chosen: Resource) -> Provenance:
    return replace(
        provenance,
        licence=offer.licence.title or offer.licence.given,
        licence_url=offer.licence.url,
        attribution=offer.attribution,
        title=offer.title,
        modified=chosen.modified or offer.modified,
        doubt=offer.doubt,
    )
