"""The desk's own tables, beside those that all parts share."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table

from civickit.live.tables import key, metadata
from civickit.web.account_store import account_tables

ACCOUNTS = account_tables(metadata)

enquiries = Table(
    "enquiries",
    metadata,
    key(),
    Column("at_ms", BigInteger, nullable=False, index=True),
    Column("taken_by", String, nullable=False),
    Column("street", String, nullable=False),
    Column("asked", String, nullable=False),
    Column("note", String, nullable=False, default=""),
    Column("answered", String, nullable=False),
    Column("once", String, nullable=False, unique=True),
    Column("storm_id", Integer, ForeignKey("storms.id", ondelete="SET NULL")),
)
"""Calls that came in. Nothing of the caller: no name, no number. `taken_by` is an account's name,
which stays when the account is removed; `once` names the form, so that a form sent twice counts
once."""
