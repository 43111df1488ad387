"""Proposals of citizens on a Decidim site: processes, their components, and what was proposed.

Reading only. Writing needs a login at each site (a form that gives a token), and what is
written stands under that name for good: an app should send people to the site instead.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, fields
from datetime import date
from functools import cached_property
from typing import Any

from civickit.clients._client import Client
from civickit.clients._decidim_records import (
    PAGE,
    PROCESS,
    PROPOSAL,
    Component,
    Process,
    Proposal,
    Reading,
)
from civickit.clients._decidim_schema import INTROSPECTION, Field, Schema
from civickit.clients._rows import Rows
from civickit.clients._shape import expect, member, text
from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch import Answer, Fetcher

AT_ONCE = 50
SCHEMA_FRESH_S = 3600
COLUMNS = tuple(field.name for field in fields(Proposal))


class Decidim:
    """One site. `url` is its front page; texts come in `locale`, else Japanese, else any.

    The site is asked once which fields its version has, and then only for those; what it does
    not have is told in the fetcher's `notes`.
    """

    def __init__(self, url: str, fetch: Fetcher, *, locale: str = "ja") -> None:
        self.url = url.rstrip("/")
        self.api = f"{self.url}/api"
        self.fetch = fetch
        self._read = Reading((locale, "ja"), self.api)

    def version(self) -> str:
        """The version of Decidim, '' where the site keeps it to itself."""
        told = member(self._ask("{decidim {version}}"), "decidim", dict, self.api)
        return text(told.get("version"))

    def processes(self) -> list[Process]:
        """The participatory processes that are published, with their components."""
        found = self._needed(self._schema.query, "participatoryProcesses")
        data = self._ask(
            f"{{participatoryProcesses {self._schema.selection(found.type, PROCESS)}}}"
        )
        given = member(data, "participatoryProcesses", list, self.api)
        return [self._read.process(one) for one in given]

    def components(self, process_id: str) -> list[Component]:
        """The components of one process. Raises SourceUnavailable where there is none."""
        found = self._needed(self._schema.query, "participatoryProcess")
        inner = self._schema.selection(found.type, {"components": PROCESS["components"]})
        query = f"query($id: ID!) {{participatoryProcess(id: $id) {inner}}}"
        process = self._ask(query, id=process_id).get("participatoryProcess")
        if process is None:
            raise self._absent("process", process_id)
        return list(self._read.components(member(process, "components", list, self.api)))

    def proposals(self, component_id: str, *, since: date | None = None) -> list[Proposal]:
        """Every proposal of a component, the oldest first; `since` by the day of publication."""
        found: dict[str, Proposal] = {}
        hidden, after, total = 0, None, None
        seen: set[str] = set()
        while True:
            page = self._page(component_id, after, since)
            edges = member(page, "edges", list, self.api)
            nodes = [expect(one, dict, self.api).get("node") for one in edges]
            read = [self._read.proposal(node) for node in nodes if node is not None]
            found |= {one.id: one for one in read}
            hidden += len(nodes) - len(read)
            total = page.get("total")
            after = self._next(page, seen)
            if after is None:
                break
            seen.add(after)
        if isinstance(total, int) and total > len(found) + hidden:
            raise SourceChanged(
                f"{self.api} did not give every proposal of component {component_id}",
                expected=f"{total:,} proposals",
                found=f"{len(found) + hidden:,}",
            )
        if hidden:
            self.fetch.note(f"{self.url} does not show {hidden} proposals to everybody.")
        return list(found.values())

    def rows(self, component_id: str, *, since: date | None = None) -> Rows:
        """The same as a table for a map, with `lat` and `lon` in degrees."""

        def given() -> Iterator[dict[str, Any]]:
            for one in self.proposals(component_id, since=since):
                published = one.published.isoformat() if one.published else ""
                together = "; ".join(one.categories)
                yield {**asdict(one), "published": published, "categories": together}

        return Rows(COLUMNS, given())

    @cached_property
    def _schema(self) -> Schema:
        return Schema(self._ask(INTROSPECTION, fresh_s=SCHEMA_FRESH_S), f"the schema of {self.api}")

    @cached_property
    def _component_query(self) -> tuple[str, Field]:
        """The query for a page of proposals, and the field that gives them."""
        schema = self._schema
        found = self._needed("Proposals", "proposals")
        page = schema.selection(found.type, PAGE)
        missing = schema.missing("Proposal", PROPOSAL)
        if missing:
            self.fetch.note(f"{self.url} does not tell {', '.join(missing)} of proposals.")
        return page, found

    def _page(self, component_id: str, after: str | None, since: date | None) -> dict[str, Any]:
        page, field = self._component_query
        query = (
            "query($id: ID!, $after: String) {component(id: $id) {__typename ... on Proposals "
            f"{{proposals({self._arguments(field, since)}) {page}}}}}}}"
        )
        component = self._ask(query, id=component_id, after=after).get("component")
        if component is None:
            raise self._absent("component", component_id)
        if "proposals" not in expect(component, dict, self.api):
            kind = text(component.get("__typename"))
            raise SourceUnavailable(
                f"component {component_id} of {self.url} holds {kind}, not proposals; "
                "components() tells which do.",
                url=self.api,
            )
        return member(component, "proposals", dict, self.api)

    def _arguments(self, field: Field, since: date | None) -> str:
        """The oldest first: what is published meanwhile comes at the end and moves nothing."""
        said = f"first: {AT_ONCE}, after: $after"
        if self._schema.takes(field, "order", "publishedAt"):
            said += ', order: {publishedAt: "asc"}'
        if since is None:
            return said
        if not self._schema.takes(field, "filter", "publishedSince"):
            raise SourceUnavailable(
                f"{self.url} cannot tell proposals by their day; ask for all of them.", url=self.api
            )
        return f"{said}, filter: {{publishedSince: {json.dumps(since.isoformat())}}}"

    def _next(self, page: dict[str, Any], seen: set[str]) -> str | None:
        """Where the next page begins; None after the last one."""
        info = member(page, "pageInfo", dict, self.api)
        if not member(info, "hasNextPage", bool, self.api):
            return None
        cursor = info.get("endCursor")
        if not isinstance(cursor, str) or cursor in seen:
            raise SourceChanged(
                f"{self.api} says that there is another page, but not where it begins",
                expected="a new endCursor",
                found=repr(cursor),
            )
        return cursor

    def _needed(self, type_name: str, name: str) -> Field:
        found = self._schema.field(type_name, name)
        if found is None:
            raise SourceChanged(
                f"{self.api} has no {name}",
                expected=f"{type_name}.{name}",
                found=", ".join(list(self._schema.fields.get(type_name, {}))[:8]) or "nothing",
            )
        return found[1]

    def _absent(self, what: str, name: str) -> SourceUnavailable:
        return SourceUnavailable(
            f"{self.url} has no {what} {name!r}, or does not show it; processes() tells what "
            "there is.",
            url=self.api,
        )

    def _ask(self, query: str, *, fresh_s: float | None = None, **variables: Any) -> dict[str, Any]:
        """The data of an answer. GraphQL tells of errors with HTTP 200."""
        asked = {"query": query, "variables": variables}
        return self._said(self.fetch.query(self.api, json=asked, check=self._said, fresh_s=fresh_s))

    def _said(self, answer: Answer) -> dict[str, Any]:
        told = expect(answer.json(), dict, f"the answer of {self.api}")
        if errors := told.get("errors"):
            said = "; ".join(
                text(expect(one, dict, self.api).get("message"))
                for one in expect(errors, list, f"errors of {self.api}")[:5]
            )
            raise SourceUnavailable(
                f"{self.api} says: {said}", url=answer.url, status=answer.status
            )
        return member(told, "data", dict, f"the answer of {self.api}")


client = Client(
    name="decidim",
    title={"ja": "Decidim(市民参加サイト)の提案", "en": "Proposals on a Decidim site"},
    specification="https://github.com/decidim/decidim/tree/develop/decidim-api",
    opens=Decidim,
    rows=True,
)
