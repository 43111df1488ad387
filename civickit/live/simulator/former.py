"""What former simulated storms left in the storage goes, and what real vehicles did stays."""

from __future__ import annotations

import logging

from sqlalchemy import delete, exists, select, update
from sqlalchemy.exc import SQLAlchemyError

from civickit.live._street_tables import cleared, counter
from civickit.live.lease import Lease
from civickit.live.site import Site
from civickit.live.tables import aliases, devices, latest, storms

LOG = logging.getLogger("civickit.live.simulator")


class FormerStorms:
    """A `Background` that is done when the others start: none of them sees what is gone.

    What another process simulates stays.
    """

    def __init__(self, site: Site, lease: Lease) -> None:
        self.site = site
        self.lease = lease

    def start(self, address: str) -> None:  # noqa: ARG002 - as every Background
        try:
            if not self.lease.take():
                LOG.warning("simulated vehicles stay: another process drives them")
                return
            forget_simulated(self.site)
            if not self.site.settings.plows:
                self.lease.let_go()
        except SQLAlchemyError as fault:
            LOG.warning("former simulated storms could not be deleted: %s", fault)

    def stop(self) -> None:
        """Nothing is left to be ended."""


def forget_simulated(site: Site) -> None:
    """Deletes simulated devices with all that hangs on them, and has the streets counted again."""
    with site.storage.write() as connection:
        gone = connection.execute(delete(devices).where(devices.c.simulated)).rowcount
        if not gone:
            return
        named = exists(select(aliases.c.number).where(aliases.c.storm_id == storms.c.id))
        held = exists(select(latest.c.device_id).where(latest.c.storm_id == storms.c.id))
        connection.execute(delete(storms).where(storms.c.simulated, ~named, ~held))
        connection.execute(delete(cleared))
        connection.execute(update(counter).values(season_ms=0))
    site.hub.publish("devices", {})
    site.hub.publish("streets", {})
