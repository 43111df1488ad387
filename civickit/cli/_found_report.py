"""What a search found, as text for a person and as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from civickit import schemas, sources
from civickit.cli._check_report import visible
from civickit.cli._data_words import say
from civickit.sources import Hit, Search, Searched

LONGEST = 70
SHOWN_FAILURE = 200
QUERY = re.compile(r"\?[^\s,)]+")


def lines(search: Search, result: Searched, lang: str) -> Iterator[str]:
    """The report, line by line. What portals wrote can neither colour nor break a line."""
    comma = say("comma", lang)
    where = comma.join((say("own", lang), *result.answered))
    words = " ".join(filter(None, [search.place_name, search.words or search.schema]))
    yield say("searched", lang, words=short(words), where=short(where, 200))
    if result.also:
        yield say("also", lang, words=comma.join(result.also))
    if result.elsewhere:
        yield say("elsewhere", lang, place=search.place_name)
    yield ""
    for number, hit in enumerate(result.hits, 1):
        yield f"{number:>3}  {short(title(hit, lang))}"
        yield f"     {' · '.join(reasons(hit, lang))}"
        yield f"     {short(provenance(hit), 120)}"
    yield from _ending(search, result, lang)


def _ending(search: Search, result: Searched, lang: str) -> Iterator[str]:
    if not result.hits:
        yield say("nothing", lang)
        steps = (
            ["try_words", "try_place", "try_city"]
            if search.place_code
            else [
                "try_words",
                "try_city",
            ]
        )
        yield from (f"  {say(step, lang)}" for step in steps)
    if result.more:
        yield say("more", lang, count=result.more)
    if result.failed:
        yield ""
        yield say("failed", lang)
        for name, reason in result.failed.items():
            yield f"  {short(name)}: {short(QUERY.sub('?…', reason), SHOWN_FAILURE)}"
    if result.hits:
        yield ""
        yield say("next", lang)
        yield f"  {say('get_number', lang, number=1)}"


def short(text: str, longest: int = LONGEST) -> str:
    """A text of a portal in one line, with nothing that moves the cursor."""
    shown = visible(" ".join(text.split()))
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"


def title(hit: Hit, lang: str) -> str:
    """What it is called; the kit's own sources are called so in both languages."""
    return sources.get(hit.source).title[lang] if hit.source else hit.dataset.title


def provenance(hit: Hit) -> str:
    """Whose it is, who listed it, and where its page is."""
    listed = [hit.source or name for name in hit.found_in]
    own = {hit.source: f"civickit get {hit.source}"} if hit.source else {}
    told = [own.get(name, name) for name in listed]
    return " · ".join(filter(None, [hit.dataset.publisher, *told, hit.dataset.url]))


def reasons(hit: Hit, lang: str) -> list[str]:
    """Why a hit stands where it stands, in words."""
    return [_reason(code, value, hit, lang) for code, value in hit.reasons]


def _reason(code: str, value: str, hit: Hit, lang: str) -> str:
    if code == "format":
        return short({"": say("no_format", lang), "?": say("any_format", lang)}.get(value, value))
    if code == "licence":
        return _licence(value, hit, lang)
    if code == "position":
        return say(f"{value}_position", lang)
    if code == "checked":
        return say("checked", lang, date=value) if value else say("doubted", lang)
    if code == "schema":
        return schemas.get(value).title[lang]
    return say("place", lang) if code == "place" else short(value)


def _licence(value: str, hit: Hit, lang: str) -> str:
    if hit.dataset.licence.open is False:
        return say("closed_licence", lang, licence=short(value))
    return short(value) or say("no_licence", lang)


def as_json(search: Search, result: Searched, asked: Sequence[str]) -> dict[str, Any]:
    """For programs; the numbers are those that `civickit get` takes."""
    return {
        **search._asdict(),
        "asked": list(asked),
        "answered": list(result.answered),
        "failed": result.failed,
        "also": list(result.also),
        "elsewhere": result.elsewhere,
        "more": result.more,
        "hits": [_hit(number, hit) for number, hit in enumerate(result.hits, 1)],
    }


def _hit(number: int, hit: Hit) -> dict[str, Any]:
    dataset = hit.dataset
    return {
        "number": number,
        "title": dataset.title,
        "publisher": dataset.publisher,
        "url": dataset.url,
        "source": hit.source,
        "found_in": list(hit.found_in),
        "schema": hit.schema,
        "licence": dataset.licence._asdict(),
        "modified": dataset.modified,
        "place_code": dataset.place_code,
        "score": hit.score,
        "reasons": dict(hit.reasons),
        "best": asdict(hit.best) if hit.best else None,
        "resources": [asdict(one) for one in dataset.resources],
    }
