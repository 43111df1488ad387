"""The words of an app in its languages, and which language a reader gets. Needs no Flask."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from string import Formatter

from civickit.core.errors import InvalidRecord

LANGUAGES = {"ja": "日本語", "ja_easy": "やさしい日本語", "en": "English"}
HTML_LANG = {"ja": "ja", "ja_easy": "ja", "en": "en"}
FALLBACK = {"ja": ("ja", "en"), "ja_easy": ("ja_easy", "ja", "en"), "en": ("en", "ja")}
SHARED = Path(__file__).parent / "languages"

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_USED_KEY = re.compile(r"""\bt\(\s*(['"])([\w.-]+)\1""")


class Languages:
    """The texts of one app: the shared ones, and over them those of each folder given.

    A folder holds `ja.json`, `ja_easy.json` and `en.json`, each one flat object
    {"key": "text with {name}"}. A language without a key borrows the text:
    ja_easy from ja, then en. Raises InvalidRecord for a file that is not such an object.
    """

    def __init__(self, *folders: Path) -> None:
        self.texts: dict[str, dict[str, str]] = {lang: {} for lang in LANGUAGES}
        for folder in (SHARED, *folders):
            for lang in LANGUAGES:
                self.texts[lang].update(_read(folder / f"{lang}.json"))

    def text(self, lang: str, key: str, /, **values: object) -> str:
        """The text of `key` with its values filled in; the key itself when nobody has it."""
        for one in FALLBACK[lang]:
            if key in self.texts[one]:
                return self.texts[one][key].format_map(values)
        return key

    def starting(self, lang: str, prefix: str) -> dict[str, str]:
        """The texts whose key starts with `prefix`, for handing to a script."""
        found: dict[str, str] = {}
        for one in reversed(FALLBACK[lang]):
            found |= {key: t for key, t in self.texts[one].items() if key.startswith(prefix)}
        return found


def _read(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    try:
        texts = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise InvalidRecord({str(path): f"is not JSON: {fault}"}) from fault
    if not isinstance(texts, dict) or not all(isinstance(t, str) for t in texts.values()):
        raise InvalidRecord({str(path): 'must be one flat object {"key": "text"}'})
    return texts


def choose(query: str | None, cookie: str | None, accept_language: str) -> str:
    """The language of a reader: what the address asks for, else the cookie, else the browser."""
    for wish in (query, cookie):
        if wish in LANGUAGES:
            return wish
    return _from_browser(accept_language)


def _from_browser(accept_language: str) -> str:
    """A browser that names neither Japanese nor English gets やさしい日本語.

    Who opens a town's page with such a browser most likely lives there, and plain
    Japanese is what Japan's immigration agency asks offices to write for residents.
    """
    weighed = sorted(_weights(accept_language), key=lambda one: -one[1])
    bases = [tag.split("-")[0] for tag, weight in weighed if weight > 0]
    for base in bases:
        if base in ("ja", "en"):
            return base
    return "ja_easy" if set(bases) - {"*"} else "ja"


def _weights(accept_language: str) -> Iterator[tuple[str, float]]:
    for part in accept_language.split(","):
        tag, _, weight = part.partition(";")
        number = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", weight)
        if tag.strip() and (number or not weight):
            yield tag.strip().lower(), float(number[1]) if number else 1.0


def long_date(iso: str, lang: str) -> str:
    """A date as people write it: 2026年11月22日, 22 November 2026. Anything else stays as it is."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    if lang == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def check_languages(
    folder: Path, templates: Path | None = None, *, beside: Iterable[Path] = ()
) -> list[str]:
    """What is wrong with a folder of language files, one sentence each; empty when all is well.

    Every language must have the same keys with the same {names}. With `templates`, every
    key the templates ask for by name, t('key'), must exist here, in one of the folders
    `beside`, or among the shared texts.
    """
    texts = {lang: _read(folder / f"{lang}.json") for lang in LANGUAGES}
    keys = sorted(set().union(*texts.values()))
    faults = [fault for key in keys for fault in _differences(key, texts)]
    if templates is not None:
        known = set(keys).union(*(_read(one / "ja.json") for one in (SHARED, *beside)))
        faults += [
            f"{key!r} is used in a template but has no text" for key in _used(templates, known)
        ]
    return faults


def _differences(key: str, texts: dict[str, dict[str, str]]) -> Iterator[str]:
    names = {lang: _names(texts[lang][key]) for lang in LANGUAGES if key in texts[lang]}
    for lang in LANGUAGES:
        if lang not in names:
            yield f"{lang}.json has no text for {key!r}"
        elif names[lang] != next(iter(names.values())):
            yield f"{lang}.json fills other names into {key!r}: {sorted(names[lang])}"
        elif not texts[lang][key].strip():
            yield f"{lang}.json has an empty text for {key!r}"


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _used(templates: Path, known: Iterable[str]) -> list[str]:
    pages = (path.read_text(encoding="utf-8") for path in sorted(templates.rglob("*.html")))
    return sorted({found[1] for page in pages for found in _USED_KEY.findall(page)} - set(known))
