"""Which hours of a device are to be counted again, because fixes of it have come or changed."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, text

from civickit.tracks.coverage import hours_touched

_TOUCH = text(
    "INSERT INTO stale_hours (device_id, hour, since_ms) VALUES (:device_id, :hour, :since_ms) "
    "ON CONFLICT (device_id, hour) DO UPDATE SET since_ms = CASE "
    "WHEN excluded.since_ms > stale_hours.since_ms THEN excluded.since_ms "
    "ELSE stale_hours.since_ms + 1 END"  # each touch is another, in one millisecond too
)


def count_again(connection: Connection, fixes: Iterable[tuple[int, int]], now_ms: int) -> None:
    """Mark the hours that fixes of (device_id, fixed_ms) belong to."""
    touched = {(id_, hour) for id_, at_ms in fixes for hour in hours_touched(at_ms / 1000)}
    if touched:  # in order: two processes must not wait for each other
        rows = [
            {"device_id": id_, "hour": hour, "since_ms": now_ms} for id_, hour in sorted(touched)
        ]
        connection.execute(_TOUCH, rows)
