"""What package_search finds, page after page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from civickit.clients._ckan_asking import Asking
from civickit.clients._dataset import Dataset, Found
from civickit.clients._paging import first_found
from civickit.clients._shape import member

PAGE_DATASETS = 1000


def found(
    asking: Asking, question: Mapping[str, Any], limit: int, make: Callable[[Any], Dataset]
) -> Found:
    """The first datasets, up to `limit`, made of the packages that fit the question.

    CKAN gives fewer than asked for without a word, so what came is counted. Raises
    SourceChanged where the pages end before the promised number.
    """
    where = f"the search of {asking.host}"

    def ask(start: int, rows: int) -> tuple[int, list[Dataset]]:
        result = asking.ask("package_search", {**question, "rows": rows, "start": start}, dict)
        page = member(result, "results", list, where)
        return member(result, "count", int, where), list(map(make, page))

    return first_found(limit, PAGE_DATASETS, ask, where)
