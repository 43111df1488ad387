"""BODIK API: rows of municipal standard datasets, by municipality or around a point.

The service reads the standard CSV files of BODIK's cities every night. It answers slowly to
those who ask often: `core.fetch` keeps two seconds between requests.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from civickit.clients._client import Client
from civickit.clients._rows import Rows
from civickit.clients._shape import expect, member, text
from civickit.core.errors import SourceChanged, UnknownName
from civickit.core.fetch import Fetcher

PAGE_ROWS = 200


class Api(NamedTuple):
    """One standard dataset: `name` to ask for (aed), `title` for people (AED設置箇所一覧)."""

    name: str
    title: str


class Organisation(NamedTuple):
    """A municipality that gives data; `place_code` has 6 digits."""

    place_code: str
    name: str


class Bodik:
    """The service. `url` is its front: https://wapi.bodik.jp."""

    def __init__(self, url: str, fetch: Fetcher) -> None:
        self.url = url.rstrip("/")
        self.fetch = fetch

    def apis(self) -> tuple[Api, ...]:
        """The standard datasets there are."""
        listed = self._list("api/list")
        return tuple(
            Api(self._named(one, "apiname", "name"), text(one.get("description"))) for one in listed
        )

    def organisations(self, api: str = "") -> tuple[Organisation, ...]:
        """The municipalities that give data; of one dataset, where that is named."""
        listed = self._list(f"{_checked(api)}/organization" if api else "organization")
        return tuple(
            Organisation(
                self._named(one, "organ_code", "organization_code"),
                self._named(one, "organ_name", "organization_name"),
            )
            for one in listed
        )

    def rows(
        self,
        api: str,
        *,
        place_code: str = "",
        lat: float | None = None,
        lon: float | None = None,
        distance_m: float | None = None,
        name: str = "",
    ) -> Rows:
        """The rows of one standard dataset, all pages of them.

        `place_code` keeps one municipality's, `lat`, `lon` and `distance_m` those around a
        point. Columns are BODIK's English names; `lat` and `lon` are the row's own or its
        geometry's, and None where it has no place.
        """
        params = {
            "select_type": "data",
            "maxResults": PAGE_ROWS,
            "municipalityCode": place_code or None,
            "lat": lat,
            "lon": lon,
            "distance": distance_m,
            "name": name or None,
        }
        rows, total = self._all(f"{self.url}/{_checked(api)}", params)
        # Rows of different cities differ in their columns, so all are read before any is given.
        columns = tuple(dict.fromkeys(column for row in rows for column in row))
        return Rows(columns, rows, total)

    def _all(self, url: str, params: dict[str, Any]) -> tuple[list[dict[str, Any]], int]:
        rows: list[dict[str, Any]] = []
        while True:
            data = expect(self.fetch.get(url, {**params, "offset": len(rows)}).json(), dict, url)
            told = member(data, "metadata", dict, url)
            total = member(told, "totalCount", int, f"'metadata' of {url}")
            page = [_row(feature, url) for feature in _features(data, url)]
            rows += page
            if len(rows) == total:
                return rows, total
            if not page or len(rows) > total:
                raise SourceChanged(
                    f"{url} was cut", expected=f"{total} rows", found=str(len(rows))
                )

    def _list(self, path: str) -> list[dict[str, Any]]:
        url = f"{self.url}/{path}"
        return [
            expect(one, dict, f"an entry of {url}")
            for one in expect(self.fetch.get(url).json(), list, url)
        ]

    def _named(self, told: dict[str, Any], *names: str) -> str:
        for name in names:
            if text(told.get(name)):
                return text(told[name])
        raise SourceChanged(
            f"an entry of {self.url} has no name", expected=names[0], found=", ".join(told)
        )


def _checked(api: str) -> str:
    """A name that can stand in an address."""
    if api.isascii() and api.replace("_", "").isalnum():
        return api
    raise UnknownName("BODIK dataset", api, ["aed", "evacuation_space", "public_facility"])


def _features(data: dict[str, Any], url: str) -> list[Any]:
    """The features, under whichever of the names in use."""
    for name in ("resultsets", "resultset"):
        if name in data:
            inside = expect(data[name], dict, f"{name!r} of {url}")
            return member(inside, "features", list, f"{name!r} of {url}")
    return member(data, "features", list, url)


def _row(feature: Any, url: str) -> dict[str, Any]:
    where = f"a feature of {url}"
    row = dict(member(feature, "properties", dict, where))
    geometry = feature.get("geometry")
    place = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if isinstance(place, list) and len(place) >= 2:
        lon, lat = place[:2]
        row["lat"] = lat if row.get("lat") is None else row["lat"]
        row["lon"] = lon if row.get("lon") is None else row["lon"]
    return row


client = Client(
    name="bodik",
    title={"ja": "BODIK API (自治体標準オープンデータ)", "en": "BODIK API (municipal data)"},
    specification="https://wapi.bodik.jp/docs",
    opens=Bodik,
    rows=True,
)
