"""The report of a check as text for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from civickit.cli._check_words import say
from civickit.schemas import DOUBT_WORDS, Guess, Report, Schema, reason_words
from civickit.tables import Problem

SHOWN = 20
SHOWN_LINES = 5
LONGEST = 60


class Finding(NamedTuple):
    """The same problem in one or more lines."""

    lines: str
    column: str
    value: str
    action: str
    after: str
    message: str
    times: int


def visible(text: str) -> str:
    """A text as it may stand in a console: nothing that moves the cursor or colours the text."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


def printable(text: str) -> str:
    """A cell, visible and not longer than a line."""
    shown = visible(text)
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"


def where_changed(before: str, after: str) -> tuple[str, str]:
    """Both texts from shortly before the place where they begin to differ."""
    same = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    start = max(0, same - LONGEST // 3)
    mark = "…" if start else ""
    return mark + printable(before[start:]), mark + printable(after[start:])


def findings(problems: Sequence[Problem], lang: str) -> list[Finding]:
    """Problems, equal ones together, the refused first."""
    groups: dict[tuple[str, str, str, str, str], list[int]] = {}
    for one in problems:
        key = (one.action, one.reason, one.column, one.value, one.after)
        groups.setdefault(key, []).append(one.line)
    order = ("refused", "repaired", "kept")
    found = []
    for (action, reason, column, value, after), lines in sorted(
        groups.items(), key=lambda group: order.index(group[0][0])
    ):
        before, then = where_changed(value, after) if action == "repaired" else (value, "")
        found.append(
            Finding(
                _lines(lines, lang),
                printable(column),
                printable(before) or say("empty", lang),
                say(f"action_{action}", lang),
                then,
                reason_words(reason, lang),
                len(lines),
            )
        )
    return found


def _lines(lines: Sequence[int], lang: str) -> str:
    listed = ", ".join(map(str, lines[:SHOWN_LINES]))
    if len(lines) > SHOWN_LINES:
        return say("and_others", lang, lines=listed, count=f"{len(lines):,}")
    return say("line", lang, lines=listed)


def notes(report: Report, lang: str) -> list[str]:
    return [visible(said) for said in report.notes(lang)]


def missing(report: Report, lang: str) -> list[str]:
    """Which required columns are empty, and in how many rows."""
    if not report.missing:
        return []
    told = [
        say("missing_in", lang, column=column, count=f"{count:,}")
        for column, count in report.missing.items()
    ]
    return [say("missing", lang, columns=", ".join(told))]


def counts(report: Report, lang: str) -> list[tuple[str, int]]:
    """The words and numbers at the head of the report."""
    names = ("rows", "kept", "repaired", "refused")
    return [(say(name, lang), getattr(report, name)) for name in names]


def next_steps(report: Report, lang: str, look: str) -> list[str]:
    """What the person may do now; `look` is the word for where doubtful rows are seen."""
    steps = []
    if report.refused:
        steps.append(say("next_refused", lang))
    if not report.kept:
        steps.append(say("next_empty", lang))
    elif report.doubts:
        steps.append(say(look, lang))
    return steps


def _written(report: Report, lang: str, written: Sequence[str]) -> list[str]:
    if written:
        return [say("next_written", lang, files=", ".join(map(printable, written)))]
    return [say("next_clean", lang)] if report.kept else []


def column_names(report: Report, schema: Schema, lang: str) -> list[tuple[str, str]]:
    """(field, column of the file) as people call them."""
    return [
        (schema.of(name).header if lang == "ja" else name, printable(column))
        for name, column in report.columns.items()
    ]


def lines(
    report: Report, schema: Schema, lang: str, written: Sequence[str], taken: Guess | None = None
) -> Iterator[str]:
    """The report, line by line. `taken`: why the file was taken for this dataset."""
    yield say("read_as", lang, source=printable(report.source), title=schema.title[lang])
    header = say("with_header" if report.header else "without_header", lang)
    yield say("how", lang, format=report.format, encoding=report.encoding or "-", header=header)
    if taken:
        yield say("taken_as", lang, name=taken.schema, why=visible(taken.because(lang)))
    yield from section(
        say("columns", lang), [f"{a} ← {b}" for a, b in column_names(report, schema, lang)]
    )
    if report.unused:
        listed = ", ".join(map(printable, report.unused))
        yield f"{say('unused', lang)}: {listed} ({say('unused_hint', lang)})"
    yield from section("", [f"{word}: {count:,}" for word, count in counts(report, lang)])
    kinds = [f"{schema.kinds[kind][lang]}: {n:,}" for kind, n in report.kinds.most_common()]
    yield from section(say("kinds", lang), kinds)
    doubts = [f"{n:,}: {DOUBT_WORDS[doubt][lang]}" for doubt, n in report.doubts.most_common()]
    yield from section(f"{say('doubts', lang)} ({say('doubts_hint', lang)})", doubts)
    yield from _problems(report, lang)
    yield from section("", missing(report, lang))
    yield from section(say("notes", lang), notes(report, lang))
    steps = next_steps(report, lang, "next_doubts") + _written(report, lang, written)
    yield from section(say("next", lang), steps)


def _problems(report: Report, lang: str) -> Iterator[str]:
    found = findings(report.problems, lang)
    shown, told = [], ""
    for one in found[:SHOWN]:
        head = f"{one.action}: {one.message}"
        if head != told:
            shown.append(head)
            told = head
        after = f" → 「{one.after}」" if one.after else ""
        shown.append(f"    {one.lines}, {one.column}: 「{one.value}」{after}")
    yield from section(say("problems", lang), shown or [say("no_problems", lang)])
    rest = sum(one.times for one in found[SHOWN:])
    if rest:
        yield "  " + say("more", lang, count=f"{rest:,}")


def section(title: str, body: Sequence[str]) -> Iterator[str]:
    """A part of the report with its title; nothing where it is empty."""
    if body:
        yield ""
        if title:
            yield title
        yield from (f"  {line}" for line in body)
