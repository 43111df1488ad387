"""What a phone needs to do the server's part: days, areas and items, free of a language.

static/area.js and its neighbours read what is made here. A text is `{language: words}` or, where
there is only the city's own, still that; the phone takes the reader's language of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from civickit.calendars.city import City, Item, Notice, Texts
from civickit.calendars.grid import short_words
from civickit.calendars.instead import Instead, shut_of
from civickit.calendars.places import Places
from civickit.calendars.rules import Why
from civickit.calendars.why import said
from civickit.collection.plan import Plan
from civickit.collection.say import reasons
from civickit.collection.search import further_words
from civickit.collection.signs import SHORT


def area_file(
    city: City, plan: Plan, languages: Iterable[str], notices: Iterable[Notice], zone: str
) -> dict[str, Any]:
    """One area's days: `days` is {ISO date: [number of the kind, number of the reason, …]}.

    Outside `begins` to `ends` the data says nothing; outside `first` to `last` this file does not.
    """
    numbers = {kind.key: number for number, kind in enumerate(city.kinds)}
    whys: dict[Why, int] = {}
    days: dict[str, list[int]] = {}
    for day, marks in plan.marks.items():
        told = days[day.isoformat()] = []
        for mark in marks:
            told += numbers[mark.kind], whys.setdefault(mark.why, len(whys))
    return {
        "version": city.version,
        "zone": zone,
        "area": {"key": plan.area.key, "names": dict(plan.area.names)},
        "first": plan.first.isoformat(),
        "last": plan.last.isoformat(),
        "begins": plan.begins and plan.begins.isoformat(),
        "ends": plan.ends and plan.ends.isoformat(),
        "kind_ends": {str(numbers[kind]): end.isoformat() for kind, end in plan.kind_ends.items()},
        "kinds": _kinds(city, languages),
        "whys": [_said(why, languages) for why in whys],
        "days": days,
        "instead": {
            day.isoformat(): [_instead(one, numbers) for one in told]
            for day, told in plan.instead.items()
        },
        "closures": [
            [one.first.isoformat(), one.last.isoformat()]
            for one in shut_of(plan.area, plan.first, plan.last)
        ],
        "notices": [_notice(one) for one in notices],
    }


def _kinds(city: City, languages: Iterable[str]) -> list[dict[str, Any]]:
    short = {lang: short_words(city.kinds, lang, SHORT) for lang in languages}
    return [
        {
            "key": kind.key,
            "names": dict(kind.names),
            "short": {lang: words[kind.key] for lang, words in short.items()},
        }
        for kind in city.kinds
    ]


def _instead(one: Instead, numbers: Mapping[str, int]) -> list[Any]:
    return [numbers[one.kind], one.how, reasons(one), one.to and one.to.isoformat()]


def _said(why: Why, languages: Iterable[str]) -> Texts:
    """The reason in each language; one that has no words of its own is left out."""
    english = said(why, "en")
    told = {lang: said(why, lang) for lang in languages}
    return {lang: words for lang, words in told.items() if lang == "en" or words != english}


def _notice(one: Notice) -> dict[str, Any]:
    return {
        "text": dict(one.text),
        "first": one.first and one.first.isoformat(),
        "last": one.last and one.last.isoformat(),
    }


def areas_file(city: City) -> dict[str, Any]:
    """Every area with the words by which people find it."""
    return {
        "version": city.version,
        "areas": [
            {
                "key": area.key,
                "names": dict(area.names),
                "group": dict(area.group),
                "reading": area.reading,
                "searched": list(area.searched),
            }
            for area in city.areas
        ],
    }


def items_file(city: City) -> dict[str, Any]:
    """Every item with its kind and the words by which people find it."""
    return {
        "version": city.version,
        "kinds": [{"key": kind.key, "names": dict(kind.names)} for kind in city.kinds],
        "items": [_item(one) for one in city.items],
    }


def _item(one: Item) -> Mapping[str, Any]:
    return {
        "names": dict(one.names),
        "kind": one.kind,
        "kind_said": one.kind_said,
        "note": dict(one.note),
        "reading": one.reading,
        "synonyms": list(further_words(one)),
    }


def outlines_file(places: Places) -> dict[str, Any]:
    """[key of the area, rings of (lon, lat)] of each outline: inside is an odd number of rings."""
    return {
        "outlines": [
            [one.area, [[[lon, lat] for lat, lon in ring] for ring in one.rings]]
            for one in places.outlines
        ]
    }
