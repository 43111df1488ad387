"""What belongs to the request being answered: its shell, its language, its words."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from flask import current_app, g, has_request_context, request

from civickit.web.languages import Languages, choose

EXTENSION = "civickit"
LANGUAGE_COOKIE = "lang"


class DataInfo(NamedTuple):
    """What a reader must know of the data shown: the footer and /healthz say it."""

    title: str
    date: str
    """ISO date of the data, or '' when the publisher gives none."""
    licence: str
    licence_url: str
    attribution: str
    fictional: bool
    rows: int
    version: str
    """The first characters of the data's SHA-256."""
    fetched: str = ""
    """ISO date on which the data was fetched, or '' for a file of one's own."""
    doubt: str = ""
    """What a reader must know before trusting it, in a sentence, or ''."""


class Shell(NamedTuple):
    """What `equip` was told about an app."""

    name: str
    version: str
    languages: Languages
    data: Callable[[], DataInfo]


def shell() -> Shell:
    """The shell of the app that answers."""
    found: Shell = current_app.extensions[EXTENSION]
    return found


def language() -> str:
    """The reader's language: 'ja', 'ja_easy', 'en' or a further one; 'ja' outside a request."""
    if not has_request_context():
        return "ja"
    if "civickit_language" not in g:
        g.civickit_language = choose(
            request.args.get("lang"),
            request.cookies.get(LANGUAGE_COOKIE),
            request.headers.get("Accept-Language", ""),
            shell().languages.names,
        )
    chosen: str = g.civickit_language
    return chosen


def language_was_used() -> bool:
    """Whether anything in the answer depends on the reader's language."""
    return "civickit_language" in g


def t(key: str, /, **values: object) -> str:
    """The text of `key` in the reader's language."""
    return shell().languages.text(language(), key, **values)


def t_or(key: str, otherwise: str) -> str:
    """The text of `key` when the app has one, else the words given."""
    text = t(key)
    return otherwise if text == key else text


def data_info(*, or_none: bool = False) -> DataInfo | None:
    """What the app says of its data; with `or_none`, a failure there is logged and gives None.

    Pages ask plainly and fail when the data does. An error page and /healthz must appear
    even then.
    """
    try:
        return shell().data()
    except Exception:
        if not (or_none or g.get("civickit_failing")):
            raise
        current_app.logger.exception("the data of the app cannot be described")
        return None


def failing() -> None:
    """From here on the request is told as a failure."""
    g.civickit_failing = True
