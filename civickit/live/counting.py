"""Fixes become runs, runs become streets: the work that goes on behind the answers.

Whatever order fixes come in, and wherever the work is broken off, the runs end up the same: each
hour of a device is counted from all its fixes, in one transaction with the end of its row in
`stale_hours`. Of several processes one counts, and another takes over when it falls silent.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, literal, select, update
from sqlalchemy.exc import OperationalError

from civickit.core.errors import CivicKitError
from civickit.live._count_hour import DAY_MS, StaleHour, count
from civickit.live._count_keep import keep
from civickit.live._count_live import LiveCount
from civickit.live._count_when import Waiting
from civickit.live._show import (
    remade,
    season_start_ms,
    show,
    show_ahead,
    to_be_made,
    touch_all,
)
from civickit.live._street_tables import counter, hours
from civickit.live.lease import Lease
from civickit.live.tables import stale_hours
from civickit.tracks.coverage import HOUR_S, MARGIN_S

if TYPE_CHECKING:
    from civickit.live.site import Site

LEASE_S = 30.0
"""So long the others wait for a process that has fallen silent."""
RENEW_S = 5.0
"""The lease is taken so often: an app in which nobody drives leaves the disk alone between."""
EVERY_S = 1.0
AT_ONCE_S = 0.5
"""So long a step counts before it looks again at what is driven now."""
STREETS_AT_ONCE = 100

NOW = float("-inf")

_log = logging.getLogger(__name__)


class OtherCounts(CivicKitError):
    """Another process does the counting now."""


class Counter:
    """Counts in a thread of its own between `start` and `stop`; tests and commands call `step`."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.lease = Lease(site.storage, "streets", LEASE_S)
        self._live = LiveCount(site)
        self._waiting = Waiting(site)
        self._season_ms = 0
        self._renew_at = NOW
        self._one_at_a_time = Lock()
        self._wake = Event()
        self._stopping = Event()
        self._thread: Thread | None = None
        self._deaf: Callable[[], None] = lambda: None

    def start(self, address: str) -> None:  # noqa: ARG002 - as every Background
        """Count from now on, beside the answers."""
        self._stopping.clear()
        self._deaf = self.site.hub.listen("fixes", lambda _told: self._wake.set())
        self._thread = Thread(target=self._go_on, name="counter", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the piece of work in hand, and leave the counting to others."""
        self._deaf()
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._renew_at = NOW
        self.lease.let_go()

    def _go_on(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            began = monotonic()
            pause_s = EVERY_S
            try:
                self.step()
            except OtherCounts as told:
                _log.info("%s", told)
            except OperationalError as fault:
                _log.warning("the count of streets waits for the database: %s", fault.orig)
                pause_s = 10 * EVERY_S
            except Exception:  # a fault now is no reason to count nothing for the whole winter
                _log.exception("the count of streets failed; it is tried again")
                pause_s = 10 * EVERY_S
            self._stopping.wait(max(monotonic() - began, 0.2))  # the answers have their turn
            self._wake.wait(pause_s)

    def step(self, *, everything: bool = False) -> bool:
        """One piece of work; whether there was any. `everything`: hours that still last too.

        Nothing is done while another process counts.
        """
        with self._one_at_a_time:
            if not self._is_ours():
                return False
            self._adopt()
            stale = self._waiting.look()
            if not everything:
                self._tell(self._ahead(stale))
            counted = self._count_hours(stale if everything else self._waiting.ripe(stale))
            shown = self._show_touched()
            return counted or shown

    def _is_ours(self) -> bool:
        """Whether this process counts, as it was a moment ago; `_writing` sees to it."""
        if monotonic() >= self._renew_at:
            self._renew_at = monotonic() + RENEW_S if self.lease.take() else NOW
        return self._renew_at != NOW

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction that only the one who counts may end."""
        with self.site.storage.write() as connection:
            if not self.lease.is_ours(connection):
                self._renew_at = NOW
                raise OtherCounts("another process has taken over the count; this one waits")
            yield connection

    def _adopt(self) -> None:
        """Everything is made again when a season begins or the file of the streets is another."""
        self._season_ms = season_start_ms(self.site)
        now = (self._season_ms, self.site.network_version)
        with self.site.storage.read() as connection:
            before = connection.execute(select(counter)).first()
        if before is not None and (before.season_ms, before.network) == now:
            return
        with self._writing() as connection:
            if before is None:
                connection.execute(
                    insert(counter), {"id": 1, "edition": 0, "season_ms": 0, "network": ""}
                )
            elif before.network != self.site.network_version:
                self._count_again(connection)
            touch_all(connection)
            connection.execute(update(counter).values(season_ms=now[0], network=now[1]))

    def _count_again(self, connection: Connection) -> None:
        """Every hour of which all fixes are there still."""
        kept_since_ms = self.site.now_ms - self.site.settings.keep_raw_days * DAY_MS
        first = int((kept_since_ms / 1000 + MARGIN_S) // HOUR_S) + 1
        row = select(hours.c.device_id, hours.c.hour, literal(self.site.now_ms)).where(
            hours.c.hour >= first
        )
        add = self.site.storage.insert_new(stale_hours)
        connection.execute(add.from_select(["device_id", "hour", "since_ms"], row))

    def _count_hours(self, ripe: Iterable[StaleHour]) -> bool:
        until, worked = monotonic() + AT_ONCE_S, False
        for one in ripe:
            if worked and (monotonic() > until or self._stopping.is_set()):
                break
            counted = count(self.site, one)
            with self._writing() as connection:
                keep(connection, one, counted, self.site.now_ms)
            self._waiting.counted(one)
            worked = True
        return worked

    def _ahead(self, stale: Sequence[StaleHour]) -> bool:
        rows = self._live.look(stale)
        if not rows:
            return False
        with self._writing() as connection:
            return show_ahead(connection, rows, self._season_ms, self.site.now_ms)

    def _show_touched(self) -> bool:
        """Make some of the touched streets again; whether there were any."""
        with self.site.storage.read() as connection:
            streets = to_be_made(connection, self.site.now_ms, STREETS_AT_ONCE)
        if not streets:
            return False
        rows = remade(self.site, self._season_ms, streets)
        with self._writing() as connection:
            changed = show(connection, streets, rows, self._season_ms, self.site.now_ms)
        self._tell(changed)
        return True

    def _tell(self, changed: bool) -> None:
        if changed:
            self.site.hub.publish("streets", {})


def counter_of(site: Site) -> Counter:
    """The counter of an app whose streets are cleared. Raises CivicKitError for another app."""
    for one in site.background:
        if isinstance(one, Counter):
            return one
    raise CivicKitError("this app counts no streets; civic.toml says [live] cleared = false")


def step(site: Site) -> bool:
    """One step of the counter, as it does every second."""
    return counter_of(site).step()


def count_all(site: Site) -> None:
    """Count every fix whose time has come. Raises OtherCounts while another process counts."""
    counting = counter_of(site)
    while counting.step(everything=True):
        pass
    if left := Waiting(site).look():
        raise OtherCounts(
            f"{len(left)} hours are left to another process that counts; try again soon"
        )
