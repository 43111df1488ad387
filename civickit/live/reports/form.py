"""The page on which somebody reports. What was typed stays, whatever goes wrong."""

from __future__ import annotations

import re
from secrets import token_hex
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from civickit.live.reports.reading import (
    LARGEST_REQUEST_BYTES,
    LONGEST_ADDRESS,
    LONGEST_CONTACT,
    LONGEST_TEXT,
    Reader,
)
from civickit.live.reports.records import NewReport
from civickit.live.reports.room import HOUR_S, Room
from civickit.live.reports.storing import TooMany
from civickit.web.csrf import STALE, check_csrf
from civickit.web.current import language
from civickit.web.errors import why
from civickit.web.params import BadParameter
from civickit.web.photos import ACCEPT

FIELDS = ("kind", "text", "address", "lat", "lon", "contact")
STALE_FORM = "report_stale"
TRAP = "homepage"
"""A field that people do not see; programs that fill in everything fill it too."""
_FORM_ID = re.compile("[0-9a-f]{32}")


def add_form(pages: Blueprint, room: Room) -> None:
    """GET and POST /reports/new."""

    @pages.get("/reports/new")
    def new() -> str:
        return _page(room, request.args.to_dict(), {})

    @pages.post("/reports/new")
    def send() -> ResponseReturnValue:
        request.max_content_length = LARGEST_REQUEST_BYTES
        form = request.form.to_dict()
        if not room.may_try():
            return _too_many(room, form)
        report, faults = read_report(room)
        if faults:
            return _page(room, form, faults), 400
        try:
            receipt = room.reports.new(report, form["form"], room.admit())
        except TooMany:
            return _too_many(room, form)
        return redirect(url_for("reports.status", token=receipt.token, sent=""), 303)


def read_report(room: Room) -> tuple[NewReport, dict[str, BadParameter]]:
    """What the form says, and everything that is wrong with it by field."""
    form, reader = request.form, Reader(request.form)
    reader.read("form", lambda: _sent_by_person(form))
    place = reader.place("lat", "lon", "address", room.guide.bounds)
    report = NewReport(
        kind=reader.kind("kind", room.settings),
        text=reader.text("text", LONGEST_TEXT),
        lat=place[0] if place else None,
        lon=place[1] if place else None,
        address=reader.line("address", LONGEST_ADDRESS),
        contact=reader.contact("contact"),
        photo=reader.photo("photo", request.files.get("photo")),
        lang=language(),
    )
    return report, reader.faults


def _sent_by_person(form: Any) -> None:
    """Raises BadParameter; the page that comes back has a token of now."""
    try:
        check_csrf()
    except BadParameter as fault:
        raise BadParameter("form", "", STALE_FORM) if fault.reason == STALE else fault from None
    if form.get(TRAP):
        raise BadParameter("form", form[TRAP], "report_trap")
    if not _FORM_ID.fullmatch(form.get("form", "")):
        raise BadParameter("form", form.get("form", ""), STALE_FORM)


def _page(room: Room, given: dict[str, str], faults: dict[str, BadParameter]) -> str:
    """The form with what was typed; a photo must be chosen anew, since no page may do that."""
    form_id = given.get("form", "")
    return room.show(
        "new.html",
        given={name: given.get(name, "") for name in FIELDS},
        form_id=form_id if _FORM_ID.fullmatch(form_id) else token_hex(16),
        faults={field: why(fault) for field, fault in faults.items()},
        photo_again=bool(faults) and "photo" not in faults and _had_photo(),
        accept=ACCEPT,
        longest_text=LONGEST_TEXT,
        longest_address=LONGEST_ADDRESS,
        longest_contact=LONGEST_CONTACT,
    )


def _had_photo() -> bool:
    file = request.files.get("photo")
    return bool(file and file.filename)


def _too_many(room: Room, form: dict[str, str]) -> ResponseReturnValue:
    fault = BadParameter("form", "", "report_often", most=room.settings.per_hour)
    return _page(room, form, {"form": fault}), 429, {"Retry-After": str(HOUR_S)}
