"""A file of a meter's readings: known by what it says itself, read as a home's electricity."""

from __future__ import annotations

from pathlib import Path

import pandas as pd  # type: ignore[import-untyped]  # pandas ships no types

from civickit.clients import household_energy
from civickit.clients._household_energy_tables import known as known_in_a_home
from civickit.core.errors import UnreadableTable
from civickit.core.text import header_key
from civickit.desk.columns import Kind
from civickit.desk.opened import LIMITS, Opened
from civickit.desk.settings import Data
from civickit.schemas import Report
from civickit.tables import open_table


def is_of_a_home(source: Path | bytes, name: str) -> bool:
    """Whether the file says so itself: by its form, or by a column in (k)Wh."""
    try:
        head = source[:4_000] if isinstance(source, bytes) else _head(source)
        start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
        if start.startswith(b"<"):
            return b"UsagePoint" in head or b"IntervalBlock" in head or b"espi" in head
        if start.startswith((b"{", b"[")):
            return b"halfHourlyUsages" in head or b"dailyUsage" in head
        table = open_table(source, name=name, limits=LIMITS, known=known_in_a_home)
    except UnreadableTable:
        return False
    if not table.header:
        return False
    return any("wh" in header_key(one) for one in table.header) and _reads_as_home(source, name)


def _head(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(4_000)
    except OSError as fault:
        raise UnreadableTable(f"{file.name} cannot be opened ({fault.strerror})") from fault


def _reads_as_home(source: Path | bytes, name: str) -> bool:
    try:
        household_energy.read(source, name=name)
    except UnreadableTable:
        return False
    return True


def of_a_home(source: Path | bytes, name: str, data: Data) -> Opened:
    home = household_energy.read(source, name=name)
    frame = pd.DataFrame(
        {
            "start": [one.start.replace(tzinfo=None) for one in home.readings],
            "minutes": [float(one.minutes) for one in home.readings],
            "kWh": [one.kwh for one in home.readings],
            "direction": [one.direction for one in home.readings],
        }
    )
    frame.index += 1
    kinds: dict[str, Kind] = {"start": "time", "minutes": "number", "kWh": "number"}
    kinds["direction"] = "category"
    refused = sum(1 for one in home.problems if one.action == "refused")
    report = Report("", name, rows=len(frame) + refused, kept=len(frame), refused=refused)
    report.problems = list(home.problems)
    report.format = home.form
    for note in home.notes:
        report.remark("table", said=note)
    return Opened(name, data, frame, kinds, report, home=home)
