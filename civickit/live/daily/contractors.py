"""For whom a vehicle drove on a day: paid is who had it then, whoever has it now.

Rows are only added. The newest row that had begun at a time is right for that time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Column, Connection, String, Table, func, insert, select

from civickit.live._street_tables import hours
from civickit.live.tables import device_key, key, metadata
from civickit.tracks.coverage import HOUR_S

if TYPE_CHECKING:
    from civickit.live.devices import Device
    from civickit.live.site import Site

ALWAYS_MS = 0
HOUR_MS = round(HOUR_S * 1000)

contractor_changes = Table(
    "contractor_changes",
    metadata,
    key(),
    device_key(primary=False),
    Column("from_ms", BigInteger, nullable=False),
    Column("contractor", String, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
"""`at_ms` is when it was written down, 0 for what was so before the first change."""


def note_contractor(site: Site, device: Device, contractor: str, from_ms: int) -> None:
    """From then on the device is this contractor's; ALWAYS_MS puts all days right. What was so
    already is not written down again.
    """
    table = contractor_changes
    row = {"device_id": device.id, "from_ms": from_ms, "contractor": contractor}
    before = {**row, "from_ms": ALWAYS_MS, "contractor": device.contractor, "at_ms": 0}
    asked = select(table.c.from_ms, table.c.contractor).where(table.c.device_id == device.id)
    with site.storage.write() as connection:
        rows = connection.execute(asked.order_by(table.c.id.desc())).all()
        newest = [tuple(one) for one in rows] or [(ALWAYS_MS, device.contractor)]
        moments = [from_ms, *(begun for begun, _ in newest if begun > from_ms)]
        had = {next(whose for begun, whose in newest if begun <= at) for at in moments}
        if had == {contractor}:
            return
        if not rows:
            connection.execute(insert(table), before)
        connection.execute(insert(table), {**row, "at_ms": site.now_ms})


def contractors_at(connection: Connection, at_ms: int) -> Mapping[int, str]:
    """By device; those without a row have had one contractor all the time."""
    table = contractor_changes
    begun = select(table.c.device_id, table.c.contractor).where(table.c.from_ms <= at_ms)
    return {row.device_id: row.contractor for row in connection.execute(begun.order_by(table.c.id))}


def contractors_changed_ms(site: Site, from_ms: int, until_ms: int) -> int:
    """When it was last written down whose a vehicle was that drove in this time; 0 for never."""
    table, within = contractor_changes, (from_ms // HOUR_MS, (until_ms - 1) // HOUR_MS)
    drove = table.c.device_id.in_(select(hours.c.device_id).where(hours.c.hour.between(*within)))
    newest = select(func.max(table.c.at_ms)).where(table.c.from_ms < until_ms, drove)
    with site.storage.read() as connection:
        return connection.execute(newest).scalar() or 0
