"""One GeoReport v2 endpoint asked: in the form it speaks, page after page, refusals in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from civickit.clients._open311_answers import plain, refusal
from civickit.clients._shape import expect, member
from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch import Answer, Fetcher

REFUSALS = (400, 403, 404)

Form = Literal["", "json", "xml"]
Params = Mapping[str, str]
Found = dict[str, dict[str, Any]]


class Asking:
    """Asks one endpoint. `form` is found out by asking: JSON first, then XML, which all have."""

    def __init__(self, url: str, fetch: Fetcher, jurisdiction: str, form: Form) -> None:
        self.url = url
        self.fetch = fetch
        self.common = {"jurisdiction_id": jurisdiction} if jurisdiction else {}
        self.form = form
        self.has_pages: bool | None = None

    def ask(self, path: str, params: Params | None = None) -> Any:
        """The answer as plain values. Raises SourceUnavailable with the server's own words."""
        if self.form:
            return self._ask_in(self.form, path, params)
        try:
            return self._ask_in("json", path, params)
        except (SourceUnavailable, SourceChanged) as first:
            if self.form:  # understood, and refused
                raise
            try:
                return self._ask_in("xml", path, params)
            except (SourceUnavailable, SourceChanged) as second:
                raise (second if self.form else first) from None

    def several(self, path: str, params: Params | None = None) -> list[Any]:
        return expect(self.ask(path, params), list, f"{path} of {self.url}")

    def requests(self, params: Params) -> Found:
        """All pages by id. The standard has none: a server without them gives page 1 again."""
        found = self._by_id(params)
        page = 1
        while found and self.has_pages is not False:
            page += 1
            more = self._page(params, page)
            fresh = (more or {}).keys() - found.keys()
            if page == 2:
                self.has_pages = more == {} or bool(fresh)
            if not more or not fresh:
                break
            found |= more
        return found

    def tell(self, form: list[tuple[str, str]], key: str) -> Any:
        """The answer to a report, which is sent once."""
        answer = self.fetch.send(
            "POST",
            f"{self.url}/requests.{self.form or 'xml'}",
            form=[*form, *self.common.items()],
            secret_form={"api_key": key},
            allow=REFUSALS,
        )
        return self._understood(answer, self.form)

    def _page(self, params: Params, page: int) -> Found | None:
        """One page; None where the server refuses to hear of pages."""
        try:
            return self._by_id({**params, "page": str(page)})
        except SourceUnavailable as error:
            if page > 2 or error.status not in REFUSALS:
                raise
            return None

    def _by_id(self, params: Params) -> Found:
        where = f"a request of {self.url}"
        found = self.several("requests", params)
        return {member(one, "service_request_id", str, where): one for one in found}

    def _ask_in(self, form: Form, path: str, params: Params | None) -> Any:
        asked = {**(params or {}), **self.common}
        answer = self.fetch.get(f"{self.url}/{path}.{form}", asked, allow=REFUSALS)
        return self._understood(answer, form)

    def _understood(self, answer: Answer, form: Form) -> Any:
        try:
            data = plain(answer)
        except SourceChanged:
            if answer.status < 400:
                raise
            data = None
        said = refusal(data)
        if said or answer.status < 400:
            self.form = form
        if said or answer.status >= 400:
            why = said or f"refused the request ({answer.beginning()})"
            raise SourceUnavailable(
                f"{self.url} says: {why} (HTTP {answer.status}, {answer.url}).",
                url=answer.url,
                status=answer.status,
            )
        return data
