"""Phones and trackers: who may send, with which token, and who is on duty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from civickit.core.errors import InvalidRecord
from civickit.live.board import Vehicle
from civickit.live.desk.room import Room
from civickit.live.devices import LONGEST_NAME, LONGEST_TEXT, Device
from civickit.live.duty import Duty
from civickit.live.operator import setup_page
from civickit.web.accounts import login_required
from civickit.web.current import t
from civickit.web.params import text

OFF = Duty(False, None, "unknown")
DONE = ("ended", "revoked", "edited")


class Row(NamedTuple):
    """A device, its duty, and where it is; `vehicle` is None for one that never was anywhere."""

    device: Device
    duty: Duty
    vehicle: Vehicle | None


def add_devices(desk: Blueprint, room: Room) -> None:
    @desk.get("/devices")
    @login_required()
    def devices() -> str:
        return _page(room)

    @desk.post("/devices")
    @login_required("admin")
    def add_device() -> ResponseReturnValue:
        form = request.form
        try:
            device, token = room.site.devices.add(
                form.get("name", ""),
                contractor=form.get("contractor", ""),
                kind=form.get("kind", ""),
                note=form.get("note", ""),
                by_button="by_button" in form,
            )
        except InvalidRecord as wrong:
            return _page(room, told(wrong), form), 400
        tell(room)
        return _sheet(room, device, token)

    @desk.post("/devices/renew")
    @login_required("admin")
    def renew_token() -> ResponseReturnValue:
        device = named(room)
        token = room.site.devices.renew(device.name)
        tell(room)
        return _sheet(room, room.site.devices.named(device.name), token)

    @desk.post("/devices/revoke")
    @login_required("admin")
    def revoke_token() -> ResponseReturnValue:
        device = named(room)
        room.site.devices.revoke(device.name)
        tell(room)
        return done("revoked", device)

    @desk.post("/devices/end")
    @login_required()
    def end_duty() -> ResponseReturnValue:
        device = named(room)
        room.site.duties.stop(device)
        room.site.hub.publish("duty", {"device_id": device.id})
        return done("ended", device)


def rows_of(room: Room) -> list[Row]:
    """All devices by name."""
    duties = room.site.duties.of_all()
    vehicles = {one.device_id: one for one in room.site.board.all()}
    return [
        Row(one, duties.get(one.id, OFF), vehicles.get(one.id)) for one in room.site.devices.all()
    ]


def named(room: Room) -> Device:
    return room.site.devices.named(text(request.form, "name", longest=LONGEST_NAME))


def choices(room: Room) -> dict[str, list[str]]:
    """What other devices have, to choose from."""
    known = room.site.devices.all()
    return {
        "contractors": sorted({one.contractor for one in known} - {""}),
        "kinds": sorted({"plow"} | {one.kind for one in known}),
    }


def told(wrong: InvalidRecord) -> dict[str, str]:
    """What may stand in the fields that are wrong, in the reader's language."""
    name, text = ("desk_wrong_name", LONGEST_NAME), ("desk_wrong_text", LONGEST_TEXT)
    rules = {field: name if field == "name" else text for field in wrong.errors}
    return {field: t(rule, longest=longest) for field, (rule, longest) in rules.items()}


def tell(room: Room) -> None:
    room.site.hub.publish("devices", {})


def done(what: str, device: Device) -> ResponseReturnValue:
    return redirect(url_for("desk.devices", done=what, name=device.name), 303)


def _sheet(room: Room, device: Device, token: str) -> str:
    """The set-up sheet, shown this once: the token is not kept."""
    return room.show("sheet.html", **setup_page(room.site, device, token, request.url_root))


def _page(
    room: Room, wrong: Mapping[str, str] | None = None, typed: Mapping[str, str] | None = None
) -> str:
    what = request.args.get("done", "")
    said = t(f"desk_device_{what}", name=request.args.get("name", "")) if what in DONE else ""
    return room.show(
        "devices.html",
        rows=rows_of(room),
        **choices(room),
        wrong=wrong or {},
        typed=typed or {},
        said=said,
    )
