"""Green Button files: ESPI resources in an Atom feed, with times as seconds since 1970 (UTC)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, NamedTuple

from civickit.clients._household_energy_series import (
    Direction,
    Draft,
    Level,
    Reading,
    Series,
    differences,
    problem,
    tidy,
)
from civickit.clients._household_energy_times import EspiClock
from civickit.core.errors import UnreadableTable
from civickit.tables import Problem

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

WATT_HOURS = "72"
DIRECTIONS: dict[str, Direction] = {
    "": "from_grid",
    "0": "from_grid",
    "1": "from_grid",
    "4": "net",
    "19": "to_grid",
    "20": "from_grid",
}
COUNTERS = {"1", "3", "9"}  # bulk quantity, cumulative, summation
CURRENCIES = {"392": "JPY", "840": "USD", "124": "CAD", "978": "EUR", "826": "GBP", "36": "AUD"}
COST_PARTS = 100_000


@dataclass
class Entry:
    """One resource of the feed with its links."""

    kind: str
    element: Element
    own: str = ""
    up: str = ""
    related: list[str] = field(default_factory=list)


class Kind(NamedTuple):
    """What the numbers of a meter mean: kWh = value * factor."""

    factor: float
    direction: Direction
    length_s: int
    is_counter: bool
    currency: str


class Feed:
    """The resources of one file, and how they hang together."""

    def __init__(self, content: bytes) -> None:
        self.entries = list(_entries(_parsed(content)))
        self.types = {one.own: one for one in self.entries if one.kind == "ReadingType"}
        self.meters = {one.own: one for one in self.entries if one.kind == "MeterReading"}
        self.blocks = [one for one in self.entries if one.kind == "IntervalBlock"]

    def type_of(self, block: Entry) -> Entry:
        """What the numbers of a block mean: by its meter's links, or the only type there is."""
        for own, meter in self.meters.items():
            if own and (block.up == own or block.up.startswith(f"{own}/")):
                named = [self.types[link] for link in meter.related if link in self.types]
                if named:
                    return named[0]
        if len(self.types) == 1:
            return next(iter(self.types.values()))
        raise UnreadableTable(
            f"the links of the file do not tell which of its {len(self.types)} ReadingTypes an "
            "IntervalBlock is of; ask the utility for a file with links"
        )

    def clock(self, zone: tzinfo) -> EspiClock | tzinfo:
        told = [one.element for one in self.entries if one.kind == "LocalTimeParameters"]
        if not told:
            return zone
        try:
            return EspiClock(
                _whole(told[0], "tzOffset", 0),
                _whole(told[0], "dstOffset", 0),
                _said(told[0], "dstStartRule"),
                _said(told[0], "dstEndRule"),
            )
        except (ValueError, OverflowError) as error:
            raise UnreadableTable(f"LocalTimeParameters are not understood: {error}") from None


def read_green_button(content: bytes, zone: tzinfo) -> Series:
    """The series, with times in the file's own zone, else in `zone`. Raises UnreadableTable."""
    feed = Feed(content)
    if not feed.blocks:
        raise UnreadableTable("an XML file without an IntervalBlock of Green Button (ESPI)")
    clock = feed.clock(zone)
    told: list[Problem] = []
    drafts: list[Draft] = []
    levels: list[Level] = []
    left: set[str] = set()
    currencies: set[str] = set()
    for block in feed.blocks:
        kind = _kind(feed.type_of(block).element)
        if kind is None:
            left.add(_said(feed.type_of(block).element, "uom") or "none")
            continue
        for draft in _intervals(block, kind, clock, told, len(drafts) + len(levels)):
            if kind.is_counter:
                line, reading = draft
                levels.append(Level(line, reading.start, reading.kwh, reading.direction))
            else:
                drafts.append(draft)
        currencies |= {kind.currency} - {""}
    drafts += differences(levels, told)
    if not drafts:
        why = told[0].reason if told else f"its units (uom) are {', '.join(sorted(left)) or 'none'}"
        raise UnreadableTable(f"a Green Button file without readable electric energy: {why}")
    costs = any(draft.reading.cost is not None for draft in drafts)
    notes = [f"left aside: readings in the unit (uom) {one}, not Wh" for one in sorted(left)]
    if costs and len(currencies) > 1:
        raise UnreadableTable(f"costs in several currencies: {', '.join(sorted(currencies))}")
    currency = currencies.pop() if costs and currencies else ""
    return tidy("Green Button", drafts, told, notes, currency)


def _parsed(content: bytes) -> Element:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        return fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise UnreadableTable(
            f"the file begins like XML but cannot be read ({error}); download it again"
        ) from None


def _entries(root: Element) -> Iterator[Entry]:
    for entry in root.iter():
        if _name(entry) != "entry":
            continue
        links = [(link.get("rel"), _link(link)) for link in entry if _name(link) == "link"]
        by_rel = dict(links)
        related = [href for rel, href in links if rel == "related"]
        for content in entry:
            if _name(content) == "content":
                for one in content:
                    yield Entry(
                        _name(one), one, by_rel.get("self", ""), by_rel.get("up", ""), related
                    )


def _link(link: Element) -> str:
    return (link.get("href") or "").rstrip("/")


def _kind(element: Element) -> Kind | None:
    """None where the numbers are no energy in Wh, or flow in a way that is not known."""
    direction = DIRECTIONS.get(_said(element, "flowDirection"))
    if _said(element, "uom") != WATT_HOURS or direction is None:
        return None
    currency = _said(element, "currency")
    power = _whole(element, "powerOfTenMultiplier", 0)
    if not -12 <= power <= 12:
        raise UnreadableTable(f"powerOfTenMultiplier is {power}, which no meter has")
    return Kind(
        10.0**power / 1000,
        direction,
        _whole(element, "intervalLength", 0),
        _said(element, "accumulationBehaviour") in COUNTERS,
        CURRENCIES.get(currency, currency),
    )


def _intervals(
    block: Entry, kind: Kind, clock: EspiClock | tzinfo, told: list[Problem], before: int
) -> Iterator[Draft]:
    number = before
    for interval in block.element.iter():
        if _name(interval) != "IntervalReading":
            continue
        number += 1
        try:
            yield Draft(number, _reading(interval, kind, clock))
        except (ValueError, OverflowError, OSError) as error:
            told.append(problem(number, _said(interval, "value"), str(error)))


def _reading(interval: Element, kind: Kind, clock: EspiClock | tzinfo) -> Reading:
    period = next((one for one in interval if _name(one) == "timePeriod"), None)
    if period is None:
        raise ValueError("an interval without its timePeriod")
    start = datetime.fromtimestamp(int(_said(period, "start")), UTC)
    length_s = int(_said(period, "duration") or kind.length_s)
    minutes, rest = divmod(length_s, 60)
    if rest or (minutes < 1 and not kind.is_counter):
        raise ValueError(f"a duration of {length_s} seconds")
    cost = _said(interval, "cost")
    return Reading(
        clock.at(start) if isinstance(clock, EspiClock) else start.astimezone(clock),
        minutes,
        round(int(_said(interval, "value")) * kind.factor, 9),
        kind.direction,
        int(cost) / COST_PARTS if cost else None,
    )


def _whole(element: Element, name: str, default: int) -> int:
    said = _said(element, name)
    try:
        return int(said) if said else default
    except ValueError:
        raise UnreadableTable(f"{name} is {said!r}, not a whole number") from None


def _said(element: Element, name: str) -> str:
    """The text of a child, '' where there is none."""
    found = next((one.text for one in element if _name(one) == name), None)
    return (found or "").strip()


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
