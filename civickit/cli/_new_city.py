"""The data answer of `civickit new` for a calendar: a folder of CSVs, tried at once, and told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from civickit import sources
from civickit.cli._collection import SCHEMA, collection_folder, files_of
from civickit.cli._new_about import about
from civickit.cli._new_data import Found
from civickit.cli._new_report import check_command
from civickit.cli._new_words import say
from civickit.cli._patience import patience
from civickit.core.errors import CivicKitError, UnreadableTable

if TYPE_CHECKING:
    from civickit.calendars.city import City, Finding

SHOWN = 3
SIZES = ("areas", "kinds", "items")
COUNTED = ("read", "kept", "repaired", "doubtful", "refused")


def try_city(wanted: str, scratch: Path, lang: str) -> Found:
    """What the folder is; what was zipped is unpacked into `scratch`.

    Raises BadParameter where there is nothing of that name; whatever else is wrong is in
    `failure`.
    """
    path = Path(wanted).expanduser()
    if not path.exists():
        raise click.BadParameter(
            f"there is no folder and no zip {wanted!r}; check the name. A calendar takes no "
            "addresses and no names of sources."
        )
    try:
        with patience(say("reading", lang)):
            return _read(wanted, path, scratch)
    except (CivicKitError, OSError) as error:
        return Found(wanted, failure=error)


def _read(wanted: str, path: Path, scratch: Path) -> Found:
    from civickit.calendars.gomi5374 import Settings
    from civickit.cli._check_folder import read_as_checked
    from civickit.cli._options import settings_of

    folder = collection_folder(path, scratch)
    today = date.today()  # noqa: DTZ011 - the day where the person sits
    settings = settings_of(folder, None, None, None)
    city, _, _ = read_as_checked(folder, None, settings, today)
    if not any(area.schedules for area in city.areas):
        raise UnreadableTable("no area with collection days could be read from it")
    known = sources.provenance_of(path) if path.is_file() else None
    title = (known.title if known else "") or path.resolve().stem
    usual = Settings()._asdict()
    own = {name: told for name, told in settings._asdict().items() if told != usual[name]}
    return Found(
        wanted,
        schema=SCHEMA,
        name="data",
        city=city,
        files=files_of(folder),
        about=about(known, title, ""),
        script=own,
    )


def lines(found: Found, city: City, lang: str) -> Iterator[str]:
    """What was understood, line by line: how much, what was repaired, until when."""
    from civickit.cli._check_report import printable

    yield say("read", lang, name=printable(found.wanted))
    yield say(f"city_{city.format}", lang)
    yield say("city_size", lang, **_sizes(city))
    yield say("city_counts", lang, **counts(city))
    shown = _gravest(city.findings)
    yield from (_found(one, lang) for one in shown)
    if rest := len(city.findings) - len(shown):
        yield say("more_problems", lang, count=f"{rest:,}", check=check_command(found))
    if end := ends(city):
        over = end < date.today()  # noqa: DTZ011 - the day where the person sits
        yield say("city_ended" if over else "city_ends", lang, day=end.isoformat())


def _gravest(findings: Sequence[Finding]) -> list[Finding]:
    """One of each sort, those first that cost days."""
    from civickit.cli._check_folder_report import ORDER

    sorts: dict[tuple[str, str], Finding] = {}
    for one in findings:
        sorts.setdefault((one.fate, one.code), one)
    return sorted(sorts.values(), key=lambda one: ORDER.index(one.fate))[:SHOWN]


def _found(one: Finding, lang: str) -> str:
    """What is odd about one cell, or about a row or a file."""
    from civickit.calendars.findings import fate_said, said
    from civickit.cli._check_report import visible

    told = {"file": one.file, "fate": fate_said(one.fate, lang), "message": said(one, lang)}
    if not one.line:
        return visible(say("city_file", lang, **told))
    if not one.cell:
        return visible(say("city_row", lang, line=one.line, **told))
    header = one.header or say("city_column", lang, number=one.column)
    where = {"line": one.line, "header": header, "cell": one.cell}
    return visible(say("city_cell", lang, **where, **told))


def _sizes(city: City) -> dict[str, str]:
    return {name: f"{len(getattr(city, name)):,}" for name in SIZES}


def counts(city: City) -> dict[str, str]:
    """The numbers of the import, as they are written."""
    return {name: f"{city.counts.get(name, 0):,}" for name in COUNTED}


def ends(city: City) -> date | None:
    """The day after which no area has any; None where at least one goes on without end."""
    days = [area.ends() for area in city.areas]
    known = [day for day in days if day]
    return max(known) if known and len(known) == len(days) else None


def as_json(found: Found, city: City) -> dict[str, Any]:
    """For programs."""
    end = ends(city)
    return {
        "wanted": found.wanted,
        "used": True,
        "sample": False,
        "failure": "",
        "path": found.name,
        "schema": found.schema,
        "format": city.format,
        **{name: len(getattr(city, name)) for name in SIZES},
        **{name: city.counts.get(name, 0) for name in COUNTED},
        "ends": end.isoformat() if end else "",
        "licence": found.about.get("data_licence", ""),
        "check": check_command(found),
    }
