"""Going through a table of CKAN's DataStore, page after page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from civickit.clients._ckan_asking import Asking
from civickit.clients._rows import Rows
from civickit.clients._shape import expect, member, seen
from civickit.core.errors import SourceChanged, SourceUnavailable

# The dump (…/datastore/dump/ID) takes half the time, but promises no number of rows: a cut would
# not be seen, nor would a gap differ from an empty text.
PAGE_ROWS = 10_000
KEY = "_id"


class Table:
    """One table, being read. The order is that of `_id`, CKAN's own number of a row.

    From 2.12 on the next page is asked for by the last `_id` (`{"_id": {"gt": 10000}}`), which
    neither loses nor repeats a row when somebody writes meanwhile. Older ones are asked by
    offset. What came counts, not what was asked for: CKAN gives fewer rows than asked without
    a word. Rows that are added meanwhile are left for next time; where rows are taken away,
    going through raises SourceChanged.
    """

    def __init__(
        self,
        asking: Asking,
        resource_id: str,
        filters: Mapping[str, Any],
        fields: Sequence[str],
    ) -> None:
        self.asking = asking
        self.filters = dict(filters)
        self.with_key = KEY in fields
        self.params: dict[str, Any] = {"resource_id": resource_id, "limit": PAGE_ROWS, "sort": KEY}
        if fields:
            # Repeated, not joined: a column's name may hold a comma.
            self.params["fields"] = list(dict.fromkeys([KEY, *fields]))
        self.where = f"table {resource_id} of {asking.host}"
        self.seen = 0
        self.last = 0
        self.by_key = False

    def rows(self) -> Rows:
        """The first page is asked for at once, since it tells the columns."""
        result = self._ask(self.filters)
        names = [
            member(field, "id", str, f"a field of {self.where}")
            for field in member(result, "fields", list, self.where)
        ]
        columns = tuple(name for name in names if self.with_key or name != KEY)
        # CKAN names the address of the next page until 2.11, and takes ranges from 2.12 on.
        self.by_key = "_links" not in result and KEY not in self.filters
        total = self._left(result, 0)
        return Rows(columns, self._all(result, total), total)

    def _all(self, result: dict[str, Any], total: int | None) -> Iterator[dict[str, Any]]:
        left = total
        while True:
            page = member(result, "records", list, self.where)
            if left is not None and (len(page) > left or (left and not page)):
                raise self._changed(f"{left} more rows", str(len(page)))
            yield from self._taken(page if total is None else page[: total - self.seen])
            if not page or self.seen == total:
                return
            result, left = self._next()
            if total is not None and (left or 0) < total - self.seen:
                raise self._changed(f"{total - self.seen} more rows", str(left))

    def _taken(self, page: list[Any]) -> list[dict[str, Any]]:
        """The rows of a page, which must go on from those before."""
        try:
            keys = [row[KEY] for row in page]
            goes_on = keys == sorted({self.last, *keys})[1:]
        except (TypeError, KeyError):
            where = f"a row of {self.where}"
            raise SourceChanged(
                f"{where} has no {KEY!r}", expected=f"{KEY}, a number", found=seen(page)
            ) from None
        if not goes_on:
            raise self._changed(f"rows after {KEY} {self.last}, in order", seen(keys))
        self.last = keys[-1] if keys else self.last
        self.seen += len(page)
        if not self.with_key:
            for row in page:
                del row[KEY]
        return page

    def _next(self) -> tuple[dict[str, Any], int | None]:
        """The next page, and how many rows there are from there on."""
        if not self.by_key:
            result = self._ask(self.filters, offset=self.seen)
            return result, self._left(result, self.seen)
        try:
            result = self._ask({**self.filters, KEY: {"gt": self.last}})
        except SourceUnavailable as error:
            if error.status != 409:
                raise
            self.by_key = False
            return self._next()
        return result, self._left(result, 0)

    def _left(self, result: dict[str, Any], before: int) -> int | None:
        """The rows still to come, where the table tells how many there are."""
        total = result.get("total")
        return None if total is None else expect(total, int, f"'total' of {self.where}") - before

    def _ask(self, filters: Mapping[str, Any], offset: int = 0) -> dict[str, Any]:
        params = {
            **self.params,
            "filters": json.dumps(filters, ensure_ascii=False) if filters else None,
            "offset": offset or None,
        }
        return self.asking.ask("datastore_search", params, dict)

    def _changed(self, expected: str, found: str) -> SourceChanged:
        said = f"{self.where} changed while it was read, or was cut; ask again"
        return SourceChanged(said, expected=expected, found=found)
