"""Street blocks: the faces of the street network, and the houses round them."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from civickit.town.network import Segment
from civickit.town.plane import Line, Point, area, bearing

HalfEdge = tuple[int, bool]  # segment number, and whether it is walked from its start


class Block(NamedTuple):
    """A piece of ground between streets; it lies on the left of whoever walks round it.

    `walk` names the segments in order. The land outside the network is a block of
    negative area.
    """

    ring: Line
    walk: list[HalfEdge]

    @property
    def area_m2(self) -> float:
        """Square metres; negative outside the network."""
        return area(self.ring)


def walked(segments: list[Segment], half: HalfEdge) -> Line:
    """The line of a segment in the direction it is walked."""
    line = segments[half[0]].line
    return line if half[1] else line[::-1]


def blocks(segments: list[Segment]) -> list[Block]:
    """All blocks of a network, in the order of their first segment."""
    leaving: dict[Point, list[HalfEdge]] = defaultdict(list)
    for number in range(len(segments)):
        for half in ((number, True), (number, False)):
            leaving[walked(segments, half)[0]].append(half)
    for halves in leaving.values():
        halves.sort(key=lambda half: bearing(*walked(segments, half)[:2]))
    done: set[HalfEdge] = set()
    result = []
    for number in range(len(segments)):
        for half in ((number, True), (number, False)):
            if half not in done:
                walk = _walk(segments, leaving, half)
                done.update(walk)
                ring = [p for step in walk for p in walked(segments, step)[:-1]]
                result.append(Block(ring, walk))
    return result


def _walk(
    segments: list[Segment], leaving: dict[Point, list[HalfEdge]], start: HalfEdge
) -> list[HalfEdge]:
    """Keep turning left as sharply as the streets allow until back at the start."""
    walk = [start]
    while True:
        number, forward = walk[-1]
        here = walked(segments, walk[-1])[-1]
        choices = leaving[here]
        following = choices[(choices.index((number, not forward)) + 1) % len(choices)]
        if following == start:
            return walk
        walk.append(following)
