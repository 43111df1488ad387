"""What stands under the days: until when they are known, closures, changes, notices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from civickit.calendars._sheet_text import Printer
from civickit.calendars._words import day_said, short_day_said, span_said, words
from civickit.calendars.city import Area, City, Notice
from civickit.calendars.grid import Mark, is_unusual, notices_of
from civickit.calendars.instead import Instead, Shut, instead_of, shut_of, why_in
from civickit.calendars.why import said

Marks = Mapping[date, tuple[Mark, ...]]


def notes(
    city: City, area: Area, marks: Marks, first: date, last: date, printer: Printer
) -> tuple[str, ...]:
    """A sentence or list each, the most needed first."""
    own = words(printer.lang)
    shut = shut_of(area, first, last)
    closures = own["joined"].join(_closures(shut, printer))
    lost = {
        day: told
        for day, told in instead_of(area, marks, first, last).items()
        if not any(one.first <= day <= one.last for one in shut)
    }
    changes = "; ".join(_changes(city, marks, lost, printer))
    return tuple(
        one
        for one in (
            own["closures"] + closures if closures else "",
            own["changes"] + changes if changes else "",
            *(_notice(one, printer) for one in notices_of(city, area, first, last)),
            " / ".join(filter(None, map(printer.words, area.remarks))),
            _end(area, last, printer.lang),
            own["doubt"] if area.doubts else "",
        )
        if one
    )


def _closures(shut: Iterable[Shut], printer: Printer) -> Iterator[str]:
    for one in shut:
        begins, ends = (short_day_said(day, printer.lang) for day in (one.first, one.last))
        why = why_in(one, printer.lang).strip('" ')
        yield span_said(begins, ends, printer.lang) + (f" ({why})" if why else "")


def _changes(
    city: City, marks: Marks, lost: Mapping[date, tuple[Instead, ...]], printer: Printer
) -> Iterator[str]:
    own = words(printer.lang)
    names = {kind.key: printer.words(kind.names) or kind.key for kind in city.kinds}
    for (day, why), kinds in _in_order(marks, lost, printer.lang):
        which = own["joined"].join(names.get(kind, kind) for kind in kinds)
        yield f"{short_day_said(day, printer.lang)} {which}{own['colon']}{why}"


def _in_order(
    marks: Marks, lost: Mapping[date, tuple[Instead, ...]], lang: str
) -> list[tuple[tuple[date, str], list[str]]]:
    """Each day that is otherwise, why, and the kinds that share it."""
    found: dict[tuple[date, str], list[str]] = {}
    for day, of_day in marks.items():
        for mark in filter(is_unusual, of_day):
            found.setdefault((day, said(mark.why, lang)), []).append(mark.kind)
    for day, told in lost.items():
        for one in told:
            if one.to not in marks:  # else the new day is told
                why = why_in(one, lang)
                gone = words(lang)["removed"] + (f" ({why})" if why else "")
                found.setdefault((day, gone), []).append(one.kind)
    return sorted(found.items())


def _notice(notice: Notice, printer: Printer) -> str:
    days = [short_day_said(day, printer.lang) for day in (notice.first, notice.last) if day]
    when = f"({span_said(days[0], days[-1], printer.lang)})" if days else ""
    text = words(printer.lang)["notice"].format(text=printer.words(notice.text))
    return f"{text} {when}".strip()


def _end(area: Area, last: date, lang: str) -> str:
    ends = area.ends()
    if ends is None or ends >= last:
        return ""
    return words(lang)["end"].format(day=day_said(ends, lang))
