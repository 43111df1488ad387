"""What residents reported: take or refuse, give to somebody, answer, close.

Every form says which state of the report it was made for. Whoever comes second is told what the
first has done, and nothing of theirs is lost.
"""

from __future__ import annotations

from math import ceil
from operator import itemgetter

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from civickit.core.errors import ProjectConflict, UnknownName
from civickit.core.geo import distance_m
from civickit.live.desk.device_pages import Row
from civickit.live.desk.picture import on_duty
from civickit.live.desk.room import Room, me
from civickit.live.reports.finding import Near
from civickit.live.reports.reading import Reader
from civickit.live.reports.records import ASSIGNED, DONE, NEW, OPEN, REJECTED, WITHDRAWN, Report
from civickit.web.accounts import login_required
from civickit.web.params import BadParameter, choice, integer, text

SHOWN = {
    "new": (NEW,),
    "open": (OPEN, ASSIGNED),
    "done": (DONE,),
    "rejected": (REJECTED, WITHDRAWN),
}
ACTIONS = {
    "accept": "accepted",
    "reject": "rejected",
    "assign": "assigned",
    "answer": "answered",
    "close": "done",
}
"""What a form does, and what the log says then."""
PAGE = 50
NEAR_M = 200.0
MOST_NEAREST = 5
AGAIN_MS = 10_000
LONGEST_ANSWER = 1000
LONGEST_WHOM = 60


def add_reports(desk: Blueprint, room: Room) -> None:
    @desk.get("/reports")
    @login_required()
    def reports() -> str:
        show = choice(request.args, "show", SHOWN, "new")
        counts = {name: room.reports.count(of) for name, of in SHOWN.items()}
        pages = max(1, ceil(counts[show] / PAGE))
        page = min(integer(request.args, "page", 1, 10**6, 1), pages)
        found = room.reports.all(SHOWN[show], PAGE, (page - 1) * PAGE)
        return room.show(
            "reports.html", found=found, shown=show, counts=counts, page=page, pages=pages
        )

    @desk.get("/reports/<int:id_>")
    @login_required()
    def report(id_: int) -> str:
        return _page(room, _known(room, id_))

    @desk.post("/reports/<int:id_>")
    @login_required()
    def change_report(id_: int) -> ResponseReturnValue:
        report = _known(room, id_)
        try:
            _act(room, report)
        except ProjectConflict:
            if _is_mine_again(room, id_):
                return redirect(url_for("desk.report", id_=id_), 303)
            return _page(room, _known(room, id_), overtaken=True), 409
        return redirect(url_for("desk.report", id_=id_), 303)


def _known(room: Room, id_: int) -> Report:
    try:
        return room.reports.get(id_)
    except UnknownName:
        abort(404)


def _is_mine_again(room: Room, id_: int) -> bool:
    """Whether it is the form that I have sent just now: a button was clicked twice."""
    last = room.reports.log(id_)[-1]
    is_new = last.at_ms > room.site.now_ms - AGAIN_MS
    return is_new and (last.who, last.what) == (
        me().name,
        ACTIONS[choice(request.form, "action", ACTIONS)],
    )


def _act(room: Room, report: Report) -> None:
    """Do what the form says. Raises ProjectConflict where somebody else was first."""
    form, by = request.form, me().name
    seen = integer(form, "seen", 0, 2**53)
    action = choice(form, "action", ACTIONS)
    if action == "accept":
        room.reports.accept(report.id, by, with_photo="photo" in form, seen=seen)
    elif action == "reject":
        why = text(form, "why", longest=LONGEST_ANSWER)
        room.reports.reject(report.id, by, why, seen=seen)
    elif action == "assign":
        to, device_id = _whom(room)
        room.reports.assign(report.id, to, by, device_id=device_id, seen=seen)
    elif action == "answer":
        room.reports.answer(report.id, _answer(), by, seen=seen)
    else:
        room.reports.close(report.id, by, seen=seen)


def _answer() -> str:
    """Its lines as they were typed. Raises BadParameter."""
    reader = Reader(request.form)
    answer = reader.text("answer", LONGEST_ANSWER)
    for fault in reader.faults.values():
        raise fault
    if not answer:
        raise BadParameter("answer", "", "parameter_missing")
    return answer


def _whom(room: Room) -> tuple[str, int | None]:
    """A vehicle that was chosen, else a person that was written; with the vehicle's id."""
    chosen = integer(request.form, "device", 1, 2**31 - 1, None)
    if chosen is None:
        return text(request.form, "person", longest=LONGEST_WHOM), None
    for one in room.site.devices.all():
        if one.id == chosen:
            return one.name, one.id
    raise BadParameter("device", str(chosen), "desk_report_no_device")


def _page(room: Room, report: Report, *, overtaken: bool = False) -> str:
    log = room.reports.log(report.id)
    return room.show(
        "report.html",
        report=report,
        log=log,
        last=log[-1] if log else None,
        overtaken=overtaken,
        street=room.street_at(report),
        near=_near(room, report),
        nearest=_nearest(room, report),
        typed=request.form,
        devices=[one for one in room.site.devices.all() if one.revoked_ms is None],
        longest=LONGEST_ANSWER,
    )


def _near(room: Room, report: Report) -> list[Near]:
    """Others that wait close by: perhaps the same thing, seen by somebody else."""
    if report.lat is None or report.lon is None:
        return []
    found = room.reports.near(report.lat, report.lon, NEAR_M, (NEW, OPEN, ASSIGNED))
    return [one for one in found if one.report.id != report.id]


def _nearest(room: Room, report: Report) -> list[tuple[float, Row]]:
    """The vehicles on duty that are closest to it, as far as we know, each with its metres."""
    if report.lat is None or report.lon is None or report.status not in (OPEN, ASSIGNED):
        return []
    found = [
        (distance_m(report.lat, report.lon, one.vehicle.lat, one.vehicle.lon), one)
        for one in on_duty(room)
        if one.vehicle
    ]
    return sorted(found, key=itemgetter(0))[:MOST_NEAREST]
