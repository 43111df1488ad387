"""What the sender of a report sees by the link that nobody can guess."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from civickit.live.reports.records import DONE, WITHDRAWN, Report
from civickit.live.reports.room import Room, hidden
from civickit.web.csrf import check_csrf


def add_sender(pages: Blueprint, room: Room) -> None:
    """/reports/status/<token>: how it stands, the desk's answer, and taking it back."""

    def found(token: str) -> Report:
        return room.reports.of_token(token) or abort(404)

    @pages.get("/reports/status/<token>")
    def status(token: str) -> Response:
        report = found(token)
        page = room.show(
            "status.html",
            report=report,
            token=token,
            sent="sent" in request.args,
            link=url_for("reports.status", token=token, _external=True),
            may_withdraw=report.status not in (DONE, WITHDRAWN),
        )
        return hidden(make_response(page))

    @pages.get("/reports/status/<token>/photo.jpg")
    def own_photo(token: str) -> Response:
        return hidden(room.photo(found(token)) or abort(404))

    @pages.post("/reports/status/<token>/withdraw")
    def withdraw(token: str) -> ResponseReturnValue:
        check_csrf()
        report = found(token)
        if report.status != WITHDRAWN:
            room.reports.withdraw(report.id)
        return hidden(make_response(redirect(url_for("reports.status", token=token), 303)))
