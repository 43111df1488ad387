"""The reports in one file of warnings, and what is in force by them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from civickit.clients._shape import expect, member
from civickit.core.errors import SourceChanged

JAPAN = ZoneInfo("Asia/Tokyo")
NONE = "発表警報・注意報はなし"
OVER = {"解除", NONE}
IN_FORCE = re.compile("発表|継続|切替|.+から.+")


@dataclass(frozen=True, slots=True)
class Report:
    """One bulletin: its kind, its time, and what it says of each area.

    Where it does not go down to municipalities, its areas are regions (class10, 6 digits).
    """

    kind: str
    at: datetime
    items: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Told:
    status: str
    at: datetime


def reports_of(data: Any, where: str) -> list[Report]:
    """The reports, the oldest first. Raises SourceChanged for the old address and for nothing."""
    if isinstance(data, dict) and "areaTypes" in data:
        raise SourceChanged(
            f"{where} is in the shape of before May 2026, which is frozen and tells no warnings",
            expected="a list of reports",
            found="an object with areaTypes",
        )
    reports = [_report(one, where) for one in expect(data, list, where)]
    if not reports:
        raise SourceChanged(f"{where} holds no report", expected="reports", found="none")
    return sorted(reports, key=lambda report: report.at)


def _report(data: Any, where: str) -> Report:
    at = time_of(member(data, "reportDatetime", str, where), f"'reportDatetime' of {where}")
    warning = member(data, "warning", dict, f"a report of {where}")
    detail = "class20Items" if warning.get("class20Items") else "class10Items"
    items = member(warning, detail, list, f"'warning' of {where}")
    for item in items:
        member(item, "areaCode", str, f"an item of {where}")
        member(item, "kinds", list, f"an item of {where}")
    return Report(str(data.get("dataTypeCode", "")), at, tuple(items))


def in_force(
    reports: Iterable[Report], wanted: frozenset[str], where: str
) -> list[tuple[str, str, Told]]:
    """What is in force, as (area, code, what was told of it last), sorted by area and code."""
    last: dict[tuple[str, str, str], Told] = {}
    for report in reports:
        for item in report.items:
            area = item["areaCode"]
            if area not in wanted:
                continue
            for kind in item["kinds"]:
                status = _status(kind, where)
                if status == NONE:
                    last = {k: t for k, t in last.items() if k[:2] != (report.kind, area)}
                else:
                    code = member(kind, "code", str, f"a warning in {where}")
                    last[report.kind, area, code] = Told(status, report.at)
    found = {(key[1], key[2]): told for key, told in last.items() if told.status not in OVER}
    return [(area, code, found[area, code]) for area, code in sorted(found)]


def _status(kind: Any, where: str) -> str:
    status = member(kind, "status", str, f"a warning in {where}")
    if status not in OVER and not IN_FORCE.fullmatch(status):
        raise SourceChanged(
            f"{where} gives a warning a status that is new",
            expected="発表, 継続, 切替, 解除, …から…",
            found=status,
        )
    return status


def time_of(text: str, where: str) -> datetime:
    """A time in Japan; one without a zone is taken for Japan's."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise SourceChanged(f"{where} is no time", expected="ISO 8601", found=text) from None
    return found.replace(tzinfo=JAPAN) if found.tzinfo is None else found.astimezone(JAPAN)
