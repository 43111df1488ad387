"""The storm in the background of a server: vehicles drive, and their phones post to the app."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import suppress
from math import inf
from random import Random
from threading import Event, Thread
from time import monotonic
from typing import NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from civickit.core.errors import CivicKitError
from civickit.live.lease import Lease
from civickit.live.simulator.former import forget_simulated
from civickit.live.simulator.handset import Handset
from civickit.live.simulator.phones import PHONES, Login
from civickit.live.simulator.posting import Posting
from civickit.live.simulator.roads import Roads
from civickit.live.simulator.traffic import Traffic
from civickit.live.site import Site

PAST_VEHICLE_S = 180_000.0
"""What is driven before now by all vehicles together: two hours of 25."""
MOST_PAST_S = 7_200.0
LEAST_PAST_S = 900.0
SLICE_S = 1_800.0
TICK_S = 1.0
RENEW_S = 3.0
SEEN_SHARE = 0.75
"""A storm that is watched from the past must begin when its vehicles still count as heard of."""
SILENT_AFTER = 0.8
SILENT_AFTER_S = 300.0
FEWEST_FOR_SILENCE = 5
CONTRACTORS = ("雪野辺土木", "北原建設", "沢口重機", "町直営 Town crew")
SEED = 1
STOP_S = 3.0
LOG = logging.getLogger("civickit.live.simulator")


class Span(NamedTuple):
    """From when the storm is driven, and how many times faster than the clock (0: at once)."""

    begin: float
    speed: float
    started: float

    def at(self, now: float) -> float:
        """The simulated time, which is never later than now."""
        if not self.speed:
            return now
        return min(now, self.begin + (now - self.started) * self.speed)


class Storm:
    """A `Background`: starts when the server answers, ends with it.

    It drives while the lease is ours, and waits while another process simulates.
    """

    def __init__(self, site: Site, lease: Lease) -> None:
        self.site = site
        self.lease = lease
        self._ours = False
        self._renew_at = -inf
        self._stop = Event()
        self._thread: Thread | None = None
        self.posting: Posting | None = None

    def start(self, address: str) -> None:
        """From now on vehicles drive, until `stop`."""
        self._stop.clear()
        self._thread = Thread(target=self._run, args=(address,), daemon=True, name="storm")
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(STOP_S)
        self.lease.let_go()

    def _run(self, address: str) -> None:
        self.posting = Posting(address)
        while not self._stop.is_set():
            try:
                if self.lease.take():
                    forget_simulated(self.site)
                    self._ours = True
                    self._drive(self.posting)
            except SQLAlchemyError as fault:
                LOG.warning("the simulated storm waits for the database: %s", fault)
            except CivicKitError as fault:
                LOG.warning("the simulated storm has ended: %s", fault)
                break
            self._stop.wait(RENEW_S)
        self.posting.close()

    def _goes_on(self) -> bool:
        """False at the end, and once another process has taken over."""
        if self._stop.is_set():  # the lease may be another's already
            return False
        if self._ours and monotonic() >= self._renew_at:
            self._renew_at = monotonic() + RENEW_S
            with suppress(SQLAlchemyError):  # phones keep their fixes until the database is back
                self._ours = self.lease.take()
            if not self._ours:
                LOG.warning("another process simulates now; the storm of this one has ended")
        return self._ours

    def _drive(self, posting: Posting) -> None:
        settings = self.site.settings
        span = span_of(settings.plows, settings.speed, settings.hide_silent_s, self.site.now())
        handsets = self._handsets(span)
        traffic = Traffic(
            Roads(self.site.streets),
            list(handsets),
            [(lat, lon) for lat, lon, _ in settings.depots],
            span.begin,
            works=settings.cleared,
            seed=SEED,
        )
        LOG.info("%d simulated vehicles drive", len(handsets))
        for at in self._moments(span):
            for fix in traffic.until(at):
                handsets[fix.device].take(fix)
            for handset in handsets.values():
                if handset.online(at):
                    self._send(posting, handset)

    def _moments(self, span: Span) -> Iterator[float]:
        """The simulated times at which phones send, until the end."""
        at = span.begin
        while self._goes_on():
            until = span.at(self.site.now())
            at = min(max(at, until), at + SLICE_S)
            yield at
            if at >= until:
                self._stop.wait(TICK_S)

    def _handsets(self, span: Span) -> dict[str, Handset]:
        """New devices in the storage, and a phone for each."""
        settings = self.site.settings
        chance = Random(SEED)  # noqa: S311 - scenery, not secrets
        kind = "plow" if settings.cleared else "vehicle"
        handsets = {}
        for number in range(settings.plows):
            device, token = self.site.devices.add(
                f"sim-{number + 1:02}",
                contractor=CONTRACTORS[number % len(CONTRACTORS)],
                kind=kind,
                note="simulated",
                simulated=True,
            )
            handsets[device.name] = Handset(
                Login(device.name, token),
                PHONES[number % len(PHONES)],
                Random(chance.random()),  # noqa: S311 - a game, no secret
                self._silent_from(number, span),
            )
        self.site.hub.publish("devices", {})
        return handsets

    def _silent_from(self, number: int, span: Span) -> float:
        """One phone of many goes silent after most of the past."""
        plows = self.site.settings.plows
        if plows < FEWEST_FOR_SILENCE or number != plows // 2:
            return inf
        return span.begin + max(SILENT_AFTER_S, SILENT_AFTER * (span.started - span.begin))

    def _send(self, posting: Posting, handset: Handset) -> None:
        """All that waits on a phone; what is not taken for now waits on."""
        while handset.waiting and self._goes_on():
            for request in handset.requests():
                status = posting.post(request)
                if status == 0 or status >= 500 or status == 429:
                    return
                handset.sent(request.fixes)


def span_of(plows: int, speed: float, hide_silent_s: float, now: float) -> Span:
    """Two hours before now, less for many vehicles, so that the start does not take long."""
    past_s = min(MOST_PAST_S, max(LEAST_PAST_S, PAST_VEHICLE_S / plows))
    if speed > 1:
        past_s = min(past_s, SEEN_SHARE * hide_silent_s)
    elif speed:
        past_s = 0.0
    return Span(now - past_s, speed, now)
