"""Which client speaks for a portal's address that a person has typed or pasted.

`read` knows it from the address alone; `detect` asks the portal, by addresses that each kind
of portal has and that cost it little. Nothing is remembered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from civickit.clients.arcgis import LAYER
from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch import Fetcher


@dataclass(frozen=True, slots=True)
class Spoken:
    """Open `client` with `url`. `dataset` and `resource` are those of a page for one, or ''."""

    client: str
    url: str
    dataset: str = ""
    resource: str = ""


class Page(NamedTuple):
    """A page of a portal: what its path looks like. `sure`: nobody else has such paths."""

    client: str
    path: re.Pattern[str]
    sure: bool = False


class Probe(NamedTuple):
    """What to ask a site, and whether the answer is that of the client's kind."""

    client: str
    path: str
    is_it: Callable[[Any], bool]
    is_the_base: bool = False


FOUR = "[a-z0-9]{4}-[a-z0-9]{4}"
PAGES = [
    Page("opendatasoft", re.compile(r"(?P<base>.*?)/explore/dataset/(?P<dataset>[^/]+)"), True),
    Page(
        "opendatasoft",
        re.compile(r"(?P<base>.*?)/api/explore/v2\.\d(?:/catalog/datasets/(?P<dataset>[^/]+))?"),
        True,
    ),
    Page("arcgis", re.compile(r"(?P<base>.*?/rest/services(?:/.*)?)$"), True),
    Page("udata", re.compile(r"(?P<base>.*?)/api/[12]/datasets/(?P<dataset>[^/]+)"), True),
    Page("socrata", re.compile(rf"(?P<base>)/resource/(?P<dataset>{FOUR})(?:\.\w+)?$"), True),
    Page("socrata", re.compile(rf"(?P<base>)/api/(?:v3/)?views/(?P<dataset>{FOUR})\b"), True),
    Page("socrata", re.compile(rf"(?P<base>)/d/(?P<dataset>{FOUR})(?:/\w+)?/?$"), True),
    Page(
        "socrata",
        re.compile(rf"(?P<base>)/[^/]+/(?!dataset/)[^/]+/(?P<dataset>{FOUR})(?:/\w+)?/?$"),
        True,
    ),
    Page("ckan", re.compile(r"(?P<base>.*?/(?:api/(?:3/)?action|ckan_api))(?:/|$)"), True),
    Page(
        "ckan",
        re.compile(
            r"(?P<base>.*?)(?:/[a-z]{2}(?:_[A-Z]{2})?)?/dataset/(?P<dataset>[^/]+)"
            r"(?:/resource/(?P<resource>[^/]+))?"
        ),
    ),
    Page("udata", re.compile(r"(?P<base>)(?:/[a-z]{2})?/datasets/(?P<dataset>[^/]+)/?$")),
]


def _has(*names: str) -> Callable[[Any], bool]:
    return lambda said: isinstance(said, dict) and all(name in said for name in names)


def _is_ckan(said: Any) -> bool:
    return _has("result")(said) and _has("ckan_version")(said["result"])


PROBES = [
    Probe("ckan", "/api/3/action/status_show", _is_ckan),
    Probe("socrata", "/api/catalog/v1/domains", _has("results")),
    Probe("opendatasoft", "/api/explore/v2.1/catalog/datasets?limit=0", _has("total_count")),
    Probe("udata", "/api/1/site/", _has("id", "title")),
    Probe("arcgis", "/arcgis/rest/services?f=json", _has("services"), is_the_base=True),
    Probe("dcat", "/api/feed/dcat-us/1.1.json", _has("dataset"), is_the_base=True),
    Probe("dcat", "/data.json", _has("dataset"), is_the_base=True),
]


def read(url: str) -> Spoken | None:
    """What the address alone says; None where that is not enough to know the client."""
    found = next(_pages(url), None)
    return found[0] if found and found[1] else None


def detect(url: str, fetch: Fetcher) -> Spoken:
    """The client for an address. Raises SourceUnavailable with what was tried."""
    url = url if "://" in url else f"https://{url}"
    guesses = list(_pages(url))
    if guesses and guesses[0][1]:
        return guesses[0][0]
    tried: list[str] = []
    for base in _bases(url, [guess.url for guess, _ in guesses]):
        for probe in PROBES:
            if _answers(probe, base, fetch, tried):
                spoken = Spoken(probe.client, base + probe.path if probe.is_the_base else base)
                return _with_page(spoken, guesses)
    raise SourceUnavailable(
        f"{url} is no portal that civickit knows. Tried: {', '.join(tried)}.", url=url
    )


def _pages(url: str) -> Iterator[tuple[Spoken, bool]]:
    """What the path may be a page of, and whether that is sure."""
    plain = url.partition("?")[0].partition("#")[0]
    if found := LAYER.match(plain):
        yield Spoken("arcgis", plain.removesuffix("/query"), found["id"] or ""), True
    if plain.endswith((".json", ".jsonld")) and re.search(
        r"/data\.json$|/dcat|/catalog\.json", plain
    ):
        yield Spoken("dcat", url), True
    parts = _split(plain)
    for page in PAGES:
        if match := page.path.match(parts.path):
            base = urlunsplit((parts.scheme, parts.netloc, match["base"], "", ""))
            told = {name: unquote(value) for name, value in match.groupdict().items() if value}
            told.pop("base", None)
            yield Spoken(page.client, base, **told), page.sure


def _bases(url: str, guessed: list[str]) -> list[str]:
    """The addresses that a portal may have its programs under, likely ones first."""
    parts = _split(url)
    site = urlunsplit((parts.scheme, parts.netloc, "", "", ""))
    folder = urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))
    return list(dict.fromkeys([*guessed, site] if guessed else [site, folder]))


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as error:
        raise SourceUnavailable(f"{url!r} is not an address: {error}", url=url) from None


def _answers(probe: Probe, base: str, fetch: Fetcher, tried: list[str]) -> bool:
    """Raises SourceUnavailable where nobody is there at all."""
    tried.append(base + probe.path)
    try:
        return probe.is_it(fetch.get(base + probe.path).json())
    except SourceChanged:
        return False
    except SourceUnavailable as error:
        if error.status is None and not fetch.offline:
            raise
        return False


def _with_page(spoken: Spoken, guesses: list[tuple[Spoken, bool]]) -> Spoken:
    """The client with the dataset that the address named in its way."""
    for guess, _ in guesses:
        if guess.client == spoken.client:
            return replace(spoken, dataset=guess.dataset, resource=guess.resource)
    return spoken
