"""What a city's endpoint knows: services with their questions, and the reports it was given."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

WINDOW = timedelta(days=90)
SAME = ("service_code", "lat", "long", "address", "description")

Form = dict[str, list[str]]


class Refused(Exception):
    """The city says no: an HTTP status and the reasons."""

    def __init__(self, status: int, *reasons: str) -> None:
        self.status = status
        self.reasons = reasons


@dataclass
class City:
    """`services` and `definitions` (by service code) in the shapes of the specification."""

    services: list[dict[str, Any]]
    definitions: dict[str, list[dict[str, Any]]]
    requests: list[dict[str, Any]] = field(default_factory=list)
    waiting: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: list[Form] = field(default_factory=list)

    def service(self, code: str) -> dict[str, Any]:
        for service in self.services:
            if service["service_code"] == code:
                return service
        raise Refused(404, f"service_code {code!r} was not found")

    def request(self, service_request_id: str) -> dict[str, Any]:
        for request in self.requests:
            if request["service_request_id"] == service_request_id:
                return request
        raise Refused(404, f"service_request_id {service_request_id!r} was not found")

    def between(self, start: datetime | None, end: datetime | None) -> list[dict[str, Any]]:
        """The newest first. Without dates the last 90 days, and never more days than that."""
        if start and end and end - start > WINDOW:
            raise Refused(400, "start_date and end_date may not span more than 90 days")
        end = end or (start + WINDOW if start else datetime.now(UTC))
        start = start or end - WINDOW
        found = [one for one in self.requests if start <= asked_at(one) <= end]
        return sorted(found, key=asked_at, reverse=True)

    def take(self, form: Form) -> dict[str, Any]:
        """A report is filed, or refused with every reason; gives what its sender is told."""
        sent = {name: values[0] for name, values in form.items()}
        service = self.service(sent.get("service_code", ""))
        reasons = [*place_reasons(sent), *self.answer_reasons(service, form)]
        if len(sent.get("description", "")) > 4000:
            reasons.append("description is longer than 4000 characters")
        if reasons:
            raise Refused(400, *reasons)
        report = report_of(service, sent)
        if any(all(one.get(name) == report[name] for name in SAME) for one in self.requests):
            raise Refused(400, "base is a duplicate")
        self.answers.append(form)
        return self.file(service, report)

    def answer_reasons(self, service: dict[str, Any], form: Form) -> list[str]:
        reasons = []
        for asked in self.definitions.get(service["service_code"], []):
            many = "[]" if asked["datatype"] == "multivaluelist" else ""
            given = form.get(f"attribute[{asked['code']}]{many}", [])
            keys = [value["key"] for value in asked.get("values", [])]
            if asked["variable"] and asked["required"] and not given:
                reasons.append(f"attribute {asked['code']} is required")
            reasons += [f"{one!r} is no value of {asked['code']}" for one in given
                        if keys and one not in keys]  # fmt: skip
        return reasons

    def file(self, service: dict[str, Any], report: dict[str, Any]) -> dict[str, Any]:
        told = {"service_notice": "担当者が現地を確認します", "account_id": None}
        if service["type"] == "realtime":
            self.keep(report)
            return {"service_request_id": report["service_request_id"], **told}
        token = f"t-{len(self.waiting) + 1}"
        self.waiting[token] = report
        return {"token": token, **told}

    def keep(self, report: dict[str, Any]) -> None:
        report["service_request_id"] = f"{len(self.requests) + 1:04}"
        self.requests.append(report)

    def work_through_tokens(self) -> None:
        """What a department does at night: every waiting report gets its id."""
        for report in self.waiting.values():
            if "service_request_id" not in report:
                self.keep(report)


def asked_at(request: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(request["requested_datetime"])


def place_reasons(sent: dict[str, str]) -> list[str]:
    if sent.get("address_string") or sent.get("address_id"):
        return []
    try:
        lat, lon = float(sent["lat"]), float(sent["long"])
    except (KeyError, ValueError):
        return ["location can't be blank"]
    return [] if abs(lat) <= 90 and abs(lon) <= 180 else ["lat and long are not on the globe"]


def report_of(service: dict[str, Any], sent: dict[str, str]) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return {
        "status": "open",
        "status_notes": None,
        "service_name": service["service_name"],
        "service_code": service["service_code"],
        "description": sent.get("description", ""),
        "agency_responsible": None,
        "service_notice": None,
        "requested_datetime": now,
        "updated_datetime": now,
        "expected_datetime": None,
        "address": sent.get("address_string"),
        "address_id": sent.get("address_id"),
        "zipcode": None,
        "lat": float(sent["lat"]) if "lat" in sent else None,
        "long": float(sent["long"]) if "long" in sent else None,
        "media_url": sent.get("media_url"),
    }
