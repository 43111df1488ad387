"""What gtfs-kit makes of a timetable, as JSON. Runs in the environment of the peers.

`python gtfs_facts.py FEED.zip YYYYMMDD,… STOP,…`
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from pathlib import Path
from typing import Any

import gtfs_kit
import pandas as pd


def main(path: str, dates: list[str], stops: list[str]) -> None:
    started = time.perf_counter()
    feed = gtfs_kit.read_feed(Path(path), dist_units="km")
    took_s = time.perf_counter() - started
    times = feed.stop_times
    calls = pd.DataFrame(
        {
            "trip": times["trip_id"],
            "sequence": times["stop_sequence"].astype(int),
            "stop": times["stop_id"],
            "arrival": times["arrival_time"].map(seconds),
            "departure": times["departure_time"].map(seconds),
        }
    )
    facts = {
        "version": gtfs_kit.__version__ if hasattr(gtfs_kit, "__version__") else "",
        "took_s": took_s,
        "rows": {
            name: len(getattr(feed, name))
            for name in ("agency", "stops", "routes", "trips", "stop_times", "shapes")
            if getattr(feed, name) is not None
        },
        "stop_times": digest(calls.itertuples(index=False)),
        "stops": digest(feed.stops[["stop_id", "stop_lat", "stop_lon"]].itertuples(index=False)),
        "services": {day: sorted(feed.get_active_services(day)) for day in dates},
        "trips": {day: sorted(feed.get_trips(day)["trip_id"]) for day in dates},
        "departures": {stop: {day: departures(feed, stop, day) for day in dates} for stop in stops},
    }
    json.dump(facts, sys.stdout)


def departures(feed: Any, stop: str, day: str) -> list[list[Any]]:
    """Those that can be boarded: not at the end of a trip, not where pickup_type is 1."""
    found = feed.build_stop_timetable(stop, [day])
    if found.empty:
        return []
    last = feed.stop_times.groupby("trip_id")["stop_sequence"].max()
    found = found[found["stop_sequence"] < found["trip_id"].map(last)]
    if "pickup_type" in found:
        found = found[found["pickup_type"].fillna(0).astype(int) != 1]
    return sorted([seconds(row.departure_time), row.trip_id] for row in found.itertuples())


def seconds(text: Any) -> int | None:
    if not isinstance(text, str) or not text.strip():
        return None
    hours, minutes, rest = map(int, text.split(":"))
    return hours * 3600 + minutes * 60 + rest


def digest(rows: Any) -> str:
    """One word for all rows, whatever their order."""
    lines = sorted("|".join(map(plain, row)) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def plain(value: Any) -> str:
    return "" if pd.isna(value) else str(int(value) if value == int_of(value) else value)


def int_of(value: Any) -> int | None:
    return int(value) if isinstance(value, float) and value.is_integer() else None


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2].split(","), sys.argv[3].split(","))
