"""What civic.toml says of reports, under [reports]; all of it may be left out."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from civickit.core.errors import InvalidRecord
from civickit.live.settings import Settings
from civickit.web.languages import LANGUAGES

KINDS = ("tree", "bank", "uncleared", "icy", "broken", "stuck", "other")
"""What is reported where snow falls; their names are in the language files."""
URGENT = ("stuck", "tree")
"""What blocks the way of an ambulance: first at the desk, however many others wait."""
_KEY = re.compile("[a-z0-9_-]{1,40}")


class ReportSettings(NamedTuple):
    """`kinds` by key, `urgent` the kinds that cannot wait; `names` of the city's own kinds:
    {lang: {key: name}}.
    """

    kinds: tuple[str, ...]
    names: dict[str, dict[str, str]]
    urgent: frozenset[str]
    per_hour: int
    """So many reports one client may send."""
    per_hour_by_key: int
    """So many a program with an api_key of the city."""
    keep_days: int
    """After closing, contacts are kept so long; so are pictures that were rejected."""
    keep_photo_days: int
    """After closing, every picture is kept so long at most: they are what fills a disk."""
    open311_keys: frozenset[str]
    """OPEN311_KEYS, parted by commas. Without any, programs need no key."""


def report_settings(settings: Settings) -> ReportSettings:
    """Raises InvalidRecord for a line that says what cannot be."""
    toml = settings.toml.get("reports", {})
    own = [_own_kind(one) for one in toml.get("kinds", [])]
    standard = KINDS if toml.get("standard_kinds", True) else ()
    return ReportSettings(
        kinds=tuple(dict.fromkeys([*standard, *(key for key, _ in own)])),
        names={lang: {key: names[lang] for key, names in own} for lang in LANGUAGES},
        urgent=frozenset(URGENT).union(
            str(one["key"]) for one in toml.get("kinds", []) if one.get("urgent")
        ),
        per_hour=_number(toml, "per_hour", 5),
        per_hour_by_key=_number(toml, "per_hour_by_key", 300),
        keep_days=_number(toml, "keep_days", 30),
        keep_photo_days=_number(toml, "keep_photo_days", 365),
        open311_keys=frozenset(filter(None, map(str.strip, _keys().split(",")))),
    )


def _keys() -> str:
    return os.environ.get("OPEN311_KEYS", "")


def _own_kind(one: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    key, name = str(one.get("key", "")), str(one.get("ja", ""))
    if not _KEY.fullmatch(key) or not name:
        raise InvalidRecord(
            {"[[reports.kinds]]": f"is {dict(one)!r}; write key = 'bear' and ja = '熊', and best "
             "also ja_easy and en"}
        )  # fmt: skip
    return key, {lang: str(one.get(lang) or name) for lang in LANGUAGES}


def _number(toml: Mapping[str, Any], name: str, usual: int) -> int:
    value = toml.get(name, usual)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise InvalidRecord({f"[reports] {name}": f"is {value!r}; write a number like {usual}"})
    return value
