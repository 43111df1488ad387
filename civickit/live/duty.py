"""Who is on duty: only then is a place kept.

A device without a button is on duty while it sends. Once its button has been used, and for devices
made so always, it is on duty from a start until the next stop, by the time of the fix: what a phone
sends later of a time off duty is not kept either.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, or_, select, update

from civickit.core.errors import InvalidRecord
from civickit.live._off_duty import forget
from civickit.live.devices import Device
from civickit.live.stale import count_again
from civickit.live.tables import devices, duties, fixes, latest, work_states
from civickit.tracks.fixes import STATES, State
from civickit.web.storage import Storage

LATE_MS = 86_400_000


class Duty(NamedTuple):
    """`on`: its fixes of now are taken. `since_ms`: when the button started it, None without."""

    on: bool
    since_ms: int | None
    state: State
    """What the big button said last; unknown where it said nothing in this duty."""


class Duties:
    """What the buttons said. Whoever presses one publishes `duty` on the hub.

    `at_ms` is when it was pressed: a phone without a network tells it later. A time to come counts
    as now. Each raises InvalidRecord for a time that cannot be.
    """

    def __init__(self, storage: Storage, now: Callable[[], float]) -> None:
        self.storage = storage
        self.now = now

    def start(self, device: Device, at_ms: int | None = None) -> Duty:
        """On duty from then; where it was on duty then, nothing changes."""
        at = self._moment(at_ms)
        with self.storage.write() as connection:
            _press(connection, device.id)
            if not Spans(connection, [device.id], at, at).at(device.id, at).on:
                _begin(connection, device.id, at)
        return self.of(device)

    def stop(self, device: Device, at_ms: int | None = None) -> Duty:
        """Off duty from then; where it was off duty then, nothing changes.

        What was kept of later is deleted: a phone without a network tells of the end too late. Of
        more than a day nothing is: that phone's clock is wrong.
        """
        at = self._moment(at_ms)
        running = and_(
            duties.c.device_id == device.id, duties.c.ended_ms.is_(None), duties.c.started_ms <= at
        )
        with self.storage.write() as connection:
            is_first = _press(connection, device.id)
            ended = connection.execute(update(duties).where(running).values(ended_ms=at)).rowcount
            if is_first or ended:
                after = duties.c.device_id == device.id, duties.c.started_ms > at
                begins = connection.scalar(select(func.min(duties.c.started_ms)).where(*after))
                now = self._moment(None)
                forget(connection, device.id, max(at, now - LATE_MS), begins, now)
        return self.of(device)

    def set_state(self, device: Device, state: State, at_ms: int | None = None) -> Duty:
        """What it does from then on, in the duty of that time; the first press begins one.

        Fixes from then on whose phone said nothing, and that came before this, take it too.
        """
        if state not in STATES:
            raise InvalidRecord({"state": f"{state!r} is none of {', '.join(STATES)}"})
        at = self._moment(at_ms)
        said = {"device_id": device.id, "at_ms": at, "state": state}
        with self.storage.write() as connection:
            if _press(connection, device.id):
                _begin(connection, device.id, at)
            connection.execute(self.storage.insert_or_set(work_states), said)
            told = _tell_fixes(connection, device.id, at, state)
            count_again(connection, told, self._moment(None))
        return self.of(device)

    def of(self, device: Device) -> Duty:
        """How it stands now."""
        return self._now(devices.c.id == device.id).get(device.id, Duty(False, None, "unknown"))

    def of_all(self) -> dict[int, Duty]:
        """How all stand now, by the device's id."""
        return self._now(True)

    def _now(self, which: Any) -> dict[int, Duty]:
        now = self._moment(None)
        columns = devices.c.id, devices.c.by_button, devices.c.revoked_ms
        with self.storage.read() as connection:
            found = connection.execute(select(*columns).where(which)).all()
            spans = Spans(connection, [id_ for id_, by_button, _ in found if by_button], now, now)
        stands = {id_: spans.at(id_, now) for id_, _, _ in found}
        revoked = {id_ for id_, _, revoked_ms in found if revoked_ms is not None}
        return {
            id_: duty._replace(on=duty.on and id_ not in revoked) for id_, duty in stands.items()
        }

    def _moment(self, at_ms: int | None) -> int:
        now = round(self.now() * 1000)
        if at_ms is not None and at_ms < 0:
            raise InvalidRecord({"at": f"{at_ms!r} is before 1970; set the clock of the phone"})
        return now if at_ms is None else min(at_ms, now)


class Spans:
    """Duties and work states between two times, read at once, of devices with a button."""

    def __init__(
        self, connection: Connection, buttons: Collection[int], oldest: int, newest: int
    ) -> None:
        self._duties: dict[int, list[tuple[int, int | None]]] = {id_: [] for id_ in buttons}
        self._states: dict[int, list[tuple[int, State]]] = {id_: [] for id_ in buttons}
        if not buttons:
            return
        row, said = duties.c, work_states.c
        found = connection.execute(
            select(row.device_id, row.started_ms, row.ended_ms)
            .where(row.device_id.in_(buttons), row.started_ms <= newest)
            .where(or_(row.ended_ms.is_(None), row.ended_ms >= oldest))
            .order_by(row.started_ms.desc())
        ).all()
        for id_, started, ended in found:
            self._duties[id_].append((started, ended))
        begun = min((started for _, started, _ in found), default=newest)
        words = connection.execute(
            select(said.device_id, said.at_ms, said.state)
            .where(said.device_id.in_(buttons), said.at_ms.between(begun, newest))
            .order_by(said.at_ms.desc())
        )
        for id_, at_ms, state in words:
            self._states[id_].append((at_ms, state))

    def at(self, device_id: int, at_ms: int) -> Duty:
        """How a device stood at a time between the two; one without a button is always on duty."""
        if device_id not in self._duties:
            return Duty(True, None, "unknown")
        for started, ended in self._duties[device_id]:
            if started <= at_ms and (ended is None or at_ms < ended):
                said = self._states[device_id]
                words = (state for at, state in said if started <= at <= at_ms)
                return Duty(True, started, next(words, "unknown"))
        return Duty(False, None, "unknown")


def _press(connection: Connection, device_id: int) -> bool:
    """From now on its button decides; whether this is the first press.

    Two presses at once come one after the other.
    """
    row = devices.c
    asked = select(row.by_button).where(row.id == device_id).with_for_update(key_share=True)
    is_first = not connection.scalar(asked)
    if is_first:
        connection.execute(update(devices).where(row.id == device_id).values(by_button=True))
    return is_first


def _begin(connection: Connection, device_id: int, at_ms: int) -> None:
    """A new duty; a later one that was told of before begins earlier instead."""
    row = duties.c
    later = connection.scalar(
        select(func.min(row.started_ms)).where(row.device_id == device_id, row.started_ms >= at_ms)
    )
    if later is None:
        connection.execute(duties.insert(), {"device_id": device_id, "started_ms": at_ms})
        return
    that = and_(row.device_id == device_id, row.started_ms == later)
    connection.execute(update(duties).where(that).values(started_ms=at_ms))


def _tell_fixes(
    connection: Connection, device_id: int, at_ms: int, state: State
) -> list[tuple[int, int]]:
    """Give the state to kept fixes of unknown state, until the next word or the end of the duty."""
    said, row = work_states.c, duties.c
    next_word = connection.scalar(
        select(func.min(said.at_ms)).where(said.device_id == device_id, said.at_ms > at_ms)
    )
    in_duty = and_(
        row.device_id == device_id,
        row.started_ms <= at_ms,
        or_(row.ended_ms.is_(None), row.ended_ms > at_ms),
    )
    ended = connection.execute(select(row.ended_ms).where(in_duty)).first()
    if ended is None:
        return []
    told: list[int] = []
    for table in (fixes, latest):  # in the order in which they are written elsewhere
        one = table.c
        silent = [one.device_id == device_id, one.fixed_ms >= at_ms, one.state == "unknown"]
        if ended[0] is not None:
            silent.append(one.fixed_ms < ended[0])
        if next_word is not None:
            silent.append(one.fixed_ms < next_word)
        changed = update(table).where(*silent).values(state=state).returning(one.fixed_ms)
        told += connection.execute(changed).scalars()
    return [(device_id, fixed_ms) for fixed_ms in told]
