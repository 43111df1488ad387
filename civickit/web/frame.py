"""What every template may use: its words, its language links, what the footer says."""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Flask, current_app, request, url_for
from markupsafe import Markup
from werkzeug.routing import BuildError

from civickit.web.current import data_info, language, shell, t, t_or
from civickit.web.languages import html_lang, long_date

_JAPANESE = re.compile("[\u3041-\u30ff\u3400-\u9fff]")
_KANA = re.compile("[\u3041-\u30ff]")
"""On a Chinese page the other signs may be its own."""


class LanguageLink(NamedTuple):
    """One entry of the language switch."""

    code: str
    name: str
    html_lang: str
    href: str
    current: bool


def add_words(app: Flask) -> None:
    """Give templates t, texts, lang_attr, the filter long_date, and the words of the frame."""
    app.jinja_env.globals.update(t=t, texts=_texts, lang_attr=_lang_attr)
    app.jinja_env.filters["long_date"] = lambda iso: long_date(iso, language())
    app.context_processor(_page_words)


def _texts(prefix: str) -> dict[str, str]:
    return shell().languages.starting(language(), prefix)


def _lang_attr(text: str) -> Markup:
    """` lang="ja"` for Japanese words on a page in another language: a screen reader needs it."""
    of_page = html_lang(language())
    if of_page != "ja" and (_KANA if of_page.startswith("zh") else _JAPANESE).search(text):
        return Markup(' lang="ja"')
    return Markup("")


def _page_words() -> dict[str, Any]:
    return {
        "lang": language(),
        "html_lang": html_lang(language()),
        "languages": _language_links(),
        "data_info": data_info(),
        "app_name": t_or("app_name", shell().name),
        "home_url": f"{request.script_root}/",
        "data_url": _url_of("/data"),
        "page_url": request.url,
    }


LONGEST_KEPT, MOST_KEPT = 300, 20
"""What is longer no page understands; it would come back once for each language."""


def _language_links() -> list[LanguageLink]:
    """Links that keep the path and every other parameter that a page may understand.

    They start with '?', so that no path, however odd, can lead them to another site. What
    was posted has no address to come back to: from there they lead home.
    """
    told = request.args.items(multi=True)
    kept = [one for one in told if one[0] != "lang" and len(one[0] + one[1]) <= LONGEST_KEPT]
    kept = kept[:MOST_KEPT]
    if request.method in {"GET", "HEAD"}:
        start = "?"
    else:
        start, kept = f"{request.script_root}/?", []
    return [
        LanguageLink(
            code,
            word,
            html_lang(code),
            start + urlencode([*kept, ("lang", code)]),
            code == language(),
        )
        for code, word in shell().languages.names.items()
    ]


def _url_of(path: str) -> str | None:
    for rule in current_app.url_map.iter_rules():
        if rule.rule == path:
            try:
                return url_for(rule.endpoint)
            except BuildError:
                return None
    return None
