"""How JavaScript turns text into numbers and numbers into days: what the original script relies on.

Days are ordinals as of `date.toordinal`, also far outside what `date` can hold.
"""

from __future__ import annotations

import re

SPACES = "\t\n\v\f\r \xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_OTHER_BASE = re.compile(r"0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)")
_WHOLE = re.compile(r"([+-]?)(0[xX])?([0-9a-fA-F]*)")
_DIGITS = re.compile(r"[0-9]+")
_FARTHEST_DAYS = 100_000_000
_EPOCH = 719_163
_HUGE = 1e15


def number(text: str) -> float | None:
    """`Number(text)`, None where that is NaN or endless. An empty text is 0."""
    plain = text.strip(SPACES)
    if not plain:
        return 0.0
    if _OTHER_BASE.fullmatch(plain):
        value = float(int(plain, 0))
    elif _DECIMAL.fullmatch(plain):
        value = float(plain)
    else:
        return None
    return value if abs(value) < _HUGE else None


def parse_int(text: str) -> int | None:
    """`parseInt(text)`, None for NaN: leading space, a sign, 0x, then digits as far as they go."""
    found = _WHOLE.match(text.lstrip(SPACES))
    sign, base, rest = found.groups() if found else ("", None, "")
    if base:
        value = int(rest, 16) if rest else None
    else:
        digits = _DIGITS.match(rest)
        value = int(digits[0]) if digits else None
    return -value if value is not None and sign == "-" else value


def day(year: float | None, month: float | None, of_month: float | None) -> int | None:
    """`new Date(year, month, of_month)`, the month from 0: what overflows goes on. None: no day."""
    if year is None or month is None or of_month is None:
        return None
    whole_year, whole_month, whole_day = int(year), int(month), int(of_month)
    if 0 <= whole_year <= 99:
        whole_year += 1900
    whole_year += whole_month // 12
    ordinal = first_of_month(whole_year, whole_month % 12 + 1) + whole_day - 1
    return ordinal if abs(ordinal - _EPOCH) <= _FARTHEST_DAYS else None


def first_of_month(year: int, month: int) -> int:
    """The ordinal of the first of a month (1 to 12) of any year, by the calendar of today."""
    shifted = year - (month <= 2)
    days_before = 365 * shifted + shifted // 4 - shifted // 100 + shifted // 400
    return days_before + (153 * ((month + 9) % 12) + 2) // 5 - 305


def units(text: str) -> str:
    """The text as JavaScript counts it: a character beyond U+FFFF is two."""
    if text.isascii() or max(text) <= "\uffff":
        return text
    pairs = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(pairs[at] | pairs[at + 1] << 8) for at in range(0, len(pairs), 2))
