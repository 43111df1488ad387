"""One month on one page, lying: shape and full name on every day."""

from __future__ import annotations

from datetime import date, timedelta

from civickit.calendars._sheet_notes import notes
from civickit.calendars._sheet_page import (
    GREY,
    HEAD,
    MARGIN,
    QR_SIDE,
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
from civickit.calendars._words import month_said, words
from civickit.calendars.city import Area, City
from civickit.calendars.grid import Cell, Mark, is_unusual, marks_of, month_grid, next_month
from civickit.calendars.why import said

WIDE, HIGH = 297.0, 210.0
CELL_WIDE = (WIDE - 2 * MARGIN) / 7
WEEKDAYS_HIGH = 6.0
LEAST_CELL_HIGH = 20.0
NUMBER_HIGH = 6.4


def month_page(city: City, area: Area, month: date, lang: str, imprint: Imprint) -> Item:
    """The page as `sheet.typ` draws it."""
    first, last = month.replace(day=1), next_month(month) - timedelta(days=1)
    marks = marks_of(city, area, first, last)
    printer = Printer(lang)
    look = look_of(city, printer)
    name = printer.fit(month_said(month, lang), 75, 34)
    head, above, code = heading(area, printer, "", imprint, WIDE, name.wide + 6)
    right = WIDE - MARGIN - (QR_SIDE + 5 if code else 0) - name.wide
    grid = month_grid(city, area, month, marks)
    wide = WIDE - 2 * MARGIN
    signs = legend(look, used_kinds(city, marks), printer, wide)
    texts = (*notes(city, area, marks, first, last, printer), *told(printer))
    top, bottom = MARGIN + HEAD, HIGH - MARGIN - 4 - signs.high - 2
    said = paragraphs(
        texts, printer, wide, bottom - top - WEEKDAYS_HIGH - len(grid) * LEAST_CELL_HIGH
    )
    bottom -= said.high
    cell_high = (bottom - top - WEEKDAYS_HIGH) / len(grid)
    table = {
        "x": MARGIN,
        "y": top,
        "name": put(name, right, MARGIN + 6, bold=True),
        "head-high": WEEKDAYS_HIGH,
        "head": weekdays(printer, CELL_WIDE, WEEKDAYS_HIGH, 11),
        "cell": (round(CELL_WIDE, 3), round(cell_high, 3)),
        "cells": [
            _cell(cell, day, look, printer, cell_high)
            for week in grid
            for day, cell in enumerate(week)
        ],
    }
    return {
        "wide": WIDE,
        "high": HIGH,
        "heading": head,
        "above": above,
        "qr": code,
        "months": [table],
        "title": f"{head['t']} {above[0]['t']}",
        "below": [
            *within(signs, bottom + 2),
            *within(said, bottom + 2 + signs.high),
            put(foot(printer, imprint, wide), MARGIN, HIGH - MARGIN - 3, GREY),
        ],
    }


def _cell(cell: Cell, column: int, look: Look, printer: Printer, cell_high: float) -> Item:
    items: list[Item] = []
    if cell.inside:
        number = printer.fit(str(cell.day.day), CELL_WIDE, 15)
        items.append(put(number, 1.2, 0.8, number_colour(column), bold=True))
        if cell.closed and cell.known and not cell.marks:
            line = printer.fit(words(printer.lang)["closed"], CELL_WIDE - 2, 12)
            items.append(put(line, (CELL_WIDE - line.wide) / 2, cell_high / 2, GREY))
        items += _marks(cell.marks, look, printer, cell_high - NUMBER_HIGH - 0.8)
    return {"fill": fill_of(cell, look), "items": items}


def _marks(marks: tuple[Mark, ...], look: Look, printer: Printer, room: float) -> list[Item]:
    """Each kind with its name; in more columns, with its short word, where there are many."""
    columns = next(n for n in range(1, 20) if -(-len(marks) // n) * 3.2 <= room)
    rows = -(-len(marks) // columns) or 1
    each, wide = min(room / rows, 11), (CELL_WIDE - 2) / columns
    items: list[Item] = []
    for n, mark in enumerate(marks):
        x, y = 1 + n % columns * wide, NUMBER_HIGH + n // columns * each
        items += _mark(mark, look, printer, (x, y, wide, each), short=columns > 1)
    return items


def _mark(
    mark: Mark,
    look: Look,
    printer: Printer,
    place: tuple[float, float, float, float],
    short: bool,
) -> list[Item]:
    x, y, wide, each = place
    if wide < 8:
        return [draw(look, mark.kind, x, y, min(each, wide) - 0.3)]
    side = min(each - 0.4, 7.0, wide / 3)
    beside, room = x + side + 1.0, wide - side - 1.4
    name = (look.short if short else look.names)[mark.kind]
    told = is_unusual(mark) and each > 5
    why = [printer.fit(said(mark.why, printer.lang), room, 7)] if told else []
    tall = each - sum(map(high, why))
    lines = [*printer.block(name, room, 14, 2 if tall > 5 else 1, min(5, tall / MM), tall), *why]
    start = y + (each - sum(map(high, lines))) / 2
    items = [draw(look, mark.kind, x, y + (each - side) / 2, side)]
    for line in lines:
        items.append(put(line, beside, start))
        start += high(line)
    return items
