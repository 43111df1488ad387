"""What programs and our own map read of the streets, made once for each change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request

from civickit.live.counting import Counter
from civickit.live.daily import every_night
from civickit.live.feed import GEOJSON, JSON, PLACES, Once, for_everybody, iso, to_json
from civickit.tracks.coverage import Cleared
from civickit.tracks.streets import Network, Segment, SegmentId
from civickit.web.assets import KEEP_S

if TYPE_CHECKING:
    from civickit.live.site import Site

FIELDS = ("id", "claim", "last", "confidence", "alias", "work", "share")


def make_street_feeds(site: Site) -> Blueprint:
    """`/network.json`, `/cleared.json` and `/streets.geojson`; where streets are cleared, the
    counter and the daily report in the background."""
    feeds = Blueprint("street_feeds", __name__)
    if site.settings.cleared:
        site.background += [Counter(site), every_night(site)]
    network, states, open_data = Once(), Once(), Once()

    @feeds.get("/network.json")
    def network_json() -> Response:
        packed = network.get(site.network_version, JSON, lambda: to_json(network_file(site)))
        known = request.args.get("v") == site.network_version
        return for_everybody(packed.response(), KEEP_S if known else 60)

    @feeds.get("/cleared.json")
    def cleared_json() -> Response:
        packed = states.get(site.ledger.edition, JSON, lambda: to_json(cleared_file(site)))
        response = for_everybody(packed.response(), 5)
        response.cache_control.stale_while_revalidate = 10
        return response

    @feeds.get("/streets.geojson")
    def streets_geojson() -> Response:
        packed = open_data.get(site.ledger.edition, GEOJSON, lambda: to_json(streets_file(site)))
        return for_everybody(packed.response(), 60)

    return feeds


def network_file(site: Site) -> dict[str, Any]:
    """The streets for our own map: one entry a street, lines as (lat, lon)."""
    points = [point for one in site.network.segments for point in one.line]
    lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
    return {
        "version": site.network_version,
        "bounds": [min(lats), min(lons), max(lats), max(lons)],
        "streets": [
            {
                "id": id_,
                **_names(parts[0]),
                "priority": parts[0].priority,
                "lines": [[[round(lat, PLACES), round(lon, PLACES)] for lat, lon in part.line]
                          for part in parts],
            }
            for id_, parts in by_id(site.network)
        ],
    }  # fmt: skip


def _names(street: Segment) -> dict[str, str]:
    english = {"name_en": street.name_en} if street.name_en else {}
    return {"name": street.name, **english}


def by_id(network: Network) -> Iterator[tuple[SegmentId, list[Segment]]]:
    """Each street with its parts, in the order of the file."""
    found: dict[SegmentId, list[Segment]] = {}
    for one in network.segments:
        found.setdefault(one.id, []).append(one)
    yield from found.items()


def cleared_file(site: Site) -> dict[str, Any]:
    """The state of every street of which something is known."""
    streets = site.ledger.streets()
    return {
        "at": round(max(one.last for one in streets)) if streets else None,
        "network": site.network_version,
        "simulated": site.ledger.simulated,
        "fields": FIELDS,
        "streets": [
            [
                one.id,
                one.claim,
                round(one.last),
                round(one.confidence, 2),
                one.alias,
                one.work,
                round(one.share, 2),
            ]
            for one in streets
        ],
    }


def streets_file(site: Site) -> dict[str, Any]:
    """The streets with their state as open data: every street, also those nobody was on."""
    states = {one.id: one for one in site.ledger.streets()}
    return {
        "type": "FeatureCollection",
        **open_data_members(site, simulated=site.ledger.simulated),
        "features": [
            street_feature(site, id_, parts, states.get(id_)) for id_, parts in by_id(site.network)
        ],
    }


def street_feature(
    site: Site, id_: SegmentId, parts: list[Segment], known: Cleared | None
) -> dict[str, Any]:
    """A street with its geometry and what is known of it."""
    about = {"id": id_, **_names(parts[0]), "priority": parts[0].priority, **_state(site, known)}
    return {"type": "Feature", "id": id_, "geometry": _geometry(parts), "properties": about}


def open_data_members(site: Site, *, simulated: bool) -> dict[str, Any]:
    """Whose the data is, and what it is not: for the top of every file of open data."""
    about = site.settings.about
    return {
        "title": site.settings.title.get("ja") or site.settings.name,
        "licence": about.get("licence", ""),
        "licence_url": about.get("licence_url", ""),
        "attribution": about.get("attribution", ""),
        "fictional": not site.settings.given,
        "simulated": simulated,
        "network": site.network_version,
    }


def _state(site: Site, known: Cleared | None) -> dict[str, Any]:
    if known is None:
        return {"claim": "unknown", "last": None}
    return {
        "claim": known.claim,
        "last": iso(site, known.last),
        "share": round(known.share, 2),
        "confidence": round(known.confidence, 2),
        "alias": known.alias,
        "work": known.work,
    }


def _geometry(parts: list[Segment]) -> dict[str, Any]:
    lines = [[[round(lon, PLACES), round(lat, PLACES)] for lat, lon in one.line] for one in parts]
    if len(lines) == 1:
        return {"type": "LineString", "coordinates": lines[0]}
    return {"type": "MultiLineString", "coordinates": lines}
