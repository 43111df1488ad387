"""Addresses: every house plot has a district, a chome, a block and a number."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from civickit.town.blocks import Block, walked
from civickit.town.districts import DISTRICTS, District, district_of
from civickit.town.ground import Land, built_on
from civickit.town.plane import Line, Point, at, distance, length, shift

KANJI = "〇一二三四五六七八九"
PLOT_M = 13  # frontage of one plot: the number counts plots round the block
STEP_M = {"arterial": 66, "collector": 58, "residential": 56, "lane": 64}
FARM_STEP_M = 210


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
    plots = _plots(land)
    counted: dict[int, list[tuple[int, int, Point, int]]] = defaultdict(list)
    for face, number, spot, segment in plots:
        district = district_of(spot)
        if district:
            counted[district.number].append((face, number, spot, segment))
    houses = []
    for district in DISTRICTS:
        found = counted[district.number]
        houses += _in_chome(district, found) if district.chome else _in_village(district, found)
    return houses


def _plots(land: Land) -> list[tuple[int, int, Point, int]]:
    """(block, plot number round the block, place, segment) of every house."""
    plots: list[tuple[int, int, Point, int]] = []
    near: dict[tuple[int, int], list[Point]] = defaultdict(list)
    for face, block in enumerate(land.blocks):
        for number, spot, segment in _round(block, land):
            i, j = int(spot[0] // 30), int(spot[1] // 30)
            others = [p for a in (-1, 0, 1) for b in (-1, 0, 1) for p in near[i + a, j + b]]
            if all(distance(spot, other) > 24 for other in others) and not built_on(spot, land):
                near[i, j].append(spot)
                plots.append((face, number, spot, segment))
    return plots


def _round(block: Block, land: Land) -> list[tuple[int, Point, int]]:
    """Plots along the streets of a block, on its own side of them."""
    found = []
    walked_m = 0.0
    for half in block.walk:
        line, way = walked(land.segments, half), land.segments[half[0]].way
        total = length(line)
        step = FARM_STEP_M if "農道" in way.name or "堤防" in way.name else STEP_M[way.level]
        along = min(step / 2, total / 2) + 4
        while along < total - 12:
            on_street, heading = at(line, along)
            spot = shift(on_street, heading - 90, way.width_m / 2 + 9)
            found.append((int((walked_m + along) // PLOT_M) + 1, spot, half[0]))
            along += step
        walked_m += total
    return found


def _in_chome(district: District, plots: list[tuple[int, int, Point, int]]) -> list[House]:
    """Blocks are shared out among the chome from west to east, then numbered from north."""
    by_face: dict[int, list[tuple[int, Point, int]]] = defaultdict(list)
    for face, number, spot, segment in plots:
        by_face[face].append((number, spot, segment))
    west_to_east = sorted(by_face, key=lambda face: _centre(by_face[face]))
    size = -(-len(west_to_east) // district.chome)
    houses = []
    for chome in range(1, district.chome + 1):
        share = west_to_east[(chome - 1) * size : chome * size]
        town, town_id = f"{district.name}{KANJI[chome]}丁目", f"{district.number:04}{chome:03}"
        share.sort(key=lambda face: -_centre(by_face[face])[1])
        for ban, face in enumerate(share, start=1):
            for number, spot, segment in sorted(by_face[face]):
                houses.append(
                    House(district, town, town_id, f"{ban}番{number}号", spot, segment)
                )
    return houses


def _in_village(district: District, plots: list[tuple[int, int, Point, int]]) -> list[House]:
    town, town_id = f"大字{district.name}", f"{district.number:04}000"
    by_segment = sorted(plots, key=lambda plot: (plot[3], plot[2]))
    return [
        House(district, town, town_id, f"{2 * n + 1}番地", spot, segment)
        for n, (_, _, spot, segment) in enumerate(by_segment)
    ]


def _centre(plots: list[tuple[int, Point, int]]) -> Point:
    spots: Line = [spot for _, spot, _ in plots]
    return sum(x for x, _ in spots) / len(spots), sum(y for _, y in spots) / len(spots)
