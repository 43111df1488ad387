"""What both sheets have: head, legend, notes and foot, measured and placed. All in mm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from civickit.calendars._sheet_text import MM, Line, Printer
from civickit.calendars._words import day_said, weekdays_said, words
from civickit.calendars.city import Area, City
from civickit.calendars.grid import Cell, Mark, colours_of, shapes_of, short_words
from civickit.calendars.qr import qr_picture

Item = dict[str, Any]
"""One text (`t`) or shape (`k`) and its place, as `sheet.typ` draws it."""

MARGIN = 9.0
QR_SIDE = 21.0
HEAD = 27.0
INK, GREY, SUNDAY, SATURDAY = "#000000", "#595959", "#b3261e", "#1c4fa0"
PAPER, CLOSED, UNKNOWN = "#ffffff", "#d9d9d9", "#f0f0f0"


class Imprint(NamedTuple):
    """What a sheet says of itself. `address` is the area's page: the QR code leads there.

    `data` is the day of the data, `made` the day on which the sheet is made; both may lack.
    """

    title: str = ""
    address: str = ""
    licence: str = ""
    data: date | None = None
    made: date | None = None


class Look(NamedTuple):
    """How each kind is drawn and called, by its key."""

    shapes: Mapping[str, str]
    colours: Mapping[str, str]
    names: Mapping[str, str]
    short: Mapping[str, str]
    shorter: Mapping[str, str]


class Block(NamedTuple):
    """Things below each other, from y = 0 on, and how high they are in all."""

    items: tuple[Item, ...]
    high: float


def look_of(city: City, printer: Printer) -> Look:
    named = [kind._replace(names={printer.lang: printer.words(kind.names)}) for kind in city.kinds]
    return Look(
        shapes_of(city.kinds),
        colours_of(city.kinds),
        {kind.key: kind.names[printer.lang] or kind.key for kind in named},
        short_words(named, printer.lang),
        short_words(named, printer.lang, 6),
    )


def put(line: Line, x: float, y: float, colour: str = INK, bold: bool = False) -> Item:
    place = {"x": round(x, 2), "y": round(y, 2)}
    return {**place, "t": line.text, "f": line.families, "s": line.size, "c": colour, "b": bold}


def draw(look: Look, kind: str, x: float, y: float, side: float) -> Item:
    name = look.shapes[kind]
    outline = name.removesuffix("-open")
    return {
        "x": round(x, 2),
        "y": round(y, 2),
        "s": round(side, 2),
        "k": outline,
        "c": look.colours[kind],
        "open": outline != name,
    }


def within(block: Block, y: float) -> list[Item]:
    """The block's things where it stands: between the margins, from `y` on."""
    return [
        {**one, "x": round(one["x"] + MARGIN, 2), "y": round(one["y"] + y, 2)}
        for one in block.items
    ]


def high(line: Line) -> float:
    return line.size * MM


def heading(
    area: Area, printer: Printer, when: str, imprint: Imprint, wide: float, kept: float = 0.0
) -> tuple[Item, list[Item], Item | None]:
    """The area's name as the heading, what is above it, and the QR code; `kept` stays free."""
    room = wide - 2 * MARGIN - (QR_SIDE + 3 if imprint.address else 0) - kept
    names = (printer.words(area.group), printer.words(area.names) or area.key)
    whole = " ".join(filter(None, names))
    name, more = printer.fit(whole, room, 25, 11), list[Line]()
    if name.text.endswith("…"):
        name, *more = printer.block(whole, room, 13, 2, 8)
    title = imprint.title or words(printer.lang)["title"]
    above = [put(printer.fit(f"{title}  {when}", room, 13, 8), MARGIN, MARGIN)]
    above += [put(line, MARGIN, MARGIN + 8 + high(name), bold=True) for line in more]
    code = None
    if imprint.address:
        x = wide - MARGIN - QR_SIDE
        caption = printer.fit(words(printer.lang)["qr"], QR_SIDE, 7)
        above.append(put(caption, x + (QR_SIDE - caption.wide) / 2, MARGIN + QR_SIDE, GREY))
        code = {
            "x": x,
            "y": MARGIN,
            "wide": QR_SIDE,
            "alt": imprint.address,
            "svg": qr_picture(imprint.address),
        }
    return put(name, MARGIN, MARGIN + 8, bold=True), above, code


def legend(look: Look, kinds: Sequence[str], printer: Printer, wide: float) -> Block:
    """Each kind's shape, short word and name, in columns."""
    columns = min(len(kinds), max(2, int(wide / (62 if len(kinds) < 10 else 46)))) or 1
    column, row = wide / columns, 5.2
    items: list[Item] = []
    for n, kind in enumerate(kinds):
        x, y = n % columns * column, n // columns * row
        items.append(draw(look, kind, x, y, 3.8))
        name = printer.fit(look.names[kind], column - 7, 9.5, 5)
        items.append(put(name, x + 5, y + (3.8 - high(name)) / 2))
    return Block(tuple(items), -(-len(kinds) // columns) * row)


def paragraphs(
    texts: Sequence[str], printer: Printer, wide: float, room: float, size: float = 8.5
) -> Block:
    """The texts below each other, smaller where they are long; what has no room is counted."""
    while True:
        blocks = [printer.block(one, wide, size, 40, size) for one in texts]
        if sum(map(len, blocks)) * size * MM * 1.25 <= room or size <= 6:
            break
        size -= 0.25
    pitch = size * MM * 1.25
    lines, left = _that_fit(blocks, int(room / pitch))
    if left:
        more = words(printer.lang)["more"].format(count=left)
        lines = [*lines, printer.fit(more, wide, size)]
    items = [put(line, 0, n * pitch) for n, line in enumerate(lines)]
    return Block(tuple(items), len(lines) * pitch)


def _that_fit(blocks: Sequence[tuple[Line, ...]], most: int) -> tuple[list[Line], int]:
    """The lines of the first paragraphs that have room whole, and how many others there are."""
    if sum(map(len, blocks)) <= most:
        return [line for block in blocks for line in block], 0
    kept: list[Line] = []
    left = 0
    for block in blocks:
        if len(kept) + len(block) < most:
            kept += block
        else:
            left += 1
    return kept, left


def foot(printer: Printer, imprint: Imprint, wide: float) -> Line:
    own = words(printer.lang)
    said = (
        own["data"].format(day=day_said(imprint.data, printer.lang)) if imprint.data else "",
        own["licence"].format(licence=imprint.licence) if imprint.licence else "",
        own["made"].format(day=day_said(imprint.made, printer.lang)) if imprint.made else "",
        imprint.address,
    )
    return printer.fit(" · ".join(filter(None, said)), wide, 7.5, 5)


def told(printer: Printer) -> tuple[str, ...]:
    """What of the texts could not be printed as it stands."""
    own = words(printer.lang)
    return (
        *((own["other_language"],) if printer.swapped else ()),
        *((own["lacking"],) if printer.lacking else ()),
    )


def number_colour(column: int) -> str:
    return {0: SUNDAY, 6: SATURDAY}.get(column, INK)


def fill_of(cell: Cell, look: Look) -> str:
    """White, grey where nothing is known or a centre is closed, else a breath of the kind."""
    if not cell.inside:
        return PAPER
    if cell.marks:
        return _pale(look.colours[cell.marks[0].kind])
    return CLOSED if cell.closed else PAPER if cell.known else UNKNOWN


def _pale(colour: str) -> str:
    parts = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * 0.16):02x}" for part in parts)


def used_kinds(city: City, marks: Mapping[date, tuple[Mark, ...]]) -> list[str]:
    used = {mark.kind for of_day in marks.values() for mark in of_day}
    return [kind.key for kind in city.kinds if kind.key in used]


def weekdays(printer: Printer, wide: float, high_: float, size: float) -> list[Item]:
    """The cells of a table's head."""
    lines = [printer.fit(name, wide, size, 4) for name in weekdays_said(printer.lang)]
    return [
        {
            "fill": "#ffffff",
            "items": [
                put(line, (wide - line.wide) / 2, (high_ - high(line)) / 2, number_colour(day))
            ],
        }
        for day, line in enumerate(lines)
    ]
