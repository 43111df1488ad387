"""The clean pictures of reports: rows of the database, so that they are kept and deleted together
with their reports, are in its backups, and are seen by every machine that shares it.
"""

from __future__ import annotations

from collections.abc import Collection
from secrets import token_hex

from sqlalchemy import Connection, Select, delete, insert, select

from civickit.live.reports.tables import report_photos
from civickit.web.photos import Photo
from civickit.web.storage import Storage


def keep(connection: Connection, photo: Photo) -> str:
    """The name of the picture, which is kept when the transaction is."""
    name = token_hex(16)
    connection.execute(insert(report_photos), {"name": name, "jpeg": photo.jpeg})
    return name


def read(storage: Storage, name: str) -> bytes | None:
    """The picture as JPEG; None for no name, and where it is gone."""
    wanted = select(report_photos.c.jpeg).where(report_photos.c.name == name)
    with storage.read() as connection:
        return connection.execute(wanted).scalar() if name else None


def remove(connection: Connection, names: Collection[str] | Select[str]) -> None:
    """Delete pictures of these names, with what was their report's in the same transaction."""
    connection.execute(delete(report_photos).where(report_photos.c.name.in_(names)))
