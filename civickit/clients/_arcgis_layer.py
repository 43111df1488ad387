"""One layer of an ArcGIS service, asked page by page until all of it is here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from civickit.clients._arcgis_geometry import geojson_of
from civickit.clients._paging import counted
from civickit.clients._shape import expect, member, text
from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch import Answer, Fetcher

IDS_AT_ONCE = 500
FEATURES_AT_ONCE = 2_000
WGS84 = 4326
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Service:
    """Asks addresses of one ArcGIS server. Errors come in answers that say 200."""

    def __init__(self, fetch: Fetcher, key: str) -> None:
        self.fetch = fetch
        self.headers = {"X-Esri-Authorization": f"Bearer {key}"} if key else {}

    def ask(self, url: str, **params: Any) -> dict[str, Any]:
        told = {"f": "json", **params}
        answer = self.fetch.get(url, told, secret_headers=self.headers, check=said)
        return said(answer)

    def ask_long(self, url: str, **params: Any) -> dict[str, Any]:
        """The same for what may be too long for an address."""
        told = {"f": "json", **params}
        answer = self.fetch.query(url, form=told, secret_headers=self.headers, check=said)
        return said(answer)


def said(answer: Answer) -> dict[str, Any]:
    """What an answer holds. Raises SourceUnavailable where that is an error."""
    url = answer.url.partition("?")[0]
    found = expect(answer.json(), dict, url)
    if error := found.get("error"):
        told = expect(error, dict, f"the error of {url}")
        code = told.get("code")
        details = expect(told.get("details") or [], list, f"the error of {url}")
        words = "; ".join(filter(None, map(text, [told.get("message"), *details])))
        raise SourceUnavailable(
            f"{url} refused the request: {words or 'no reason given'} ({code}).",
            url=url,
            status=code if isinstance(code, int) and code >= 400 else None,
        )
    return found


class Layer:
    """One layer and what it says of itself."""

    def __init__(self, url: str, service: Service) -> None:
        self.url = url
        self.service = service
        self.about = service.ask(url)
        self.fields = {
            member(one, "name", str, f"a field of {url}"): text(one.get("type"))
            for one in expect(self.about.get("fields") or [], list, url)
        }
        if not self.fields:
            kind = text(self.about.get("type")) or "nothing that is known"
            raise SourceChanged(f"{url} has no fields", expected="a layer or table", found=kind)
        self.shape = text(self.about.get("geometryType"))

    def count(self, where: str) -> int:
        found = self.service.ask(f"{self.url}/query", where=where, returnCountOnly=True)
        return member(found, "count", int, f"the count of {self.url}")

    def features(self, where: str, total: int) -> Iterator[dict[str, Any]]:
        """GeoJSON features. Raises SourceChanged where they are not `total`."""
        told = expect(self.about.get("advancedQueryCapabilities") or {}, dict, self.url)
        pages = told.get("supportsPagination", self.about.get("supportsPagination"))
        raw = self._by_pages(where, total) if pages else self._by_ids(where)
        return counted(map(self._feature, raw), total, self.url)

    def _wish(self) -> dict[str, Any]:
        """What is asked for of every feature."""
        wish = {"outFields": "*", "outSR": WGS84, "returnZ": False, "returnM": False}
        return {**wish, "returnGeometry": bool(self.shape), "geometryPrecision": 7}

    def _by_pages(self, where: str, total: int) -> Iterator[Any]:
        most = self.about.get("maxRecordCount")
        size = min(most, FEATURES_AT_ONCE) if isinstance(most, int) and most > 0 else 1_000
        order = f"{self._id_field()} ASC"
        offset, before = 0, None
        while True:
            page = self.service.ask(
                f"{self.url}/query",
                where=where,
                orderByFields=order,
                resultOffset=offset,
                resultRecordCount=size,
                **self._wish(),
            )
            features = self._taken(page)
            if features and features == before:
                raise SourceChanged(
                    f"{self.url} gives the same page again and again",
                    expected=f"features from the {offset}th on",
                    found="those before it",
                )
            yield from features
            offset, before = offset + (len(features) or size), features
            if _is_end(_more(page), bool(features), offset, total, size):
                return

    def _by_ids(self, where: str) -> Iterator[Any]:
        """For servers that know no pages: every id, then blocks of features by their ids."""
        found = self.service.ask(f"{self.url}/query", where=where, returnIdsOnly=True)
        where_ids = f"the ids of {self.url}"
        ids = [
            expect(one, int, where_ids)
            for one in expect(found.get("objectIds") or [], list, where_ids)
        ]
        field = text(found.get("objectIdFieldName")) or self._id_field()
        most = self.about.get("maxRecordCount")
        size = min(most, IDS_AT_ONCE) if isinstance(most, int) and most > 0 else IDS_AT_ONCE
        for block in (sorted(ids)[start : start + size] for start in range(0, len(ids), size)):
            wanted = f"{field} IN ({','.join(map(str, block))})"
            page = self.service.ask_long(f"{self.url}/query", where=wanted, **self._wish())
            yield from counted(self._taken(page), len(block), f"{self.url}, {wanted[:60]}…")

    def _taken(self, page: Mapping[str, Any]) -> list[Any]:
        features = member(page, "features", list, f"{self.url}/query")
        system = page.get("spatialReference")
        told = system if features and isinstance(system, dict) else {"wkid": WGS84}
        if WGS84 not in (told.get("wkid"), told.get("latestWkid")):
            raise SourceChanged(
                f"{self.url} did not give degrees", expected="4326", found=str(system)
            )
        return features

    def _feature(self, raw: Any) -> dict[str, Any]:
        told = member(raw, "attributes", dict, f"a feature of {self.url}")
        if unknown := told.keys() - self.fields.keys():
            raise SourceChanged(
                f"a feature of {self.url} has fields that the layer does not name",
                expected=", ".join(self.fields),
                found=", ".join(sorted(unknown)),
            )
        return {
            "type": "Feature",
            "properties": {
                name: iso_time(value) if self.fields[name] == "esriFieldTypeDate" else value
                for name, value in told.items()
            },
            "geometry": geojson_of(raw.get("geometry"), f"a geometry of {self.url}"),
        }

    def _id_field(self) -> str:
        named = text(self.about.get("objectIdField"))
        ids = [name for name, kind in self.fields.items() if kind == "esriFieldTypeOID"]
        for name in (named, *ids):
            if name:
                return name
        raise SourceChanged(
            f"{self.url} names no field of ids, so its pages have no order",
            expected="objectIdField",
            found=", ".join(self.fields),
        )


def _more(page: Mapping[str, Any]) -> bool | None:
    """Whether the server says that there is more; None where it says nothing."""
    inner = page.get("properties")
    told = page.get("exceededTransferLimit")
    if told is None and isinstance(inner, dict):
        told = inner.get("exceededTransferLimit")
    return told if isinstance(told, bool) else None


def _is_end(more: bool | None, any_came: bool, offset: int, total: int, size: int) -> bool:
    """An empty page may be followed by others; a full one may be the last."""
    if more is None:
        return not any_came or offset >= total
    return not more or (not any_came and offset >= total + size)


def iso_time(epoch_ms: Any) -> Any:
    """Milliseconds since 1970 as ISO 8601 in UTC; anything else stays."""
    if not isinstance(epoch_ms, int | float) or isinstance(epoch_ms, bool):
        return epoch_ms
    try:
        return (EPOCH + timedelta(milliseconds=epoch_ms)).isoformat()
    except (OverflowError, ValueError):
        return epoch_ms
