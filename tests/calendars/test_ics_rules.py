"""The validator of feeds is able to fail: every rule it knows is broken once."""

from __future__ import annotations

from datetime import date

import pytest
from calendars.hand_made_city import city
from calendars.ics_rules import faults

from civickit.calendars.ics import FeedOptions, feed

CITY = city()
GOOD = feed(CITY, CITY.areas[0], FeedOptions(alarm="evening"), date(2026, 4, 10))
LONG = "あ".encode() * 26


def test_a_good_feed_has_no_fault() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b"VERSION:2.0\r\n", b"", "0 times VERSION"),
        (b"VERSION:2.0", b"VERSION:1.0", "VERSION is not 2.0"),
        (b"PRODID:", b"X-PRODID:", "0 times PRODID"),
        (b"BEGIN:VALARM\r\n", b"", "END:VALARM closes nothing"),
        (b"END:VCALENDAR\r\n", b"", "VCALENDAR is not closed"),
        (b"\r\nTRANSP:", b"\nTRANSP:", "a line ends without CRLF"),
        (b"\r\nTRANSP:", b"\r\n\rTRANSP:", "a line ends without CRLF"),
        (b"SUMMARY:", b"SUMMARY:" + LONG, "a line of"),
        (b"SUMMARY:\xe7", b"SUMMARY:\xe7\r\n ", "a letter is folded apart"),
        (b"SUMMARY:", b"SUMMARY:a,b", "SUMMARY is not escaped"),
        (b"SUMMARY:", b"SUMMARY:a;b", "SUMMARY is not escaped"),
        (b"SUMMARY:", b"SUMMARY:a\\b", "SUMMARY is not escaped"),
        (b"SUMMARY:", b"SUMMARY:\x07", "control letter in SUMMARY"),
        (b"SUMMARY:", b"", "not a content line"),
        (b"DTSTART;VALUE=DATE:", b"DTSTART:", "DTSTART is no date"),
        (b"DTEND;VALUE=DATE:2026", b"DTEND;VALUE=DATE:2025", "DTEND is not after DTSTART"),
        (b"DTSTAMP:20260101T000000Z", b"DTSTAMP:20260101", "DTSTAMP is no moment"),
        (b"DTSTAMP:", b"X-STAMP:", "0 times DTSTAMP"),
        (b"UID:20260302-", b"UID:20260303-", "is used 2 times"),
        (b"UID:", b"X-UID:", "0 times UID"),
        (b"TRANSP:TRANSPARENT\r\n", b"TRANSP:TRANSPARENT\r\n" * 2, "2 times TRANSP"),
        (b"REFRESH-INTERVAL;VALUE=DURATION:", b"REFRESH-INTERVAL:", "does not say VALUE=DURATION"),
        (b"X-PUBLISHED-TTL:PT12H", b"X-PUBLISHED-TTL:12", "X-PUBLISHED-TTL is no duration"),
        (b"ACTION:DISPLAY\r\n", b"", "0 times ACTION"),
    ],
)
def test_a_broken_feed_is_told(old: bytes, new: bytes, told: str) -> None:
    assert old in GOOD
    assert any(told in fault for fault in faults(GOOD.replace(old, new, 1))), told


def test_an_empty_name_is_told() -> None:
    lines = GOOD.split(b"\r\n")
    at = next(n for n, line in enumerate(lines) if line.startswith(b"NAME:"))
    assert "NAME is empty" in faults(b"\r\n".join([*lines[:at], b"NAME:", *lines[at + 1 :]]))


def test_bytes_that_are_no_text_are_told() -> None:
    assert "not UTF-8" in faults(GOOD.replace(b"SUMMARY:", b"SUMMARY:\xff", 1))
