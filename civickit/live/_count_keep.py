"""What was counted of an hour, put in the place of what was there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select

from civickit.live._count_hour import Counted, StaleHour
from civickit.live._street_tables import hours, runs, spans, touched
from civickit.live.tables import stale_hours


def keep(connection: Connection, stale: StaleHour, counted: Counted | None, now_ms: int) -> bool:
    """Put what was counted in the place of what was there; whether that changed anything.

    The hour stays stale where a fix of it came or went in the meantime.
    """
    row = stale_hours.c
    of = row.device_id == stale.device_id, row.hour == stale.hour, row.since_ms == stale.since_ms
    settled = connection.execute(delete(stale_hours).where(*of)).rowcount
    if counted is None:
        return False
    streets = _replaced(connection, runs, stale, counted.runs)
    changed = bool(streets | _replaced(connection, spans, stale, counted.spans))
    # Fixes that were taken back meanwhile are no reason to count it no more.
    needed = counted.needed if settled else 0
    about = {"fixes": counted.fixes, "used": counted.used, "needed": needed}
    changed = _tell_hour(connection, stale, {**about, "changed_ms": now_ms}, changed)
    touch(connection, streets)
    return changed


def touch(connection: Connection, streets: Iterable[str]) -> None:
    """What is shown of these streets is to be made again."""
    known = set(connection.execute(select(touched.c.street)).scalars())
    if more := [{"street": street} for street in sorted(set(streets) - known)]:
        connection.execute(insert(touched), more)


def _replaced(
    connection: Connection, table: Table, stale: StaleHour, rows: list[dict[str, Any]]
) -> set[str]:
    """The streets of all rows that went or came; nothing where they are the same."""
    of = (table.c.device_id == stale.device_id) & (table.c.hour == stale.hour)
    asked = connection.execute(select(table).where(of).order_by(table.c.number))
    before = [dict(row) for row in asked.mappings()]
    key = {"device_id": stale.device_id, "hour": stale.hour}
    after = [{**key, **row} for row in rows]
    if before == after:
        return set()
    connection.execute(delete(table).where(of))
    if after:
        connection.execute(insert(table), after)
    return {row.get("street", "") for row in [*before, *after]}


def _tell_hour(
    connection: Connection, stale: StaleHour, about: dict[str, int], changed: bool
) -> bool:
    """Keep what the hour was counted from; whether that or what it gave is new."""
    of = (hours.c.device_id == stale.device_id) & (hours.c.hour == stale.hour)
    before = connection.execute(select(hours).where(of)).mappings().first()
    same = before is not None and all(
        before[name] == value for name, value in about.items() if name != "changed_ms"
    )
    if same and not changed:
        return False
    connection.execute(delete(hours).where(of))
    key = {"device_id": stale.device_id, "hour": stale.hour}
    connection.execute(insert(hours), {**key, **about})
    return True
