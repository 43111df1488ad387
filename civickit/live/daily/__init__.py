"""The daily report (日報), by which contractors are paid: what each vehicle did on a day.

May live here: its numbers, its table and its sheet, the files made each night. May not: its pages,
which are the desk's. The day is the city's calendar day, from midnight to midnight; `span` takes
any other time, such as a night from noon to noon.
"""

from __future__ import annotations

from civickit.live.daily.nightly import daily_file, every_night, written
from civickit.live.daily.numbers import daily, span
from civickit.live.daily.records import Daily, StreetDay, Totals, VehicleDay
from civickit.live.daily.sheet import daily_pdf, parts
from civickit.live.daily.table import daily_csv

__all__ = [
    "Daily",
    "StreetDay",
    "Totals",
    "VehicleDay",
    "daily",
    "daily_csv",
    "daily_file",
    "daily_pdf",
    "every_night",
    "parts",
    "span",
    "written",
]
