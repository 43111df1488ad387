"""The daily report, by vehicle and contractor with the doubtful parts marked; and as files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from civickit.live.daily import Daily, daily, daily_csv, daily_pdf, parts, written
from civickit.live.daily import words as daily_words
from civickit.live.daily.nightly import LANG
from civickit.live.desk.room import Room
from civickit.web.accounts import login_required
from civickit.web.current import language
from civickit.web.params import day, integer

EARLIEST = date(2000, 1, 1)
ASKED = ("contractor", "vehicle", "part")
KINDS = {"csv": "text/csv", "pdf": "application/pdf"}
_NOT_IN_FILES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')


def add_daily(desk: Blueprint, room: Room) -> None:
    @desk.get("/daily")
    @login_required()
    def daily_report() -> ResponseReturnValue:
        chosen = day(request.args, "day", EARLIEST, room.site.today, room.site.today)
        return redirect(url_for("desk.daily_of", said=chosen.isoformat()))

    @desk.get("/daily/<said>")
    @login_required()
    def daily_of(said: str) -> str:
        chosen = _day(room, said)
        after = chosen + timedelta(days=1)
        report, words = daily(room.site, chosen), daily_words.words_of(language())
        return room.show(
            "daily.html",
            report=report,
            words=words,
            say=daily_words,
            notes=daily_words.notes(report, words),
            day=chosen,
            before=chosen - timedelta(days=1),
            after=after if after <= room.site.today else None,
            today=room.site.today,
            parts=parts(report),
        )

    @desk.get("/daily/<said>.<any(csv, pdf):kind>")
    @login_required()
    def daily_download(said: str, kind: str) -> Response:
        chosen = _day(room, said)
        asked = {name: request.args[name] for name in ASKED if name in request.args}
        response = Response(_file(room, chosen, kind, asked), mimetype=KINDS[kind])
        name = "_".join(["daily", f"{chosen}", *filter(None, asked.values())])
        name = _NOT_IN_FILES.sub("_", name)
        response.headers.set("Content-Disposition", "attachment", filename=f"{name}.{kind}")
        return response


def _day(room: Room, said: str) -> date:
    """The day in an address, which has one form; 404 for what is none, and for days to come."""
    try:
        found = date.fromisoformat(said)
    except ValueError:
        abort(404)
    if found.isoformat() != said or not EARLIEST <= found <= room.site.today:
        abort(404)
    return found


def _file(room: Room, chosen: date, kind: str, asked: Mapping[str, str]) -> bytes:
    """The report that was written in the night, which says when it was corrected; else of now."""
    lang = language()
    if lang == LANG and not asked and (kept := written(room.site, chosen, kind)):
        return kept
    report = _asked(room, chosen, asked)
    if kind == "csv":
        return daily_csv(report, lang)
    part = integer(asked, "part", 1, parts(report), 1)
    return daily_pdf(report, lang, daily_words.words_of(lang), part)


def _asked(room: Room, chosen: date, asked: Mapping[str, str]) -> Daily:
    """Of everybody, of one contractor ('' is the city itself), or of one vehicle."""
    contractor, vehicle = asked.get("contractor"), asked.get("vehicle")
    whole = daily(room.site, chosen)
    report = whole.only(contractor=contractor, device=vehicle)
    if not report.vehicles and (contractor, vehicle) != (None, None):
        abort(404)
    return report
