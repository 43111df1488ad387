"""Text out of files on a Streamlit page: only ever shown, never run, never Markdown.

Streamlit reads the text of most elements as Markdown: a cell `![](https://…)` would ask another
machine for a picture, `:100:` would become a sign. What comes out of a file therefore goes
through here, as escaped HTML, or into `st.dataframe`, which draws cells as plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import altair
import streamlit as st

STYLE = """<style>
.civic-wide { overflow-x: auto; margin: 0 0 1rem; }
.civic-wide:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
.civic-table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
.civic-table caption { text-align: left; font-weight: 600; padding: 0 0 .4rem; }
.civic-table th, .civic-table td { border-bottom: 1px solid #8b8f99; padding: .35rem .8rem .35rem 0;
  text-align: left; vertical-align: top; overflow-wrap: anywhere; min-width: 3.5rem; }
.civic-table td.number, .civic-table th.number { text-align: right; }
.civic-table td.number, .civic-table th.moment { white-space: nowrap; }
.civic-facts { display: grid; grid-template-columns: minmax(6rem, 12rem) 1fr; gap: .25rem 1rem;
  margin: 0 0 1rem; }
.civic-facts dt { font-weight: 600; margin: 0; }
.civic-facts dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 640px) {
  .civic-facts { display: block; } .civic-facts dd { margin: 0 0 .5rem; } }
.civic-line { margin: 0 0 .6rem; overflow-wrap: anywhere; }
.civic-hint { font-size: .9rem; }
.stSelectbox [role="group"], .stMultiSelect [role="group"], .stTextInput input,
.stDownloadButton button, .stFileUploader button, .stExpander summary { min-height: 44px; }
/* Streamlit's own export writes cells that a spreadsheet would run; ours does not. */
[data-testid="stElementToolbarButton"]:has(> span > button[aria-label="Download as CSV"]) {
  display: none; }
</style>"""
MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")
MOMENT = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?: \d\d:\d\d)?")
NUMBER = re.compile(r"-?\d+(?:[.,]\d+)*")
WEB_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
Cell = str | float | int | None
TABLE_HEIGHT = 300


def plain(text: str) -> str:
    """A text for the few places that only take Markdown: a title of the team's own."""
    return MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def line(text: str) -> None:
    """One paragraph."""
    st.html(f'<p class="civic-line">{escape(text)}</p>')


def hint(text: str) -> None:
    """A remark in small letters. Streamlit's own captions are too pale to be read by everybody."""
    st.html(f'<p class="civic-line civic-hint">{escape(text)}</p>')


def lines(texts: Iterable[str]) -> None:
    """Several short ones, as a list."""
    items = "".join(f'<li class="civic-line">{escape(text)}</li>' for text in texts)
    if items:
        st.html(f"<ul>{items}</ul>")


def facts(pairs: Iterable[tuple[str, str]]) -> None:
    """Names with what is said of them; an address of the web becomes a link."""
    told = "".join(f"<dt>{escape(name)}</dt><dd>{_linked(text)}</dd>" for name, text in pairs)
    st.html(f'<dl class="civic-facts">{told}</dl>')


def _linked(text: str) -> str:
    if not WEB_ADDRESS.fullmatch(text):
        return escape(text)
    return f'<a href="{escape(text)}" rel="noreferrer">{escape(text)}</a>'


def numbers(caption: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """A small table that a screen reader reads and a printer prints; numbers at the right."""
    listed = [list(row) for row in rows]
    right = [any(_is_number(row[at]) for row in listed) for at in range(len(header))]
    head = "".join(
        f'<th scope="col"{_at_right(side)}>{escape(name)}</th>'
        for name, side in zip(header, right, strict=True)
    )
    body = "".join(f"<tr>{_cells(row, right)}</tr>" for row in listed)
    st.html(
        f'<div class="civic-wide" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="civic-table"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cells(row: Sequence[Cell], right: Sequence[bool]) -> str:
    first, *rest = (
        (escape(written(cell)), _at_right(side)) for cell, side in zip(row, right, strict=True)
    )
    whole = ' class="moment"' if MOMENT.fullmatch(first[0]) else first[1]
    cells = "".join(f"<td{side}>{text}</td>" for text, side in rest)
    return f'<th scope="row"{whole}>{first[0]}</th>{cells}'


def _is_number(cell: Cell) -> bool:
    return bool(NUMBER.fullmatch(cell)) if isinstance(cell, str) else cell is not None


def _at_right(side: bool) -> str:
    return ' class="number"' if side else ""


def written(cell: Cell) -> str:
    """A number as people read it: four digits that count, thousands apart; nothing for none."""
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, str):
        return cell
    if float(cell).is_integer() and abs(cell) < 1e15:
        return f"{cell:,.0f}"
    return (
        f"{cell:,.{max(0, 3 - len(str(int(abs(cell)))) + 1)}f}"
        if abs(cell) >= 0.001
        else f"{cell:.3g}"
    )


def figure(drawn: Any, caption: str, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """A chart, and its numbers as a table beside it; below it on a phone."""
    left, right = st.columns([3, 2])
    with left:
        st.altair_chart(drawn.properties(description=caption))
    with right, st.container(height=TABLE_HEIGHT + 20 if len(rows) > 7 else "content"):
        numbers(caption, header, rows)


def bars(frame: Any, group: str, value: str, *, lying: bool = True) -> Any:
    """Bars of the columns `group` and `value`, whose names in words the axes show."""
    tips = [altair.Tooltip("group:N", title=" "), altair.Tooltip("value:Q", title="  ")]
    drawn = altair.Chart(frame).mark_bar()
    if lying:
        words = altair.Axis(labelLimit=220, title=None)
        across, along = altair.X("value:Q", title=value), altair.Y("group:N", sort=None, axis=words)
        return drawn.encode(across, along, tooltip=tips)
    below = altair.Axis(title=group, labelAngle=0, labelOverlap=True)
    return drawn.encode(
        altair.X("group:N", sort=None, axis=below), altair.Y("value:Q", title=value), tooltip=tips
    )
