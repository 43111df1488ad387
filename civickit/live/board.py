"""Who is where now: all of it for staff, and what the public may see of it."""

from __future__ import annotations

from collections.abc import Container
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple, cast

from sqlalchemy.exc import SQLAlchemyError

from civickit.core.geo import distance_m
from civickit.live._places import Place, places_now, places_then, storm_at
from civickit.tracks.fixes import State

if TYPE_CHECKING:
    from civickit.live.site import Site

FRESH_S = 1.0
KEPT_S = 60.0
"""So long the last picture stands while the storage cannot be read."""
LEAST_DEGREE_M = 110_000.0
"""No degree of latitude is shorter."""


class Vehicle(NamedTuple):
    """Where one is now. `alias` is public; `device` and what follows are for staff only."""

    alias: int
    lat: float
    lon: float
    heading_deg: float | None
    speed_m_s: float | None
    state: State
    fixed_at: float
    simulated: bool
    device_id: int
    device: str
    contractor: str
    kind: str
    on_duty: bool
    received_at: float
    accuracy_m: float | None
    hidden: str
    """Why the public does not see it: standing, silent, depot, off_duty, too_fresh; or ''."""


class Picture(NamedTuple):
    """What the storage said at one moment. `newest_at`: the newest fix of all, seconds."""

    staff: list[Vehicle]
    public: list[Vehicle]
    storm: int | None
    simulated: bool
    newest_at: float | None


class Board:
    """Who is where. Read from the storage at most once a second, however many ask."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._lock = Lock()
        self._picture: Picture | None = None
        self._read_at = (0.0, 0.0)
        self._kept_until = 0.0

    def all(self) -> list[Vehicle]:
        """Every device that has a place, for staff: where it is now, and why it is `hidden`."""
        return self.picture().staff

    def public(self) -> list[Vehicle]:
        """Those that the public may see, as old as civic.toml wants them."""
        return self.picture().public

    def picture(self) -> Picture:
        """Both, of one moment."""
        with self._lock:
            if self._picture is None or not self._is_fresh():
                read_at = monotonic(), self.site.now()
                self._picture = self._read_or_keep(self._picture)
                self._read_at = read_at
            return self._picture

    def _read_or_keep(self, before: Picture | None) -> Picture:
        try:
            found = self._read()
        except SQLAlchemyError:
            if before is None or monotonic() >= self._kept_until:
                raise
            return before
        self._kept_until = monotonic() + KEPT_S
        return found

    def _is_fresh(self) -> bool:
        """By the machine's clock and by the site's, which may run otherwise."""
        clock, now = self._read_at
        return monotonic() - clock < FRESH_S and 0 <= self.site.now() - now < FRESH_S

    def _read(self) -> Picture:
        settings, now_ms = self.site.settings, self.site.now_ms
        then_ms = now_ms - round(settings.delay_s * 1000)
        on_duty = {id_ for id_, duty in self.site.duties.of_all().items() if duty.on}
        with self.site.storage.read() as connection:
            now = shown = places_now(connection)
            if then_ms < now_ms:
                standing_ms = round(settings.hide_standing_s * 1000)
                shown = places_then(connection, now, then_ms, standing_ms)
            storm, simulated = storm_at(connection, now_ms)
        why = {one.device_id: self._hidden(one, one.device_id in on_duty, then_ms) for one in shown}
        staff = [_vehicle(one, on_duty, why.get(one.device_id, "too_fresh")) for one in now]
        public = [_vehicle(one, on_duty, "") for one in shown if not why[one.device_id]]
        return Picture(
            staff=staff,
            public=sorted(public, key=lambda one: one.alias),
            storm=storm,
            simulated=simulated or any(one.simulated for one in public),
            newest_at=max((one.fixed_at for one in staff), default=None),
        )

    def _hidden(self, place: Place, on_duty: bool, then_ms: int) -> str:
        """Why the public does not see it, or ''. Without a number it has no name for the public."""
        settings = self.site.settings
        if not on_duty or place.alias is None:
            return "off_duty"
        if then_ms - place.fixed_ms >= settings.hide_silent_s * 1000:
            return "silent"
        if any(_is_within(place, depot) for depot in settings.depots):
            return "depot"
        return "standing" if place.stood_ms >= settings.hide_standing_s * 1000 else ""


def _vehicle(place: Place, on_duty: Container[int], hidden: str) -> Vehicle:
    return Vehicle(
        alias=place.alias or 0,
        lat=place.lat,
        lon=place.lon,
        heading_deg=place.heading_deg,
        speed_m_s=place.speed_m_s,
        state=cast(State, place.state),
        fixed_at=place.fixed_ms / 1000,
        simulated=place.simulated,
        device_id=place.device_id,
        device=place.name,
        contractor=place.contractor,
        kind=place.kind,
        on_duty=place.device_id in on_duty,
        received_at=place.received_ms / 1000,
        accuracy_m=place.accuracy_m,
        hidden=hidden,
    )


def _is_within(place: Place, depot: tuple[float, float, float]) -> bool:
    lat, lon, radius_m = depot
    near = abs(place.lat - lat) * LEAST_DEGREE_M <= radius_m  # spares most of the exact distances
    return near and distance_m(place.lat, place.lon, lat, lon) <= radius_m
