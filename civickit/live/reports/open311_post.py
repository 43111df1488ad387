"""A report that a program sends: its fields read, and every reason why it is refused."""

from __future__ import annotations

from hmac import compare_digest
from secrets import token_hex
from urllib.parse import urlsplit

from flask import request

from civickit.core.text import clean
from civickit.live.reports.reading import LONGEST_ADDRESS, LONGEST_CONTACT, Reader
from civickit.live.reports.records import NewReport
from civickit.live.reports.room import Room
from civickit.web.current import language, t
from civickit.web.errors import why
from civickit.web.params import BadParameter

LONGEST_TEXT = 4000
LONGEST_URL = 500
WHO = ("first_name", "last_name", "email", "phone")


class Refused(Exception):
    """The endpoint says no: an HTTP status and the reasons."""

    def __init__(self, status: int, *reasons: str) -> None:
        self.status = status
        self.reasons = reasons


def read_post(room: Room) -> tuple[str, NewReport, str]:
    """(api_key where the city gave it, report, an id of its own). Raises Refused."""
    key = _key(room)
    if not key and not room.may_try():
        raise Refused(429, t("report_often", most=room.settings.per_hour))
    form, reader = request.form, Reader(request.form)
    place = reader.place("lat", "long", "address_string", room.guide.bounds)
    report = NewReport(
        kind=reader.kind("service_code", room.settings),
        text=reader.text("description", LONGEST_TEXT),
        lat=place[0] if place else None,
        lon=place[1] if place else None,
        address=reader.line("address_string", LONGEST_ADDRESS),
        contact=", ".join(filter(None, (reader.line(one, LONGEST_CONTACT) for one in WHO))),
        photo=reader.photo("media", request.files.get("media")),
        media_url=reader.read("media_url", lambda: _link(form.get("media_url", ""))) or "",
        via="open311",
        lang=language(),
    )
    reasons = [f"{field}: {why(fault)}" for field, fault in reader.faults.items()]
    reasons += [t("report_no_attribute", name=one[:80]) for one in form if "attribute[" in one]
    if reasons:
        raise Refused(404 if "service_code" in reader.faults and form.get("service_code") else 400,
                      *reasons)  # fmt: skip
    return key, report, token_hex(16)


def _key(room: Room) -> str:
    """The api_key, where the city asks for one."""
    known, given = room.settings.open311_keys, request.form.get("api_key", "")
    if known and not any(compare_digest(given.encode(), one.encode()) for one in known):
        raise Refused(403, t("report_bad_key"))
    return given if known else ""


def _link(given: str) -> str:
    """A picture elsewhere is not fetched and not shown: the desk alone gets the address."""
    url = clean(given)
    try:
        is_link = urlsplit(url).scheme in {"http", "https"}
    except ValueError:  # a "[" that no "]" ends
        is_link = False
    if url and (not is_link or len(url) > LONGEST_URL):
        raise BadParameter("media_url", url, "report_bad_link", longest=LONGEST_URL)
    return url
