"""Fixes and what follows from them, written in one transaction.

Rows are locked in one order, and what two processes could make at once (a storm, an alias) is made
by one at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, bindparam, select

from civickit.live._standing import find_moved, is_near
from civickit.live.duty import Spans
from civickit.live.stale import count_again
from civickit.live.storms import Storms, draw_aliases
from civickit.live.tables import devices, fixes, latest
from civickit.tracks.fixes import AHEAD_S

if TYPE_CHECKING:
    from civickit.live.site import Site

Row = dict[str, Any]
"""Of the table `fixes`."""
Key = tuple[int, int]
"""(device_id, fixed_ms), which is unique."""

BACK_MS = 3_600_000
PARKED_MS = 1_800_000

_BEFORE = (
    select(
        devices.c.id,
        devices.c.by_button,
        devices.c.simulated,
        *(latest.c[name] for name in ("fixed_ms", "lat", "lon", "moved_ms", "storm_id")),
    )
    .outerjoin_from(devices, latest)
    .where(devices.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(devices.c.id)
    .with_for_update(read=True, of=devices)
)
"""Whoever presses a button waits, on PostgreSQL too: a stop must find all fixes after it."""


class _Before(NamedTuple):
    """A device before the transaction; from `fixed_ms` on None where it had no place yet."""

    by_button: bool
    simulated: bool
    fixed_ms: int | None
    lat: float
    lon: float
    moved_ms: int
    storm_id: int | None


class Keeper:
    """Keeps what is not known yet and was on duty."""

    def __init__(self, site: Site) -> None:
        self.site = site
        hidden_ms = round(site.settings.hide_standing_s * 1000)
        self._parked_ms = max(PARKED_MS, hidden_ms)
        self._back_ms = max(BACK_MS, 2 * hidden_ms)
        key = fixes.c.device_id, fixes.c.fixed_ms
        self._insert = site.storage.insert_new(fixes).returning(*key)
        self._move = site.storage.insert_or_set(
            latest, where=lambda new: new.fixed_ms > latest.c.fixed_ms
        )

    def keep(
        self, connection: Connection, jobs: Sequence[Sequence[Row]]
    ) -> tuple[list[Counter[str]], set[int]]:
        """How many rows of each job had which fate, and which devices have new ones."""
        before = _read_before(connection, {row["device_id"] for rows in jobs for row in rows})
        kept = _on_duty(connection, jobs, before)
        new = self._insert_new(connection, kept)
        if new:
            self._follow(connection, new, before)
        newest = {id_: one.fixed_ms for id_, one in before.items()}
        left = set(new)
        fates = [Counter(_fate(row, left, newest) for row in rows) for rows in kept]
        for given, rows, fate in zip(jobs, kept, fates, strict=True):
            fate["off_duty"] = len(given) - len(rows)
        return fates, {id_ for id_, _ in new}

    def _insert_new(self, connection: Connection, kept: Iterable[list[Row]]) -> dict[Key, Row]:
        """The rows that were not there, in the order of their keys; of two the first stands."""
        given: dict[Key, Row] = {}
        for row in (row for rows in kept for row in rows):
            given.setdefault((row["device_id"], row["fixed_ms"]), row)
        if not given:
            return {}
        rows = [given[key] for key in sorted(given)]
        new = {(id_, at_ms) for id_, at_ms in connection.execute(self._insert, rows)}
        return {key: given[key] for key in sorted(new)}

    def _follow(
        self, connection: Connection, new: Mapping[Key, Row], before: Mapping[int, _Before]
    ) -> None:
        """Storms, aliases, where each is now, what is to be counted again.

        A clock that is hours ahead says nothing of now: it would make a storm of tomorrow, and hide
        what the vehicle sends once the clock is right.
        """
        ahead_ms = AHEAD_S * 1000
        come = {key: row for key, row in new.items() if key[1] <= row["received_ms"] + ahead_ms}
        times = [at_ms for _, at_ms in come or new]
        storms = Storms(connection, min(times), max(times))
        moves = []
        for id_, rows in _by_device(come).items():
            storm_id = self._storm(connection, storms, rows, before[id_])
            last = rows[-1]
            moves.append({**last, "moved_ms": last["fixed_ms"], "storm_id": storm_id})
        if moves:
            connection.execute(self._move, moves)
            find_moved(connection, moves, self._back_ms)
        count_again(connection, new, self.site.now_ms)
        storms.keep()

    def _storm(
        self, connection: Connection, storms: Storms, rows: list[Row], before: _Before
    ) -> int:
        """The storm of a device's last row; each row has one, and the device has its alias there.

        A parked vehicle makes no storm longer: one forgotten phone would make it last all winter.
        """
        if before.storm_id is not None and self._is_parked(rows, before):
            return before.storm_id
        found = storms.of([row["fixed_ms"] for row in rows], before.simulated)
        for storm_id in sorted({*found} - {before.storm_id}):
            draw_aliases(connection, storm_id, [rows[0]["device_id"]])
        return found[-1]

    def _is_parked(self, rows: list[Row], before: _Before) -> bool:
        """Whether it stands where it was last, and has for long."""
        return all(
            row["fixed_ms"] - before.moved_ms >= self._parked_ms
            and is_near(row["lat"], row["lon"], before.lat, before.lon)
            for row in rows
        )


def _read_before(connection: Connection, ids: Collection[int]) -> dict[int, _Before]:
    found = connection.execute(_BEFORE, {"ids": list(ids)})
    return {id_: _Before(*values) for id_, *values in found}


def _on_duty(
    connection: Connection, jobs: Sequence[Sequence[Row]], before: Mapping[int, _Before]
) -> list[list[Row]]:
    """The rows of each job that are of a duty, with the state that its button says."""
    buttons = [id_ for id_, one in before.items() if one.by_button]
    if not buttons:
        return [list(rows) for rows in jobs]
    times = [row["fixed_ms"] for rows in jobs for row in rows]
    spans = Spans(connection, buttons, min(times), max(times))
    return [list(_with_state(rows, spans)) for rows in jobs]


def _with_state(rows: Iterable[Row], spans: Spans) -> Iterator[Row]:
    for row in rows:
        duty = spans.at(row["device_id"], row["fixed_ms"])
        if duty.on:
            yield row if row["state"] != "unknown" else {**row, "state": duty.state}


def _by_device(new: Mapping[Key, Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for (id_, _), row in new.items():
        found.setdefault(id_, []).append(row)
    return found


def _fate(row: Row, left: set[Key], newest: dict[int, int | None]) -> str:
    """`new`, `late` or `duplicate`, in the order in which they came."""
    id_, at_ms = row["device_id"], row["fixed_ms"]
    if (id_, at_ms) not in left:
        return "duplicate"
    left.remove((id_, at_ms))
    last = newest[id_]
    if last is not None and at_ms < last:
        return "late"
    newest[id_] = at_ms
    return "new"
