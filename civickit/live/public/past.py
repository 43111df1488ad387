"""What was: the storms that may be played back, and the passes of one street in the newest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from civickit.live._history_points import all_storms
from civickit.live._open_data import days_of
from civickit.live._show import signed_runs
from civickit.live.public.streets import Street
from civickit.live.storms_told import Storms
from civickit.tracks.coverage import Cleared, passes

if TYPE_CHECKING:
    from civickit.live.site import Site

MOST_PASSES = 20


def storms(told: Storms) -> list[dict[str, Any]]:
    """As `/storms.json` tells them, the newest first."""
    found: list[dict[str, Any]] = json.loads(told.packed().body)["storms"]
    return found


def passes_of(site: Site, street: Street) -> list[Cleared]:
    """Each pass of a street in the newest storm, as far as it is public, the last one first."""
    days = next((days for one in all_storms(site) if (days := days_of(site, one))), None)
    if days is None:
        return []
    with site.storage.read() as connection:
        signed = signed_runs(connection, site.ledger.names, days[0].from_ms, [street.key])
    until = days[-1].until_ms / 1000
    found = [one for one in passes(site.network, signed) if one.last < until]
    return found[::-1][:MOST_PASSES]
