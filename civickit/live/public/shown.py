"""What the home page and its lists show: vehicles with their street, streets by age, notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import g

from civickit.live.board import Vehicle
from civickit.live.finding import fold
from civickit.live.public.streets import CLASSES, LEAST, Guide, Line, Street
from civickit.web import params

if TYPE_CHECKING:
    from civickit.live.site import Site

PER_PAGE = 50
AT_HOME = 10
BESIDE_M = 60.0
"""A street this near to a vehicle is where it is."""


class Shown(NamedTuple):
    """A vehicle of the list with the street it is on."""

    vehicle: Vehicle
    street: Street | None


class Vehicles:
    """Those that the public may see, by number; made once for each picture of the board."""

    def __init__(self, site: Site, guide: Guide) -> None:
        self._site = site
        self._guide = guide
        self._made: tuple[list[Vehicle], list[Shown]] = [], []

    def now(self) -> list[Shown]:
        public = self._site.board.public()
        if self._made[0] is not public:
            self._made = public, [self._shown(one) for one in public]
        return self._made[1]

    def _shown(self, one: Vehicle) -> Shown:
        return Shown(one, self._guide.near(one.lat, one.lon, BESIDE_M))


ORDERS = {
    "longest": lambda line: (line.row.last if line.row else 0.0, _priority(line)),
    "priority": lambda line: (_priority(line), line.row.last if line.row else 0.0),
    "newest": lambda line: (-line.row.last if line.row else 0.0, _priority(line)),
}


def _priority(line: Line) -> int:
    return LEAST if line.street.priority is None else line.street.priority


def page_of(lines: list[Line], args: Mapping[str, str]) -> dict[str, Any]:
    """One page of the list of streets, with the filters as they were asked for."""
    order = params.choice(args, "sort", ORDERS, default="longest")
    age = params.choice(args, "age", CLASSES, default="")
    priorities = sorted({str(one.street.priority) for one in lines if one.street.priority})
    priority = params.choice(args, "priority", priorities, default="")
    query = params.text(args, "q", "")
    rows = [
        one
        for one in lines
        if age in ("", one.age)
        and priority in ("", str(one.street.priority))
        and _holds(one.street, fold(query))
    ]
    rows.sort(key=ORDERS[order])
    last = max(1, -(-len(rows) // PER_PAGE))
    page = min(params.integer(args, "page", 1, 1_000_000, default=1), last)
    return {
        "rows": rows[(page - 1) * PER_PAGE : page * PER_PAGE],
        "count": len(rows),
        "page": page,
        "last": last,
        "asked": {"sort": order, "age": age, "priority": priority, "q": query},
        "orders": list(ORDERS),
        "priorities": priorities,
    }


def _holds(street: Street, wanted: str) -> bool:
    return not wanted or wanted in fold(street.name) or wanted in fold(street.name_en)


def is_simulated(site: Site) -> bool:
    """Whether what is shown is not real; looked up once a request, and not for an error page."""
    if "live_simulated" not in g:
        asked = not g.get("civickit_failing") and site.ledger.simulated
        g.live_simulated = asked or site.settings.plows > 0
    found: bool = g.live_simulated
    return found
