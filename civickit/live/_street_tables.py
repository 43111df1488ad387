"""The tables of the count of streets. Only the counter writes them.

Streets stand in them by the municipality's id as text, so that what was driven outlives a new file
of the network.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, String, Table

from civickit.live.tables import device_key, metadata

runs = Table(
    "runs",
    metadata,
    device_key(primary=True),
    Column("hour", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("street", String, nullable=False),
    Column("part", Integer, nullable=False),
    Column("forward", Boolean, nullable=False),
    Column("start_m", Float(53), nullable=False),
    Column("end_m", Float(53), nullable=False),
    Column("started_ms", BigInteger, nullable=False),
    Column("ended_ms", BigInteger, nullable=False),
    Column("state", String, nullable=False),
    Column("confidence", Float(53), nullable=False),
    Column("alias", Integer),
    Index("runs_by_street", "street", "started_ms"),
    Index("runs_by_time", "started_ms"),
)
"""What was driven in an hour of a device, counted from its fixes. `part`: which of the lines with
that id, from 0. `alias` is the number in the storm of that time."""

spans = Table(
    "spans",
    metadata,
    device_key(primary=True),
    Column("hour", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("from_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
    Column("state", String, nullable=False),
    Index("spans_by_hour", "hour"),
)
"""Times in which a device sent without a gap of 10 minutes, cut where its work state changed."""

hours = Table(
    "hours",
    metadata,
    device_key(primary=True),
    Column("hour", Integer, primary_key=True, autoincrement=False),
    Column("fixes", Integer, nullable=False),
    Column("used", Integer, nullable=False),
    Column("needed", Integer, nullable=False),
    Column("changed_ms", BigInteger, nullable=False),
    Index("hours_by_hour", "hour"),
)
"""What an hour was counted from: its fixes, how many of them said something about a street, and
how many there were with those of the ten minutes on either side. `changed_ms`: when counting it
last gave something new."""

touched = Table("touched", metadata, Column("street", String, primary_key=True))
"""Streets whose row in `cleared` is to be made again from their runs."""

cleared = Table(
    "cleared",
    metadata,
    Column("street", String, primary_key=True),
    Column("direction", String, primary_key=True),
    Column("claim", String, nullable=False),
    Column("first_ms", BigInteger, nullable=False),
    Column("last_ms", BigInteger, nullable=False),
    Column("share", Float(53), nullable=False),
    Column("confidence", Float(53), nullable=False),
    Column("alias", String, nullable=False),
    Column("work", String, nullable=False),
    Column("kept_until_ms", BigInteger),
    Column("edition", BigInteger, nullable=False, index=True),
)
"""What is shown of each street this season. `kept_until_ms`: it says more than the runs do, and
until when; None where both are the same. `claim` is '' where nothing is claimed any more."""

counter = Table(
    "counter",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("edition", BigInteger, nullable=False),
    Column("season_ms", BigInteger, nullable=False),
    Column("network", String, nullable=False),
)
"""One row: the number of the last change of `cleared`, and for which season and which network file
it holds."""
