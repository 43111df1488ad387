"""e-Stat, the portal of Japan's official statistics: its tables, and their numbers with labels.

Every answer comes with HTTP 200; what went wrong stands in its STATUS. The key (appId) is free:
https://www.e-stat.go.jp/api/ . Whoever shows the numbers shows CREDIT as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from civickit.clients._client import Client
from civickit.clients._dataset import Dataset, Found, Resource
from civickit.clients._municipality import municipality
from civickit.clients._rows import Rows
from civickit.clients._shape import expect, member, seen, text
from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch import Answer, Fetcher

HOST = "https://api.e-stat.go.jp"
PATH = "/rest/3.0/app/json/"
PAGE_OF_TABLE = "https://www.e-stat.go.jp/dbview?sid="
KEY = "CIVICKIT_ESTAT_KEY"
CREDIT = (
    "このサービスは、政府統計総合窓口(e-Stat)のAPI機能を使用していますが、"
    "サービスの内容は国によって保証されたものではありません。"
)
PAGE_SIZE = 100_000
OK, NONE = 0, 1
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


class EStat:
    """Tables of statistics. `url` is the API's host; `key` the appId."""

    def __init__(
        self,
        url: str = HOST,
        fetch: Fetcher | None = None,
        *,
        key: str = "",
        page_size: int = PAGE_SIZE,
    ) -> None:
        self.url = url.rstrip("/")
        self.fetch = fetch or Fetcher()
        self.key = key
        self.page_size = page_size

    def search(self, words: str, *, place_code: str = "", limit: int = 50) -> Found:
        """The tables whose description holds the words, and the place's name where one is given.

        Most tables cover the country and name no place. Raises UnknownName for a place's code.
        """
        place = [municipality(place_code).name] if place_code else []
        asked = {"searchWord": " AND ".join([*words.split(), *place])}
        total, tables = 0, list[Dataset]()
        while len(tables) < limit:
            wanted = min(self.page_size, limit - len(tables))
            position = len(tables) + 1
            page, where = self._page("getStatsList", "DATALIST_INF", asked, position, wanted)
            if page is None:
                break
            listed = _listed(page.get("TABLE_INF", []))
            total = _count(page, "NUMBER", where)
            tables += [_dataset(one, where) for one in listed]
            if not listed or not member(page, "RESULT_INF", dict, where).get("NEXT_KEY"):
                break
        if len(tables) != min(total, limit):
            raise _cut(self.url, min(total, limit), len(tables))
        return Found(total, tuple(tables))

    def rows(self, table_id: str, *, narrow: Mapping[str, str] | None = None) -> Rows:
        """The numbers of a table, one a row, with the labels of their codes.

        Columns: for each dimension its code and its label (`area`, `area_name`), then `unit`,
        `value` (a number or None) and `mark`: what stands in the place of a number ('-' none,
        '***' not known, 'x' kept secret), else ''. `narrow` takes e-Stat's own words, such as
        {"cdArea": "07202", "cdTime": "2020000000"}.
        """
        asked = {"statsDataId": table_id, **(narrow or {})}
        first, where = self._page("getStatsData", "STATISTICAL_DATA", asked, 1, self.page_size)
        if first is None:
            return Rows((), (), 0)
        labels = _labels(first, where)
        total = _count(member(first, "RESULT_INF", dict, where), "TOTAL_NUMBER", where)
        names = [column for id_ in labels for column in (id_, f"{id_}_name")]
        rows = self._rows(asked, first, where, labels, total)
        return Rows((*names, "unit", "value", "mark"), rows, total)

    def labels(self, table_id: str) -> dict[str, dict[str, str]]:
        """What each code of each dimension means: {"area": {"07202": "会津若松市"}}."""
        page, where = self._page("getMetaInfo", "METADATA_INF", {"statsDataId": table_id})
        return {} if page is None else _labels(page, where)

    def _rows(
        self,
        asked: Mapping[str, str],
        page: Mapping[str, Any] | None,
        where: str,
        labels: Mapping[str, Mapping[str, str]],
        total: int,
    ) -> Iterator[dict[str, Any]]:
        count = 0
        while page is not None:
            result = member(page, "RESULT_INF", dict, where)
            if _count(result, "TOTAL_NUMBER", where) != total:
                raise _cut(where, total, _count(result, "TOTAL_NUMBER", where))
            values = _listed(member(page, "DATA_INF", dict, where).get("VALUE", []))
            for value in values:
                yield _row(value, labels, where)
            count += len(values)
            following = result.get("NEXT_KEY")
            if following is None:
                break
            if not values or text(following) != str(count + 1):
                raise _cut(where, count + 1, text(following))
            more = {**asked, "metaGetFlg": "N"}
            page, where = self._page(
                "getStatsData", "STATISTICAL_DATA", more, count + 1, self.page_size
            )
        if count != total:
            raise _cut(where, total, count)

    def _page(
        self,
        action: str,
        body: str,
        asked: Mapping[str, str],
        position: int | None = None,
        limit: int | None = None,
    ) -> tuple[dict[str, Any] | None, str]:
        """One answer's body and address; None where the portal says that there is nothing."""
        url = f"{self.url}{PATH}{action}"
        if not self.key:
            raise SourceUnavailable(
                f"e-Stat wants a key. Get one at https://www.e-stat.go.jp/api/ and set {KEY}.",
                url=url,
            )
        answer = self.fetch.get(
            url,
            {**asked, "startPosition": position, "limit": limit},
            secret_params={"appId": self.key},
            check=self._said,
        )
        told = self._said(answer)
        return (member(told, body, dict, answer.url) if told else None), answer.url

    def _said(self, answer: Answer) -> dict[str, Any] | None:
        """What an answer holds, None for nothing. Errors come with HTTP 200."""
        data = expect(answer.json(), dict, answer.url)
        if len(data) != 1:
            raise SourceChanged(
                f"{answer.url} is not one answer", expected="GET_…", found=", ".join(data)
            )
        [told] = data.values()
        result = member(told, "RESULT", dict, answer.url)
        status = _count(result, "STATUS", answer.url)
        if status in {OK, NONE}:
            return told if status == OK else None
        said = text(result.get("ERROR_MSG")).replace(self.key, "…")
        raise SourceUnavailable(
            f"e-Stat refused the request (STATUS {status}: {said}). {answer.url}", url=answer.url
        )


def _labels(page: Mapping[str, Any], where: str) -> dict[str, dict[str, str]]:
    """The dimensions of a table, each with its codes and their labels."""
    about = member(page, "CLASS_INF", dict, where)
    found = {}
    for dimension in _listed(about.get("CLASS_OBJ", [])):
        id_ = member(dimension, "@id", str, where)
        classes = _listed(dimension.get("CLASS", []))
        found[id_] = {
            member(one, "@code", str, where): member(one, "@name", str, where) for one in classes
        }
    if not found:
        raise SourceChanged(f"{where} has no dimensions", expected="CLASS_OBJ", found=seen(about))
    return found


def _row(value: Any, labels: Mapping[str, Mapping[str, str]], where: str) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for dimension, names in labels.items():
        code = member(value, f"@{dimension}", str, where)
        if code not in names:
            raise SourceChanged(
                f"{where} has a code without a label", expected=f"a code of {dimension}", found=code
            )
        row[dimension], row[f"{dimension}_name"] = code, names[code]
    number, mark = _number(member(value, "$", str, where), where)
    return {**row, "unit": text(value.get("@unit")), "value": number, "mark": mark}


def _number(written: str, where: str) -> tuple[float | int | None, str]:
    """The number, or None and the mark that stands in its place."""
    if _NUMBER.fullmatch(written):
        return (float(written) if "." in written else int(written)), ""
    if any(map(str.isdecimal, written)):
        raise SourceChanged(f"{where} writes a number anew", expected="-12.3", found=written)
    return None, written


def _dataset(table: Any, where: str) -> Dataset:
    id_ = member(table, "@id", str, where)
    return Dataset(
        id=id_,
        title=f"{_said(table.get('STATISTICS_NAME'))} {_said(table.get('TITLE'))}".strip(),
        catalogue="e-Stat",
        url=PAGE_OF_TABLE + id_,
        publisher=_said(table.get("GOV_ORG")),
        modified=text(table.get("UPDATED_DATE")),
        tags=tuple(filter(None, [_said(table.get("STAT_NAME"))])),
        resources=(Resource(url=PAGE_OF_TABLE + id_, service="estat", service_id=id_),),
    )


def _said(value: Any) -> str:
    """A text, which may come with a number or a code beside it: {"@no": "1", "$": "人口"}."""
    return text(value.get("$")) if isinstance(value, Mapping) else text(value)


def _listed(value: Any) -> list[Any]:
    """A list; where there is one thing only, the portal leaves the list out."""
    return value if isinstance(value, list) else [value]


def _count(data: Mapping[str, Any], name: str, where: str) -> int:
    value = data.get(name)
    if isinstance(value, bool) or not re.fullmatch(r"\d+", text(value)):
        raise SourceChanged(f"{name} of {where} is no number", expected="0 …", found=seen(value))
    return int(text(value))


def _cut(where: str, expected: object, found: object) -> SourceChanged:
    return SourceChanged(
        f"{where} gave another number of entries than it promised; nothing was left out silently. "
        "Ask again",
        expected=str(expected),
        found=str(found),
    )


client = Client(
    name="estat",
    title={"ja": "政府統計 e-Stat", "en": "Statistics of Japan"},
    specification="https://www.e-stat.go.jp/api/api-info/e-stat-manual3-0",
    opens=EStat,
    catalogue=True,
    rows=True,
    key=KEY,
)
