"""A small made-up city to serve: three services and as many old reports as wanted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from servers.open311.city import City

SERVICES: list[dict[str, Any]] = [
    {
        "service_code": "001",
        "service_name": "道路の穴",
        "description": "車道や歩道の穴、段差",
        "metadata": True,
        "type": "realtime",
        "keywords": "道路, 穴,段差",
        "group": "道路",
    },
    {
        "service_code": "002",
        "service_name": "街灯が切れている",
        "description": "",
        "metadata": False,
        "type": "realtime",
        "keywords": "",
        "group": "道路",
    },
    {
        "service_code": "park/bench",
        "service_name": "公園のベンチ",
        "description": "壊れたベンチ",
        "metadata": False,
        "type": "batch",
        "keywords": "公園",
        "group": "公園",
    },
]
HOLE: list[dict[str, Any]] = [
    {
        "variable": True,
        "code": "KINDS",
        "datatype": "multivaluelist",
        "required": True,
        "datatype_description": "当てはまるものすべて",
        "order": 2,
        "description": "どんな危険がありますか",
        "values": [{"key": "1", "name": "自転車"}, {"key": "2", "name": "歩行者"}],
    },
    {
        "variable": True,
        "code": "DEPTH",
        "datatype": "number",
        "required": False,
        "datatype_description": "cm",
        "order": 3,
        "description": "深さ",
        "values": [],
    },
    {
        "variable": False,
        "code": "NOTE",
        "datatype": "text",
        "required": False,
        "datatype_description": "",
        "order": 1,
        "description": "緊急のときは電話してください",
        "values": [],
    },
]


def city(
    *,
    reports: int = 0,
    first: datetime = datetime(2025, 1, 1, tzinfo=UTC),
    every: timedelta = timedelta(days=1),
) -> City:
    """`reports` of them, the first at `first` and then one `every` so often."""
    filed = [report(f"{number + 1:04}", first + number * every) for number in range(reports)]
    return City(SERVICES, {"001": HOLE}, filed)


def report(number: str, at: datetime) -> dict[str, Any]:
    return {
        "service_request_id": number,
        "status": "closed" if int(number) % 3 == 0 else "open",
        "status_notes": None,
        "service_name": "道路の穴",
        "service_code": "001" if int(number) % 2 else "002",
        "description": f"穴その{number} <b>危険</b> & 深い",
        "agency_responsible": "土木課",
        "service_notice": None,
        "requested_datetime": at.isoformat(),
        "updated_datetime": at.isoformat(),
        "expected_datetime": None,
        "address": "駅前1-1",
        "address_id": None,
        "zipcode": "000-0001",
        "lat": 39.7 + int(number) / 10_000,
        "long": 141.1,
        "media_url": None,
    }
