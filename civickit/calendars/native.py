"""The kit's own format: a folder of tables that a clerk keeps in a spreadsheet.

`collection.csv` says what is collected where and when; `areas.csv`, `kinds.csv`,
`exceptions.csv`, `items.csv` and `notices.csv` may stand beside it, each also as XLSX or TSV.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from civickit.calendars._native_areas import read_areas, read_kinds
from civickit.calendars._native_collection import Plans, read_rules
from civickit.calendars._native_columns import FILES, OWN
from civickit.calendars._native_exceptions import read_exceptions, schedules_of
from civickit.calendars._native_more import read_items, read_notices
from civickit.calendars._native_names import Names
from civickit.calendars._native_table import Line, Sheet, file_of, tables_in
from civickit.calendars._native_write import tables_of
from civickit.calendars._put_folder import put_folder
from civickit.calendars.city import Area, City, Finding, Item, Kind, Notice, Texts
from civickit.calendars.rules import Schedule
from civickit.core.errors import UnreadableTable

LISTS = ("areas", "kinds")
FATES = ("kept", "repaired", "doubtful", "refused")


def is_native(folder: Path) -> bool:
    """Whether the folder has the one file that must be there."""
    return file_of(folder, "collection") is not None


def read(folder: Path) -> City:
    """The city that the files of a folder describe, and what is odd about each row.

    No cell raises: a row that cannot be used is refused, and told. Raises UnreadableTable for a
    folder without `collection.csv`.
    """
    folder = Path(folder)
    if not is_native(folder):
        raise UnreadableTable(
            f"there is no collection.csv in {folder}; it says what is collected where and when"
        )
    sheets = {name: Sheet(folder, name) for name in FILES}
    lines = {name: list(sheet.lines()) for name, sheet in sheets.items()}
    area_names, kind_names = Names("area"), Names("kind")
    areas, kinds = read_areas(lines["areas"], area_names), read_kinds(lines["kinds"], kind_names)
    area_names.may_grow, kind_names.may_grow = not areas, not kinds
    plans = read_rules(lines["collection"], area_names, kind_names)
    area_names.may_grow = kind_names.may_grow = False
    areas = areas or [Area(key, {OWN: name}, {}) for key, name in area_names.keys.items()]
    kinds = kinds or [Kind(key, {OWN: name}, {}) for key, name in kind_names.keys.items()]
    areas = _filled(areas, plans, lines["exceptions"], (area_names, kind_names))
    _tell_empty(areas, lines["areas"])
    items = tuple(read_items(lines["items"], kind_names))
    notices = tuple(read_notices(lines["notices"], area_names))
    return City(
        "native",
        _version(sheets.values()),
        tuple(areas),
        tuple(kinds),
        items,
        notices,
        (*_findings(sheets, lines), *_not_read(folder, sheets)),
        _counts(lines),
        _languages(areas, kinds, items, notices),
    )


def write(city: City, folder: Path) -> list[Path]:
    """The city as files of the native format; gives their paths.

    All of them or none: they are made beside the folder and then take its place. Raises
    ProjectConflict where the folder holds anything but such files.
    """
    return put_folder(Path(folder), tables_of(city), {f"{name}.csv" for name in FILES})


def _filled(
    areas: Sequence[Area], plans: Plans, exceptions: Sequence[Line], names: tuple[Names, Names]
) -> list[Area]:
    """The areas with their schedules; what exceptions add to them comes last."""
    planned = {target: schedules_of(plan) for target, plan in plans.items()}
    changed = read_exceptions(exceptions, areas, names, planned)
    schedules: dict[str, dict[str, tuple[Schedule, ...]]] = {one.key: {} for one in areas}
    order = {key: number for number, key in enumerate(names[1].keys)}
    for area, kind in sorted({**plans, **changed}, key=lambda target: order[target[1]]):
        target = area, kind
        schedules[area][kind] = schedules_of(plans.get(target, {}), changed.get(target))
    return [area._replace(schedules=schedules[area.key]) for area in areas]


def _tell_empty(areas: Sequence[Area], lines: Sequence[Line]) -> None:
    """Areas of the list without a single collection: most likely a row was forgotten."""
    empty = {area.key for area in areas if not area.schedules}
    for line in lines:
        if line.key in empty:
            line.find("doubtful", "area_without_days", "name")


def _findings(
    sheets: Mapping[str, Sheet], lines: Mapping[str, Sequence[Line]]
) -> Iterator[Finding]:
    for name, sheet in sheets.items():
        if name in LISTS and not sheet.there:
            yield Finding("doubtful", f"no_{name}_file", sheet.file)
        yield from sheet.findings
        if name == "collection" and not (lines[name] or any(map(_is_refused, sheet.findings))):
            yield Finding("refused", "no_rows", sheet.file)
        for line in lines[name]:
            yield from line.findings


def _not_read(folder: Path, sheets: Mapping[str, Sheet]) -> Iterator[Finding]:
    """Tables of the folder that are none of the format's, or a second one of a name."""
    read = {sheet.file for sheet in sheets.values() if sheet.there}
    known = (("known", "、".join(f"{name}.csv" for name in FILES)),)
    for name in tables_in(folder):
        if name not in read:
            yield Finding("doubtful", "file_unused", name, values=known)


def _is_refused(finding: Finding) -> bool:
    return finding.fate == "refused"


def _counts(lines: Mapping[str, Sequence[Line]]) -> Mapping[str, int]:
    """How many rows there are, and the worst that was said about each."""
    fates = Counter(_fate(line) for found in lines.values() for line in found)
    return {"read": fates.total(), **{name: fates[name] for name in FATES}}


def _fate(line: Line) -> str:
    told = {one.fate for one in line.findings}
    return next((name for name in reversed(FATES) if name in told), "kept")


def _version(sheets: Iterable[Sheet]) -> str:
    """The beginning of the SHA-256 over the files that were read."""
    digest = hashlib.sha256()
    for sheet in sheets:
        digest.update(sheet.file.encode() + sheet.digest)
    return digest.hexdigest()[:12]


def _languages(
    areas: Iterable[Area], kinds: Iterable[Kind], items: Iterable[Item], notices: Iterable[Notice]
) -> tuple[str, ...]:
    """Every language that some name or text is in, the city's own first."""
    texts: list[Texts] = [one.names for one in areas]
    texts += [one.names for one in kinds]
    texts += [one.names for one in items]
    texts += [one.text for one in notices]
    return tuple(dict.fromkeys(lang for one in texts for lang in one)) or (OWN,)
