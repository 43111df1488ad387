"""A package as CKAN, dataeye and Shirasagi describe it, as a dataset.

What dataeye and Shirasagi answer was read from programs that use them and from Shirasagi's
source, not from the portals themselves: whatever is missing stays empty.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

from civickit.clients._ckan_asking import Site
from civickit.clients._dataset import Dataset, Resource
from civickit.clients._formats import format_of
from civickit.clients._licences import licence_of
from civickit.clients._shape import expect, text

_WITHOUT_ZONE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+")
_PLACE = re.compile(r"([0-9]{6})_")


def dataset_of(package: Any, site: Site) -> Dataset:
    """What a catalogue knows of one package. Raises SourceChanged where it is none."""
    told = expect(package, dict, f"a package of {site.actions}")
    resources = [one for one in _list(told.get("resources")) if isinstance(one, dict)]
    return Dataset(
        id=first(told, "name", "id") if site.kind == "ckan" else first(told, "uuid", "id"),
        title=first(told, "title", "name", "id"),
        catalogue=urlsplit(site.actions).hostname or "",
        url=_page(told, site),
        description=first(told, "notes", "text"),
        publisher=publisher_of(told),
        licence=licence_of(*licences_of(told), *_of_resources(resources)),
        modified=moment(first(told, "metadata_modified", "updated")),
        tags=tags_of(told),
        place_code=place_code_of(told),
        contact=first(told, "maintainer_email", "author_email", "maintainer", "author"),
        resources=tuple(resource_of(one, site) for one in resources),
    )


def resource_of(told: dict[str, Any], site: Site) -> Resource:
    """One resource; where its rows are in the DataStore, this says so."""
    # Shirasagi misspells the last of these itself.
    url = _whole(first(told, "download_url", "url", "original_url", "originai_url"), site)
    identifier = text(told.get("id"))
    table = told.get("datastore_active") is True and site.kind == "ckan"
    # A dump is no file of the city's: CKAN writes it out of the table, its own `_id` first.
    dumped = table and "/datastore/dump/" in url
    written = first(told, "format", "mimetype")
    return Resource(
        url=url,
        format="" if dumped else format_of(written, first(told, "filename") or url),
        name=first(told, "name", "title", "filename"),
        id=identifier,
        bytes=_bytes(told.get("size")),
        modified=moment(first(told, "last_modified", "metadata_modified", "updated", "created")),
        service="ckan" if table else "",
        service_url=site.actions if table else "",
        service_id=identifier if table else "",
    )


def first(told: dict[str, Any], *names: str) -> str:
    """The first of these that says something, as text."""
    found = (told.get(name) for name in names)
    plain = (text(one).strip() for one in found if isinstance(one, str | int))
    return next((one for one in plain if one), "")


def licences_of(told: dict[str, Any]) -> list[str]:
    return [first(told, name) for name in ("license_id", "license_title", "license_url")]


def _of_resources(resources: list[dict[str, Any]]) -> list[str]:
    """dataeye and Shirasagi give a licence to each file."""
    found = []
    for one in resources:
        own = one.get("license")
        found += [first(own, "uid", "name")] if isinstance(own, dict) else []
        found += [first(one, "resource_license_id", "license_id")]
    return found


def publisher_of(told: dict[str, Any]) -> str:
    """The organisation, or the first group that has a name."""
    for one in (told.get("organization"), *_list(told.get("groups"))):
        if isinstance(one, dict) and (name := first(one, "title", "trailing_name", "name")):
            return name
    return ""


def tags_of(told: dict[str, Any]) -> tuple[str, ...]:
    named = (
        first(tag, "display_name", "name") if isinstance(tag, dict) else text(tag)
        for tag in _list(told.get("tags"))
    )
    return tuple(tag for tag in named if tag)


def place_code_of(told: dict[str, Any]) -> str:
    """The municipality's code, where the name begins with it as on BODIK: 072028_aed."""
    found = _PLACE.match(first(told, "name"))
    return found[1] if found else ""


def moment(written: str) -> str:
    """CKAN writes UTC without saying so."""
    return f"{written}Z" if _WITHOUT_ZONE.fullmatch(written) else written


def _page(told: dict[str, Any], site: Site) -> str:
    if site.kind == "shirasagi":
        return first(told, "url")
    if site.kind == "dataeye":
        return f"{site.pages}/datasets/{first(told, 'id')}"
    return f"{site.pages}/dataset/{first(told, 'name', 'id')}"


def _whole(url: str, site: Site) -> str:
    """An address, where the portal tells only its path."""
    path_only = url.startswith("/") and not url.startswith("//")
    return urljoin(f"{site.pages}/", url) if path_only else url


def _bytes(size: Any) -> int | None:
    written = text(size)
    return int(written) if written.isascii() and written.isdigit() else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
