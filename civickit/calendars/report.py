"""What was read from a city's folder, what was made of it, and what that changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from civickit.calendars._gomi_settings import Scope as Scope
from civickit.calendars._gomi_settings import Settings
from civickit.calendars._report_diff import Difference as Difference
from civickit.calendars._report_diff import differences_of
from civickit.calendars.city import Area, City, Finding, Kind
from civickit.calendars.opening import Format, format_of, read_city
from civickit.calendars.places import places_of
from civickit.calendars.rules import Extra

SHOW_NOTHING = frozenset({"strict_no_file", "strict_short_row", "only_cr"})
COMPARED_DAYS = 425
"""Fourteen months: what the original script could be made to show."""


class Report(NamedTuple):
    """The state of a city's data.

    `counts` is of rows or cells, by what became of them; `fates` of findings. `dates` is how many
    collection days there are from `first` to `last`. `ends` is the last day the data says
    anything about, None where it goes on. `closed_last` is the last day off it knows, None where it
    knows none. `ended` are the areas without a day after `today`,
    `ended_kinds` in how many other areas a kind has none, though it had some; `unsure` the areas
    with closures that the data lacks, by name. `called` has the name of each area and kind that a
    finding is about, by key.
    """

    format: str
    version: str
    first: date
    last: date
    today: date
    areas: int
    kinds: int
    items: int
    notices: int
    outlines: int
    dates: int
    counts: Mapping[str, int]
    findings: tuple[Finding, ...]
    diff: tuple[Difference, ...]
    ends: date | None
    ended: tuple[str, ...]
    ended_kinds: Mapping[str, int]
    closed_last: date | None
    unsure: tuple[str, ...]
    languages: tuple[str, ...]
    called: Mapping[str, str]

    @property
    def fates(self) -> Mapping[str, int]:
        """How many findings there are of each fate."""
        told = Counter(one.fate for one in self.findings)
        return {
            "repaired": told["repaired"],
            "doubtful": told["doubtful"],
            "refused": told["refused"],
        }

    @property
    def fine(self) -> bool:
        """Whether nothing was refused."""
        return not self.fates["refused"]

    @property
    def shows_nothing(self) -> bool:
        """Whether the original script stops at the files and shows no area."""
        return any(one.code in SHOW_NOTHING for one in self.findings) and not any(
            one.removed for one in self.diff
        )

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain JSON values, dates in ISO form."""
        found = self._asdict() | {"fates": dict(self.fates), "fine": self.fine}
        found |= {
            name: _iso(found[name]) for name in ("first", "last", "today", "ends", "closed_last")
        }
        found |= {"counts": dict(self.counts), "called": dict(self.called)}
        found["ended_kinds"] = dict(self.ended_kinds)
        found["findings"] = [one._asdict() | {"values": dict(one.values)} for one in self.findings]
        found["diff"] = [
            {
                "area": one.area,
                "kind": one.kind,
                "removed": [_iso(day) for day in one.removed],
                "added": [_iso(day) for day in one.added],
            }
            for one in self.diff
        ]
        return {name: list(v) if isinstance(v, tuple) else v for name, v in found.items()}


def report(
    source: Path | City,
    first: date,
    last: date,
    today: date,
    *,
    folder: Path | None = None,
    settings: Settings = Settings(),  # noqa: B008 - a plain value
) -> Report:
    """The report on a folder, or on a city that was read from `folder` already.

    Days from `first` to `last` are compared. `settings` are those of `gomi5374`. Without a folder
    nothing is compared.
    """
    scope = scope_of(today, first, last)
    city = source if isinstance(source, City) else read_compared(source, scope, settings)
    folder = folder if isinstance(source, City) else source
    places = places_of(folder, city) if folder else None
    compares = folder is not None and city.format == "gomi5374"
    differences = differences_of(folder, settings, scope) if folder and compares else ()
    return Report(
        city.format,
        city.version,
        first,
        last,
        today,
        len(city.areas),
        len(city.kinds),
        len(city.items),
        len(city.notices),
        len({one.area for one in places.outlines}) if places else 0,
        _dates(city.areas, first, last),
        city.counts,
        (*city.findings, *(places.findings if places else ())),
        tuple(differences),
        _ends(city.areas),
        tuple(_name(area) for area in city.areas if _over(area, today)),
        _ended_kinds(city, today),
        _closed_last(city.areas),
        tuple(_name(area) for area in city.areas if area.doubts),
        city.languages,
        _called(city),
    )


def read_compared(
    folder: Path,
    scope: Scope,
    settings: Settings = Settings(),  # noqa: B008 - a plain value
    wanted: Format | None = None,
) -> City:
    """The city of a folder; each finding counts the days of `scope` that it changes."""
    found = format_of(folder, wanted)
    if found and found[0] == "gomi5374":
        return read_city(folder, found[0], settings=settings, **scope._asdict())
    return read_city(folder, wanted)


def scope_of(today: date, first: date, last: date) -> Scope:
    """The days compared, and the one on which the original is opened: it shows none before that."""
    return Scope(today if today.replace(day=1) <= first else first, first, last)


def compared(city: City | None, today: date) -> tuple[date, date]:
    """From the first of today's month fourteen months on; for data that ended before today, the
    fourteen months up to its end."""
    ends = _ends(city.areas) if city else None
    if ends is None or ends >= today:
        first = today.replace(day=1)
        return first, first + timedelta(days=COMPARED_DAYS)
    first = max(ends, date.min + timedelta(days=COMPARED_DAYS)) - timedelta(days=COMPARED_DAYS)
    return first.replace(day=1), ends


def _called(city: City) -> dict[str, str]:
    keys = {key for one in city.findings for key in (one.area, one.kind) if key}
    named = [(one.key, one.names) for one in city.areas]
    named += [(one.key, one.names) for one in city.kinds]
    return {key: next(iter(names.values()), key) for key, names in named if key in keys}


def _dates(areas: Iterable[Area], first: date, last: date) -> int:
    return sum(
        sum(1 for _ in area.days(kind, first, last)) for area in areas for kind in area.schedules
    )


def _ends(areas: Iterable[Area]) -> date | None:
    """The last day of all areas; None where one goes on, and where none has a day."""
    found = [area.ends() for area in areas if area.schedules]
    known = [day for day in found if day is not None]
    return max(known) if known and len(known) == len(found) else None


def _closed_last(areas: Iterable[Area]) -> date | None:
    plans = [one for area in areas for plan in area.schedules.values() for one in plan]
    closed = {closure.last for one in plans for closure in one.closures}
    off = {change.day for one in plans for change in one.changes if not isinstance(change, Extra)}
    return max(closed | off, default=None)


def _ended_kinds(city: City, today: date) -> dict[str, int]:
    """By the kind's name, in how many areas that go on it has no day any more."""
    names = {kind.key: _name(kind) for kind in city.kinds}
    going = [area for area in city.areas if not _over(area, today)]
    over = (names[kind] for area in going for kind in area.schedules if _over(area, today, kind))
    return dict(Counter(over))


def _over(area: Area, today: date, kind: str | None = None) -> bool:
    ends = area.ends(kind)
    return ends is not None and ends < today


def _name(one: Area | Kind) -> str:
    return next(iter(one.names.values()), one.key)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
