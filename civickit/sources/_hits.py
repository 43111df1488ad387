"""What a search found: listings of one dataset made one, and the usable ones first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from civickit import schemas
from civickit.clients import Dataset, Resource
from civickit.core.text import header_key
from civickit.sources._formats import best_of, worth
from civickit.sources._known import get
from civickit.sources._words import schema_of

Reason = tuple[str, str]
YEAR_DAYS = 365


@dataclass(frozen=True, slots=True)
class Hit:
    """One dataset. `found_in`: who listed it; `best`: the resource to take, None for none.

    `source` is the name of the kit's own source, '' for others. `schema` is guessed from titles
    and file names. `reasons` say, the weightiest first, what `score` is made of: ('format',
    'CSV'), ('licence', 'CC BY 4.0'), ('modified', '2026-04'), ('checked', '2026-08-19'),
    ('schema', 'aed'), ('position', 'likely'), ('place', '072028').
    """

    dataset: Dataset
    found_in: tuple[str, ...]
    source: str = ""
    schema: str = ""
    best: Resource | None = None
    score: int = 0
    reasons: tuple[Reason, ...] = ()


class Wanted:
    """What a hit is measured against: words, a place, a schema, today."""

    def __init__(
        self, words: str, place_code: str = "", place_name: str = "", schema: str = ""
    ) -> None:
        self.words = [header_key(word) for word in words.split()]
        self.in_japanese = not words.isascii()
        self.place_code = place_code
        self.place_name = header_key(place_name)
        self.schema = schema
        self.today = date.today()  # noqa: DTZ011 - a day more or less makes no difference here

    def is_there(self, dataset: Dataset) -> bool:
        """Whether a dataset is about the place: by its code, or by the name in its texts."""
        if not self.place_code:
            return True
        if dataset.place_code:
            return dataset.place_code.startswith(self.place_code)
        told = header_key(f"{dataset.title} {dataset.publisher} {dataset.description}")
        return bool(self.place_name) and self.place_name in told


def ranked(hits: Iterable[Hit], wanted: Wanted) -> list[Hit]:
    """The most usable first; equal ones in the order they were found."""
    return sorted((scored(hit, wanted) for hit in hits), key=lambda hit: -hit.score)


def scored(hit: Hit, wanted: Wanted) -> Hit:
    """The hit with its guessed schema, its best resource, and the score with its reasons."""
    dataset = hit.dataset
    files = [name for one in dataset.resources for name in (one.name, _file_name(one.url))]
    schema = hit.schema or schema_of(dataset.title, *files)
    best = best_of(dataset.resources)
    told = [
        *_format(best),
        *_licence(dataset),
        *(_known(hit.source, wanted) if hit.source else _freshness(dataset, best, wanted.today)),
        *_meaning(best, schema, wanted, known=bool(hit.source)),
        *_place(dataset, wanted),
    ]
    title = header_key(dataset.title)
    score = sum(points for points, _ in told)
    score += 10 * any(word in title for word in wanted.words)
    reasons = tuple(reason for _, reason in told)
    return replace(hit, schema=schema, best=best, score=score, reasons=reasons)


def _format(best: Resource | None) -> list[tuple[int, Reason]]:
    if best is None:
        return [(-20, ("format", ""))]
    return [(worth(best), ("format", best.format or ("API" if best.service else "?")))]


def _licence(dataset: Dataset) -> list[tuple[int, Reason]]:
    licence = dataset.licence
    points = {True: 25, None: 0, False: -25}[licence.open]
    return [(points, ("licence", licence.title or licence.given))]


def _known(name: str, wanted: Wanted) -> list[tuple[int, Reason]]:
    """A source of the kit whose address was known to answer weighs as much as a new list.

    Those of other countries come last where the words are Japanese.
    """
    source = get(name)
    far = wanted.in_japanese and source.place.country != "JP"
    return [(15 * bool(source.checked) - 30 * far, ("checked", source.checked))]


def _freshness(dataset: Dataset, best: Resource | None, today: date) -> list[tuple[int, Reason]]:
    told = (best.modified if best else "") or dataset.modified
    try:
        age = (today - date.fromisoformat(told[:10])).days
    except ValueError:
        return []
    points = next((p for years, p in ((1, 15), (3, 10), (6, 5)) if age <= years * YEAR_DAYS), 0)
    return [(points, ("modified", told[:7]))]


def _meaning(
    best: Resource | None, schema: str, wanted: Wanted, *, known: bool
) -> list[tuple[int, Reason]]:
    found: list[tuple[int, Reason]] = []
    if schema:
        found.append((20 if wanted.schema in {"", schema} else 0, ("schema", schema)))
    if best and (best.format == "GEOJSON" or (schema and known)):
        found.append((10, ("position", "sure")))
    elif best and schema and schemas.get(schema).positioned is not schemas.Positioned.NONE:
        found.append((5, ("position", "likely")))
    return found


def _place(dataset: Dataset, wanted: Wanted) -> list[tuple[int, Reason]]:
    if not wanted.place_code or not wanted.is_there(dataset):
        return []
    return [(25, ("place", wanted.place_code))]


def merged(hits: Iterable[Hit]) -> list[Hit]:
    """Listings of the same dataset in several catalogues as one, with all that listed it.

    The same: a page or a resource at the same address, or the same title of a publisher.
    """
    kept: list[Hit] = []
    seen: dict[tuple[str, ...], int] = {}
    for hit in hits:
        keys = _keys(hit.dataset)
        same = next((seen[k] for k in keys if k in seen and _elsewhere(kept[seen[k]], hit)), None)
        if same is None:
            kept.append(hit)
            same = len(kept) - 1
        else:
            kept[same] = _joined(kept[same], hit)
        for key in keys:
            seen.setdefault(key, same)
    return kept


def _elsewhere(one: Hit, other: Hit) -> bool:
    """Two listings in the same catalogue are two datasets, unless they are one and the same."""
    return not set(one.found_in) & set(other.found_in) or one.dataset.id == other.dataset.id


def _keys(dataset: Dataset) -> list[tuple[str, ...]]:
    keys: list[tuple[str, ...]] = [(_address(one.url),) for one in dataset.resources if one.url]
    if "/dataset" in dataset.url:
        keys.append((_address(dataset.url),))
    if dataset.publisher:
        keys.append((header_key(dataset.publisher), header_key(dataset.title)))
    return keys


def _address(url: str) -> str:
    return url.partition("://")[2].rstrip("/")


def _file_name(url: str) -> str:
    return url.partition("?")[0].rstrip("/").rpartition("/")[2]


def _joined(one: Hit, other: Hit) -> Hit:
    """The first listing, with what only the other knows."""
    first, second = one.dataset, other.dataset
    dataset = replace(
        first,
        licence=second.licence if first.licence.open is None else first.licence,
        modified=max(first.modified, second.modified),
        description=first.description or second.description,
        publisher=first.publisher or second.publisher,
        place_code=first.place_code or second.place_code,
        contact=first.contact or second.contact,
        resources=_all_resources(first.resources, second.resources),
    )
    listed = tuple(dict.fromkeys((*one.found_in, *other.found_in)))
    return replace(one, dataset=dataset, found_in=listed, source=one.source or other.source)


def _all_resources(first: Sequence[Resource], second: Sequence[Resource]) -> tuple[Resource, ...]:
    known = {_address(one.url) for one in first}
    return (*first, *(one for one in second if _address(one.url) not in known))
