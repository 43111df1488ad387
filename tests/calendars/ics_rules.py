"""The rules of RFC 5545 and 7986 that the libraries which read our feeds do not insist on."""

from __future__ import annotations

import re
from collections import Counter

_NAME = re.compile(r"[A-Z][A-Z0-9-]*")
_ESCAPED = {"SUMMARY", "DESCRIPTION", "NAME", "X-WR-CALNAME", "X-WR-CALDESC"}
_DATE = re.compile(r"\d{8}")
_MOMENT = re.compile(r"\d{8}T\d{6}Z")
_DURATION = re.compile(r"[+-]?P(\d+W|(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?)")

Line = tuple[str, str, str]


def faults(content: bytes) -> list[str]:
    """What is wrong with a feed, one sentence each; nothing where all is as the rules say."""
    found = [*_of_bytes(content)]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return [*found, "not UTF-8"]
    lines = [_parts(line) for line in re.sub("\r\n[ \t]", "", text).split("\r\n") if line]
    found += [f"not a content line: {line[2]!r}" for line in lines if not line[0]]
    found += [f"control letter in {name}" for name, _, value in lines if _control(value)]
    found += [*_nesting(lines)]
    found += [f"{name} is not escaped: {value!r}" for name, _, value in lines if _raw(name, value)]
    events = _blocks(lines, "VEVENT")
    found += [*_of_calendar(_outside(lines))]
    found += [] if events else ["a calendar without a component"]
    for event in events:
        found += [*_of_event(_outside([("BEGIN", "", "VCALENDAR"), *event]), event)]
    uids = Counter(value for event in events for name, _, value in event if name == "UID")
    return found + [f"UID {uid} is used {n} times" for uid, n in uids.items() if n > 1]


def _of_bytes(content: bytes) -> list[str]:
    found = []
    if not content.endswith(b"\r\n"):
        found.append("the last line does not end with CRLF")
    if re.search(rb"(?<!\r)\n|\r(?!\n)", content):
        found.append("a line ends without CRLF")
    for line in content.split(b"\r\n"):
        if len(line) > 75:
            found.append(f"a line of {len(line)} octets: {line[:20]!r}")
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            found.append(f"a letter is folded apart: {line[:20]!r}")
    return found


def _parts(line: str) -> Line:
    """Name, parameters and value; no name where it is no content line."""
    head, colon, _ = re.sub(r'"[^"]*"', lambda one: "x" * len(one[0]), line).partition(":")
    name, _, parameters = head.partition(";")
    if not colon or not _NAME.fullmatch(name):
        return "", "", line
    return name, parameters, line[len(head) + 1 :]


def _control(value: str) -> bool:
    return any((ord(c) < 32 and c != "\t") or ord(c) == 127 for c in value)


def _raw(name: str, value: str) -> bool:
    if name not in _ESCAPED:
        return False
    return bool(re.search(r"[,;]", re.sub(r"\\[\\,;nN]", "", value))) or bool(
        re.search(r"\\", re.sub(r"\\[\\,;nN]", "", value))
    )


def _nesting(lines: list[Line]) -> list[str]:
    open_: list[str] = []
    for name, _, value in lines:
        if name == "BEGIN":
            open_.append(value)
        elif name == "END" and (not open_ or open_.pop() != value):
            return [f"END:{value} closes nothing"]
    return [f"{one} is not closed" for one in open_]


def _blocks(lines: list[Line], kind: str) -> list[list[Line]]:
    found: list[list[Line]] = []
    inside = False
    for line in lines:
        if line[0] == "BEGIN" and line[2] == kind:
            inside = True
            found.append([])
        elif line[0] == "END" and line[2] == kind:
            inside = False
        elif inside:
            found[-1].append(line)
    return found


def _outside(lines: list[Line]) -> list[Line]:
    """The lines of the outermost block alone."""
    depth, found = 0, []
    for line in lines:
        depth += {"BEGIN": 1, "END": -1}.get(line[0], 0)
        if depth == 1 and line[0] not in {"BEGIN", "END"}:
            found.append(line)
    return found


def _once(lines: list[Line], *names: str) -> list[str]:
    count = Counter(name for name, _, _ in lines)
    return [f"{count[name]} times {name}" for name in names if count[name] != 1]


def _of_calendar(lines: list[Line]) -> list[str]:
    values = {name: (parameters, value) for name, parameters, value in lines}
    found = _once(lines, "PRODID", "VERSION", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL")
    if values.get("VERSION", ("", ""))[1] != "2.0":
        found.append("VERSION is not 2.0")
    found += [
        f"{name} is empty" for name in ("NAME", "X-WR-CALNAME") if not values.get(name, " ")[1]
    ]
    if values.get("REFRESH-INTERVAL", ("", ""))[0] != "VALUE=DURATION":
        found.append("REFRESH-INTERVAL does not say VALUE=DURATION")
    for name in ("REFRESH-INTERVAL", "X-PUBLISHED-TTL"):
        if not _DURATION.fullmatch(values.get(name, ("", ""))[1]):
            found.append(f"{name} is no duration")
    return found


def _of_event(lines: list[Line], whole: list[Line]) -> list[str]:
    found = _once(lines, "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "TRANSP")
    values = {name: (parameters, value) for name, parameters, value in lines}
    start, end = values.get("DTSTART", ("", "")), values.get("DTEND", ("", ""))
    for name, (parameters, value) in (("DTSTART", start), ("DTEND", end)):
        if parameters != "VALUE=DATE" or not _DATE.fullmatch(value):
            found.append(f"{name} is no date: {parameters} {value}")
    if end[1] <= start[1]:
        found.append("DTEND is not after DTSTART")
    if not _MOMENT.fullmatch(values.get("DTSTAMP", ("", ""))[1]):
        found.append("DTSTAMP is no moment in UTC")
    for alarm in _blocks(whole, "VALARM"):
        found += _once(alarm, "ACTION", "TRIGGER", "DESCRIPTION")
    return found
