"""A home's electricity from the files that utilities give: one tidy series, and what it tells.

Personal data: files are read where they lie, and nothing is asked of any server.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from pathlib import Path
from statistics import median
from typing import BinaryIO, Literal
from zoneinfo import ZoneInfo

from civickit.clients._client import Client
from civickit.clients._household_energy_green_button import read_green_button
from civickit.clients._household_energy_half_hours import days_of, read_days
from civickit.clients._household_energy_series import Direction, Reading, Series
from civickit.clients._household_energy_tables import is_day_header, known, read_table
from civickit.core.errors import InvalidRecord, UnreadableTable
from civickit.tables import Limits, open_table
from civickit.tables.inputs import as_input

JAPAN = ZoneInfo("Asia/Tokyo")
LIMITS = Limits(max_bytes=64_000_000)
NIGHT_HOURS = range(5)
FEWEST_HOMES = 5
TRIED = "Green Button XML, half hours in JSON, a table with a row for each time or for each day"

By = Literal["day", "hour", "weekday"]


def read(
    source: str | Path | bytes | BinaryIO, *, name: str | None = None, zone: tzinfo = JAPAN
) -> Series:
    """The readings in a file of any of the known kinds, in any encoding.

    `zone` is the place of times that are written without one. Raises UnreadableTable, which
    says what was tried.
    """
    given = as_input(source, name, LIMITS)
    try:
        return _read(given.name, given.head(given.size()), zone)
    except UnreadableTable as error:
        raise UnreadableTable(
            f"{given.name} is not a file of meter readings: {error}. Tried: {TRIED}."
        ) from None


def _read(name: str, content: bytes, zone: tzinfo) -> Series:
    start = content[:100].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    if start.startswith(b"<"):
        return read_green_button(content, zone)
    if start.startswith((b"{", b"[")):
        days = days_of(content)
        if days is not None:
            return read_days(days, zone)
    table = open_table(content, name=name, known=known, limits=LIMITS)
    if not table.header:
        named = open_table(content, name=name, header=True, limits=LIMITS)
        table = named if is_day_header(named.header) else table
    return read_table(table, zone)


def totals(
    readings: Iterable[Reading], by: By, *, direction: Direction = "from_grid"
) -> dict[date | int, float]:
    """kWh by local day, by hour (0 to 23) or by weekday (0 is Monday), in order.

    A reading counts where it starts. Raises InvalidRecord for hours of readings that are
    longer than an hour: nobody knows when in them the energy flowed.
    """
    found: defaultdict[date | int, float] = defaultdict(float)
    for one in readings:
        if one.direction != direction:
            continue
        if by == "hour" and one.minutes > 60:
            why = f"the reading of {one.start.isoformat()} lasts {one.minutes} minutes"
            raise InvalidRecord({"minutes": f"{why}; hours need readings of an hour or less"})
        found[_part(one, by)] += one.kwh
    return {key: round(found[key], 6) for key in sorted(found)}


def _part(reading: Reading, by: By) -> date | int:
    if by == "day":
        return reading.start.date()
    return reading.start.hour if by == "hour" else reading.start.weekday()


def always_on_w(readings: Iterable[Reading]) -> float | None:
    """The power that flows even when everybody sleeps, in W; None without one whole night.

    For each night without gaps, from 0:00 to 5:00, the smallest mean power of a reading
    (kWh / hours · 1000); of these minima the median, so that one night away does not decide.
    """
    nights: defaultdict[date, list[Reading]] = defaultdict(list)
    for one in readings:
        if one.direction == "from_grid" and one.start.hour in NIGHT_HOURS:
            nights[one.start.date()].append(one)
    whole_min = len(NIGHT_HOURS) * 60
    minima = [
        min(one.kwh / one.minutes * 60_000 for one in night)
        for night in nights.values()
        if sum(one.minutes for one in night) == whole_min
    ]
    return round(median(minima), 1) if minima else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One home beside others. `median_kwh` is None where they are too few; `said` tells why."""

    homes: int
    median_kwh: float | None
    said: str


def beside_neighbours(kwh: float, others_kwh: Sequence[float]) -> Comparison:
    """A home's kWh beside the median of at least five others, over the same days.

    With fewer, the median would tell of single homes; then there is only a sentence.
    """
    homes = len(others_kwh)
    if homes < FEWEST_HOMES:
        said = f"Too few homes to compare with: {homes}, and at least {FEWEST_HOMES} are needed."
        return Comparison(homes, None, said)
    middle = median(others_kwh)
    if middle <= 0:
        return Comparison(homes, middle, f"The other {homes} homes took nothing from the grid.")
    percent = round((kwh / middle - 1) * 100)
    more = (
        "as much as"
        if percent == 0
        else f"{abs(percent)}% {'more' if percent > 0 else 'less'} than"
    )
    return Comparison(homes, middle, f"This home took {more} the median of {homes} homes.")


client = Client(
    name="household_energy",
    title={"ja": "家庭の電力使用量のファイル", "en": "Files of a home's electricity"},
    specification="https://www.naesb.org/espi_standards.asp",
    opens=read,
)
