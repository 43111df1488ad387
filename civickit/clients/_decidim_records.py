"""What we would like to know of processes, components and proposals, and how it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from civickit.clients._decidim_schema import Wanted
from civickit.clients._decidim_text import plain_text
from civickit.clients._shape import expect, member, text
from civickit.core.errors import SourceChanged

WORDS = {
    "translations": Wanted(
        ("translations",), {"locale": Wanted(("locale",)), "text": Wanted(("text",))}
    )
}
COMPONENT = {
    "id": Wanted(("id",)),
    "name": Wanted(("name",), WORDS),
    "kind": Wanted(("__typename",)),
}
PROCESS = {
    "id": Wanted(("id",)),
    "slug": Wanted(("slug",)),
    "title": Wanted(("title",), WORDS),
    "start": Wanted(("startDate",)),
    "end": Wanted(("endDate",)),
    "components": Wanted(("components",), COMPONENT),
}
PROPOSAL = {
    "id": Wanted(("id",)),
    "title": Wanted(("title",), WORDS),
    "body": Wanted(("body",), WORDS),
    "state": Wanted(("state",), WORDS),
    "votes": Wanted(("voteCount",)),
    "likes": Wanted(("likesCount", "endorsementsCount")),
    "comments": Wanted(("totalCommentsCount", "commentsCount")),
    "address": Wanted(("address",)),
    "coordinates": Wanted(
        ("coordinates",), {"lat": Wanted(("latitude",)), "lon": Wanted(("longitude",))}
    ),
    "published": Wanted(("publishedAt",)),
    "author": Wanted(("author",), {"name": Wanted(("name",))}),
    "categories": Wanted(("taxonomies", "category"), {"name": Wanted(("name",), WORDS)}),
}
PAGE = {
    "total": Wanted(("totalCount",)),
    "pageInfo": Wanted(
        ("pageInfo",),
        {"hasNextPage": Wanted(("hasNextPage",)), "endCursor": Wanted(("endCursor",))},
    ),
    "edges": Wanted(("edges",), {"node": Wanted(("node",), PROPOSAL)}),
}


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a process; `kind` is Proposals, Meetings, Surveys …"""

    id: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Process:
    id: str
    slug: str
    title: str
    start: date | None = None
    end: date | None = None
    components: tuple[Component, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal in plain text. Counts are None where the site hides them or has none.

    `state` is the site's own word (accepted, 採用 …). `lat`, `lon` in degrees, None without a
    place.
    """

    id: str
    title: str
    body: str = ""
    state: str = ""
    votes: int | None = None
    likes: int | None = None
    comments: int | None = None
    address: str = ""
    lat: float | None = None
    lon: float | None = None
    published: datetime | None = None
    author: str = ""
    categories: tuple[str, ...] = ()


class Reading:
    """Takes answers apart, in the first of `locales` that a text has, else in any."""

    def __init__(self, locales: Sequence[str], where: str) -> None:
        self.locales = locales
        self.where = where

    def process(self, data: Any) -> Process:
        given = expect(data, dict, self.where)
        return Process(
            id=member(data, "id", str, self.where),
            slug=text(given.get("slug")),
            title=self.words(given.get("title")),
            start=self.day(given.get("start")),
            end=self.day(given.get("end")),
            components=self.components(given.get("components") or []),
        )

    def components(self, data: Any) -> tuple[Component, ...]:
        return tuple(
            Component(
                member(one, "id", str, self.where),
                self.words(one.get("name")),
                text(one.get("kind")),
            )
            for one in expect(data, list, self.where)
        )

    def proposal(self, data: Any) -> Proposal:
        place = self.inner(data, "coordinates")
        return Proposal(
            id=member(data, "id", str, self.where),
            title=self.words(data.get("title")),
            body=self.words(data.get("body")),
            state=self.words(data.get("state")),
            votes=self.count(data.get("votes")),
            likes=self.count(data.get("likes")),
            comments=self.count(data.get("comments")),
            address=self.words(data.get("address")),
            lat=self.degrees(place.get("lat"), 90),
            lon=self.degrees(place.get("lon"), 180),
            published=self.moment(data.get("published")),
            author=self.words(self.inner(data, "author").get("name")),
            categories=self.categories(data.get("categories") or []),
        )

    def inner(self, data: Any, name: str) -> dict[str, Any]:
        """An object in an object; empty where there is none."""
        return expect(expect(data, dict, self.where).get(name) or {}, dict, self.where)

    def categories(self, data: Any) -> tuple[str, ...]:
        """Older versions have one category, newer ones a list of taxonomies."""
        given = [data] if isinstance(data, dict) else expect(data, list, self.where)
        names = (self.words(expect(one, dict, self.where).get("name")) for one in given)
        return tuple(name for name in names if name)

    def words(self, data: Any) -> str:
        """A text of either kind, without markup: plain in old versions, translated in new."""
        if data is None or isinstance(data, str):
            return plain_text(data or "")
        told = member(data, "translations", list, self.where)
        by_locale = {
            text(expect(one, dict, self.where).get("locale")): text(one.get("text")) for one in told
        }
        read = {locale: words for locale, words in by_locale.items() if words.strip()}
        chosen = next((one for one in self.locales if one in read), next(iter(read), ""))
        return plain_text(read.get(chosen, ""))

    def count(self, data: Any) -> int | None:
        return None if data is None else expect(data, int, f"a count in {self.where}")

    def degrees(self, data: Any, most: int) -> float | None:
        if data is None:
            return None
        found = (
            float(data)
            if type(data) is int
            else expect(data, float, f"a coordinate in {self.where}")
        )
        return found if abs(found) <= most else None

    def moment(self, data: Any) -> datetime | None:
        if data is None:
            return None
        try:
            found = datetime.fromisoformat(expect(data, str, f"a time in {self.where}"))
        except ValueError:
            found = None
        if found is None or found.tzinfo is None:
            raise SourceChanged(
                f"a time in {self.where} is not what it was",
                expected="a time with its zone, like 2026-04-01T09:00:00+09:00",
                found=data,
            )
        return found

    def day(self, data: Any) -> date | None:
        if data is None:
            return None
        try:
            return date.fromisoformat(expect(data, str, f"a day in {self.where}")[:10])
        except ValueError:
            raise SourceChanged(
                f"a day in {self.where} is not what it was", expected="2026-04-01", found=data
            ) from None
