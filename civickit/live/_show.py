"""What is shown of each street: what its runs say, ahead of them what is driven just now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, delete, select

from civickit.live._count_keep import touch
from civickit.live._street_rows import Names, cleared_columns, to_ms
from civickit.live._street_tables import cleared, counter, runs, touched
from civickit.tracks.coverage import Claim, Cleared, Key, Signed, table

if TYPE_CHECKING:
    from civickit.live.settings import Season
    from civickit.live.site import Site

KEPT_S = 3 * 3600.0
"""What was shown is not taken back before; by then every hour has been counted to the end."""
_RANK: Mapping[Claim, int] = {"unknown": 0, "passed": 1, "worked": 2}

Decision = Callable[[Row[Any] | None, Cleared | None], dict[str, Any] | None]


def season_start(season: Season, today: date) -> date:
    """The first day of the season that is, or else was the last."""
    for year in (today.year, today.year - 1):
        month, day = season.first
        leap = (month, day) == (2, 29) and not _is_leap(year)
        first = date(year, 3, 1) if leap else date(year, month, day)
        if first <= today:
            break
    return first


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def season_start_ms(site: Site) -> int:
    """When the season began by the city's clock."""
    first = season_start(site.settings.season, site.today)
    return to_ms(datetime.combine(first, time(), site.settings.zone).timestamp())


def signed_runs(
    connection: Connection, names: Names, since_ms: int, streets: Sequence[str]
) -> list[Signed]:
    """The runs since then of these streets, with the alias of who drove."""
    asked = select(runs).where(runs.c.started_ms >= since_ms, runs.c.street.in_(streets))
    found = ((row, names.run(row)) for row in connection.execute(asked))
    return [(alias_text(row.alias), run) for row, run in found if run is not None]


def alias_text(number: int | None) -> str:
    """An alias as tables say it; '' for who drove outside any storm."""
    return "" if number is None else str(number)


def by_street_and_direction(names: Names, signed: Iterable[Signed]) -> dict[Key, Cleared]:
    """The table with one row a street, and one for each of its directions."""
    given = list(signed)
    return {
        **table(names.network, given, by_direction=False),
        **table(names.network, given),
    }


def touch_all(connection: Connection) -> None:
    """Everything is to be made again: another season began, or the streets are a new file."""
    for column in (runs.c.street, cleared.c.street):
        touch(connection, connection.execute(select(column).distinct()).scalars())


def to_be_made(connection: Connection, now_ms: int, most: int) -> list[str]:
    """The first streets that are touched, or were shown beyond what their runs say for long enough,
    and are to be made again."""
    kept = select(cleared.c.street).where(cleared.c.kept_until_ms <= now_ms)
    asked = select(touched.c.street).union(kept).order_by("street").limit(most)
    return list(connection.execute(asked).scalars())


def remade(site: Site, season_ms: int, streets: Sequence[str]) -> dict[Key, Cleared]:
    """What the runs of the season say of these streets."""
    with site.storage.read() as connection:
        signed = signed_runs(connection, site.ledger.names, season_ms, streets)
    return by_street_and_direction(site.ledger.names, signed)


def show(
    connection: Connection,
    streets: Sequence[str],
    rows: Mapping[Key, Cleared],
    season_ms: int,
    now_ms: int,
) -> bool:
    """Show what the runs say of these streets, which are touched no more; whether that is new."""

    def decide(old: Row[Any] | None, exact: Cleared | None) -> dict[str, Any] | None:
        fresh = old is None or not old.claim or old.last_ms < season_ms
        if exact is None and (old is None or not old.claim):
            return None
        if old is None or fresh or (exact and to_ms(exact.last) >= old.last_ms):
            return {**_columns(old, exact), "kept_until_ms": None}
        if old.kept_until_ms is not None and old.kept_until_ms <= now_ms:
            return {**_columns(old, exact), "kept_until_ms": None}
        kept = now_ms + to_ms(KEPT_S) if old.kept_until_ms is None else old.kept_until_ms
        return {**old._asdict(), "kept_until_ms": kept}

    changed = _write(connection, streets, rows, decide)
    connection.execute(delete(touched).where(touched.c.street.in_(streets)))
    return changed


def _columns(old: Row[Any] | None, exact: Cleared | None) -> dict[str, Any]:
    if exact is not None:
        return cleared_columns(exact)
    return {**(old._asdict() if old else {}), "claim": ""}


def show_ahead(
    connection: Connection, rows: Mapping[Key, Cleared], season_ms: int, now_ms: int
) -> bool:
    """Show what is driven just now, where it says more than is shown; whether that is new."""

    def decide(old: Row[Any] | None, live: Cleared | None) -> dict[str, Any] | None:
        if live is None:
            return None
        if old is None or not old.claim or old.last_ms < season_ms:
            return {**cleared_columns(live), "kept_until_ms": now_ms + to_ms(KEPT_S)}
        better = _RANK[live.claim] - _RANK[old.claim]
        if better < 0 or to_ms(live.last) <= old.last_ms:
            return None
        first_ms = to_ms(live.first) if better else old.first_ms
        share = max(live.share, old.share)
        own = {"first_ms": first_ms, "share": share, "kept_until_ms": now_ms + to_ms(KEPT_S)}
        return {**cleared_columns(live), **own}

    return _write(connection, sorted({str(key[0]) for key in rows}), rows, decide)


def _write(
    connection: Connection,
    streets: Sequence[str],
    rows: Mapping[Key, Cleared],
    decide: Decision,
) -> bool:
    """Write what was decided where it differs from what is there, as one more edition."""
    asked = select(cleared).where(cleared.c.street.in_(streets))
    there = {(row.street, row.direction): row for row in connection.execute(asked)}
    new: dict[tuple[str, str], Cleared] = {
        (str(id_), direction): row for (id_, direction), row in rows.items()
    }
    edition = 1 + connection.execute(select(counter.c.edition)).scalar_one()
    changed = []
    for key in sorted(there.keys() | new.keys()):
        decided = decide(there.get(key), new.get(key))
        if decided is None:
            continue
        before = there[key]._asdict() if key in there else {}
        if {**before, **decided} != before:
            changed.append({**before, **decided, "edition": edition})
    for row in changed:
        of = (cleared.c.street == row["street"]) & (cleared.c.direction == row["direction"])
        connection.execute(delete(cleared).where(of))
    if changed:
        connection.execute(cleared.insert(), changed)
        connection.execute(counter.update().values(edition=edition))
    return bool(changed)
