"""The check of a calendar's folder: what was refused in it, and until when its days go."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from civickit.core.errors import CivicKitError
from civickit.ship._check_finding import ATTENTION, FAIL, OK, Finding, Subject

if TYPE_CHECKING:
    from civickit.calendars.city import City
    from civickit.collection.settings import Settings

COLLECTION = "collection"
"""What [data] schema of civic.toml is in a calendar app."""
SOON = timedelta(days=31)


def data_folder(subject: Subject, own: str) -> Finding:
    """The folder can be read, nothing in it is lost, and its days are not over."""
    from civickit.collection.data import read_collection
    from civickit.collection.settings import read_settings

    folder = subject.project.folder
    if not (folder / own).is_dir():
        return Finding("data_file", FAIL, "data_folder_gone", {"path": own})
    try:
        settings = read_settings(folder, {})
        city = read_collection(settings)
    except CivicKitError as fault:
        return Finding("data_file", FAIL, "data_file_unreadable", {"path": own, "why": str(fault)})
    return _of_city(city, own, _today(settings))


def _of_city(city: City, own: str, today: date) -> Finding:
    end = _end(city)
    read, refused = city.counts.get("read", 0), city.counts.get("refused", 0)
    values = {"path": own, "areas": len(city.areas), "cells": read, "refused": refused}
    if end and end < today:
        return Finding("data_file", FAIL, "days_over", {"path": own, "day": end.isoformat()})
    if refused:
        return Finding("data_file", ATTENTION, "cells_refused", values)
    if end and end < today + SOON:
        return Finding("data_file", ATTENTION, "days_end", {"path": own, "day": end.isoformat()})
    return Finding("data_file", OK, "cells_kept", values)


def _today(settings: Settings) -> date:
    """The city's day."""
    return datetime.now(settings.zone).date()


def _end(city: City) -> date | None:
    """The first day on which some area's days are over; None where none ever are."""
    return min((day for area in city.areas if (day := area.ends())), default=None)
