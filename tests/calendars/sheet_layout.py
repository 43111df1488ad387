"""What of a sheet stands outside of its place or over something else, from its measured page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from civickit.calendars._sheet_font import width

MM = 25.4 / 72
SLACK = 0.06


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float
    what: str


def faults(page: Mapping[str, Any]) -> list[str]:
    """One sentence for each thing that leaves the page, its cell, or lies over another."""
    whole = Box(5, 5, page["wide"] - 5, page["high"] - 5, "page")
    tables = [_table(one) for one in page["months"]]
    loose = [page["heading"], *page["above"], *page["below"]]
    loose += [one["name"] for one in page["months"]]
    code = page["qr"]
    boxes = [*map(box, loose), *tables]
    if code:
        right, bottom = code["x"] + code["wide"], code["y"] + code["wide"]
        boxes.append(Box(code["x"], code["y"], right, bottom, "code"))
    found = [*_outside(boxes, whole), *_over(boxes)]
    for one in page["months"]:
        for cell in one["cells"]:
            here = [*map(box, cell["items"])]
            found += [*_outside(here, Box(0, 0, *one["cell"], "cell")), *_over(here)]
        wide, high = one["cell"][0], one["head-high"]
        for cell in one["head"]:
            found += _outside([*map(box, cell["items"])], Box(0, 0, wide, high, "head"))
    return found


def box(item: Mapping[str, Any]) -> Box:
    x, y = item["x"], item["y"]
    if "k" in item:
        return Box(x, y, x + item["s"], y + item["s"], item["k"])
    wide, high = width(item["t"], tuple(item["f"]), item["s"] * MM), item["s"] * MM
    if item["t"].strip("※").isdigit():  # figures stand on the line, nothing of them hangs below
        high *= 0.9
    return Box(x, y, x + wide, y + high, item["t"])


def _table(one: Mapping[str, Any]) -> Box:
    rows = len(one["cells"]) / 7
    right = one["x"] + 7 * one["cell"][0]
    bottom = one["y"] + one["head-high"] + rows * one["cell"][1]
    return Box(one["x"], one["y"], right, bottom, "table")


def _outside(boxes: Sequence[Box], place: Box) -> Iterator[str]:
    for one in boxes:
        if (
            one.left < place.left - SLACK
            or one.top < place.top - SLACK
            or one.right > place.right + SLACK
            or one.bottom > place.bottom + SLACK
        ):
            yield f"{one.what!r} leaves the {place.what}: {one[:4]} of {place[:4]}"


def _over(boxes: Sequence[Box]) -> Iterator[str]:
    for one, other in combinations(boxes, 2):
        wide = min(one.right, other.right) - max(one.left, other.left)
        high = min(one.bottom, other.bottom) - max(one.top, other.top)
        if wide > SLACK and high > SLACK:
            yield f"{one.what!r} lies over {other.what!r} by {wide:.2f} x {high:.2f} mm"
