"""One hour of one device counted from its fixes: what it drove, and when it was on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, Row, select

from civickit.live._street_rows import joined, to_ms
from civickit.live._street_tables import hours
from civickit.live.tables import aliases, fixes, storms
from civickit.tracks.coverage import HOUR_S, hour_needs, runs_of_hour
from civickit.tracks.fixes import Fix
from civickit.tracks.matching import Run, state_between

if TYPE_CHECKING:
    from civickit.live.site import Site

SILENT_S = 600.0
"""After so long without a fix a vehicle is not known to be on the way."""
DAY_MS = 86_400_000


class StaleHour(NamedTuple):
    """A row of `stale_hours`."""

    device_id: int
    hour: int
    since_ms: int

    @property
    def key(self) -> tuple[int, int]:
        return self.device_id, self.hour


class Counted(NamedTuple):
    """What counting an hour gave, as rows without the device and the hour."""

    runs: list[dict[str, Any]]
    spans: list[dict[str, Any]]
    fixes: int
    used: int
    needed: int


def count(site: Site, stale: StaleHour) -> Counted | None:
    """The hour from the fixes there are; None where some of them are gone: what was counted from
    them stays."""
    with site.storage.read() as connection:
        found = fixes_between(connection, stale.device_id, *hour_needs(stale.hour))
        if _gone(site, connection, stale, len(found)):
            return None
        numbers = _aliases(connection, stale.device_id)
    driven = runs_of_hour(site.streets, stale.hour, found)
    begin = stale.hour * HOUR_S
    own = [one for one in found if begin <= one.fixed_at < begin + HOUR_S]
    rows = [
        {**site.ledger.names.row(run), "number": number, "alias": _alias(numbers, run)}
        for number, run in enumerate(joined(driven))
    ]
    return Counted(rows, list(_spans(found, stale.hour)), len(own), _used(own, driven), len(found))


def fixes_between(
    connection: Connection, device_id: int, start_s: float, end_s: float
) -> list[Fix]:
    """The fixes of a device in the order of time."""
    asked = (
        select(fixes)
        .where(fixes.c.device_id == device_id)
        .where(fixes.c.fixed_ms >= to_ms(start_s), fixes.c.fixed_ms < to_ms(end_s))
        .order_by(fixes.c.fixed_ms)
    )
    return [fix_of(row) for row in connection.execute(asked)]


def fix_of(row: Row[Any]) -> Fix:
    """The fix that a row of `fixes` keeps."""
    return Fix(
        str(row.device_id),
        row.fixed_ms / 1000,
        row.received_ms / 1000,
        row.lat,
        row.lon,
        row.speed_m_s,
        row.heading_deg,
        row.accuracy_m,
        row.state,
    )


def _gone(site: Site, connection: Connection, stale: StaleHour, needed: int) -> bool:
    """Whether fixes from which the hour was counted before may have been deleted since."""
    of = (hours.c.device_id == stale.device_id) & (hours.c.hour == stale.hour)
    before = connection.execute(select(hours.c.needed).where(of)).scalar()
    if before is None:
        return False
    kept_since_ms = site.now_ms - site.settings.keep_raw_days * DAY_MS
    return needed < before or to_ms(hour_needs(stale.hour)[0]) < kept_since_ms


def _aliases(connection: Connection, device_id: int) -> list[Row[Any]]:
    return list(
        connection.execute(
            select(storms.c.started_ms, storms.c.last_ms, aliases.c.number)
            .join(aliases, aliases.c.storm_id == storms.c.id)
            .where(aliases.c.device_id == device_id)
            .order_by(storms.c.id)
        )
    )


def _alias(numbers: Sequence[Row[Any]], run: Run) -> int | None:
    at_ms = to_ms(run.started_at)
    return next((one.number for one in numbers if one.started_ms <= at_ms <= one.last_ms), None)


def _used(own: Sequence[Fix], driven: Sequence[Run]) -> int:
    """How many fixes are ends of something driven; the others stood, or were off the streets."""
    ends = {to_ms(at) for run in driven for at in (run.started_at, run.ended_at)}
    return sum(to_ms(fix.fixed_at) in ends for fix in own)


def _spans(found: Sequence[Fix], hour: int) -> Iterator[dict[str, Any]]:
    """From each fix of the hour to the next, put together while the state is the same."""
    begin = hour * HOUR_S
    pieces = [
        _piece(one, after)
        for one, after in zip_longest(found, found[1:])
        if begin <= one.fixed_at < begin + HOUR_S
    ]
    put: list[Piece] = []
    for piece in pieces:
        last = put[-1] if put else None
        if last and last.until_ms == piece.from_ms and piece.state in ("", last.state):
            put[-1] = last._replace(until_ms=piece.until_ms)
        else:
            put.append(piece)
    for number, one in enumerate(put):
        yield {**one._asdict(), "number": number, "state": one.state or "unknown"}


class Piece(NamedTuple):
    """A time on the way; a lone moment has no state."""

    from_ms: int
    until_ms: int
    state: str


def _piece(one: Fix, after: Fix | None) -> Piece:
    at_ms = to_ms(one.fixed_at)
    if after is None or after.fixed_at - one.fixed_at > SILENT_S:
        return Piece(at_ms, at_ms, "")
    return Piece(at_ms, to_ms(after.fixed_at), state_between(one.state, after.state))
