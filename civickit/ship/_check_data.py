"""Checks of the data: whose it is, how old, whether it is real, and whether it can be read."""

from __future__ import annotations

from civickit.core.errors import CivicKitError
from civickit.ship._check_city import COLLECTION, data_folder
from civickit.ship._check_finding import ATTENTION, FAIL, OK, UNCHECKED, Finding, Subject

STREETS = "streets"
"""What [data] schema of civic.toml is in a live app."""


def sample(subject: Subject) -> Finding:
    """The fictional sample town is for trying things out, not for strangers."""
    if fictional(subject):
        return Finding("sample", FAIL, "sample_town")
    return Finding("sample", OK, "own_data", {"title": subject.told("title")})


def fictional(subject: Subject) -> bool:
    """Whether a sample is shown: the app or civic.toml says so, or civic.toml names no file."""
    told = subject.data.get("fictional", not subject.data.get("path"))
    return bool(subject.page.told.get("fictional", told))


def licence(subject: Subject) -> Finding:
    return _shown(subject, "licence")


def attribution(subject: Subject) -> Finding:
    return _shown(subject, "attribution")


def _shown(subject: Subject, name: str) -> Finding:
    """What civic.toml must say and the first page must show."""
    value = subject.told(name)
    if fictional(subject):
        return Finding(name, UNCHECKED, "no_data_file")
    if not value:
        return Finding(name, FAIL, f"no_{name}")
    if subject.page.failure:
        return Finding(name, UNCHECKED, "no_page")
    if not subject.shown.has(value):
        return Finding(name, FAIL, f"hidden_{name}", {"value": value})
    return Finding(name, OK, f"shown_{name}", {"value": value})


def date(subject: Subject) -> Finding:
    """The date of the data, in words or as the page's <time>."""
    from civickit.web.languages import LANGUAGES, long_date

    value = subject.told("date")
    if fictional(subject):
        return Finding("date", UNCHECKED, "no_data_file")
    if not value:
        return Finding("date", FAIL, "no_date")
    if subject.page.failure:
        return Finding("date", UNCHECKED, "no_page")
    ways = {value, *(long_date(value, lang) for lang in LANGUAGES)}
    if value in subject.shown.dates or any(map(subject.shown.has, ways)):
        return Finding("date", OK, "shown_date", {"value": value})
    return Finding("date", FAIL, "hidden_date", {"value": value})


def data_file(subject: Subject) -> Finding:
    """The project's own file is there, can be read, and no row of it is lost."""
    own = str(subject.data.get("path") or "")
    if not own:
        return Finding("data_file", UNCHECKED, "no_data_file")
    if subject.data.get("schema") == COLLECTION:
        return data_folder(subject, own)
    path = subject.project.folder / own
    if not path.is_file():
        return Finding("data_file", FAIL, "data_file_gone", {"path": own})
    if subject.data.get("schema") == STREETS:
        return _streets(subject, own)
    try:
        rows, refused = _rows(subject, own)
    except CivicKitError as fault:
        return Finding("data_file", FAIL, "data_file_unreadable", {"path": own, "why": str(fault)})
    values = {"path": own, "rows": rows, "refused": refused}
    if rows == refused:
        return Finding("data_file", FAIL, "no_row_kept", values)
    if refused:
        return Finding("data_file", ATTENTION, "rows_refused", values)
    return Finding("data_file", OK, "rows_kept", values)


def _streets(subject: Subject, own: str) -> Finding:
    """The file of a live app: its streets can be read, by the ids that civic.toml names."""
    from civickit.tracks.streets import read_streets

    path, id_property = subject.project.folder / own, str(subject.data.get("id_property") or "")
    try:
        network = read_streets(path, id_property)
    except CivicKitError as fault:
        return Finding("data_file", FAIL, "streets_unreadable", {"path": own, "why": str(fault)})
    left_out = sum(network.left_out.values())
    values = {"path": own, "streets": len(network.lengths()), "left_out": left_out}
    if left_out:
        return Finding("data_file", ATTENTION, "streets_left_out", values)
    return Finding("data_file", OK, "streets_kept", values)


def _rows(subject: Subject, own: str) -> tuple[int, int]:
    """How many rows the file has, and how many of them cannot be used."""
    from civickit import schemas

    path, schema = subject.project.folder / own, str(subject.data.get("schema") or "")
    columns = subject.data.get("columns")
    if schema:
        mapping = columns if isinstance(columns, dict) else None
        report = schemas.load(path, schema, mapping=mapping).report
        return report.rows, report.refused
    from civickit.tables import read

    return sum(1 for _ in read(path).rows()), 0
