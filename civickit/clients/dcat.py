"""Catalogues as one file: data.json (DCAT-US 1.1) and DCAT-AP in JSON-LD.

Also what ArcGIS Hub publishes at /api/feed/dcat-us/1.1.json; its layers keep their rows.
Such a file cannot be asked, so the words are looked for here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from civickit.clients._client import Client
from civickit.clients._dataset import Dataset, Found, Resource
from civickit.clients._dcat_graph import Graph, best_text, local
from civickit.clients._formats import format_of
from civickit.clients._licences import licence_of
from civickit.clients._links import next_page
from civickit.clients._shape import expect, seen
from civickit.clients.arcgis import LAYER
from civickit.core.errors import SourceChanged, UnknownName
from civickit.core.fetch import Fetcher
from civickit.core.text import clean


class Dcat:
    """A catalogue in a file. `url` is the file's, as https://example.gov/data.json."""

    def __init__(self, url: str, fetch: Fetcher) -> None:
        self.url = url
        self.fetch = fetch

    def search(self, words: str, *, place_code: str = "", limit: int = 50) -> Found:  # noqa: ARG002 - no such catalogue knows codes
        """Datasets with all the words in title, description or keywords.

        Full-width and small letters count as the same. No municipality codes are known.
        """
        wanted = _folded(words).split()
        found = [one for one in self.datasets() if _has(one, wanted)]
        return Found(len(found), tuple(found[: max(limit, 0)]))

    def dataset(self, dataset_id: str) -> Dataset:
        """One dataset by its identifier or by its page. Raises UnknownName."""
        known = self.datasets()
        for one in known:
            if dataset_id in (one.id, one.url):
                return one
        raise UnknownName("dataset", dataset_id, [one.id for one in known])

    def datasets(self) -> list[Dataset]:
        """All datasets, of all pages where the catalogue has pages."""
        made: list[Dataset] = []
        promised = ""
        for document, graph in self._pages():
            made += [self._read(graph, node) for node in _listed(document, graph, self.url)]
            promised = _of_pages(graph, "totalItems") or promised
        if promised not in ("", str(len(made))):
            raise SourceChanged(
                f"{self.url} does not list the datasets it promises",
                expected=f"{promised} datasets",
                found=f"{len(made)} datasets",
            )
        return made

    def _pages(self) -> Iterator[tuple[Any, Graph]]:
        url, been = self.url, set[str]()
        while url and url not in been:
            been.add(url)
            document = self.fetch.get(url).json()
            graph = Graph(document)
            yield document, graph
            link = _of_pages(graph, "nextPage", "next")
            url = next_page(link, url) if link else ""

    def _read(self, graph: Graph, node: dict[str, Any]) -> Dataset:
        page = graph.text(node, "landingPage", "page")
        name = graph.text(node, "identifier") or graph.text(node, "@id") or page
        title = graph.text(node, "title")
        if not (name or title):
            raise SourceChanged(
                f"a dataset of {self.url} has no name", expected="identifier", found=seen(node)
            )
        files = [
            file for file in graph.get(node, "distribution", "resource") if isinstance(file, dict)
        ]
        terms = [_written(graph, one, "license", "rights") for one in (node, *files)]
        return Dataset(
            id=name or title,
            title=title or name,
            catalogue=self.url,
            url=page or (name if name.startswith("http") else ""),
            description=graph.text(node, "description"),
            publisher=_who(graph, node, "publisher", "name"),
            licence=licence_of(*next(filter(None, terms), [])),
            modified=graph.text(node, "modified", "issued"),
            tags=tuple(filter(None, (best_text([one]) for one in graph.get(node, "keyword")))),
            contact=_who(graph, node, "contactPoint", "hasEmail", "fn").removeprefix("mailto:"),
            resources=tuple(filter(None, (_file(graph, file) for file in files))),
        )


def _listed(document: Any, graph: Graph, url: str) -> list[dict[str, Any]]:
    """The datasets of a document: those in its list, else all that are of that type."""
    if isinstance(document, dict) and "dataset" in map(local, document):
        found = graph.get(document, "dataset")
        return [expect(one, dict, f"a dataset of {url}") for one in found]
    typed = graph.of_type("Dataset")
    if not typed and not graph.of_type("Catalog"):
        raise SourceChanged(f"{url} is no catalogue", expected="datasets", found=seen(document))
    return typed


def _file(graph: Graph, node: dict[str, Any]) -> Resource | None:
    url = graph.text(node, "downloadURL", "accessURL")
    if not url:
        return None
    layer = LAYER.match(url)
    written = graph.text(node, "format") or graph.text(node, "mediaType")
    size = graph.text(node, "byteSize")
    return Resource(
        url=url,
        format="" if layer else format_of(_last(written), url),
        name=graph.text(node, "title"),
        id=graph.text(node, "identifier"),
        bytes=int(float(size)) if size.replace(".", "", 1).isdecimal() else None,
        modified=graph.text(node, "modified", "issued"),
        service="arcgis" if layer else "",
        service_url=url if layer else "",
    )


def _last(written: str) -> str:
    """The format at the end of an address such as …/authority/file-type/CSV."""
    if not written.startswith("http"):
        return written
    whole, _, fragment = written.partition("#")
    return fragment or whole.rstrip("/").rpartition("/")[2]


def _written(graph: Graph, node: dict[str, Any], *names: str) -> list[str]:
    """What is written of a licence: a text, an address, or a node with a title."""
    said = []
    for value in graph.get(node, *names):
        said.append(best_text([value]))
        if isinstance(value, dict):
            said += [graph.text(value, "title", "label"), graph.text(value, "identifier")]
    return [one for one in said if one]


def _who(graph: Graph, node: dict[str, Any], name: str, *parts: str) -> str:
    """What the first party of that name is called, or reached by."""
    for party in graph.get(node, name):
        if not isinstance(party, dict):
            return best_text([party])
        for part in parts:
            if said := graph.text(party, part):
                return said
    return ""


def _of_pages(graph: Graph, *names: str) -> str:
    """What a catalogue that has pages (Hydra) says of them, or ''."""
    for kind in ("PagedCollection", "PartialCollectionView"):
        for node in graph.of_type(kind):
            if said := graph.text(node, *names):
                return said
    return ""


def _folded(words: str) -> str:
    return clean(words).casefold()


def _has(dataset: Dataset, words: list[str]) -> bool:
    told = _folded("\n".join([dataset.title, dataset.description, *dataset.tags]))
    return all(word in told for word in words)


client = Client(
    name="dcat",
    title={"ja": "data.json・DCAT のカタログ", "en": "data.json and DCAT catalogues"},
    specification="https://resources.data.gov/resources/dcat-us/",
    opens=Dcat,
    catalogue=True,
)
