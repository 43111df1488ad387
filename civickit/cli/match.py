"""`civickit match`: which streets a trace drove, when, and how sure that is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from civickit.cli._options import existing_file, lang_option

if TYPE_CHECKING:
    from civickit.tracks.coverage import Cleared
    from civickit.tracks.fixes import Fix
    from civickit.tracks.streets import Network

SAMPLE = "sample"
ANY_TIME_S = 1e11
"""A file may be of any time: the clock of this machine does not judge it."""
NEAR_DEG = 0.05


@click.command("match")
@click.argument("trace", metavar="TRACE")
@click.option(
    "--streets",
    required=True,
    metavar="FILE",
    help="The street network: GeoJSON lines, .osm.pbf or Overpass JSON; 'sample' is the sample "
    "town.",
)
@click.option("--id", "id_property", default="", metavar="NAME", help="The property with the id.")
@lang_option
@click.option("--json", "as_json", is_flag=True, help="Print the streets as JSON, for programs.")
def command(trace: str, streets: str, id_property: str, lang: str | None, as_json: bool) -> None:
    """Say which streets a trace cleared: TRACE is a table with time, lat, lon, or GPX, or NMEA.

    A street is worked when at least half of it was driven plowing or salting, passed when half of
    it was driven, unknown when it was only touched or when the trace is too unclear. Times are UTC.
    Ends with 0, with 1 when a file cannot be read, 2 when the command was misused.
    """
    from civickit.cli._check_words import language_of_the_console

    existing_file(trace)
    network = _network(streets, id_property)
    found, dropped = matched(trace, network)
    if as_json:
        told = {"segments": [as_row(one) for one in found], "dropped": dropped}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    from civickit.cli._match_report import lines

    for line in lines(found, dropped, network, lang or language_of_the_console()):
        click.echo(line)


def _network(streets: str, id_property: str) -> Network:
    from civickit.core.errors import UnknownName
    from civickit.tracks.streets import read_streets

    if streets == SAMPLE:
        from civickit import town

        return read_streets(town.path("streets.geojson"))
    try:
        return read_streets(existing_file(streets), id_property)
    except UnknownName as error:
        raise click.UsageError(f"{error} Name the one with the id: --id NAME.") from None


def matched(trace: str, network: Network) -> tuple[list[Cleared], dict[str, int]]:
    """The streets in the order in which they were first driven, and what was left out."""
    from civickit.tracks.coverage import table
    from civickit.tracks.traces import read_trace

    read = read_trace(trace, ANY_TIME_S)
    _refuse_exchanged(trace, [fix for those in read.fixes.values() for fix in those], network)
    dropped = dict(read.refused)
    signed = list(_signed(read.fixes, network, dropped))
    rows = table(network, signed, by_direction=False).values()
    found = sorted(rows, key=lambda one: (one.first, one.last, str(one.id)))
    return found, dict(sorted(dropped.items()))


def _refuse_exchanged(trace: str, fixes: Sequence[Fix], network: Network) -> None:
    """Raises UnreadableTable where the trace lies on the streets only when lat and lon change
    places."""
    from civickit.core.errors import UnreadableTable

    points = [point for one in network.segments for point in one.line]
    (south, north), (west, east) = (
        (min(values) - NEAR_DEG, max(values) + NEAR_DEG) for values in zip(*points, strict=True)
    )

    def on_streets(lat: float, lon: float) -> bool:
        return bool(south <= lat <= north and west <= lon <= east)

    if any(on_streets(fix.lat, fix.lon) for fix in fixes):
        return
    if any(on_streets(fix.lon, fix.lat) for fix in fixes):
        raise UnreadableTable(
            f"{Path(trace).name} has latitude and longitude exchanged, or the streets have; in one "
            "of the two files they must change places"
        )


def _signed(
    fixes: dict[str, list[Any]], network: Network, dropped: dict[str, int]
) -> Iterator[tuple[str, Any]]:
    from civickit.tracks.matching import Streets, match

    streets = Streets(network)
    for device, those in sorted(fixes.items()):
        told = match(streets, those)
        for why, count in told.dropped.items():
            dropped[why] = dropped.get(why, 0) + count
        yield from ((device, run) for run in told.runs)


def as_row(one: Cleared) -> dict[str, Any]:
    return {
        "id": one.id,
        "first": utc(one.first),
        "last": utc(one.last),
        "share": round(one.share, 3),
        "state": one.claim,
        "confidence": round(one.confidence, 3),
    }


def utc(seconds: float) -> str:
    """A time as ISO 8601, to the second."""
    from datetime import UTC, datetime

    return datetime.fromtimestamp(round(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
