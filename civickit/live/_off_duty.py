"""What was kept of a time that turned out to be off duty goes again, and what followed from it."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select, update

from civickit.live._street_tables import hours
from civickit.live.stale import count_again
from civickit.live.tables import fixes, latest
from civickit.tracks.coverage import hours_touched


def forget(
    connection: Connection, device_id: int, after_ms: int, until_ms: int | None, now_ms: int
) -> None:
    """Delete the fixes after a time and before another, or all later ones."""
    row = fixes.c
    off = [row.device_id == device_id, row.fixed_ms > after_ms]
    if until_ms is not None:
        off.append(row.fixed_ms < until_ms)
    gone = set(connection.execute(delete(fixes).where(*off).returning(row.fixed_ms)).scalars())
    if not gone:
        return
    _put_back(connection, device_id, gone)
    count_again(connection, [(device_id, at_ms) for at_ms in gone], now_ms)
    touched = {hour for at_ms in gone for hour in hours_touched(at_ms / 1000)}
    of = (hours.c.device_id == device_id) & hours.c.hour.in_(touched)
    # Else the count would keep what it knows from fixes that are gone.
    connection.execute(update(hours).where(of).values(needed=0))


def _put_back(connection: Connection, device_id: int, gone: set[int]) -> None:
    """Where the device is: where it was last on duty."""
    mine = latest.c.device_id == device_id
    now = connection.execute(select(latest.c.fixed_ms, latest.c.storm_id).where(mine)).first()
    if now is None or now.fixed_ms not in gone:
        return
    connection.execute(delete(latest).where(mine))
    asked = select(fixes).where(fixes.c.device_id == device_id)
    last = connection.execute(asked.order_by(fixes.c.fixed_ms.desc()).limit(1)).mappings().first()
    if last is not None:
        place = {**last, "moved_ms": last["fixed_ms"], "storm_id": now.storm_id}
        connection.execute(insert(latest), place)
