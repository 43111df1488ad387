"""What former simulated storms left in the storage goes, and what real vehicles did stays."""

from __future__ import annotations

import logging
from shutil import rmtree

from sqlalchemy import delete, exists, select, update
from sqlalchemy.exc import SQLAlchemyError

from civickit.live._open_data import archive_folder
from civickit.live._street_tables import cleared, counter
from civickit.live.every import Every
from civickit.live.lease import Lease
from civickit.live.site import Site
from civickit.live.tables import aliases, devices, latest, storms

AGAIN_S, TRIES = 6.0, 5
"""Together longer than a lease lasts."""
LOG = logging.getLogger("civickit.live.simulator")


class FormerStorms:
    """A `Background` that is done when the others start: none of them sees what is gone.

    What another process simulates stays. One that was killed a moment ago seems to go on: it is
    tried again some times, else what it simulated would stay in a real app.
    """

    def __init__(self, site: Site, lease: Lease) -> None:
        self.site = site
        self.lease = lease
        self._tries = TRIES
        self._again = Every("former simulated storms", AGAIN_S, self._try_again)

    def start(self, address: str) -> None:
        if (why := self._forget()) and not self.site.settings.plows:
            self._again.start(address)
        if why:
            LOG.warning("%s", why)

    def stop(self) -> None:
        self._again.stop()

    def _try_again(self) -> None:
        if self._tries:
            self._tries = self._tries - 1 if self._forget() else 0

    def _forget(self) -> str:
        """Why they are not gone; '' once they are."""
        try:
            if not self.lease.take():
                return "simulated vehicles stay: another process drives them"
            forget_simulated(self.site)
            if not self.site.settings.plows:
                self.lease.let_go()
        except SQLAlchemyError as fault:
            return f"former simulated storms could not be deleted: {fault}"
        return ""


def forget_simulated(site: Site) -> None:
    """Deletes simulated devices with all that hangs on them, and has the streets counted again."""
    with site.storage.write() as connection:
        gone = connection.execute(delete(devices).where(devices.c.simulated)).rowcount
        if not gone:
            return
        named = exists(select(aliases.c.number).where(aliases.c.storm_id == storms.c.id))
        held = exists(select(latest.c.device_id).where(latest.c.storm_id == storms.c.id))
        left = delete(storms).where(storms.c.simulated, ~named, ~held).returning(storms.c.id)
        ids = connection.execute(left).scalars().all()
        connection.execute(delete(cleared))
        connection.execute(update(counter).values(season_ms=0))
    for id_ in ids:
        rmtree(archive_folder(site, id_), ignore_errors=True)
    site.hub.publish("devices", {})
    site.hub.publish("streets", {})
