"""Storms with their open data; and of the newest one what is done and what is left."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from civickit.live._history_points import all_storms
from civickit.live.desk.room import Room
from civickit.live.progress import progress
from civickit.web.accounts import login_required

MOST_LEFT = 300
"""Streets listed of one priority."""


def add_storms(desk: Blueprint, room: Room) -> None:
    @desk.get("/storms")
    @login_required()
    def storms() -> str:
        calls = {count.of: count for count in room.enquiries.by_storm()}
        return room.show("storms.html", storms=all_storms(room.site), calls=calls)

    @desk.get("/left")
    @login_required()
    def left() -> str:
        return room.show("left.html", **work_of_storm(room), most=MOST_LEFT)


def work_of_storm(room: Room) -> dict[str, Any]:
    """For the template `_progress.html`: the newest storm, and how far the work in it has come."""
    storm = next(iter(all_storms(room.site)), None)
    if storm is None or not room.site.settings.cleared:
        return {"storm": None, "progress": []}
    return {
        "storm": storm,
        "progress": progress(room.site, storm.started_ms),
        "streets": room.guide.streets,
    }
