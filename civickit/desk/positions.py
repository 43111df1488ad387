"""Where the rows of any table lie: its columns of latitude and longitude, mended or told."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

import pandas as pd  # type: ignore[import-untyped]  # pandas ships no types

from civickit import schemas
from civickit.core.errors import InvalidRecord
from civickit.core.text import header_key
from civickit.desk.settings import Data
from civickit.schemas import Report
from civickit.schemas._position import Positions, Refused
from civickit.tables import Problem

SAMPLE = 200
NAN = float("nan")
Degrees = tuple[float, float, str, int | None]
"""lat, lon, why it was mended or is none, and for the latter which of the two cells is to blame."""


def positions(texts: Any, data: Data, report: Report) -> tuple[tuple[str, str] | None, Any]:
    """The columns of the position, if there are any, and their degrees row by row."""
    place = _place_columns(list(texts.columns), data)
    if place is None:
        return None, None
    pairs = list(zip(texts[place[0]], texts[place[1]], strict=True))
    reader = Positions(islice(pairs, 0, None, max(1, len(pairs) // SAMPLE)))
    known: dict[tuple[str, str], Degrees] = {}
    found = []
    for line, pair in zip(texts.index, pairs, strict=True):
        if pair not in known:
            known[pair] = _degrees(reader, pair)
        lat, lon, reason, column = known[pair]
        found.append((lat, lon))
        if reason:
            _tell(report, int(line), place, pair, known[pair], column)
    if all(lat != lat for lat, _ in found):
        return None, None
    return place, pd.DataFrame(found, index=texts.index, columns=list(place))


def _degrees(reader: Positions, pair: tuple[str, str]) -> Degrees:
    try:
        return (*reader.read(*pair), None)
    except Refused as refused:
        return NAN, NAN, refused.reason, int(refused.field == "lon")


def _tell(
    report: Report,
    line: int,
    place: tuple[str, str],
    pair: tuple[str, str],
    read: Degrees,
    column: int | None,
) -> None:
    """A position that was mended, or one that is none: its row stays, but not on the map."""
    lat, lon, reason, _ = read
    if column is None:
        report.repaired += 1
        after = f"{lat:.6f}, {lon:.6f}"
        told = Problem(line, ", ".join(place), ", ".join(pair), reason, "repaired", after)
    else:
        told = Problem(line, place[column], pair[column], reason, "kept", "")
    report.problems.append(told)


def _place_columns(header: Sequence[str], data: Data) -> tuple[str, str] | None:
    """The columns whose headers are those of a position in the standard datasets."""
    schema = schemas.get("public_facility")
    found = []
    for name in ("lat", "lon"):
        field_ = schema.of(name)
        words = {header_key(one) for one in (field_.header, *field_.aliases)}
        told = data.columns.get(name)
        if isinstance(told, int):
            if not 1 <= told <= len(header):
                raise InvalidRecord({name: f"there is no column {told} of {len(header)}"})
            told = header[told - 1]
        fits = [one for one in header if one == told or (not told and header_key(one) in words)]
        if not fits:
            return None
        found.append(fits[0])
    return (found[0], found[1]) if found[0] != found[1] else None
