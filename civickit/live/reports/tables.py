"""The tables of residents' reports. Times are milliseconds since 1970, UTC."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
)

from civickit.live.tables import key, metadata

reports = Table(
    "reports",
    metadata,
    key(),
    Column("form_hash", String, nullable=False, unique=True),
    Column("token_hash", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("text", String, nullable=False),
    Column("lat", Float(53)),
    Column("lon", Float(53)),
    Column("address", String, nullable=False),
    Column("contact", String, nullable=False),
    Column("photo", String, nullable=False),
    Column("photo_public", Boolean, nullable=False, default=False),
    Column("media_url", String, nullable=False),
    Column("via", String, nullable=False),
    Column("lang", String, nullable=False),
    Column("status", String, nullable=False, index=True),
    Column("answer", String, nullable=False, default=""),
    Column("assigned_to", String, nullable=False, default=""),
    Column("device_id", Integer),
    Column("created_ms", BigInteger, nullable=False, index=True),
    Column("changed_ms", BigInteger, nullable=False),
    Column("closed_ms", BigInteger),
)
"""`form_hash` is of the form and what was in it, so that a second click makes no second report.
Of the status link only a hash is kept. `contact`, `media_url` and `assigned_to` are for the desk
only; `closed_ms` is when a report was last done, rejected or withdrawn."""

report_photos = Table(
    "report_photos",
    metadata,
    Column("name", String, primary_key=True),
    Column("jpeg", LargeBinary, nullable=False),
)
"""`name` is what `reports.photo` says. A table of its own: lists of reports read no pictures."""

report_log = Table(
    "report_log",
    metadata,
    key(),
    Column(
        "report_id",
        Integer,
        ForeignKey("reports.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("at_ms", BigInteger, nullable=False),
    Column("who", String, nullable=False),
    Column("what", String, nullable=False),
    Column("note", String, nullable=False),
)
