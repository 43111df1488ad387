"""The agency's areas: a municipality, the regions above it, and the office that warns it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from civickit.clients._shape import member
from civickit.core.errors import UnknownName

UPWARDS = (("class20s", "class15s"), ("class15s", "class10s"), ("class10s", "offices"))


class Areas:
    """The agency's list of areas (`area.json`), as it was answered."""

    def __init__(self, answered: Any, where: str) -> None:
        self._levels = {
            level: member(answered, level, dict, where)
            for level in ("offices", "class10s", "class15s", "class20s")
        }
        self._where = where

    def of_municipality(self, municipality_code: str) -> tuple[str, ...]:
        """The areas (7 digits) of a municipality, by its code of 5 or 6 digits.

        A few large cities are split in two. Raises UnknownName; wards are not areas.
        """
        areas = self._levels["class20s"]
        start = municipality_code[:5] if municipality_code.isdecimal() else ""
        whole = f"{start}00"
        found = (whole,) if whole in areas else tuple(a for a in areas if a[:5] == start)
        if len(municipality_code) not in (5, 6) or not found:
            raise UnknownName(
                "municipality with weather warnings", municipality_code, {a[:5] for a in areas}
            )
        return found

    def chain(self, area: str) -> tuple[str, str, str, str]:
        """The area, its two regions (class15, class10), and its office, from the bottom up."""
        codes = [area]
        for level, above in UPWARDS:
            parent = member(self._info(level, codes[-1]), "parent", str, self._where)
            self._info(above, parent)
            codes.append(parent)
        return codes[0], codes[1], codes[2], codes[3]

    def name(self, area: str) -> str:
        """The name of an area of any level, or its code where the list does not have it."""
        for level in self._levels.values():
            if area in level:
                return str(member(level[area], "name", str, self._where))
        return area

    def under_office(self, office: str) -> frozenset[str]:
        """Every area (7 digits) and region (6 digits) of an office. Raises UnknownName."""
        if office not in self._levels["offices"]:
            raise UnknownName("office of the weather agency", office, self._levels["offices"])
        chains = map(self.chain, self._levels["class20s"])
        return frozenset(
            code
            for area, _, region, its_office in chains
            if its_office == office
            for code in (area, region)
        )

    def _info(self, level: str, code: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = member(
            self._levels[level], code, dict, f"{level} of {self._where}"
        )
        return found
