"""`q` of both versions: terms with `;` between; each must hold."""

from __future__ import annotations

import re
from typing import Any

TERM = re.compile(r"(!)?([^=!<>~;]+?)(?:(==|!=|<=|>=|~=|<|>)(.+))?")


def terms_of(q: str, quote: str) -> list[tuple[str, str, Any]]:
    """(attribute, operator, value); a value is one, a (low, high) pair or a list."""
    found = []
    for written in split(q, ";", quote):
        match = TERM.fullmatch(written)
        if not match:
            raise ValueError(f"cannot parse {written}")
        absent, name, operator, value = match.groups()
        if operator is None:
            found.append((name, "absent" if absent else "present", None))
        elif operator == "~=":
            found.append((name, operator, value))
        elif len(low_high := split(value, "..", quote)) == 2:
            found.append((name, "range", tuple(read(one, quote) for one in low_high)))
        else:
            found.append((name, operator, [read(v, quote) for v in split(value, ",", quote)]))
    return found


def split(text: str, separator: str, quote: str) -> list[str]:
    """Parts of a text; a separator within quotes does not count."""
    parts, inside, start, at = [], False, 0, 0
    while at < len(text):
        if text[at] == quote:
            inside = not inside
        elif not inside and text.startswith(separator, at):
            parts.append(text[start:at])
            at = start = at + len(separator)
            continue
        at += 1
    if inside:
        raise ValueError(f"a quote is not closed in {text}")
    return [*parts, text[start:]]


def read(written: str, quote: str) -> Any:
    if written.startswith(quote) and written.endswith(quote) and len(written) > 1:
        return written[1:-1]
    if written in {"true", "false"}:
        return written == "true"
    try:
        return float(written)
    except ValueError:
        return written


def holds(values: dict[str, Any], term: tuple[str, str, Any]) -> bool:
    name, operator, wanted = term
    if operator in {"present", "absent"}:
        return (name in values) == (operator == "present")
    if name not in values:
        return False
    value = values[name]
    if operator == "~=":
        return isinstance(value, str) and bool(re.search(wanted, value))
    if operator == "range":
        return same_kind(value, wanted[0]) and wanted[0] <= value <= wanted[1]
    if operator in {"==", "!="}:
        return any(same_kind(value, one) and value == one for one in wanted) == (operator == "==")
    one = wanted[0]
    if not same_kind(value, one):
        return False
    return {
        "<": value < one,
        "<=": value <= one,
        ">": value > one,
        ">=": value >= one,
    }[operator]


def same_kind(value: Any, wanted: Any) -> bool:
    """A quoted number is a text, and no number equals it."""
    numbers = isinstance(value, int | float), isinstance(wanted, int | float)
    return numbers[0] == numbers[1] and isinstance(value, bool) == isinstance(wanted, bool)
