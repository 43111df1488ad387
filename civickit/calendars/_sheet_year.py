"""Twelve months on one page, upright: shape and short word on every day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from civickit.calendars._sheet_notes import notes
from civickit.calendars._sheet_page import (
    GREY,
    HEAD,
    MARGIN,
    Imprint,
    Item,
    Look,
    draw,
    fill_of,
    foot,
    heading,
    high,
    legend,
    look_of,
    number_colour,
    paragraphs,
    put,
    told,
    used_kinds,
    weekdays,
    within,
)
from civickit.calendars._sheet_text import MM, Printer
from civickit.calendars._words import month_said, span_said, words
from civickit.calendars.city import Area, City
from civickit.calendars.grid import (
    Cell,
    Week,
    is_unusual,
    marks_of,
    month_grid,
    months_from,
    next_month,
)

WIDE, HIGH = 210.0, 297.0
COLUMNS, GAP = 3, 4.0
NAME_HIGH, WEEKDAYS_HIGH, MONTH_GAP = 5.2, 3.2, 1.8
CELL_WIDE = ((WIDE - 2 * MARGIN + GAP) / COLUMNS - GAP) / 7
LEAST_CELL_HIGH = 6.7
NUMBER_HIGH, SHAPE = 2.7, 3.0


def year_page(city: City, area: Area, first_month: date, lang: str, imprint: Imprint) -> Item:
    """The page as `sheet.typ` draws it."""
    months = tuple(months_from(first_month))
    first, last = months[0], next_month(months[-1]) - timedelta(days=1)
    marks = marks_of(city, area, first, last)
    printer = Printer(lang)
    look = look_of(city, printer)
    when = span_said(month_said(months[0], lang), month_said(months[-1], lang), lang)
    head, above, code = heading(area, printer, when, imprint, WIDE)
    grids = [month_grid(city, area, month, marks) for month in months]
    rows = [max(map(len, grids[n : n + COLUMNS])) for n in range(0, 12, COLUMNS)]
    wide = WIDE - 2 * MARGIN
    signs = legend(look, used_kinds(city, marks), printer, wide)
    texts = (*notes(city, area, marks, first, last, printer), *told(printer))
    top, bottom = MARGIN + HEAD, HIGH - MARGIN - 4 - signs.high - 3
    least = len(rows) * (NAME_HIGH + WEEKDAYS_HIGH + MONTH_GAP) + sum(rows) * LEAST_CELL_HIGH
    said = paragraphs(texts, printer, wide, bottom - top - least)
    bottom -= said.high
    cell_high = LEAST_CELL_HIGH + (bottom - top - least) / sum(rows)
    tables = _months(months, grids, rows, look, printer, top, min(cell_high, 9.5))
    return {
        "wide": WIDE,
        "high": HIGH,
        "heading": head,
        "above": above,
        "qr": code,
        "months": tables,
        "title": f"{head['t']} {above[0]['t']}",
        "below": [
            *within(signs, bottom + 2),
            *within(said, bottom + 2 + signs.high),
            put(foot(printer, imprint, wide), MARGIN, HIGH - MARGIN - 3, GREY),
        ],
    }


def _months(
    months: tuple[date, ...],
    grids: list[tuple[Week, ...]],
    rows: list[int],
    look: Look,
    printer: Printer,
    top: float,
    cell_high: float,
) -> list[dict[str, Any]]:
    found = []
    for n, (month, grid) in enumerate(zip(months, grids, strict=True)):
        row, column = divmod(n, COLUMNS)
        x = MARGIN + column * (7 * CELL_WIDE + GAP)
        above = sum(rows[:row]) * cell_high
        y = top + above + row * (NAME_HIGH + WEEKDAYS_HIGH + MONTH_GAP)
        name = printer.fit(month_said(month, printer.lang), 7 * CELL_WIDE, 11)
        found.append(
            {
                "x": round(x, 2),
                "y": round(y + NAME_HIGH, 2),
                "name": put(name, x, y, bold=True),
                "head-high": WEEKDAYS_HIGH,
                "cell": (round(CELL_WIDE, 3), round(cell_high, 3)),
                "head": weekdays(printer, CELL_WIDE, WEEKDAYS_HIGH, 6.5),
                "cells": [
                    _cell(cell, day, look, printer, cell_high)
                    for week in grid
                    for day, cell in enumerate(week)
                ],
            }
        )
    return found


def _cell(cell: Cell, column: int, look: Look, printer: Printer, cell_high: float) -> Item:
    items: list[Item] = []
    if cell.inside:
        star = "※" if any(map(is_unusual, cell.marks)) else ""
        beside = SHAPE + 1.0 if len(cell.marks) == 1 else 0
        number = printer.fit(f"{cell.day.day}{star}", CELL_WIDE - 0.6 - beside, 7.5, 4)
        items.append(put(number, 0.5, 0.3, number_colour(column), bold=bool(cell.marks)))
        items += _marks(cell, look, printer, cell_high)
    return {"fill": fill_of(cell, look), "items": items}


def _marks(cell: Cell, look: Look, printer: Printer, cell_high: float) -> list[Item]:
    kinds = [mark.kind for mark in cell.marks]
    room = cell_high - NUMBER_HIGH - 0.3
    if not kinds:
        shut = cell.closed and cell.known
        line = printer.fit(words(printer.lang)["closed"], CELL_WIDE - 0.8, 6.5, 4)
        return [put(line, (CELL_WIDE - line.wide) / 2, NUMBER_HIGH + 0.4, GREY)] if shut else []
    if len(kinds) == 1:
        line = printer.fit(look.short[kinds[0]], CELL_WIDE - 0.6, 7.5, 4)
        y = NUMBER_HIGH + 0.5 + (room - high(line)) / 2
        return [
            draw(look, kinds[0], CELL_WIDE - SHAPE - 0.6, 0.5, SHAPE),
            put(line, (CELL_WIDE - line.wide) / 2, min(y, cell_high - high(line) - 0.2)),
        ]
    return _lines(kinds, look, printer, room) if len(kinds) <= 3 else _small(kinds, look, room)


def _lines(kinds: list[str], look: Look, printer: Printer, room: float) -> list[Item]:
    """Two or three kinds: shape and word beside each other, each on its line."""
    each = room / len(kinds)
    side = min(each - 0.2, 2.3)
    items = []
    for n, kind in enumerate(kinds):
        y = NUMBER_HIGH + n * each
        word = printer.fit(look.shorter[kind], CELL_WIDE - side - 1.0, min(6.5, each / MM), 3.5)
        items.append(draw(look, kind, 0.4, y + (each - side) / 2, side))
        items.append(put(word, side + 0.8, y + (each - high(word)) / 2))
    return items


def _small(kinds: list[str], look: Look, room: float) -> list[Item]:
    """Many kinds: their shapes alone, in as many rows as are needed."""
    columns = next(n for n in range(4, 40) if -(-len(kinds) // n) * CELL_WIDE / n <= room)
    each = (CELL_WIDE - 0.4) / columns
    return [
        draw(
            *(look, kind, 0.2 + n % columns * each, NUMBER_HIGH + 0.1 + n // columns * each),
            each * 0.88,
        )
        for n, kind in enumerate(kinds)
    ]
