"""Addresses: every house plot has a district, a chome, a block and a number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from civickit.town.blocks import Block, walked
from civickit.town.districts import DISTRICTS, District, district_of
from civickit.town.ground import Land, built_on
from civickit.town.plane import Point, Spread, at, distance, length, shift, tidy

KANJI = "〇一二三四五六七八九"
PLOT_M = 13  # frontage of one plot
FRONT_YARD_M = 9
APART_M = 24
WIDEST_GAP = 8  # numbers left out between two houses of a block at most
MOST_IN_BLOCK = 12
STEP_M = {"arterial": 92, "collector": 80, "residential": 78, "lane": 90}
FARM_STEP_M = 210


class Plot(NamedTuple):
    """A piece of ground for a house; its number counts frontages round the block."""

    face: int
    number: int
    spot: Point
    segment: int


class House(NamedTuple):
    """An address and its place. `town` is the 町字, `town_id` its seven digits."""

    district: District
    town: str
    town_id: str
    block: str
    spot: Point
    segment: int


def all_houses(land: Land) -> list[House]:
    """Every address of the town, in the order of districts, blocks and numbers."""
    by_district: dict[int, list[Plot]] = defaultdict(list)
    for plot in _plots(land):
        district = district_of(plot.spot)
        if district:
            by_district[district.number].append(plot)
    houses = []
    for district in DISTRICTS:
        found = by_district[district.number]
        houses += _in_chome(district, found) if district.chome else _in_village(district, found)
    return houses


def _plots(land: Land) -> list[Plot]:
    """Every plot on dry, free ground that is not too close to another."""
    plots: list[Plot] = []
    taken = Spread(APART_M)
    for face, block in enumerate(land.blocks):
        for plot in _round(face, block, land):
            apart = all(distance(plot.spot, other) > APART_M for other in taken.near(plot.spot))
            if apart and not built_on(plot.spot, land):
                taken.add(plot.spot)
                plots.append(plot)
    return plots


def _round(face: int, block: Block, land: Land) -> Iterator[Plot]:
    """Plots along the streets of a block, on its own side of them."""
    walked_m = 0.0
    for half in block.walk:
        line, way = walked(land.segments, half), land.segments[half[0]].way
        total = length(line)
        farmland = "農道" in way.name or "堤防" in way.name
        step = FARM_STEP_M if farmland else STEP_M[way.level]
        along = min(step / 2, total / 2) + 4
        while along < total - 12:
            on_street, heading = at(line, along)
            spot = shift(on_street, heading - 90, way.width_m / 2 + FRONT_YARD_M)
            yield Plot(face, int((walked_m + along) // PLOT_M), tidy(spot), half[0])
            along += step
        walked_m += total


def _in_chome(district: District, plots: list[Plot]) -> list[House]:
    """Blocks are shared out among the chome from west to east, then numbered from north."""
    west_to_east = sorted(_blocks(plots), key=_centre)
    size = -(-len(west_to_east) // district.chome)
    houses = []
    for chome in range(1, district.chome + 1):
        town, town_id = f"{district.name}{KANJI[chome]}丁目", f"{district.number:04}{chome:03}"
        share = west_to_east[(chome - 1) * size : chome * size]
        share.sort(key=lambda block: -_centre(block)[1])
        for ban, block in enumerate(share, start=1):
            number = 0
            for before, plot in zip([block[0], *block], block, strict=False):
                number += max(1, min(plot.number - before.number, WIDEST_GAP))
                name = f"{ban}番{number}号"
                houses.append(House(district, town, town_id, name, plot.spot, plot.segment))
    return houses


def _blocks(plots: list[Plot]) -> list[list[Plot]]:
    """Plots of one street block together, the largest blocks cut into several."""
    by_face: dict[int, list[Plot]] = defaultdict(list)
    for plot in sorted(plots):
        by_face[plot.face].append(plot)
    return [
        found[start : start + MOST_IN_BLOCK]
        for found in by_face.values()
        for start in range(0, len(found), MOST_IN_BLOCK)
    ]


def _in_village(district: District, plots: list[Plot]) -> list[House]:
    town, town_id = f"大字{district.name}", f"{district.number:04}000"
    along_streets = sorted(plots, key=lambda plot: (plot.segment, plot.spot))
    return [
        House(district, town, town_id, f"{2 * n + 1}番地", plot.spot, plot.segment)
        for n, plot in enumerate(along_streets)
    ]


def _centre(plots: list[Plot]) -> Point:
    xs, ys = [plot.spot[0] for plot in plots], [plot.spot[1] for plot in plots]
    return sum(xs) / len(xs), sum(ys) / len(ys)
