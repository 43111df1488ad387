"""Where an address is, what address a place has, and how high it lies, from Japan's survey.

Three services of the Geospatial Information Authority (国土地理院). They are free; the fetcher
keeps the pause they ask for. Whoever shows an answer names 国土地理院.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from civickit.clients._client import Client
from civickit.clients._municipality import municipality
from civickit.clients._number import number
from civickit.clients._point import point_of
from civickit.clients._shape import expect, member, seen
from civickit.core.earth import check_point
from civickit.core.errors import SourceChanged
from civickit.core.fetch import Fetcher
from civickit.core.municipalities import Municipality

CREDIT = "国土地理院"
GEOCODE = ("https://msearch.gsi.go.jp", "/address-search/AddressSearch")
REVERSE = ("https://mreversegeocoder.gsi.go.jp", "/reverse-geocoder/LonLatToAddress")
ELEVATION = ("https://cyberjapandata2.gsi.go.jp", "/general/dem/scripts/getelevation.php")
NO_DATA = "-----"
NO_TOWN = {"－", "-", ""}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that an address may mean. `municipality_code` has five digits, or is ''."""

    title: str
    lat: float
    lon: float
    municipality_code: str


class Address(NamedTuple):
    """The municipality (code of five digits) and the part of it, '' where that has no name."""

    municipality_code: str
    town: str


class Elevation(NamedTuple):
    """Metres above sea level, and how they were measured: '5m（レーザ）'."""

    height_m: float
    measured: str


class Gsi:
    """The three services. `url`: one server in the place of the three hosts, for tests."""

    def __init__(self, url: str = "", fetch: Fetcher | None = None) -> None:
        self.url = url.rstrip("/")
        self.fetch = fetch or Fetcher()

    def geocode(self, address: str, *, place_code: str = "") -> tuple[Candidate, ...]:
        """The places that an address may mean, the best first; none where nothing is alike.

        The search is generous: it also gives what sounds alike in another prefecture. With
        `place_code`, a prefecture's (2 digits) or a municipality's (5 or 6), only what lies
        there is given. Raises UnknownName for another code.
        """
        within = municipality(place_code) if place_code else None
        data, where = self._ask(GEOCODE, {"q": address})
        found = (_candidate(one, where) for one in expect(data, list, where))
        return tuple(one for one in found if within is None or _lies_in(one, within))

    def reverse(self, lat: float, lon: float) -> Address | None:
        """The municipality and the part of it at a place; None at sea and abroad."""
        data, where = self._at(REVERSE, lat, lon)
        if data == {}:
            return None
        results = member(data, "results", dict, where)
        code = member(results, "muniCd", str, where).zfill(5)
        if not re.fullmatch("[0-9]{5}", code):
            raise SourceChanged(f"{where} has another code", expected="07202", found=code)
        town = member(results, "lv01Nm", str, where)
        return Address(code, "" if town in NO_TOWN else town)

    def elevation(self, lat: float, lon: float) -> Elevation | None:
        """How high the ground is; None at sea and where it was not measured."""
        data, where = self._at(ELEVATION, lat, lon, outtype="JSON")
        height = expect(data, dict, where).get("elevation")
        if height == NO_DATA:
            return None
        return Elevation(number(height, where), member(data, "hsrc", str, where))

    def _at(self, service: tuple[str, str], lat: float, lon: float, **more: str) -> tuple[Any, str]:
        check_point(lat, lon)
        return self._ask(service, {"lat": lat, "lon": lon, **more})

    def _ask(self, service: tuple[str, str], params: dict[str, Any]) -> tuple[Any, str]:
        host, path = service
        answer = self.fetch.get((self.url or host) + path, params)
        return answer.json(), answer.url


def _candidate(data: Any, where: str) -> Candidate:
    told = member(data, "properties", dict, where)
    point = point_of(data)
    if point is None:
        point = point_of(member(data, "geometry", dict, where))
    if point is None:
        raise SourceChanged(
            f"a place of {where} has no position", expected="[lon, lat]", found=seen(data)
        )
    code = str(told.get("addressCode") or "")[:5]
    return Candidate(
        member(told, "title", str, where), *point, municipality_code=code.zfill(5) if code else ""
    )


def _lies_in(candidate: Candidate, place: Municipality) -> bool:
    """By its code, or by its title, where the county may stand between: 福島県南会津郡南会津町."""
    digits = 2 if place.is_prefecture else 5
    if candidate.municipality_code[:digits] == place.code[:digits]:
        return True
    name = "" if place.is_prefecture else rf"(?:\w{{1,5}}郡)?{re.escape(place.name)}"
    return re.match(re.escape(place.prefecture) + name, candidate.title) is not None


client = Client(
    name="gsi",
    title={"ja": "国土地理院 住所検索・標高", "en": "Addresses and heights of Japan"},
    specification="https://maps.gsi.go.jp/development/",
    opens=Gsi,
)
