"""What was read from a city's folder and what became of it, as a page and as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from civickit.calendars.city import Finding
from civickit.calendars.findings import said
from civickit.calendars.report import Report, compared, report
from civickit.collection.data import options
from civickit.collection.site import Site, as_json
from civickit.core.errors import CivicKitError
from civickit.core.formulas import shield
from civickit.web.current import language, t

SHOWN = 100
NAMED = 8
FATES = ("refused", "doubtful", "repaired")
COLUMNS = ("fate", "file", "line", "column", "header", "cell", "read_as", "area", "kind", "dates")


def report_of(site: Site) -> Report:
    """The report on the city's folder; made once per version of the data and day."""
    return site.once("report", lambda: _made(site), daily=True)


def _made(site: Site) -> Report:
    """The folder is read once more, to count the days that each finding changes."""
    city, settings = site.city, site.settings
    first, last = compared(city, site.today)
    try:
        told = report(settings.path, first, last, site.today, **options(settings))
    except (CivicKitError, OSError):
        told = None
    if told is None or told.version != city.version:  # broken now, or newer than what is shown
        return report(city, first, last, site.today)
    return told


def report_page(site: Site) -> dict[str, Any]:
    """What the page about the data shows: the first findings of each fate, and all counts."""
    told = report_of(site)
    found = {fate: [one for one in told.findings if one.fate == fate] for fate in FATES}
    return {
        "report": told,
        "found": {fate: ones for fate, ones in found.items() if ones},
        "shown": SHOWN,
        "finding_said": _said,
        "listed": _listed,
        "changed": sum(len(one.removed) + len(one.added) for one in told.diff),
    }


def _listed(names: Sequence[str]) -> str:
    """The first few names; how many there are stands beside them."""
    return t("say.joined").join(names[:NAMED]) + (" …" if len(names) > NAMED else "")


def as_csv(told: Report) -> bytes:
    """All findings as a table that a spreadsheet opens; no cell is taken for a formula."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow([*COLUMNS, "reason"])
    for one in told.findings:
        named = one._replace(
            area=told.called.get(one.area, one.area), kind=told.called.get(one.kind, one.kind)
        )
        cells = [str(getattr(named, name)) for name in COLUMNS]
        rows.writerow([shield(cell) for cell in (*cells, _said(one))])
    return ("\ufeff" + text.getvalue()).encode(errors="backslashreplace")


def all_as_json(told: Report) -> bytes:
    """The whole report as JSON, with the days that differ from the strict reading."""
    return as_json(told.to_dict())


def _said(one: Finding) -> str:
    return said(one, language())
