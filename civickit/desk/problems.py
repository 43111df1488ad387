"""What is wrong with a file, row by row: nothing is mended or left out in silence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import streamlit as st

from civickit import schemas
from civickit.desk import show
from civickit.desk.export import refused_csv
from civickit.desk.opened import Opened
from civickit.desk.page import Page
from civickit.schemas import DOUBT_WORDS
from civickit.tables import Problem

LINES_TOLD = 6
GROUPS_TOLD = 100


class Alike(NamedTuple):
    """Problems of one kind in one column."""

    action: str
    reason: str
    column: str
    lines: list[int]
    first: Problem


def problems(page: Page, opened: Opened) -> None:
    """How many rows were read, mended and left out; below it why, and the rows to take home."""
    report = opened.report
    read_as = schemas.get(report.schema).title if report.schema else {}
    if read_as:
        show.hint(page.t("read_as_dataset", title=read_as["en" if page.lang == "en" else "ja"]))
    counts = ("rows", "kept", "repaired", "refused")
    with st.container(horizontal=True):
        for name in counts:
            st.metric(page.t(f"count.{name}"), f"{getattr(report, name):,}", width="content")
    told = grouped(report.problems)
    doubts = {code: count for code, count in report.doubts.items() if count}
    notes = report.notes(page.lang)
    if not (told or doubts or notes):
        show.hint(page.t("no_problems"))
        return
    with st.expander(page.t("what_is_wrong", count=f"{len(report.problems):,}")):
        _table(page, told)
        show.lines(f"{_doubt(page, code)} ({count:,})" for code, count in doubts.items())
        show.lines(notes)
        _take_home(page, opened)


def grouped(found: Iterable[Problem]) -> list[Alike]:
    """Problems by what happened, why and where; refused ones first, many before few."""
    alike: defaultdict[tuple[str, str, str], list[Problem]] = defaultdict(list)
    for one in found:
        alike[one.action, one.reason, one.column].append(one)
    groups = [Alike(*key, [one.line for one in group], group[0]) for key, group in alike.items()]
    order = {"refused": 0, "repaired": 1}
    return sorted(groups, key=lambda one: (order.get(one.action, 2), -len(one.lines)))


def _table(page: Page, told: list[Alike]) -> None:
    if not told:
        return
    names = ("what", "where", "why", "before", "after", "how_many", "lines")
    rows = [
        (
            page.t(f"action.{one.action}"),
            one.column,
            page.reason(one.reason),
            one.first.value,
            one.first.after,
            len(one.lines),
            ", ".join(map(str, one.lines[:LINES_TOLD])) + (" …" * (len(one.lines) > LINES_TOLD)),
        )
        for one in told[:GROUPS_TOLD]
    ]
    show.numbers(page.t("problems"), [page.t(f"problem.{name}") for name in names], rows)
    if len(told) > GROUPS_TOLD:
        show.hint(page.t("more_problems", count=len(told) - GROUPS_TOLD))


def _doubt(page: Page, code: str) -> str:
    words = DOUBT_WORDS.get(code, {})
    return words.get(page.lang) or words.get("en") or code


def _take_home(page: Page, opened: Opened) -> None:
    if not opened.refused:
        return

    def content() -> bytes:
        reasons = [page.reason(problem.reason) for _, problem in opened.refused]
        return refused_csv(opened.header, opened.refused, reasons)

    st.download_button(
        page.t("download_refused", count=f"{len(opened.refused):,}"),
        content,
        file_name="refused.csv",
        mime="text/csv",
        on_click="ignore",
    )
