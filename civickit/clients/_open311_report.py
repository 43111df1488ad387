"""A citizen's report: what may be wrong with it, and the form in which it is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches

from civickit.clients._open311_records import Attribute

LONGEST_DESCRIPTION = 4000
MANY = "multivaluelist"
PLACES = "lat with lon, or address_string, or address_id"
PLAIN = (
    "address_string",
    "address_id",
    "description",
    "media_url",
    "email",
    "first_name",
    "last_name",
    "phone",
    "device_id",
    "account_id",
)

_KINDS: dict[str, Callable[[str], object]] = {
    "number": float,
    "datetime": datetime.fromisoformat,
}

Answers = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody wants to tell the city. `lat`, `lon` in degrees (WGS 84).

    One of three says where: lat with lon, address_string, address_id. `attributes` are the
    answers to the service's questions by their code: a text, or a list where many may be given.
    """

    service_code: str
    description: str = ""
    lat: float | None = None
    lon: float | None = None
    address_string: str = ""
    address_id: str = ""
    attributes: Answers = field(default_factory=dict)
    media_url: str = ""
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    device_id: str = ""
    account_id: str = ""


def form_of(report: Report, attributes: Sequence[Attribute]) -> list[tuple[str, str]]:
    """The fields to be sent, without the key; what is empty is left out."""
    form = [("service_code", report.service_code)]
    if report.lat is not None and report.lon is not None:
        form += [("lat", str(report.lat)), ("long", str(report.lon))]
    form += [(name, value) for name in PLAIN if (value := getattr(report, name))]
    for asked in attributes:
        suffix = "[]" if asked.datatype == MANY else ""
        given = _given(report.attributes.get(asked.code, ""))
        form += [(f"attribute[{asked.code}]{suffix}", one) for one in given]
    return form


def faults_of(report: Report, attributes: Sequence[Attribute]) -> dict[str, str]:
    """Every reason for which the city would refuse it, by field."""
    found = {**_place_faults(report), **_answer_faults(report.attributes, attributes)}
    if len(report.description) > LONGEST_DESCRIPTION:
        found["description"] = (
            f"{len(report.description):,} characters; at most {LONGEST_DESCRIPTION:,} are taken"
        )
    if report.media_url and not report.media_url.startswith(("http://", "https://")):
        found["media_url"] = f"{report.media_url!r} is not an address beginning with https://"
    if report.email and "@" not in report.email:
        found["email"] = f"{report.email!r} is not a mail address"
    return found


def service_fault(code: str, known: Sequence[str]) -> str:
    close = get_close_matches(code, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(known) or 'none'}"
    return f"{code!r} is not a service of this city; {hint}"


def _place_faults(report: Report) -> dict[str, str]:
    found = {}
    pair = {"lat": (report.lat, 90), "lon": (report.lon, 180)}
    for name, (value, most) in pair.items():
        if value is not None and not abs(value) <= most:
            found[name] = f"{value} is outside -{most} to {most}"
    missing = [name for name, (value, _) in pair.items() if value is None]
    if len(missing) == 1:
        found[missing[0]] = "missing; lat and lon are given together"
    elif missing and not (report.address_string or report.address_id):
        found["place"] = f"missing; give {PLACES}"
    return found


def _answer_faults(answers: Answers, attributes: Sequence[Attribute]) -> dict[str, str]:
    asked = {one.code: one for one in attributes if one.variable}
    found = {}
    for code, attribute in asked.items():
        given = _given(answers.get(code, ""))
        why = _answer_fault(attribute, given, many=not isinstance(answers.get(code, ""), str))
        if why:
            found[f"attribute[{code}]"] = why
    for code in answers:
        if code not in asked:
            known = ", ".join(asked) or "none"
            found[f"attribute[{code}]"] = f"this service does not ask for it; it asks for {known}"
    return found


def _given(answer: str | Sequence[str]) -> list[str]:
    return [one for one in ([answer] if isinstance(answer, str) else answer) if one.strip()]


def _answer_fault(attribute: Attribute, given: list[str], *, many: bool) -> str:
    """Why the answer to one question would be refused, or ''."""
    if not given:
        asks = attribute.description or attribute.datatype_description
        return f"missing; it is required ({asks})" if attribute.required else ""
    if many and attribute.datatype != MANY:
        return "a list was given; one answer is wanted"
    keys = [value.key for value in attribute.values]
    if attribute.datatype.endswith("valuelist"):
        wrong = [one for one in given if one not in keys]
        return f"{wrong[0]!r} is not one of {', '.join(keys)}" if wrong else ""
    try:
        _KINDS.get(attribute.datatype, str)(given[0])
    except ValueError:
        return f"{given[0]!r} is not a {attribute.datatype}"
    return ""
