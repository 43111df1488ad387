"""The log of calls: written within ten seconds by keyboard alone, counted by day and storm."""

from __future__ import annotations

from datetime import date, timedelta
from secrets import token_hex

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from civickit.live.desk.enquiries import ANSWERED, ASKED, LONGEST_NOTE
from civickit.live.desk.room import Room, me
from civickit.web.accounts import login_required, own_path
from civickit.web.current import t
from civickit.web.params import choice, day, integer, text

DAYS = 31
MOST_STREETS = 8
EARLIEST = date(2000, 1, 1)
DONE = ("kept", "back", "not_yours")


def add_enquiries(desk: Blueprint, room: Room) -> None:
    @desk.get("/enquiries")
    @login_required()
    def enquiries() -> str:
        return _page(room)

    @desk.post("/enquiries")
    @login_required()
    def log_enquiry() -> ResponseReturnValue:
        form = request.form
        street = text(form, "street", "")
        note = text(form, "note", "", longest=LONGEST_NOTE)
        if not street and not note:
            return _page(room, wrong=t("desk_call_empty")), 400
        room.enquiries.add(
            me().name,
            street=street,
            asked=choice(form, "asked", ASKED, ASKED[0]),
            note=note,
            answered=choice(form, "answered", ANSWERED),
            once=text(form, "once", longest=64),
        )
        back = own_path(form.get("back", "")) or url_for("desk.enquiries", done="kept")
        return redirect(back, 303)

    @desk.post("/enquiries/back")
    @login_required()
    def take_back_enquiry() -> ResponseReturnValue:
        gone = room.enquiries.take_back(integer(request.form, "id", 1, 2**31 - 1), me().name)
        return redirect(url_for("desk.enquiries", done="back" if gone else "not_yours"), 303)

    @desk.get("/enquiries.csv")
    @login_required()
    def enquiries_csv() -> Response:
        last = day(request.args, "to", EARLIEST, room.site.today, room.site.today)
        first = day(request.args, "from", EARLIEST, last, last - timedelta(days=365))
        found = room.enquiries.between(first, last)
        response = Response(room.enquiries.as_csv(found), mimetype="text/csv")
        name = f"enquiries_{first}_{last}.csv"
        response.headers["Content-Disposition"] = f"attachment; filename={name}"
        return response

    @desk.get("/streets")
    @login_required(active=False)
    def streets() -> str:
        """What the map says of streets that are called like that: the answer to read out."""
        return room.show("_streets.html", **found_streets(room))


def found_streets(room: Room) -> dict[str, object]:
    """For the template `_streets.html`: what was typed, and the streets it may mean."""
    query = text(request.args, "street", "")
    hits = room.search.find(query).streets if query else []
    return {
        "query": query,
        "lines": [room.line(one.street.key) for one in hits[:MOST_STREETS]],
        "more": max(0, len(hits) - MOST_STREETS),
    }


def call_form() -> dict[str, object]:
    """For the template `_call.html`."""
    return {"once": token_hex(16), "asked": ASKED, "answered": ANSWERED, "longest": LONGEST_NOTE}


def _page(room: Room, *, wrong: str = "") -> str:
    today = room.site.today
    chosen = day(request.args, "day", EARLIEST, today, today)
    done = request.args.get("done", "")
    return room.show(
        "enquiries.html",
        **call_form(),
        **found_streets(room),
        found=room.enquiries.of_day(chosen),
        day=chosen,
        days=room.enquiries.by_day(today, DAYS),
        storms=room.enquiries.by_storm(),
        typed=request.form,
        wrong=wrong,
        said=t(f"desk_call_{done}") if done in DONE else "",
    )
