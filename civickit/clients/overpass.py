"""OpenStreetMap through Overpass: everything with a tag, in a box or in a municipality.

A query that breaks off half-way still answers 200, with what it had and a remark. A count
stands in front of what is found, so that a cut is seen even without one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from civickit.clients._client import Client
from civickit.clients._licences import Licence, licence_of
from civickit.clients._paging import counted
from civickit.clients._places import place_of
from civickit.clients._point import point
from civickit.clients._rows import Rows
from civickit.clients._shape import expect, member, seen, text
from civickit.core.earth import check_point
from civickit.core.errors import InvalidRecord, SourceChanged, SourceUnavailable, UnknownName
from civickit.core.fetch import Answer, Fetcher

ADDRESS = "https://overpass-api.de/api/interpreter"
LICENCE = licence_of("ODbL-1.0")
ATTRIBUTION = "© OpenStreetMap contributors"
# Less than a fetcher waits for, so that the server tells of its time-out itself.
TIMEOUT_S = 25
OWN = ("osm_id", "lat", "lon")
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Mapped:
    """What OpenStreetMap knew at `as_of` (ISO 8601). Show the attribution with it.

    Lines and areas are given by the middle of their box. The id is as in `node/123`.
    """

    features: tuple[dict[str, Any], ...]
    as_of: str
    licence: Licence = LICENCE
    attribution: str = ATTRIBUTION

    def rows(self) -> Rows:
        """A row for each feature: `osm_id`, `lat`, `lon`, then every tag there is."""
        tags = sorted({tag for one in self.features for tag in one["properties"]})
        return Rows((*OWN, *map(_column, tags)), map(_row, self.features), len(self.features))


class Overpass:
    """An Overpass server. `url` is the address of its interpreter; '' is the public one."""

    def __init__(self, url: str, fetch: Fetcher) -> None:
        self.url = url or ADDRESS
        self.fetch = fetch

    def points(self, tag: str, *, place: str = "", box: Box | None = None) -> Mapped:
        """Everything with a tag, as `emergency=fire_hydrant`; `emergency=*` takes any value.

        `place` is a municipality's name as the map has it (会津若松市); `box` is (south, west,
        north, east) in degrees. Raises UnknownName where the map has no such place, and
        InvalidRecord where it has several, or where not exactly one of the two is given.
        """
        if bool(place) == bool(box):
            raise InvalidRecord({"place": "give either the name of a place or a box"})
        asked = {"data": _query(tag, place, box)}
        answer = _said(self.fetch.query(self.url, form=asked, check=_said))
        elements = member(answer, "elements", list, self.url)
        counts = [_total(one, self.url) for one in elements if _is_count(one, self.url)]
        if len(counts) != (2 if place else 1):
            raise SourceChanged(
                f"{self.url} did not count what it found", expected="a count", found=str(counts)
            )
        if place:
            _check_place(place, counts[0])
        found = (_feature(one, self.url) for one in elements if not _is_count(one, self.url))
        features = tuple(counted(found, counts[-1], self.url))
        about = expect(answer.get("osm3s") or {}, dict, self.url)
        return Mapped(features, text(about.get("timestamp_osm_base")))

    def rows(self, tag: str, *, place: str = "", box: Box | None = None) -> Rows:
        """The same as `points`, as rows. `tag` may be followed by the place, as one text says it
        all where a source is described: `emergency=fire_hydrant 須賀川市`.
        """
        wanted, _, named = tag.partition(" ")
        return self.points(wanted, place=place or named, box=box).rows()


def _query(tag: str, place: str, box: Box | None) -> str:
    key, _, value = tag.partition("=")
    if not key:
        raise InvalidRecord({"tag": f"{tag!r} is not a tag such as emergency=fire_hydrant"})
    wanted = f"[{quoted(key)}]" if value in {"", "*"} else f"[{quoted(key)}={quoted(value)}]"
    first, where = "", "area.place"
    if box:
        where = ",".join(f"{side:.7f}" for side in _checked(box))
    else:
        area = f'area["boundary"="administrative"]["name"={quoted(place)}]'
        first = f"{area}->.place;.place out count;"
    head = f"[out:json][timeout:{TIMEOUT_S}];"
    return f"{head}{first}nwr{wanted}({where})->.found;.found out count;.found out center;"


def _checked(box: Box) -> Box:
    south, west, north, east = box
    try:
        check_point(south, west)
        check_point(north, east)
    except ValueError as error:
        raise InvalidRecord({"box": str(error)}) from None
    if south >= north:
        raise InvalidRecord({"box": f"{south} is not south of {north}"})
    return box


def quoted(value: str) -> str:
    """A text as a string of Overpass QL, whatever it holds.

    >>> print(quoted('a"];out;'))
    "a\\"];out;"
    """
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\t", "\\t") + '"'


def _is_count(element: Any, where: str) -> bool:
    return member(element, "type", str, f"an element of {where}") == "count"


def _total(element: Mapping[str, Any], where: str) -> int:
    tags = member(element, "tags", dict, f"the count of {where}")
    total = text(tags.get("total"))
    if not total.isdecimal():
        raise SourceChanged(f"{where} cannot count", expected="total", found=repr(tags))
    return int(total)


def _check_place(place: str, count: int) -> None:
    if count == 0:
        raise UnknownName("municipality on the map", place, [])
    if count > 1:
        said = f"the map has {count} places called {place}; give the box of the one you mean"
        raise InvalidRecord({"place": said})


def _feature(element: Mapping[str, Any], where: str) -> dict[str, Any]:
    what = f"an element of {where}"
    kind, number = element["type"], member(element, "id", int, what)
    spot = element if kind == "node" else member(element, "center", dict, what)
    place = place_of(spot)
    if place is None:
        raise SourceChanged(f"{what} is nowhere", expected="lat and lon", found=seen(spot))
    tags = expect(element.get("tags") or {}, dict, what)
    return {
        "type": "Feature",
        "id": f"{kind}/{number}",
        "properties": tags,
        "geometry": point(*place),
    }


def _column(tag: str) -> str:
    """The column of a tag; one that has the name of a column of ours is marked."""
    return f"tag:{tag}" if tag in OWN else tag


def _row(feature: Mapping[str, Any]) -> dict[str, Any]:
    lon, lat = feature["geometry"]["coordinates"]
    tags = {_column(tag): value for tag, value in feature["properties"].items()}
    return {**tags, "osm_id": feature["id"], "lat": lat, "lon": lon}


def _said(answer: Answer) -> dict[str, Any]:
    """What an answer holds. Raises SourceUnavailable where it was broken off."""
    told = expect(answer.json(), dict, answer.url)
    if remark := told.get("remark"):
        raise SourceUnavailable(
            f"{answer.url} broke off: {remark}. Ask for a smaller place.", url=answer.url
        )
    return told


client = Client(
    name="overpass",
    title={"ja": "OpenStreetMap (Overpass)", "en": "OpenStreetMap (Overpass)"},
    specification="https://wiki.openstreetmap.org/wiki/Overpass_API/Overpass_QL",
    opens=Overpass,
    rows=True,
)
