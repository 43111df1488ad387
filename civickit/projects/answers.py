"""What may be answered to a template's questions, checked before anything is written."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from civickit.core.errors import InvalidRecord, UnknownName
from civickit.projects.templates import Template

SLUG = re.compile(r"[a-z][a-z0-9_-]{0,39}")
NOT_IN_SLUGS = re.compile(r"[^a-z0-9_-]+")
DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])")
DATA_PATH = re.compile(r"data(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,79})?")
DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
WEB = re.compile(r"https?://[^\s<>\"'`\\]+")
NAME = re.compile(r"[a-z][a-z0-9_]*")
LONGEST_TITLE = 80
LONGEST = 2000

SLUG_PROBLEMS: dict[str, dict[str, str]] = {
    "shape": {
        "ja": "は使えません。半角の小文字で始め、小文字・数字・_・- だけで 40 字までにしてください"
        "(例: kita_map)",
        "en": "cannot be a folder's name here: begin with a small Latin letter and use only small "
        "letters, digits, _ and -, 40 at most, like kita_map",
    },
    "device": {
        "ja": "は Windows の機器の名前なので使えません。ほかの名前にしてください",
        "en": "is the name of a device on Windows; choose another",
    },
    "keyword": {
        "ja": "は Python の言葉なので使えません。ほかの名前にしてください",
        "en": "is a word of Python; choose another",
    },
    "kit": {
        "ja": "はこのキットの名前なので使えません。ほかの名前にしてください",
        "en": "is the kit's own name; choose another",
    },
}
TEXT_PROBLEMS: dict[str, dict[str, str]] = {
    "empty": {"ja": "が空です", "en": "is empty"},
    "long": {"ja": "が長すぎます({most} 字まで)", "en": "is longer than {most} characters"},
    "signs": {
        "ja": "に改行などの見えない文字があります。1 行の文字だけにしてください",
        "en": "has line breaks or other control characters; one line of text, please",
    },
}


def slug_problem(slug: str) -> str:
    """Why a text cannot name the folder, as a key of SLUG_PROBLEMS; '' where it can."""
    if not SLUG.fullmatch(slug):
        return "shape"
    if DEVICE.fullmatch(slug):
        return "device"
    if keyword.iskeyword(slug) or keyword.issoftkeyword(slug):
        return "keyword"
    return "kit" if slug == "civickit" else ""


def derived_slug(title: str) -> str:
    """A folder's name from a title in plain letters; '' where somebody must be asked for one."""
    slug = NOT_IN_SLUGS.sub("_", title.lower()).strip("_-") if title.isascii() else ""
    return "" if slug_problem(slug) else slug


def text_problem(text: str, most: int = LONGEST) -> str:
    """Why a text cannot stand in a project, as a key of TEXT_PROBLEMS; '' where it can.

    Control characters, half characters and line breaks cannot: a line of civic.toml or a
    heading would end where they stand.
    """
    if any(unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} for sign in text):
        return "signs"
    return "long" if len(text) > most else ""


def title_problem(title: str) -> str:
    """The same for the name of an app, which may not be empty."""
    return text_problem(title, LONGEST_TITLE) or ("" if title.strip() else "empty")


def fits(name: str, text: str) -> bool:
    """Whether a text may be the answer of that name."""
    return not text_problem(text) and not (name in SHAPES and SHAPES[name](text))


def checked(template: Template, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Every public answer of the template, given or by default, in its order.

    Raises UnknownName for an answer that nobody asked for, InvalidRecord for those that cannot
    be, all at once.
    """
    for name in answers:
        if name not in template.defaults:
            raise UnknownName("answer", name, template.defaults)
    values = {**template.defaults, **answers}
    faults = {name: fault for name in values if (fault := _fault(template, name, values[name]))}
    if faults:
        raise InvalidRecord(faults)
    return values


def _fault(template: Template, name: str, value: Any) -> str:
    """What is wrong with one answer, in a sentence; '' where nothing is."""
    asked = template.context[name]
    if isinstance(asked, list):
        return "" if value in asked else f"{value!r} is none of {', '.join(map(str, asked))}"
    if isinstance(asked, dict):
        return _fault_of_columns(value)
    if type(value) is not type(asked):
        return f"{value!r} is not {_kind(asked)}"
    if not isinstance(value, str):
        return ""
    if code := text_problem(value):
        return f"{value!r} {TEXT_PROBLEMS[code]['en'].format(most=LONGEST)}"
    return SHAPES[name](value) if name in SHAPES else ""


def _kind(asked: object) -> str:
    return {str: "a text", bool: "true or false", int: "a number"}.get(type(asked), "that kind")


def _fault_of_columns(value: Any) -> str:
    """Columns are {field: header, or number from 1}."""
    if not isinstance(value, Mapping):
        return f"{value!r} is not a table of field = column"
    for field, column in value.items():
        named = isinstance(column, str) and column and not text_problem(column)
        numbered = type(column) is int and column >= 1
        if not (isinstance(field, str) and NAME.fullmatch(field) and (named or numbered)):
            return f"{field!r} = {column!r} is no field with a header, or a number from 1"
    return ""


def _slug(value: str) -> str:
    code = slug_problem(value)
    return f"{value!r} {SLUG_PROBLEMS[code]['en']}" if code else ""


def _title(value: str) -> str:
    code = title_problem(value)
    return f"{value!r} {TEXT_PROBLEMS[code]['en'].format(most=LONGEST_TITLE)}" if code else ""


def _like(pattern: re.Pattern[str], meant: str) -> Callable[[str], str]:
    return lambda value: (
        "" if not value or pattern.fullmatch(value) else f"{value!r} is not {meant}"
    )


SHAPES: dict[str, Callable[[str], str]] = {
    "slug": _slug,
    "title": _title,
    "schema": _like(NAME, "the name of a standard dataset, like water_point"),
    "data_path": _like(
        DATA_PATH, "the folder data, or a file in it with a plain name, like data/hydrants.csv"
    ),
    "data_date": _like(DAY, "a day like 2026-04-01"),
    "data_fetched": _like(DAY, "a day like 2026-04-01"),
    "data_licence_url": _like(WEB, "an address that begins with https:// or http://"),
    "data_page": _like(WEB, "an address that begins with https:// or http://"),
}
"""Answers that must have a shape besides being one line of text."""
