"""The frame of a dashboard: its settings, the reader's language, its title, its words."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import streamlit as st

from civickit.core.errors import CivicKitError
from civickit.desk import show
from civickit.desk.settings import Settings, read_settings, said
from civickit.schemas import REASONS, reason_words
from civickit.web.languages import HTML_LANG, LANGUAGES, Languages

WORDS = Path(__file__).parent / "languages"


class Page(NamedTuple):
    """What every part of the page is given: settings, and words in the reader's language."""

    settings: Settings
    lang: str
    words: Languages

    def t(self, key: str, /, **values: object) -> str:
        """The text of `key`. Values go in as they are: none out of a file may be among them."""
        return self.words.text(self.lang, key, **values)

    def reason(self, code: str) -> str:
        """What was wrong with a row or a cell; a sentence stays as it is."""
        if code in REASONS:
            return reason_words(code, self.lang)
        told = self.t(f"reason.{code}")
        return code if told.startswith("reason.") else told


def begin(folder: Path) -> Page:
    """The page with its title; a civic.toml that cannot be read is told, and nothing else shown.

    The language is what `?lang=` asks for, else civic.toml's; readers change it in the sidebar.
    Texts in the project's own `languages/` go before the kit's.
    """
    try:
        settings = read_settings(folder)
        words = Languages(WORDS, folder / "languages")
    except CivicKitError as fault:
        st.set_page_config(page_title=folder.name)
        st.error("civic.toml")
        show.line(str(fault))
        st.stop()
    lang = _language(settings)
    page = Page(settings, lang, words)
    title = said(settings.title, lang) or settings.name
    st.set_page_config(page_title=title, layout="wide")
    # The words are ours: nothing out of a file comes here.
    st.html(
        f"<script>document.documentElement.lang = '{HTML_LANG[lang]}'</script>",
        unsafe_allow_javascript=True,
    )
    st.html(show.STYLE)
    st.title(show.plain(title), anchor=False)
    return page


def _language(settings: Settings) -> str:
    known = list(LANGUAGES)
    asked = st.query_params.get("lang", "")
    first = asked if asked in known else settings.lang
    # The label is in every language: who needs it cannot read the others.
    chosen: str = st.sidebar.selectbox(
        "言語 · Language", known, known.index(first), format_func=LANGUAGES.__getitem__
    )
    return chosen
