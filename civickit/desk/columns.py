"""What the columns of any table hold: numbers, times, a few words, or text. Needs no Streamlit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

import pandas as pd  # type: ignore[import-untyped]  # pandas ships no types

from civickit.clients._household_energy_times import clock_min, moment
from civickit.core.numbers import parse_quantity
from civickit.core.text import clean
from civickit.tables import Problem

Kind = Literal["number", "time", "category", "text"]
CITY_TIME = ZoneInfo("Asia/Tokyo")
MOST_SHARE = 0.9
TRIED = 200
FEW_WORDS, MANY_ROWS_A_WORD = 60, 2
ALWAYS_FEW = 12
CODE = re.compile(r"(?:^|[_\s])(?:id|no\.?|code|tel|zip)$|コード$|番号$|電話|郵便|^id|^no\.?$")
LEADING_ZERO = re.compile(r"-?0\d")
TIME_HEADER = re.compile(r"日時|日付|年月日|時刻|date|time|^日$|^day$", re.IGNORECASE)
LOOKS_LIKE_TIME = re.compile(
    r"\d{1,4}\s*[-/年]\s*\d{1,2}|\d{4}\.\d{1,2}\.\d{1,2}|(?:明治|大正|昭和|平成|令和|[MTSHR])\s?(?:\d{1,2}|元)[-/.年]"
)
DIGITS_OF_A_TIME = re.compile(r"\d{8}(?:\d{4}(?:\d\d)?)?")
SIGNS_FOR_NOTHING = {"-", "--", "---", "−", "ー", "*", "×", "///", "null", "None", "NaN", "N/A"}


class Typed(NamedTuple):
    """A table with values instead of texts: its frame by line, what each column is, what was
    told of cells that are no value of their column.
    """

    frame: Any
    kinds: Mapping[str, Kind]
    problems: list[Problem]


def typed(texts: Any) -> Typed:
    """The values of a frame of texts. A cell that does not fit its column is left out and told."""
    columns: dict[str, Any] = {}
    kinds: dict[str, Kind] = {}
    problems: list[Problem] = []
    for name in texts.columns:
        column = texts[name]
        found = _values(name, column)
        if found is None:
            columns[name], kinds[name] = column, "category" if has_few_words(column) else "text"
            continue
        columns[name], kinds[name], reason = found
        problems += _not_fitting(name, column, columns[name], reason)
    frame = pd.DataFrame(columns, index=texts.index)
    _add_clocks(frame, texts, kinds)
    return Typed(frame, kinds, problems)


def has_few_words(column: Any) -> bool:
    """Whether rows can be told apart in groups by it."""
    filled = column[column != ""]
    different = filled.nunique()
    few = different <= min(FEW_WORDS, len(filled) / MANY_ROWS_A_WORD)
    return different > 0 and bool(few or different <= ALWAYS_FEW)


def _values(name: str, column: Any) -> tuple[Any, Kind, str] | None:
    """The column as times or numbers, where nearly all of its cells are."""
    filled = column[column != ""]
    if filled.empty:
        return None
    if _mostly(filled, _looks_like_time(name)) and (times := _times(filled)) is not None:
        return times.reindex(column.index), "time", "not_a_time"
    if (
        CODE.search(clean(name).casefold())
        or filled.str.match(LEADING_ZERO.pattern + r"\d*$").any()
    ):
        return None
    numbers = _numbers(filled)
    return None if numbers is None else (numbers.reindex(column.index), "number", "not_a_number")


def _mostly(filled: Any, fits: Callable[[str], object]) -> bool:
    tried = filled.drop_duplicates().head(TRIED)
    return sum(1 for text in tried if fits(text)) >= MOST_SHARE * len(tried)


def _looks_like_time(name: str) -> Callable[[str], object]:
    if TIME_HEADER.search(clean(name)):
        return lambda text: LOOKS_LIKE_TIME.match(clean(text)) or DIGITS_OF_A_TIME.fullmatch(text)
    return lambda text: LOOKS_LIKE_TIME.match(clean(text))


def _times(filled: Any) -> Any:
    read = {text: _time(text) for text in filled.unique()}
    times = pd.to_datetime(filled.map(read))
    return times if times.notna().sum() >= MOST_SHARE * len(filled) else None


def _time(text: str) -> datetime | None:
    """The time a cell tells, on the city's clock."""
    try:
        found = moment(text)
    except (ValueError, OverflowError):
        return None
    return found.astimezone(CITY_TIME).replace(tzinfo=None) if found.tzinfo else found


def _numbers(filled: Any) -> Any:
    """Numbers, where nearly all cells that say something are; with a unit where all agree on it."""
    numbers = pd.to_numeric(filled, errors="coerce").astype("float64")
    numbers = numbers.where(numbers.abs() != float("inf"))
    says_something = ~filled.isin(SIGNS_FOR_NOTHING)
    left = filled[numbers.isna() & says_something]
    if len(left) > (1 - MOST_SHARE) * len(filled) and not _mostly(left, _quantity):
        return None
    numbers = numbers.fillna(left.map(_in_one_unit(left.unique())).astype("float64"))
    enough = numbers.notna().sum() >= MOST_SHARE * says_something.sum()
    return numbers if enough and numbers.notna().any() else None


def _in_one_unit(texts: Iterable[str]) -> dict[str, float]:
    """The numbers of those texts that have the commonest unit: others would spoil every sum."""
    found = {text: one for text in texts if (one := _quantity(text))}
    units = Counter(unit for _, unit in found.values())
    usual = units.most_common(1)[0][0] if units else None
    return {text: value for text, (value, unit) in found.items() if unit == usual}


def _quantity(text: str) -> tuple[float, str | None] | None:
    try:
        found = parse_quantity(text)
    except ValueError:
        return None
    return found.value, found.unit


def _not_fitting(name: str, texts: Any, values: Any, reason: str) -> Iterator[Problem]:
    bad = texts[(texts != "") & values.isna()]
    for line, text in bad.items():
        yield Problem(int(line), name, str(text), reason, "kept", "")


def _add_clocks(frame: Any, texts: Any, kinds: Mapping[str, Kind]) -> None:
    """A day and, in another column, the clock: together they are the time of the row."""
    days = [name for name, kind in kinds.items() if kind == "time" and _only_days(frame[name])]
    clocks = [name for name in texts.columns if kinds[name] != "time" and _is_clock(texts[name])]
    if len(days) != 1 or not clocks:
        return
    minutes = texts[clocks[0]].map({text: clock_min(text) for text in texts[clocks[0]].unique()})
    frame[days[0]] += pd.to_timedelta(minutes.fillna(0), unit="min")


def _only_days(times: Any) -> bool:
    return bool((times.dropna() == times.dropna().dt.normalize()).all())


def _is_clock(column: Any) -> bool:
    filled = column[column != ""]
    with_signs = filled.str.contains("[:：時]").all() if len(filled) else False
    return bool(with_signs) and _mostly(filled, lambda text: clock_min(text) is not None)
