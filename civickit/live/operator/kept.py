"""What the server keeps of one device, for its driver: who is tracked may see all of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, and_, func, or_, select

from civickit.live.devices import Device
from civickit.live.site import Site
from civickit.live.tables import duties, fixes, latest

PERIOD_MS = 24 * 3_600_000
"""A night's work is in one piece; a calendar day would cut it at midnight."""
COLUMNS = [
    fixes.c[name]
    for name in (
        *("fixed_ms", "received_ms", "lat", "lon"),
        *("speed_m_s", "heading_deg", "accuracy_m", "state"),
    )
]


def about(site: Site, device: Device) -> dict[str, Any]:
    """The device's name, how its duty stands, and what is kept of the last 24 hours."""
    now_ms = site.now_ms
    duty = site.duties.of(device)
    with site.storage.read() as connection:
        last = connection.execute(select(latest).where(latest.c.device_id == device.id)).first()
        kept = _kept(connection, device, now_ms - PERIOD_MS)
    return {
        "name": device.name,
        "contractor": device.contractor,
        "now": now_ms / 1000,
        "duty": {"on": duty.on, "since": _seconds(duty.since_ms), "state": duty.state},
        "last": last and {"at": last.fixed_ms / 1000, "state": last.state},
        "kept": kept,
        "keep_raw_days": site.settings.keep_raw_days,
    }


def track(site: Site, device: Device) -> list[Row[Any]]:
    """Every position of the last 24 hours as it is kept, oldest first."""
    mine = and_(fixes.c.device_id == device.id, fixes.c.fixed_ms >= site.now_ms - PERIOD_MS)
    with site.storage.read() as connection:
        asked = select(*COLUMNS).where(mine).order_by(fixes.c.fixed_ms)
        return list(connection.execute(asked).all())


def _kept(connection: Connection, device: Device, from_ms: int) -> dict[str, Any]:
    """How many positions in each duty, and how many outside any: of a button, that is none."""
    row = duties.c
    touched = or_(row.ended_ms.is_(None), row.ended_ms >= from_ms)
    spans = select(row.started_ms, row.ended_ms).where(row.device_id == device.id, touched)
    told = [
        {
            "started": started / 1000,
            "ended": _seconds(ended),
            "fixes": _count(connection, device, max(started, from_ms), ended),
        }
        for started, ended in connection.execute(spans.order_by(row.started_ms)).all()
    ]
    total = _count(connection, device, from_ms, None)
    return {"from": from_ms / 1000, "fixes": total, "duties": told}


def _count(connection: Connection, device: Device, from_ms: int, until_ms: int | None) -> int:
    row = fixes.c
    asked = select(func.count()).where(row.device_id == device.id, row.fixed_ms >= from_ms)
    if until_ms is not None:
        asked = asked.where(row.fixed_ms <= until_ms)
    return connection.scalar(asked) or 0


def _seconds(ms: int | None) -> float | None:
    return None if ms is None else ms / 1000
