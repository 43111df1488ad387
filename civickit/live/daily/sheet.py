"""The report as a PDF to be signed and filed: sums first, then each vehicle, then its streets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Any

from civickit.live.daily.paper import lacks_letters, printed
from civickit.live.daily.records import Daily, StreetDay, Totals, VehicleDay
from civickit.live.daily.words import Words, clock, doubts, hours, km, notes, percent, when
from civickit.web.languages import html_lang

MARK = "▲ "
"""Before every number that should be checked: a sign, not a colour."""
MOST_STREETS = 2_000
"""Rows of streets in one file: as many take some seconds and 300 MB of memory to draw."""

_SUMS = ("vehicles", "duty_h", "worked_h", "driven_km", "worked_km", "unsure_km", "streets")
_VEHICLE = ("first", "last", *_SUMS[1:], "fixes", "used", "doubts")
_STREET = ("street_id", "street", "priority", "length_m", "first", "last", "passes", "worked_m")
_TEXTS = frozenset({"contractor", "vehicle", "doubts", "street_id", "street"})


def parts(of: Daily) -> int:
    """How many files the report has."""
    return max(1, ceil(sum(map(_rows, of.vehicles)) / MOST_STREETS))


def daily_pdf(of: Daily, lang: str, words: Words, part: int = 1) -> bytes:
    """The report on A4 pages, in `parts(of)` files: the first has the sums. The same report gives
    the same bytes.

    `words` gives the text of a key `daily_…` in that language. Letters that no font of ours has
    are replaced, and the sheet says so. `Daily.only` gives the report of one contractor or vehicle.
    Raises MissingExtra without the extra `live`.
    """
    page = _page(of, lang, words, part)
    if lacks_letters(page):
        page["notes"].append(words("daily_missing"))
    return printed({**page, "lang": html_lang(lang)})


def _page(of: Daily, lang: str, words: Words, part: int) -> dict[str, Any]:
    app = of.title.get(lang) or of.title.get("en") or next(iter(of.title.values()), "")
    title = f"{words('daily_title')} {when(of, lang, words)}"
    nothing = [] if of.vehicles else [words("daily_nothing")]
    which = [words("daily_part", part=part, parts=parts(of))] if parts(of) > 1 else []
    tables = [*(_totals(of, words) if part == 1 else ()), *_worked(of, words, part)]
    return {
        "title": title,
        "foot": f"{app} {title}",
        "page": words("daily_page", page="{page}", pages="{pages}"),
        "notes": [app, *which, *notes(of, words), *nothing],
        "legend": words("daily_legend"),
        "tables": tables if of.vehicles else [],
    }


def _totals(of: Daily, words: Words) -> Sequence[dict[str, Any]]:
    own, total = words("daily_own"), words("daily_total")
    sums = of.totals()
    contractors = [[name or own, *_sums(some)] for name, some in of.contractors()]
    vehicles = [
        [one.contractor or own, one.device, *_vehicle(of, one, words)] for one in of.vehicles
    ]
    by_vehicle = _sums(sums)[1:]
    all_vehicles = [total, "", "", "", *by_vehicle, str(sums.fixes), str(sums.used), ""]
    return [
        _table(
            words,
            words("daily_by_contractor"),
            ("contractor", *_SUMS),
            contractors,
            [total, *_sums(sums)],
        ),
        _table(
            words,
            words("daily_by_vehicle"),
            ("contractor", "vehicle", *_VEHICLE),
            vehicles,
            all_vehicles,
        ),
    ]


def _rows(one: VehicleDay) -> int:
    """Of the table of its streets."""
    return len(one.streets) + (one.rest_m > 0)


def _worked(of: Daily, words: Words, part: int) -> Iterator[dict[str, Any]]:
    """The streets of each vehicle, as far as they are of this part."""
    begin = (part - 1) * MOST_STREETS
    for one in of.vehicles:
        first, end = max(0, begin), begin + MOST_STREETS
        if end > 0 and first < _rows(one):
            yield _streets(of, one, words, first, end)
        begin -= _rows(one)


def _table(
    words: Words,
    heading: str,
    columns: Sequence[str],
    rows: list[list[str]],
    total: list[str],
) -> dict[str, Any]:
    wide = {"doubts": 3, "street": 3, "contractor": 2, "vehicle": 2}
    return {
        "heading": heading,
        "head": [words(f"daily_{name}") for name in columns],
        "columns": [wide.get(name, 1) for name in columns],
        "right": [name not in _TEXTS for name in columns],
        "rows": rows,
        "total": total,
    }


def _sums(some: Totals) -> list[str]:
    return [
        str(some.vehicles),
        hours(some.duty_s),
        hours(some.worked_s),
        km(some.driven_m),
        km(some.worked_m),
        _marked(km(some.unsure_m), some.unsure_m > 0),
        str(some.streets),
    ]


def _marked(number: str, doubtful: bool) -> str:
    return f"{MARK}{number}" if doubtful else number


def _vehicle(of: Daily, one: VehicleDay, words: Words) -> list[str]:
    return [
        clock(of, one.first_ms),
        clock(of, one.last_ms),
        hours(one.duty_s),
        hours(one.worked_s),
        km(one.driven_m),
        km(one.worked_m),
        _marked(km(one.unsure_m), "unsure" in one.doubts),
        str(len(one.streets)),
        str(one.fixes),
        str(one.used),
        "\n".join(f"{MARK}{doubt}" for doubt in doubts(one, words)),
    ]


def _streets(of: Daily, one: VehicleDay, words: Words, first: int, end: int) -> dict[str, Any]:
    """Its rows from `first` to before `end`; the sum is of all."""
    rows = [_street(of, street) for street in one.streets]
    if one.rest_m:
        rows.append(["", words("daily_rest"), *[""] * 5, str(one.rest_m), ""])
    total = [words("daily_total"), *[""] * 6, str(one.worked_m), ""]
    heading, count = words("daily_streets_of", vehicle=one.device), len(rows)
    if first or end < count:
        heading += f" ({first + 1}-{min(end, count)} / {count})"
    rows = rows[first:end]
    return _table(words, heading, (*_STREET, "sure"), rows, total)


def _street(of: Daily, street: StreetDay) -> list[str]:
    return [
        str(street.id),
        street.name,
        "" if street.priority is None else str(street.priority),
        f"{street.length_m:.0f}",
        clock(of, street.first_ms),
        clock(of, street.last_ms),
        str(street.passes),
        str(street.worked_m),
        _marked(percent(street.confidence), street.doubtful),
    ]
