"""Whatever a person may name - a source, a search result, an address - as one thing to fetch."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from civickit import clients
from civickit.clients import Dataset, Licence, Resource, licence_of
from civickit.clients._formats import format_of
from civickit.clients._licences import UNKNOWN
from civickit.core.errors import SourceChanged, SourceUnavailable, UnknownName
from civickit.core.fetch import Fetcher
from civickit.sources._known import get, names
from civickit.sources._last import last_found
from civickit.sources._source import Source
from civickit.sources._words import schema_of

if TYPE_CHECKING:
    from civickit.clients._detect import Spoken

FILE = "file"
NOT_IN_NAMES = re.compile(r"[^\w.-]+")
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be fetched, and what must be said of it. `name` is fit for a file.

    `schema`, `mapping`, `doubt` and `title_en` are told by a source; '' and nothing elsewhere.
    """

    name: str
    title: str
    resources: tuple[Resource, ...]
    licence: Licence = UNKNOWN
    attribution: str = ""
    page: str = ""
    modified: str = ""
    schema: str = ""
    mapping: Mapping[str, str | int] = field(default_factory=dict)
    doubt: str = ""
    title_en: str = ""


def offer_of(wanted: str, fetch: Fetcher) -> Offer:
    """What a name of a source, a number of the last search, or an address offers.

    Raises UnknownName, and what the fetcher and the clients raise.
    """
    if wanted.isascii() and wanted.isdecimal():
        found = last_found(fetch.store, int(wanted))
        return of_dataset(found) if isinstance(found, Dataset) else of_source(get(found), fetch)
    if wanted.startswith(("http://", "https://")):
        return of_address(wanted, fetch)
    if wanted not in names():
        raise UnknownName("source", wanted, names())
    return of_source(get(wanted), fetch)


def of_source(source: Source, fetch: Fetcher) -> Offer:
    """The offer of a source; asks its portal for the files of a dataset where none is named."""
    return Offer(
        name=source.name,
        title=source.title["ja"],
        resources=listed_by(source, fetch),
        licence=licence_of(source.licence.given, source.licence.url),
        attribution=source.attribution,
        page=source.page,
        schema=source.schema,
        mapping=source.mapping,
        doubt=source.doubt,
        title_en=source.title["en"],
    )


def listed_by(source: Source, fetch: Fetcher) -> tuple[Resource, ...]:
    """The files of a source. Raises SourceChanged where the one that is meant is gone."""
    known = resources_of(source)
    if known:
        return known
    listed = dataset_of(source.client, source.url, source.dataset, fetch).resources
    meant = [one for one in listed if source.file in {one.name, _file_name(one.url)}]
    if source.file and not meant:
        raise SourceChanged(
            f"{source.page} does not list the file it had",
            expected=source.file,
            found=", ".join(one.name or _file_name(one.url) for one in listed) or "no file",
        )
    return tuple(meant) or listed


def resources_of(source: Source) -> tuple[Resource, ...]:
    """The resources that a source names itself, without asking anybody; none for a dataset."""
    if source.client == FILE:
        return (Resource(source.url, source.format or format_of("", source.url)),)
    if source.resource or not source.dataset:
        return (_table(source.client, source.url, source.resource),)
    return ()


def _table(client: str, url: str, wanted: str) -> Resource:
    return Resource("", "", id=wanted, service=client, service_url=url, service_id=wanted)


def dataset_of(client: str, url: str, dataset: str, fetch: Fetcher) -> Dataset:
    """The dataset of that id, as its portal describes it."""
    opened = open_client(client, url, fetch)
    found: Dataset = opened.dataset(dataset)
    return found


def open_client(name: str, url: str, fetch: Fetcher) -> Any:
    """A client at an address, with the key from the environment where it needs one."""
    client = clients.get(name)
    key = os.environ.get(client.key, "") if client.key else ""
    return client.opens(url, fetch, **({"key": key} if key else {}))


def of_dataset(dataset: Dataset) -> Offer:
    """The offer of a dataset that a catalogue listed."""
    return Offer(
        name=fit_name(dataset.id if dataset.id.isascii() else dataset.title),
        title=dataset.title,
        resources=dataset.resources,
        licence=dataset.licence,
        attribution=_credit(dataset),
        page=dataset.url,
        modified=dataset.modified,
    )


def _credit(dataset: Dataset) -> str:
    """Whom to name: the publisher and the title, since catalogues have no word for it."""
    licence = dataset.licence.title or dataset.licence.given
    return "、".join(filter(None, [f"{dataset.publisher}「{dataset.title}」", licence]))


def of_address(url: str, fetch: Fetcher) -> Offer:
    """The offer behind an address: a dataset's page at a portal, a table, or a plain file.

    The address of a file inside a portal's dataset gives that file with the dataset's licence.
    Raises SourceUnavailable where there is a web page of no portal that is known.
    """
    from civickit.clients._detect import read

    in_dataset = "/dataset" in url
    if format_of("", url) not in {"", "HTML"} and not in_dataset:
        return _of_file(url)
    spoken = read(url)
    if spoken:
        return _of_page(spoken, fetch)
    if not in_dataset:
        try:
            fetch.get(url)
            return _of_file(url)
        except SourceChanged:
            pass  # a web page: perhaps a portal's
    return _of_unknown(url, fetch)


def _of_unknown(url: str, fetch: Fetcher) -> Offer:
    """What the portal says that answers there; the file itself where none does."""
    from civickit.clients._detect import detect

    try:
        return _of_page(detect(url, fetch), fetch)
    except (SourceUnavailable, SourceChanged):
        if format_of("", url) not in {"", "HTML"}:
            return _of_file(url)
    raise SourceUnavailable(
        f"{url} is a web page, and none of a portal that civickit knows. Give the address of the "
        "file itself, or of the dataset's page.",
        url=url,
    )


def _of_file(url: str) -> Offer:
    name = _file_name(url)
    stem = name.rpartition(".")[0] or name
    file = Resource(url, format_of("", url), name)
    return Offer(name=fit_name(stem), title=name or url, resources=(file,), page=url)


def _file_name(url: str) -> str:
    return unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])


def _of_page(spoken: Spoken, fetch: Fetcher) -> Offer:
    if spoken.dataset and _describes(spoken.client):
        found = of_dataset(dataset_of(spoken.client, spoken.url, spoken.dataset, fetch))
        return _only(found, spoken.resource)
    if not clients.get(spoken.client).rows:
        raise UnknownName("dataset", spoken.url, ["the address of one dataset of that portal"])
    wanted = spoken.resource or spoken.dataset
    table = _table(spoken.client, spoken.url, wanted)
    name = fit_name("_".join(filter(None, [spoken.client, wanted])))
    return Offer(name=name, title=spoken.url, resources=(table,), page=spoken.url)


def _describes(client: str) -> bool:
    """Whether the client can say what a dataset is: its title, its files, its licence."""
    return hasattr(clients.get(client).opens, "dataset")


def _only(offer: Offer, resource: str) -> Offer:
    """The offer with the resource that the address named, if it named one."""
    named = tuple(one for one in offer.resources if resource and one.id == resource)
    return replace(offer, resources=named) if named else offer


def fit_name(text: str) -> str:
    """A text as the name of a file, without its extension."""
    name = NOT_IN_NAMES.sub("_", text).strip("._-")[:LONGEST_NAME]
    return name or "data"


def likely_schema(offer: Offer, resource: Resource) -> str:
    """The standard dataset that the titles and the file's name speak of."""
    return offer.schema or schema_of(offer.title, resource.name, resource.url)
