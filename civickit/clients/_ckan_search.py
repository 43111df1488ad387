"""What package_search finds, page after page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from civickit.clients._ckan_asking import Asking
from civickit.clients._dataset import Dataset, Found
from civickit.clients._shape import member
from civickit.core.errors import SourceChanged

PAGE_DATASETS = 1000


def found(
    asking: Asking, question: Mapping[str, Any], limit: int, make: Callable[[Any], Dataset]
) -> Found:
    """The first datasets, up to `limit`, made of the packages that fit the question.

    CKAN gives fewer than asked for without a word, so what came is counted. Raises
    SourceChanged where the pages end before the promised number.
    """
    where = f"the search of {asking.host}"
    datasets: list[Dataset] = []
    while True:
        rows = min(limit - len(datasets), PAGE_DATASETS)
        asked = {**question, "rows": rows, "start": len(datasets)}
        result = asking.ask("package_search", asked, dict)
        total = member(result, "count", int, where)
        page = member(result, "results", list, where)
        datasets += map(make, page)
        if len(datasets) >= min(limit, total):
            return Found(total, tuple(datasets[:limit]))
        if not page:
            expected = f"{total} datasets"
            raise SourceChanged(f"{where} was cut", expected=expected, found=str(len(datasets)))
