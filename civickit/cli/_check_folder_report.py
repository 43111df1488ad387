"""The report on a folder with a collection calendar as text for a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from shlex import quote
from typing import TYPE_CHECKING

from civickit.cli._check_folder_words import say
from civickit.cli._check_report import printable, section, visible

if TYPE_CHECKING:
    from civickit.calendars.city import Finding
    from civickit.calendars.report import Difference, Report

SORTS = 30
PLACES = 5
DAYS = 6
NAMES = 12
ORDER = ("refused", "doubtful", "repaired")


def lines(report: Report, folder: str, lang: str) -> Iterator[str]:
    """The report, line by line, without what was written."""
    format_said = say(report.format, lang)
    yield say("read_as", lang, folder=visible(folder), format=format_said)
    yield from section("", _facts(report, lang))
    yield from section("", _counts(report, lang))
    yield from section(say("findings", lang), list(found(report.findings, lang, report.called)))
    yield from _differences(report, lang)
    yield from section("", _areas(report, lang))


def _facts(report: Report, lang: str) -> list[str]:
    told = report._asdict()
    there = {name: f"{told[name]:,}" for name in ("areas", "kinds", "items", "notices", "outlines")}
    days = {"dates": f"{report.dates:,}", "first": report.first, "last": report.last}
    ends = say("ends", lang, day=report.ends) if report.ends else say("endless", lang)
    known = [ends] if report.ends or report.dates else []
    return [say("there", lang, **there), say("dates", lang, **days), *known]


def _counts(report: Report, lang: str) -> list[str]:
    read = "read_cells" if report.format == "gomi5374" else "read_rows"
    names = (
        ("read", read),
        *((name, name) for name in ("kept", "repaired", "doubtful", "refused")),
    )
    return [f"{say(word, lang)}: {report.counts.get(name, 0):,}" for name, word in names]


def found(findings: Sequence[Finding], lang: str, called: Mapping[str, str]) -> Iterator[str]:
    """Findings, those of one sort together, the refused first."""
    sorts: dict[tuple[str, str], list[Finding]] = {}
    for one in findings:
        sorts.setdefault((one.fate, one.code), []).append(one)
    if not sorts:
        yield say("nothing", lang)
    ordered = sorted(sorts.items(), key=lambda sort: ORDER.index(sort[0][0]))
    for (fate, _), places in ordered[:SORTS]:
        yield from _sort(fate, [_with_names(one, called) for one in places], lang)
    if len(ordered) > SORTS:
        yield say("more_sorts", lang, count=f"{len(ordered) - SORTS:,}")


def _with_names(one: Finding, called: Mapping[str, str]) -> Finding:
    return one._replace(area=called.get(one.area, one.area), kind=called.get(one.kind, one.kind))


def _sort(fate: str, places: Sequence[Finding], lang: str) -> Iterator[str]:
    """What is said of all of them, then where; or of each what is said, where that differs."""
    from civickit.calendars.findings import said

    told = [visible(said(one, lang)) for one in places]
    common = {visible(said(_without_details(one), lang)) for one in places}
    cells = all(one.cell for one in places)
    head = told[0] if len(set(told)) == 1 else common.pop() if cells and len(common) == 1 else ""
    dates = sum(one.dates for one in places)
    count = f"{say(fate, lang)} ({len(places):,})"
    count += f", {say('days', lang, days=f'{dates:,}')}" if dates else ""
    yield f"{count}: {head}" if head else count
    for one, text in list(zip(places, told, strict=True))[:PLACES]:
        yield f"    {_place(one, lang)}" if head else f"    {_where(one, lang)}: {text}"
    if len(places) > PLACES:
        yield f"    {say('more', lang, count=f'{len(places) - PLACES:,}')}"


def _without_details(one: Finding) -> Finding:
    """The finding with `…` for what its own place shows: the cell, and what it was taken for."""
    shown = (one.cell, one.read_as)
    values = tuple((name, "…" if value in shown else value) for name, value in one.values)
    return one._replace(cell="…", read_as="…", values=values)


def _place(one: Finding, lang: str) -> str:
    """`exceptions.csv, line 12, column 1 'date': '2027-02-30' → '2027-02-28'`."""
    told = f" {say('cell', lang, cell=printable(one.cell))}" if one.cell else ""
    if one.read_as and one.read_as != one.cell:
        told += f" → {say('cell', lang, cell=printable(one.read_as))}"
    return _where(one, lang) + (f":{told}" if told else "")


def _where(one: Finding, lang: str) -> str:
    where = [one.file]
    if one.line:
        where.append(say("line", lang, line=one.line))
    if one.column:
        header = say("header", lang, header=printable(one.header)) if one.header else ""
        where.append(f"{say('column', lang, column=one.column)} {header}".strip())
    names = " / ".join(printable(name) for name in (one.area, one.kind) if name)
    return ", ".join(where) + (f" [{names}]" if names else "")


def _differences(report: Report, lang: str) -> Iterator[str]:
    if report.format != "gomi5374":
        return
    removed, added = (sum(len(one[at]) for one in report.diff) for at in (2, 3))
    if not report.diff:
        yield from section("", [say("same", lang)] if report.areas else [])
        return
    values = {"removed": f"{removed:,}", "added": f"{added:,}", "places": f"{len(report.diff):,}"}
    if report.shows_nothing:
        yield from section(say("diff", lang, **values), [say("shows_nothing", lang)])
        return
    shown = [_difference(one) for one in report.diff[:SORTS]]
    if len(report.diff) > SORTS:
        shown.append(say("more", lang, count=f"{len(report.diff) - SORTS:,}"))
    yield from section(say("diff", lang, **values), shown)


def _difference(one: Difference) -> str:
    days = [*_shortened("−", one.removed), *_shortened("+", one.added)]
    return f"{printable(one.area)} / {printable(one.kind)}: {'  '.join(days)}"


def _shortened(sign: str, days: Sequence[date]) -> list[str]:
    if not days:
        return []
    listed = " ".join(map(str, days[:DAYS])) + (" …" if len(days) > DAYS else "")
    return [f"{sign}{len(days)} ({listed})"]


def _areas(report: Report, lang: str) -> list[str]:
    told = (("ended", report.ended), ("unsure", report.unsure))
    closed, ends = report.closed_last, report.ends
    old = closed and closed < report.today and (ends is None or ends >= report.today)
    said = [
        say(key, lang, today=report.today, areas=_names(names, lang))
        for key, names in told
        if names
    ]
    if report.ended_kinds:
        kinds = [say("kind_in", lang, kind=k, count=n) for k, n in report.ended_kinds.items()]
        said.append(say("ended_kinds", lang, today=report.today, kinds=_names(kinds, lang)))
    return [*([say("closed_last", lang, day=closed)] if old else []), *said]


def _names(names: Sequence[str], lang: str) -> str:
    listed = ", ".join(map(printable, names[:NAMES]))
    rest = len(names) - NAMES
    return f"{listed}, {say('and_more', lang, count=f'{rest:,}')}" if rest > 0 else listed


def not_written(findings: Sequence[Finding], lang: str) -> Iterator[str]:
    """What the files that were written cannot say."""
    yield from section(say("lost", lang), list(found(findings, lang, {})) if findings else [])


def next_steps(report: Report, folder: str, lang: str, written: Sequence[str]) -> Iterator[str]:
    """What the person may do now."""
    steps = []
    if report.fates["refused"]:
        steps.append(say("next_refused", lang))
    if report.fates["doubtful"]:
        steps.append(say("next_doubts", lang))
    if written:
        steps.append(say("written", lang, files=", ".join(map(visible, written))))
    elif report.format == "gomi5374":
        steps.append(say("next_out", lang))
    if report.areas:
        named = quote(visible(folder))
        steps += [say("next_run", lang, folder=named), say("next_new", lang, folder=named)]
    yield from section(say("next", lang), steps)
