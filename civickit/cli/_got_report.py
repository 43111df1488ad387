"""What was fetched, as text for a person and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shlex import quote
from typing import Any

from civickit import schemas
from civickit.cli import _check_report as check
from civickit.cli._apps import apps_for
from civickit.cli._data_words import say
from civickit.cli._found_report import short
from civickit.sources import Brought, Taken
from civickit.sources._take import beside

LONG = 200


def lines(brought: Brought, taken: Taken, lang: str) -> Iterator[str]:
    """The report, line by line."""
    offer, known = brought.offer, taken.provenance
    title = (offer.title_en if lang == "en" else "") or offer.title
    yield say("got", lang, title=short(title))
    if len(offer.resources) > 1:
        name = short(brought.resource.name or brought.resource.url or brought.resource.id)
        yield say("chosen", lang, count=len(offer.resources), name=name)
    yield say("from", lang, url=short(known.url, LONG), when=known.fetched_at)
    yield from _terms(brought, lang)
    yield ""
    if taken.report:
        files = [str(taken.path), str(beside(taken.path))]
        yield from check.lines(taken.report, schemas.get(taken.report.schema), lang, files)
    else:
        yield say("as_it_is", lang)
        yield say("written", lang, files=f"{taken.path}, {beside(taken.path)}")
    yield from (f"  {step}" for step in next_steps(taken, lang))


def _terms(brought: Brought, lang: str) -> Iterator[str]:
    offer = brought.offer
    licence = offer.licence.title or offer.licence.given or say("no_licence", lang)
    yield say("licence", lang, licence=short(f"{licence} {offer.licence.url}".strip(), LONG))
    if offer.licence.open is not True:
        yield say("check_licence", lang, page=short(offer.page, LONG))
    if offer.attribution:
        yield say("attribution", lang, text=short(offer.attribution, LONG))
    if offer.doubt:
        yield say("doubt", lang, text=short(offer.doubt, LONG))


def next_steps(taken: Taken, lang: str) -> list[str]:
    """Commands that go on from here."""
    if taken.report is None:
        return []
    file, schema = quote(str(taken.path)), taken.report.schema
    runs = [say("run_app", lang, app=app, file=file) for app in apps_for(schema)]
    return [*runs, say("check_it", lang, file=file, schema=schema)]


def as_json(brought: Brought, taken: Taken, notes: list[str]) -> dict[str, Any]:
    """For programs."""
    return {
        "file": str(taken.path),
        "provenance": taken.provenance.to_dict(),
        "resource": brought.resource.name or brought.resource.url or brought.resource.id,
        "resources": len(brought.offer.resources),
        "schema": taken.report.schema if taken.report else "",
        "report": taken.report.to_dict() if taken.report else None,
        "page": brought.offer.page,
        "notes": notes,
    }


def named(path: Path | None, name: str, extension: str) -> Path:
    """The file asked for, else one named after the data in the current folder."""
    return path or Path(f"{name}{extension}")
