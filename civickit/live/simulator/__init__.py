"""A storm that is made up: vehicles that drive the streets and send what phones send.

May live here: how a vehicle drives, what its phone posts, when. May not: a way into the storage
that phones do not have; what they send goes through the doors, over HTTP.
"""

from __future__ import annotations

from civickit.live.lease import Lease
from civickit.live.simulator.former import FormerStorms
from civickit.live.simulator.storm import Storm
from civickit.live.site import Site

LEASE_S = 15.0
"""Longer than one request of a simulated phone may take."""


def simulate(site: Site) -> None:
    """Where civic.toml and the command ask for simulated vehicles, they drive in the background.

    Those of former runs go before anything else begins, whether new ones are asked for or not. Of
    several processes on one database one simulates, and another takes over when it falls silent.
    """
    lease = Lease(site.storage, "simulator", LEASE_S)
    site.background.insert(0, FormerStorms(site, lease))
    if site.settings.plows:
        site.background.append(Storm(site, lease))
