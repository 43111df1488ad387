"""Days of half hours in JSON, as Japanese utilities hand them to their customers."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import datetime, time, timedelta, tzinfo
from typing import Any

from civickit.clients._household_energy_series import (
    Draft,
    Reading,
    Series,
    problem,
    tidy,
)
from civickit.core.dates import parse_date
from civickit.core.errors import UnreadableTable
from civickit.tables import Problem

HALF_HOURS = 48
# Half hours are rounded to 0.1 kWh, so that a day of them is a little off its own total.
ROUNDING_KWH = 0.35


def days_of(content: bytes) -> list[Any] | None:
    """The days in the file; None where it is other JSON, or none at all."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return None
    days = data.get("list") if isinstance(data, dict) else data
    if not isinstance(days, list) or not all(_is_day(one) for one in days):
        return None
    return days if days or isinstance(data, dict) else None


def read_days(days: list[Any], zone: tzinfo) -> Series:
    """The series; what is missing of a day is a gap. Raises UnreadableTable."""
    problems: list[Problem] = []
    marks: set[str] = set()
    drafts = [
        draft
        for number, day in enumerate(days, start=1)
        for draft in _half_hours(number, day, zone, problems, marks)
    ]
    if days and not drafts:
        why = f"; record {problems[0].line}: {problems[0].reason}" if problems else ""
        raise UnreadableTable(f"no half hour of {len(days)} days can be read{why}")
    said = ", ".join(sorted(marks))
    notes = [f"half hours are marked with the status {said}"] if marks else []
    return tidy("days of half hours in JSON", drafts, problems, notes)


def _is_day(one: Any) -> bool:
    return isinstance(one, dict) and isinstance(one.get("halfHourlyUsages"), list)


def _half_hours(
    number: int, day: dict[str, Any], zone: tzinfo, told: list[Problem], marks: set[str]
) -> Iterator[Draft]:
    written = str(day.get("consignmentDate") or "")
    try:
        found = parse_date(written)
    except ValueError:
        found = None
    if found is None:
        told.append(problem(number, written, "consignmentDate is not a day"))
        return
    midnight = datetime.combine(found, time(), zone)
    usages = day["halfHourlyUsages"]
    if len(usages) != HALF_HOURS:
        why = f"{len(usages)} half hours, not {HALF_HOURS}; counted from midnight on"
        told.append(problem(number, written, why, "kept"))
    total = 0.0
    for slot, usage in enumerate(usages[:HALF_HOURS]):
        kwh = _kwh(usage)
        if kwh is None:
            if not _is_empty(usage):
                told.append(problem(number, usage, "the usage is not a number"))
            continue
        marks |= {str(usage.get("status"))} - {"0", "None"}
        total += kwh
        yield Draft(number, Reading(midnight + timedelta(minutes=30 * slot), 30, kwh))
    daily = _kwh({"usage": day.get("dailyUsage")})
    if daily is not None and abs(daily - total) > ROUNDING_KWH:
        why = f"the half hours of {written} add up to {total:.1f} kWh, the day says {daily:g}"
        told.append(problem(number, daily, why, "kept"))


def _kwh(usage: Any) -> float | None:
    given = usage.get("usage") if isinstance(usage, dict) else None
    if given is None or isinstance(given, bool) or not isinstance(given, int | float | str):
        return None
    try:
        found = float(given)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def _is_empty(usage: Any) -> bool:
    return isinstance(usage, dict) and usage.get("usage") in (None, "", "-")
