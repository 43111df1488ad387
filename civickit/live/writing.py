"""Keep fixes: durable before anybody is told so, one commit for all that wait.

Works beside other processes on the same PostgreSQL or the same file.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from concurrent.futures import Future
from math import isfinite
from threading import Condition, Thread, current_thread
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy.exc import OperationalError

from civickit.core.errors import CivicKitError
from civickit.live._keep import Keeper, Row
from civickit.live.devices import Device
from civickit.tracks.fixes import Fix, refusal

if TYPE_CHECKING:
    from civickit.live.site import Site

MOST_WAITING = 50_000
MOST_AT_ONCE = 5_000


class Busy(CivicKitError):
    """More is waiting to be written than may wait."""


class Taken(NamedTuple):
    """The fate of each fix, as counts; they add up to what was given."""

    new: int = 0
    late: int = 0
    duplicate: int = 0
    off_duty: int = 0
    refused: int = 0


class _Job(NamedTuple):
    rows: list[Row]
    refused: int
    done: Future[Taken]


class Writer:
    """One commit for all that wait: `take` returns when its fixes are durable.

    A thread of its own writes; it is started by the first fix and ended by `stop`.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self._keeper = Keeper(site)
        self._wake = Condition()
        self._waiting: deque[_Job] = deque()
        self._rows = 0
        self._thread: Thread | None = None

    def take(self, device: Device, fixes: Sequence[Fix]) -> Taken:
        """Raises Busy, and what the database raises: then nobody may count on any of the fixes."""
        return self.submit(device, fixes).result()

    def submit(self, device: Device, fixes: Sequence[Fix]) -> Future[Taken]:
        """As `take` without waiting. Raises Busy."""
        rows = [_row(device, fix) for fix in fixes if not _is_refused(fix)]
        job = _Job(rows, len(fixes) - len(rows), Future())
        if not rows:
            job.done.set_result(Taken(refused=job.refused))
            return job.done
        with self._wake:
            if self._rows and self._rows + len(rows) > MOST_WAITING:
                raise Busy(f"{self._rows:,} fixes wait to be written; send these later")
            if self._thread is None:
                thread = Thread(target=self._run, name="writer", daemon=True)
                thread.start()  # where no thread is to be had, nothing waits for it
                self._thread = thread
            self._waiting.append(job)
            self._rows += len(rows)
            self._wake.notify_all()
        return job.done

    def start(self, address: str) -> None:
        """Nothing, as the first fix starts the thread."""

    def stop(self) -> None:
        """Write what waits, and end the thread."""
        with self._wake:
            thread, self._thread = self._thread, None
            self._wake.notify_all()
        if thread:
            thread.join()

    def _run(self) -> None:
        while jobs := self._next():
            self._settle(jobs)

    def _next(self) -> list[_Job]:
        """What to write in one transaction; nothing once this thread is to end."""
        jobs: list[_Job] = []
        count, me = 0, current_thread()
        with self._wake:
            self._wake.wait_for(lambda: self._waiting or self._thread is not me)
            while self._waiting and self._thread in (me, None) and count < MOST_AT_ONCE:
                jobs.append(self._waiting.popleft())
                count += len(jobs[-1].rows)
            self._rows -= count
        return jobs

    def _settle(self, jobs: Sequence[_Job], *, again: bool = False) -> None:
        """Write, once more where that may help; the fault of one is not the fault of others."""
        try:
            fates = self._commit(jobs)
        except Exception as fault:  # whatever it is, somebody waits for an answer
            if again:
                for job in jobs:
                    job.done.set_exception(fault)
            elif isinstance(fault, OperationalError):  # the database's: somebody was in the way
                self._settle(jobs, again=True)
            else:
                for job in jobs:
                    self._settle([job], again=True)
        else:
            for job, fate in zip(jobs, fates, strict=True):
                job.done.set_result(Taken(**fate, refused=job.refused))

    def _commit(self, jobs: Sequence[_Job]) -> list[Counter[str]]:
        with self.site.storage.write() as connection:
            fates, touched = self._keeper.keep(connection, [job.rows for job in jobs])
        if touched:
            self.site.hub.publish("fixes", {"devices": sorted(touched)})
        return fates


def _row(device: Device, fix: Fix) -> Row:
    return {
        "device_id": device.id,
        "fixed_ms": round(fix.fixed_at * 1000),
        "received_ms": round(fix.received_at * 1000),
        "lat": fix.lat,
        "lon": fix.lon,
        "speed_m_s": _finite(fix.speed_m_s),
        "heading_deg": _finite(fix.heading_deg),
        "accuracy_m": _finite(fix.accuracy_m),
        "state": fix.state,
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None


def _is_refused(fix: Fix) -> bool:
    """What `refusal` says, and a time of receipt that is none."""
    return not isfinite(fix.received_at) or bool(refusal(fix))
