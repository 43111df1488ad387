"""The report as PDF: read back, its sums are those of its rows."""

from __future__ import annotations

import io
import re
from datetime import date

import pypdf
import pytest
from live.conftest import STORM_S
from live.storm_drives import HOUR, drive, plow, send

from civickit.live.counting import count_all
from civickit.live.daily import Daily, daily, daily_pdf, parts, sheet
from civickit.live.daily.words import words_of
from civickit.live.site import Site

DAY = date(2026, 11, 30)
NAMES = [
    ("one", "Snow Ltd"),
    ("除雪車 2", "雪国建設(株)"),
    ("$x$ *b* _i_ \\", "#set text(red) </b>=1+1"),
    ("a" * 40, "B" * 120),
    ("moji \U0001f600", ""),
]


@pytest.fixture
def report(site: Site) -> Daily:
    for number, (name, contractor) in enumerate(NAMES):
        bad = {"every_s": 60, "noise_m": 30, "heading": False} if number == 1 else {}
        made = drive(site, number, STORM_S - HOUR, count=50, **bad)
        send(site, plow(site, name, contractor=contractor), made.fixes)
    count_all(site)
    site.writer.stop()
    site.hub.stop()
    return daily(site, DAY)


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def lines(pdf: bytes) -> list[str]:
    """The lines of all pages, with the columns as they stand."""
    pages = (page.extract_text(extraction_mode="layout") for page in read(pdf).pages)
    return [line for page in pages for line in page.replace("\u200b", "").splitlines()]


@pytest.mark.parametrize("lang", ["ja", "ja_easy", "en"])
def test_it_is_tagged_a4_with_a_number_on_every_page(report: Daily, lang: str) -> None:
    pdf = daily_pdf(report, lang, words_of(lang))
    found = read(pdf)
    assert len(found.pages) >= 3
    for number, page in enumerate(found.pages, 1):
        assert tuple(map(float, page.mediabox[2:])) == pytest.approx((841.89, 595.28), abs=0.1)
        told = words_of(lang)("daily_page", page=number, pages=len(found.pages))
        assert plain(told) in plain(page.extract_text())
    assert found.root_object["/Lang"] == lang.split("_")[0]
    assert found.root_object["/MarkInfo"]["/Marked"]
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(found.root_object)
    assert daily_pdf(report, lang, words_of(lang)) == pdf


def plain(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def test_every_sum_is_the_sum_of_the_rows_above_it(report: Daily) -> None:
    """Of the sheet as it is printed: each table's `Total` against its own rows."""
    tables: list[tuple[list[list[str]], list[str]]] = []
    rows: list[list[str]] = []
    for line in lines(daily_pdf(report, "en", words_of("en"))):
        cells = re.findall(r"(?<![\w.])\d+(?:[.:]\d+)?(?![\w.])", line.replace("▲", " "))
        if re.match(r"\s*Total\b", line):
            tables.append((rows, cells))
            rows = []
        elif "Page" in line or "As counted" in line:
            continue
        elif len(cells) >= 3 or "short bits" in line:
            rows.append(cells)
    by_contractor, by_vehicle, *streets = tables
    assert len(streets) == len(report.vehicles)
    names = len(report.contractors())
    assert sum_of([row[-7:] for row in by_contractor[0]][-names:]) == as_numbers(by_contractor[1])
    for (rows, total), one in zip(streets, report.vehicles, strict=True):
        worked = [row[-1] if len(row) < 3 else row[-2] for row in rows]
        assert sum(map(int, worked)) == int(total[-1]) == one.worked_m
    sums = report.totals()
    assert as_numbers(by_vehicle[1])[2:4] == [sums.driven_m, sums.worked_m]
    assert sums.worked_m == sum(one.worked_m for one in report.vehicles)


def as_numbers(cells: list[str]) -> list[int]:
    """Minutes, metres and counts."""
    found = []
    for cell in cells:
        if ":" in cell:
            hours, minutes = cell.split(":")
            found.append(int(hours) * 60 + int(minutes))
        else:
            found.append(round(float(cell) * 1000) if "." in cell else int(cell))
    return found


def sum_of(rows: list[list[str]]) -> list[int]:
    return [sum(column) for column in zip(*map(as_numbers, rows), strict=True)]


def test_a_large_fleet_has_several_sheets_and_every_street_is_on_one(
    report: Daily, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands of rows in one would take a minute; the sums are on the first."""
    rows = sum(len(one.streets) + (one.rest_m > 0) for one in report.vehicles)
    monkeypatch.setattr(sheet, "MOST_STREETS", rows // 3 + 1)
    assert parts(report) == 3
    words = words_of("en")
    texts = [lines(daily_pdf(report, "en", words, part)) for part in (1, 2, 3)]
    for part, text in enumerate(texts, 1):
        assert plain(words("daily_part", part=part, parts=3)) in plain("".join(text))
        assert (plain("By contractor") in plain("".join(text))) is (part == 1)
    clocks = re.compile(r"\d\d:\d\d\s+\d\d:\d\d\s+\d+\s+\d+\s+(▲ ?)?\d+\s*$")
    printed = sum(bool(clocks.search(line)) for text in texts for line in text)
    assert printed == sum(len(one.streets) for one in report.vehicles)
    assert parts(report.only(contractor="Snow Ltd")) == 1


def test_hostile_names_are_printed_and_not_run(report: Daily) -> None:
    text = plain("".join(lines(daily_pdf(report, "en", words_of("en")))))
    assert plain("$x$ *b* _i_ \\") in text
    assert plain("#set text(red) </b>=1+1") in text
    whole = plain("".join(page.extract_text() for page in
                          read(daily_pdf(report, "en", words_of("en"))).pages))  # fmt: skip
    assert whole.count("a" * 40) >= 1
    assert whole.count("B" * 120) >= 1


def test_letters_without_a_picture_are_told(report: Daily) -> None:
    told = plain(words_of("ja")("daily_missing"))
    text = plain("".join(lines(daily_pdf(report, "ja", words_of("ja")))))
    assert told in text
    assert "moji〓" in text
    others = tuple(one for one in report.vehicles if "moji" not in one.device)
    less = daily_pdf(report._replace(vehicles=others), "ja", words_of("ja"))
    assert told not in plain("".join(lines(less)))


def test_what_is_doubtful_bears_a_sign(report: Daily) -> None:
    """Not a colour: the sheet is printed in black."""
    doubtful = [one for one in report.vehicles if one.doubts]
    assert doubtful
    assert any(street.doubtful for one in report.vehicles for street in one.streets)
    text = "".join(lines(daily_pdf(report, "en", words_of("en"))))
    streets = sum(street.doubtful for one in report.vehicles for street in one.streets)
    reasons = sum(len(one.doubts) for one in report.vehicles)
    sums = sum(totals.unsure_m > 0 for _, totals in report.contractors())
    sums += 2 * (report.totals().unsure_m > 0)
    sums += sum(one.unsure_m > 0 for one in report.vehicles)
    legend = 1
    assert text.count("▲") == streets + reasons + sums + legend


def test_a_day_without_work_says_so(report: Daily) -> None:
    empty = report._replace(vehicles=(), changed_ms=None)
    pdf = daily_pdf(empty, "ja", words_of("ja"))
    assert len(read(pdf).pages) == 1
    assert "この日の作業の記録はありません" in plain("".join(lines(pdf)))


def test_what_is_not_certain_of_the_whole_stands_on_top(report: Daily) -> None:
    told = report._replace(simulated=True, counted=False, corrected_ms=round(STORM_S * 1000))
    text = plain("".join(lines(daily_pdf(told, "en", words_of("en")))))
    for key in ("daily_simulated", "daily_fictional", "daily_not_counted"):
        assert plain(words_of("en")(key)) in text
    assert plain("Corrected at 2026-11-30 09:53") in text
