"""Values out of an address or a form, with honest answers for what is not one.

Every function takes the request's `args` or `form`. An empty field counts as absent;
full-width digits count as digits. Without a default the parameter must be there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from enum import Enum
from typing import TypeVar

from civickit.core.errors import InvalidRecord
from civickit.core.text import clean

T = TypeVar("T")

LONGEST_TEXT = 200
_NUMBER = re.compile(r"[+-]?(\d{1,18}(\.\d{0,30})?|\.\d{1,30})", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)


class _Required(Enum):
    REQUIRED = 0


REQUIRED = _Required.REQUIRED


class BadParameter(InvalidRecord):
    """A parameter is missing or is not what the page needs: a 400 in plain words.

    `reason` names the text of the shared languages that says why
    ('parameter_missing', 'parameter_range' ...), `allowed` holds its values. An app that
    has a text 'field_lat' gives the parameter lat that name in front of people.
    """

    def __init__(self, parameter: str, value: str, reason: str, **allowed: object) -> None:
        self.parameter = parameter
        self.value = value
        self.reason = reason
        self.allowed = allowed
        limits = ", ".join(f"{name} {limit}" for name, limit in allowed.items())
        why = f"{value[:LONGEST_TEXT]!r}: {reason.removeprefix('parameter_')}"
        super().__init__({parameter: f"{why} ({limits})" if limits else why})


def number(
    args: Mapping[str, str],
    name: str,
    low: float,
    high: float,
    default: T | _Required = REQUIRED,
) -> float | T:
    """A decimal number from low to high. Raises BadParameter; inf, nan and 1e3 are none."""
    value = _value(args, name)
    if not value:
        return _absent(name, default)
    plain = value.replace("−", "-")
    if not _NUMBER.fullmatch(plain):
        raise BadParameter(name, value, "parameter_number", low=_short(low), high=_short(high))
    return _within(name, value, float(plain), low, high)


def integer(
    args: Mapping[str, str],
    name: str,
    low: int,
    high: int,
    default: T | _Required = REQUIRED,
) -> int | T:
    """A whole number from low to high. Raises BadParameter."""
    value = _value(args, name)
    if not value:
        return _absent(name, default)
    plain = value.replace("−", "-")
    if not _INTEGER.fullmatch(plain):
        raise BadParameter(name, value, "parameter_integer", low=low, high=high)
    return _within(name, value, int(plain), low, high)


def choice(
    args: Mapping[str, str],
    name: str,
    choices: Collection[str],
    default: T | _Required = REQUIRED,
) -> str | T:
    """One of the choices. Raises BadParameter, which names them."""
    value = _value(args, name)
    if not value:
        return _absent(name, default)
    if value not in choices:
        raise BadParameter(name, value, "parameter_choice", choices=", ".join(choices))
    return value


def day(
    args: Mapping[str, str],
    name: str,
    low: date,
    high: date,
    default: T | _Required = REQUIRED,
) -> date | T:
    """A date like 2026-04-01 from low to high. Raises BadParameter."""
    value = _value(args, name)
    if not value:
        return _absent(name, default)
    try:
        found = date.fromisoformat(value) if _DATE.fullmatch(value) else None
    except ValueError:
        found = None
    if found is None:
        raise BadParameter(name, value, "parameter_date")
    if not low <= found <= high:
        limits = {"low": low.isoformat(), "high": high.isoformat()}
        raise BadParameter(name, value, "parameter_range", **limits)
    return found


def text(
    args: Mapping[str, str],
    name: str,
    default: T | _Required = REQUIRED,
    *,
    longest: int = LONGEST_TEXT,
) -> str | T:
    """A cleaned text of at most `longest` characters. Raises BadParameter."""
    value = _value(args, name)
    if not value:
        return _absent(name, default)
    if len(value) > longest:
        raise BadParameter(name, value, "parameter_long", longest=longest)
    return value


def _value(args: Mapping[str, str], name: str) -> str:
    return clean(args.get(name, ""))


def _absent(name: str, default: T | _Required) -> T:
    if isinstance(default, _Required):
        raise BadParameter(name, "", "parameter_missing")
    return default


_N = TypeVar("_N", int, float)


def _within(name: str, value: str, found: _N, low: _N, high: _N) -> _N:
    if not low <= found <= high:
        raise BadParameter(name, value, "parameter_range", low=_short(low), high=_short(high))
    return found


def _short(limit: float) -> float:
    """90 for 90.0, as people and JSON write it."""
    return int(limit) if limit == int(limit) else limit
