"""Single positions are deleted after so many days, as the page says; what was counted stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from civickit.live._open_data import keep_open_data
from civickit.live.tables import devices, duties, fixes, latest, work_states

if TYPE_CHECKING:
    from civickit.live.site import Site

DAY_MS = 86_400_000
EVERY_S = 3_600.0
AT_ONCE = 5_000
"""So many fixes in one transaction: phones that send meanwhile hardly wait."""
JUST_CAME_MS = 3_600_000
"""What came late is counted before it goes."""


def delete_old(site: Site) -> int:
    """Delete what is older than `keep_raw_days`; gives the number of fixes that were deleted.

    Open data is made of them, so what is due of it is kept first.
    """
    keep_open_data(site)
    before_ms = site.now_ms - site.settings.keep_raw_days * DAY_MS
    with site.storage.read() as connection:
        ids = connection.execute(select(devices.c.id)).scalars().all()
    deleted = sum(_delete_fixes(site, id_, before_ms) for id_ in ids)
    with site.storage.write() as connection:
        for old in (
            delete(latest).where(latest.c.fixed_ms < before_ms),
            delete(work_states).where(work_states.c.at_ms < before_ms),
            delete(duties).where(duties.c.ended_ms < before_ms),
        ):
            connection.execute(old)
    return deleted


def _delete_fixes(site: Site, device_id: int, before_ms: int) -> int:
    row = fixes.c
    settled = row.received_ms < site.now_ms - JUST_CAME_MS
    deleted = 0
    for start, end in _pieces(site, device_id, before_ms):
        piece = [row.device_id == device_id, row.fixed_ms >= start, row.fixed_ms < end]
        with site.storage.write() as connection:
            deleted += connection.execute(delete(fixes).where(*piece, settled)).rowcount
    return deleted


def _pieces(site: Site, device_id: int, before_ms: int) -> Iterator[tuple[int, int]]:
    """Times from one to the next that have at most AT_ONCE fixes between them."""
    row, start = fixes.c, 0
    while start < before_ms:
        old = [row.device_id == device_id, row.fixed_ms >= start, row.fixed_ms < before_ms]
        asked = select(row.fixed_ms).where(*old).order_by(row.fixed_ms).offset(AT_ONCE).limit(1)
        with site.storage.read() as connection:
            end = connection.scalar(asked) or before_ms
        yield start, end
        start = end
