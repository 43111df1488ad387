"""Vehicles as GTFS-Realtime, which apps for timetables read."""

from __future__ import annotations

from collections.abc import Iterable

from civickit.core.errors import MissingExtra
from civickit.live.board import Vehicle

MIMETYPE = "application/x-protobuf"


def vehicle_positions(vehicles: Iterable[Vehicle], at: float) -> bytes:
    """A FeedMessage of public vehicles, made at a time. Raises MissingExtra."""
    try:
        from google.transit import gtfs_realtime_pb2
    except ModuleNotFoundError:
        raise MissingExtra("GTFS-Realtime feeds", "live") from None
    feed = gtfs_realtime_pb2.FeedMessage()
    feed.header.gtfs_realtime_version = "2.0"
    feed.header.incrementality = gtfs_realtime_pb2.FeedHeader.FULL_DATASET
    feed.header.timestamp = int(at)
    for one in vehicles:
        entity = feed.entity.add(id=str(one.alias))
        entity.vehicle.vehicle.id = entity.vehicle.vehicle.label = str(one.alias)
        entity.vehicle.timestamp = int(min(one.fixed_at, at))  # the feed's is the newest
        position = entity.vehicle.position
        position.latitude, position.longitude = one.lat, one.lon
        if one.heading_deg is not None:
            position.bearing = one.heading_deg
        if one.speed_m_s is not None:
            position.speed = one.speed_m_s
    return bytes(feed.SerializeToString())
