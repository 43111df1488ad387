"""Reports as they are read: by the desk, by their senders, by everybody."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256
from math import cos, radians
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import func, select

from civickit.core.errors import UnknownName
from civickit.core.geo import distance_m
from civickit.live.reports import photos
from civickit.live.reports.records import STATUSES, Entry, Report
from civickit.live.reports.tables import report_log, reports
from civickit.live.site import Site

COLUMNS = [reports.c[name] for name in Report._fields]
HIGHEST_ID = 2**31 - 1
LEAST_M_PER_DEG = 110_000
MOST_NEAR = 200


class Near(NamedTuple):
    metres: int
    report: Report


class Reading:
    """The half of `Reports` that changes nothing."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def all(
        self, status: str | Collection[str] | None = None, limit: int = 500, skip: int = 0
    ) -> list[Report]:
        """The newest first; `status` is one or several of STATUSES."""
        wanted = STATUSES if status is None else (status,) if isinstance(status, str) else status
        asked = select(*COLUMNS).where(reports.c.status.in_(wanted))
        return self.select(
            asked.order_by(reports.c.created_ms.desc(), reports.c.id.desc()), limit, skip
        )

    def count(self, status: Collection[str]) -> int:
        """How many have one of these STATUSES."""
        asked = select(func.count()).where(reports.c.status.in_(status))
        with self.site.storage.read() as connection:
            return connection.execute(asked).scalar_one()

    def near(self, lat: float, lon: float, within_m: float, status: Collection[str]) -> list[Near]:
        """Reports of these STATUSES and how far they are, the nearest first."""
        high = within_m / LEAST_M_PER_DEG
        wide = high / max(0.01, cos(radians(lat)))
        asked = select(*COLUMNS).where(
            reports.c.status.in_(status),
            reports.c.lat.between(lat - high, lat + high),
            reports.c.lon.between(lon - wide, lon + wide),
        )
        found = [
            Near(round(distance_m(lat, lon, one.lat, one.lon)), one)
            for one in self.select(asked, MOST_NEAR)
            if one.lat is not None and one.lon is not None
        ]
        return sorted((one for one in found if one.metres <= within_m), key=itemgetter(0))

    def select(self, asked: Any, limit: int, skip: int = 0) -> list[Report]:
        """The reports that a `select(*COLUMNS)` gives."""
        with self.site.storage.read() as connection:
            return [Report(*row) for row in connection.execute(asked.limit(limit).offset(skip))]

    def get(self, id_: int) -> Report:
        """Raises UnknownName."""
        found = self._one(reports.c.id == id_) if abs(id_) <= HIGHEST_ID else None
        if found is None:
            raise UnknownName("report", str(id_), ())
        return found

    def of_token(self, token: str) -> Report | None:
        """The report whose status link it is."""
        return self._one(reports.c.token_hash == hashed(token))

    def _one(self, condition: Any) -> Report | None:
        found = self.select(select(*COLUMNS).where(condition), 1)
        return found[0] if found else None

    def log(self, id_: int) -> list[Entry]:
        """Who did what, the first thing first."""
        columns = [report_log.c[name] for name in Entry._fields]
        asked = select(*columns).where(report_log.c.report_id == id_).order_by(report_log.c.id)
        with self.site.storage.read() as connection:
            return [Entry(*row) for row in connection.execute(asked)]

    def photo(self, report: Report) -> bytes | None:
        """Its picture as JPEG; whoever gives it out checks who may see it."""
        return photos.read(self.site.storage, report.photo)


def hashed(secret: str) -> str:
    return sha256(secret.encode(errors="replace")).hexdigest()
