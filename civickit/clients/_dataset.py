"""What a catalogue knows of a dataset, whatever the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from civickit.clients._licences import UNKNOWN, Licence


@dataclass(frozen=True, slots=True)
class Resource:
    """One file or one table of a dataset.

    `format` is in capitals without dots (CSV, XLSX, GEOJSON, ZIP, PDF …), '' where it is not
    told. `modified` is an ISO date or time, '' where it is not told. `service` names the client
    that can give the rows where this is a table of a portal, with `service_id` to ask for;
    otherwise `url` is a plain file.
    """

    url: str
    format: str = ""
    name: str = ""
    id: str = ""
    bytes: int | None = None
    modified: str = ""
    service: str = ""
    service_url: str = ""
    service_id: str = ""


@dataclass(frozen=True, slots=True)
class Dataset:
    """One published dataset. `url` is the page for people; `catalogue` who listed it.

    `place_code` is the publisher's municipality code (6 digits) where the catalogue tells it.
    """

    id: str
    title: str
    catalogue: str
    url: str = ""
    description: str = ""
    publisher: str = ""
    licence: Licence = UNKNOWN
    modified: str = ""
    tags: tuple[str, ...] = ()
    place_code: str = ""
    contact: str = ""
    resources: tuple[Resource, ...] = ()


class Found(NamedTuple):
    """What a catalogue found: `total` of all, of which `datasets` are the first."""

    total: int
    datasets: tuple[Dataset, ...] = ()
