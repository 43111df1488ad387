"""The description of the API; a test holds it against the real paths and the real answers."""

from __future__ import annotations

from datetime import date

from civickit.collection.site import Site
from civickit.web.openapi import (
    TEXT,
    WHOLE,
    YES_NO,
    Schema,
    document,
    get,
    in_path,
    many,
    query,
    ref,
    thing,
)

MOST_YEARS = 3
MOST_ITEMS = 500
FIRST, LAST = date(2000, 1, 1), date(2199, 12, 31)

DAY: Schema = TEXT | {"format": "date"}
NO_DAY: Schema = {"type": ["string", "null"], "format": "date"}
TEXTS: Schema = {
    "type": "object",
    "additionalProperties": TEXT,
    "description": "The same words by language; the first one is the city's own.",
}
LANG = query("lang", "The language of words: ja, ja_easy, en, or another of the city's.", TEXT)


def describe(site: Site) -> Schema:
    """The OpenAPI 3.1 document."""
    titles = site.settings.title
    return document(
        titles.get("en") or titles["ja"],
        site.settings.version,
        "What is collected where and when, and how to throw things away. Days are those of "
        f"{site.settings.zone.key}. Outside `begins` to `ends` the data says nothing, which is "
        "not the same as no collection.",
        {
            "/api/areas": {"get": get("areas", "All areas and kinds.", ref("Areas"))},
            "/api/areas/{id}/days": {"get": _days()},
            "/api/items": {"get": _items()},
            "/api/openapi.json": {"get": get("openapi", "This description.", {"type": "object"})},
        },
        _schemas(),
    )


def _days() -> Schema:
    parameters = [
        in_path("id", "The id that /api/areas gives."),
        query("from", "The first day; today where it is not given.", DAY),
        query("to", f"The last day, at most {MOST_YEARS} years on; else a year on.", DAY),
        LANG,
    ]
    errors = ["400", "404"]
    about = "The collection days of an area; only days with something."
    return get("days", about, ref("Days"), parameters=parameters, errors=errors)


def _items() -> Schema:
    number = WHOLE | {"minimum": 1, "maximum": MOST_ITEMS, "default": 50}
    parameters = [
        query("q", "Kanji, kana, romaji, a part of the name; else all things.", TEXT),
        query("n", "How many at the most.", number),
        LANG,
    ]
    about = "Things to throw away, the nearest to the question first."
    return get("items", about, ref("Items"), parameters=parameters, errors=["400"])


def _schemas() -> Schema:
    area = thing(
        "id names kinds begins ends doubts",
        id=TEXT,
        names=TEXTS,
        group=TEXTS,
        reading=TEXT,
        kinds=many(TEXT),
        begins=NO_DAY,
        ends=NO_DAY,
        doubts=many(TEXT),
    )
    kind = thing("id names", id=TEXT, names=TEXTS, descriptions=TEXTS, colour=TEXT)
    mark = thing("id name why", id=TEXT, name=TEXT, why=TEXT)
    named = thing("id name", id=TEXT, name=TEXT)
    item = thing(
        "name kind kind_name note",
        name=TEXT,
        kind={"type": ["string", "null"]},
        kind_name=TEXT,
        note=TEXT,
        reading=TEXT,
        synonyms=many(TEXT),
    )
    days = thing(
        "area from to begins ends days data",
        area=named,
        to=DAY,
        begins=NO_DAY,
        ends=NO_DAY,
        days=many(thing("date kinds", date=DAY, kinds=many(mark))),
        data=ref("Data"),
        **{"from": DAY},
    )
    guessed = YES_NO | {"description": "True where nothing fits and these only sound alike."}
    return {
        "Areas": thing("areas kinds data", areas=many(area), kinds=many(kind), data=ref("Data")),
        "Days": days,
        "Items": thing(
            "query guessed items data",
            query=TEXT,
            guessed=guessed,
            items=many(item),
            data=ref("Data"),
        ),
    }
