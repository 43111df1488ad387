"""The report as a table for a spreadsheet: a row a vehicle, below it a row a street."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from civickit.core.formulas import shield
from civickit.live.daily.records import Daily, StreetDay, Totals, VehicleDay
from civickit.live.daily.words import (
    Words,
    clock,
    doubts,
    km,
    notes,
    percent,
    words_of,
)

COLUMNS = (
    *("day", "row", "contractor", "vehicle", "street_id", "street", "priority", "length_m"),
    *("first", "last", "duty_min", "worked_min", "driven_km", "worked_km", "unsure_km", "streets"),
    *("passes", "sure", "fixes", "used", "doubts"),
)

Row = dict[str, str]


def daily_csv(of: Daily, lang: str) -> bytes:
    """UTF-8 with the mark that Excel looks for; nothing in it runs as a formula."""
    words = words_of(lang)
    out = io.StringIO()
    rows = csv.DictWriter(out, COLUMNS, restval="")
    rows.writerow({name: words(f"daily_{name}") for name in COLUMNS})
    day = of.day.isoformat() if of.day else f"{clock(of, of.from_ms)} - {clock(of, of.until_ms)}"
    for kind, row in _rows(of, words):
        told = {"day": day, "row": words(f"daily_row_{kind}"), **row}
        rows.writerow({name: shield(cell) for name, cell in told.items()})
    return out.getvalue().encode("utf-8-sig")


def _rows(of: Daily, words: Words) -> Iterator[tuple[str, Row]]:
    for one in of.vehicles:
        yield "vehicle", _vehicle(of, one, words)
        for street in one.streets:
            yield "street", _street(of, one, street, words)
        if one.rest_m > 0:
            rest = {"street": words("daily_rest"), "worked_km": km(one.rest_m)}
            yield "street", {**_whose(one, words), **rest}
    for contractor, totals in of.contractors():
        yield "contractor", {"contractor": contractor or words("daily_own"), **_sums(totals)}
    yield "total", _sums(of.totals())
    for note in notes(of, words):
        yield "note", {"doubts": note}


def _whose(one: VehicleDay, words: Words) -> Row:
    return {"contractor": one.contractor or words("daily_own"), "vehicle": one.device}


def _vehicle(of: Daily, one: VehicleDay, words: Words) -> Row:
    return {
        **_whose(one, words),
        "first": clock(of, one.first_ms),
        "last": clock(of, one.last_ms),
        "duty_min": str(one.duty_s // 60),
        "worked_min": str(one.worked_s // 60),
        "driven_km": km(one.driven_m),
        "worked_km": km(one.worked_m),
        "unsure_km": km(one.unsure_m),
        "streets": str(len(one.streets)),
        "fixes": str(one.fixes),
        "used": str(one.used),
        "doubts": "; ".join(doubts(one, words)),
    }


def _street(of: Daily, one: VehicleDay, street: StreetDay, words: Words) -> Row:
    return {
        **_whose(one, words),
        "street_id": str(street.id),
        "street": street.name,
        "priority": "" if street.priority is None else str(street.priority),
        "length_m": f"{street.length_m:.0f}",
        "first": clock(of, street.first_ms),
        "last": clock(of, street.last_ms),
        "driven_km": km(street.worked_m + street.passed_m),
        "worked_km": km(street.worked_m),
        "passes": str(street.passes),
        "sure": percent(street.confidence),
        "doubts": "▲" if street.doubtful else "",
    }


def _sums(totals: Totals) -> Row:
    return {
        "vehicle": str(totals.vehicles),
        "duty_min": str(totals.duty_s // 60),
        "worked_min": str(totals.worked_s // 60),
        "driven_km": km(totals.driven_m),
        "worked_km": km(totals.worked_m),
        "unsure_km": km(totals.unsure_m),
        "streets": str(totals.streets),
        "fixes": str(totals.fixes),
        "used": str(totals.used),
    }
