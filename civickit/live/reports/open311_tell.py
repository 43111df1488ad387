"""Services and reports in the fields of GeoReport v2."""

from __future__ import annotations

from typing import Any

from civickit.live.reports.records import DONE, Report
from civickit.live.reports.room import Room, kind_name
from civickit.web.current import t


def service_told(kind: str) -> dict[str, Any]:
    return {
        "service_code": kind,
        "service_name": kind_name(kind),
        "description": t("report_service", kind=kind_name(kind)),
        "metadata": False,
        "type": "batch",
        "keywords": "",
        "group": t("app_name"),
    }


def request_told(room: Room, report: Report) -> dict[str, Any]:
    """What everybody may know of an accepted report: no contact, nobody it was assigned to."""
    return {
        "service_request_id": str(report.id),
        "status": "closed" if report.status == DONE else "open",
        "status_notes": report.answer or None,
        "service_name": kind_name(report.kind),
        "service_code": report.kind,
        "description": report.text or None,
        "agency_responsible": None,
        "service_notice": None,
        "requested_datetime": room.iso(report.created_ms),
        "updated_datetime": room.iso(report.changed_ms),
        "expected_datetime": None,
        "address": report.address or None,
        "address_id": None,
        "zipcode": None,
        "lat": report.lat,
        "long": report.lon,
        "media_url": room.photo_url(report, full=True) or None,
    }
