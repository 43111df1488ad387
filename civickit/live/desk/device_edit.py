"""What is said of a device is put right; its name and token stay."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from civickit.core.errors import InvalidRecord
from civickit.live._open_data import midnight_ms
from civickit.live.daily.contractors import ALWAYS_MS, note_contractor
from civickit.live.desk.device_pages import choices, done, named, tell, told
from civickit.live.desk.room import Room
from civickit.live.devices import Device
from civickit.web.accounts import login_required
from civickit.web.errors import why
from civickit.web.params import BadParameter, day

EARLIEST = date(2000, 1, 1)


def add_device_edit(desk: Blueprint, room: Room) -> None:
    @desk.get("/devices/<int:id_>")
    @login_required("admin")
    def device(id_: int) -> str:
        known = {one.id: one for one in room.site.devices.all()}
        return _edit_page(room, known.get(id_) or abort(404))

    @desk.post("/devices/edit")
    @login_required("admin")
    def edit_device() -> ResponseReturnValue:
        device = named(room)
        try:
            _edit(room, device)
        except BadParameter as wrong:
            return _edit_page(room, device, {wrong.parameter: why(wrong)}), 400
        except InvalidRecord as wrong:
            return _edit_page(room, device, told(wrong)), 400
        tell(room)
        return done("edited", device)


def _edit(room: Room, device: Device) -> None:
    """Raises InvalidRecord for what a text may not be, and for a day that is none."""
    texts = {name: request.form.get(name, "") for name in ("contractor", "kind", "note")}
    since = day(request.form, "since", EARLIEST, room.site.today, None)
    edited = room.site.devices.edit(device.name, **texts)
    if since is not None or edited.contractor != device.contractor:
        from_ms = ALWAYS_MS if since is None else midnight_ms(room.site, since)
        note_contractor(room.site, device, edited.contractor, from_ms)


def _edit_page(room: Room, device: Device, wrong: Mapping[str, str] | None = None) -> str:
    return room.show(
        "device.html",
        device=device,
        typed=request.form or {**device._asdict(), "since": f"{room.site.today}"},
        wrong=wrong or {},
        today=room.site.today,
        **choices(room),
    )
