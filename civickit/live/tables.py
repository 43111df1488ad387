"""The tables that all parts of a live app share. Times are milliseconds since 1970, UTC.

A part with tables of its own defines them on `metadata` in its own file.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

metadata = MetaData()


def key(kind: str = "id") -> Column[int]:
    """A number that counts up, as the key of a table."""
    return Column(kind, Integer, primary_key=True, autoincrement=True)


def device_key(*, primary: bool) -> Column[int]:
    """Whose row it is; the rows go with the device."""
    to = ForeignKey("devices.id", ondelete="CASCADE")
    return Column("device_id", Integer, to, primary_key=primary, nullable=False)


devices = Table(
    "devices",
    metadata,
    key(),
    Column("name", String, nullable=False, unique=True),
    Column("token_hash", String, nullable=False, unique=True),
    Column("contractor", String, nullable=False, default=""),
    Column("kind", String, nullable=False, default="plow"),
    Column("note", String, nullable=False, default=""),
    Column("by_button", Boolean, nullable=False, default=False),
    Column("simulated", Boolean, nullable=False, default=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("revoked_ms", BigInteger),
    sqlite_autoincrement=True,  # the number of one that was deleted must not come again
)
"""`by_button`: on duty only between start and stop of the button; else while it sends, until the
button has been used once. The token itself is not kept."""


def _fix_columns() -> list[Column[object]]:
    return [
        Column("received_ms", BigInteger, nullable=False),
        Column("lat", Float(53), nullable=False),
        Column("lon", Float(53), nullable=False),
        Column("speed_m_s", Float(53)),
        Column("heading_deg", Float(53)),
        Column("accuracy_m", Float(53)),
        Column("state", String, nullable=False),
    ]


fixes = Table(
    "fixes",
    metadata,
    device_key(primary=True),
    Column("fixed_ms", BigInteger, primary_key=True),
    *_fix_columns(),
    sqlite_with_rowid=False,
)

latest = Table(
    "latest",
    metadata,
    device_key(primary=True),
    Column("fixed_ms", BigInteger, nullable=False),
    *_fix_columns(),
    Column("moved_ms", BigInteger, nullable=False),
    Column("storm_id", Integer, ForeignKey("storms.id"), nullable=False),
)
"""Where each device is now. `moved_ms`: when it was last seen to move 30 m or more."""

duties = Table(
    "duties",
    metadata,
    key(),
    device_key(primary=False),
    Column("started_ms", BigInteger, nullable=False),
    Column("ended_ms", BigInteger),
    Index("duties_of_device", "device_id", "started_ms"),
)
"""From start to stop of the button; `ended_ms` is None while it lasts."""

work_states = Table(
    "work_states",
    metadata,
    device_key(primary=True),
    Column("at_ms", BigInteger, primary_key=True),
    Column("state", String, nullable=False),
)
"""What the big button said; a fix whose phone says nothing takes the last one before it."""

storms = Table(
    "storms",
    metadata,
    key(),
    Column("started_ms", BigInteger, nullable=False),
    Column("last_ms", BigInteger, nullable=False),
    Column("simulated", Boolean, nullable=False, default=False),
    sqlite_autoincrement=True,  # films of one that was deleted may be kept on phones
)
"""Times without a break of 12 hours in which anybody drove: by fix times, first and last."""

aliases = Table(
    "aliases",
    metadata,
    Column("storm_id", Integer, ForeignKey("storms.id", ondelete="CASCADE"), primary_key=True),
    device_key(primary=True),
    Column("number", Integer, nullable=False),
    UniqueConstraint("storm_id", "number"),
)
"""Under which number a device is public in one storm; drawn by chance, new in each storm."""

stale_hours = Table(
    "stale_hours",
    metadata,
    device_key(primary=True),
    Column("hour", Integer, primary_key=True),
    Column("since_ms", BigInteger, nullable=False),
)
"""Hours (since 1970) of a device whose runs are to be counted again. `since_ms` is when the last
fix of it came: whoever has counted deletes the row only if that is unchanged."""
