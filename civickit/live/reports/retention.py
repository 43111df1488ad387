"""What is deleted when its time is over."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select, update

from civickit.live.reports import photos
from civickit.live.reports.records import REJECTED, WITHDRAWN
from civickit.live.reports.settings import report_settings
from civickit.live.reports.tables import reports
from civickit.live.site import Site

EVERY_S = 3600.0
DAY_MS = 86_400_000
NOBODYS = (REJECTED, WITHDRAWN)


def delete_old(site: Site) -> None:
    """Delete contacts of closed reports, text and picture of those that nobody may see, and in the
    end every picture.
    """
    settings = report_settings(site.settings)
    long_closed = reports.c.closed_ms < site.now_ms - settings.keep_days * DAY_MS
    nobodys = long_closed & reports.c.status.in_(NOBODYS)
    unseen = nobodys | (reports.c.closed_ms < site.now_ms - settings.keep_photo_days * DAY_MS)
    with site.storage.write() as connection:
        photos.remove(connection, select(reports.c.photo).where(unseen, reports.c.photo != ""))
        connection.execute(_emptied(long_closed, "contact", "media_url"))
        connection.execute(_emptied(nobodys, "text", "address"))
        connection.execute(_emptied(unseen, "photo"))


def _emptied(where: Any, *names: str) -> Any:
    filled = or_(*(reports.c[name] != "" for name in names))
    return update(reports).where(where, filled).values(dict.fromkeys(names, ""))
