"""What makes a record doubtful beside the others of its file."""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from math import isnan, nan
from operator import itemgetter
from typing import Any, NamedTuple

from civickit.schemas._keys import is_positional, slug, told_apart
from civickit.schemas._misplaced import misplaced
from civickit.schemas._schema import Positioned, Record, Schema, Values, getter

DOUBLED_CITY = re.compile(r"^(\D{1,6}?[市区町村])\1")
PREFECTURE = re.compile(r"^(?:東京都|北海道|京都府|大阪府|\D{2,3}?県)")
CITY = re.compile(r"^\D{1,5}?市(?!市)(?=.)")
HOUSE_NUMBER = re.compile(r"(?<=.)字(?!町)|[0-9一二三四五六七八九十]+(?:丁目|番|号)|[0-9]|番地")


class Patch(NamedTuple):
    """What looking at the whole file changes in one record."""

    key: str
    doubts: tuple[str, ...]


def patched(record: Any, patch: Patch) -> Any:
    return record._replace(key=patch.key or record.key, doubts=(*record.doubts, *patch.doubts))


class Municipalities(dict[tuple[str, ...], int]):
    """A number for each municipality, by (its code, the publisher's, its name, the publisher's)."""

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[tuple[str, str], int] = {}

    def __missing__(self, told: tuple[str, ...]) -> int:
        code, publishers_code, name, publisher = told
        municipality = code or publishers_code, name or publisher
        number = self[told] = self.known.setdefault(municipality, len(self.known))
        return number


class Places:
    """The positions and keys of all records of a file, kept small: 28 bytes a record.

    A record without a position has NaN in its place.
    """

    def __init__(self, schema: Schema) -> None:
        fields = schema.record._fields
        self.positioned = schema.positioned
        self.lats = array("d")
        self.lons = array("d")
        self.keys = array("q")
        self.groups = array("i")
        self.municipalities = Municipalities()
        self._key = itemgetter(fields.index("key"))
        if self.positioned is not Positioned.NONE:
            self._lat, self._lon = map(itemgetter, map(fields.index, ("lat", "lon")))
        self._municipality = getter(
            fields, ("place_code", "municipality_code", "city", "municipality")
        )

    def add(self, batch: Sequence[Values]) -> None:
        if self.positioned is not Positioned.NONE:
            known = iter if self.positioned is Positioned.NEEDED else _floats
            self.lats.extend(known(map(self._lat, batch)))
            self.lons.extend(known(map(self._lon, batch)))
        self.keys.extend(map(hash, map(self._key, batch)))
        numbers = map(self.municipalities.__getitem__, map(self._municipality, batch))
        self.groups.extend(numbers)

    def patches(self, pick: Callable[[set[int]], dict[int, Record]]) -> dict[int, Patch]:
        """By row index, what is doubtful only beside other records.

        `pick` gives the records of some indices; only the few that share something are asked for.
        """
        found: dict[int, list[str]] = defaultdict(list)
        spots = _repeated(self._spots())
        keys = _repeated(self.keys)
        suspects = pick({index for same in (*spots, *keys) for index in same})
        for same in spots:
            if _differ([suspects[index] for index in same]):
                for index in same:
                    found[index].append("shared_point")
        new_keys = self._told_apart(keys, suspects, found)
        for index, doubt in self._misplaced():
            found[index].append(doubt)
        return {
            index: Patch(new_keys.get(index, ""), tuple(found.get(index, ())))
            for index in found.keys() | new_keys.keys()
        }

    def _spots(self) -> array[int]:
        """A number for each position; those without one all differ."""
        if self.positioned is Positioned.NEEDED:
            return array("q", map(hash, zip(self.lats, self.lons, strict=True)))
        pairs = enumerate(zip(self.lats, self.lons, strict=True))
        return array("q", (~at if isnan(pair[0]) else hash(pair) for at, pair in pairs))

    def _told_apart(
        self,
        keys: Iterable[Sequence[int]],
        suspects: dict[int, Record],
        found: dict[int, list[str]],
    ) -> dict[int, str]:
        names = [slug(code or name) for code, name in self.municipalities.known]
        new_keys = {}
        for same in keys:
            several = len({self.groups[index] for index in same}) > 1
            taken: dict[str, int] = defaultdict(int)
            seen: set[tuple[str, str]] = set()
            for index in same:
                record = suspects[index]
                name = names[self.groups[index]] if several else ""
                key = f"{name}-{record.key}" if name else record.key
                taken[key] += 1
                new_keys[index] = told_apart(key, taken[key])
                what = _what(record) if is_positional(key) else ""
                if (key, what) in seen:
                    found[index].append("duplicate")
                seen.add((key, what))
        return {index: key for index, key in new_keys.items() if key != suspects[index].key}

    def _misplaced(self) -> Iterable[tuple[int, str]]:
        members: dict[int, Sequence[int]] = {0: range(len(self.groups))}
        if len(self.municipalities.known) > 1:
            members = _members(self.groups)
        for (code, _), group in self.municipalities.known.items():
            placed = self._placed(members[group])
            if placed:
                yield from misplaced(placed, self.lats, self.lons, code)

    def _placed(self, indices: Sequence[int]) -> Sequence[int]:
        if self.positioned is Positioned.NEEDED:
            return indices
        return [at for at in indices if self.lats and not isnan(self.lats[at])]


def _floats(values: Iterable[float | None]) -> Iterator[float]:
    return (nan if value is None else value for value in values)


def _members(groups: array[int]) -> dict[int, Sequence[int]]:
    found: dict[int, array[int]] = defaultdict(lambda: array("i"))
    for index, group in enumerate(groups):
        found[group].append(index)
    return {**found}


def _repeated(values: array[int]) -> list[list[int]]:
    """The indices of equal values, one list for each value that occurs more than once."""
    if len(set(values)) == len(values):
        return []
    often = {one for one, other in pairwise(sorted(values)) if one == other}
    found: dict[int, list[int]] = defaultdict(list)
    for index, value in enumerate(values):
        if value in often:
            found[value].append(index)
    return list(found.values())


def _differ(records: Sequence[Any]) -> bool:
    """Whether addresses at one position name different parts of town: not neighbours."""
    if len({getattr(record, "city", "") for record in records} - {""}) > 1:
        return True
    towns = {town_of(_address(record)) for record in records} - {""}
    return any(not a.startswith(b) and not b.startswith(a) for a in towns for b in towns)


def _address(record: Record) -> str:
    return str(getattr(record, "address", ""))


def _what(record: Record) -> str:
    return f"{_address(record)} {getattr(record, 'name', '')}"


def town_of(address: str) -> str:
    """The part of town in an address: no prefecture, no city, no 字, no house number.

    >>> town_of("横手市横手市大森町猿田字昼野20-3"), town_of("秋田県横手市寿町11-32")
    ('大森町猿田', '寿町')
    """
    text = PREFECTURE.sub("", address)
    text = CITY.sub("", DOUBLED_CITY.sub(r"\1", text)).replace("大字", "")
    return HOUSE_NUMBER.split(text, maxsplit=1)[0].strip()
