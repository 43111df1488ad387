"""The words of an app in its languages, and which language a reader gets. Needs no Flask."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from pathlib import Path
from string import Formatter

from civickit.core.errors import InvalidRecord

LANGUAGES = {"ja": "日本語", "ja_easy": "やさしい日本語", "en": "English"}
"""What every app says. An app may offer more."""
OWN_NAMES = LANGUAGES | dict(
    pair.split("=")
    for pair in (
        *(
            "de=Deutsch",
            "es=Español",
            "fr=Français",
            "hi=हिन्दी",
            "id=Bahasa Indonesia",
            "ko=한국어",
        ),
        *("mn=Монгол", "my=မြန်မာ", "ne=नेपाली", "pt=Português", "ru=Русский", "si=සිංහල", "ta=தமிழ்"),
        *("th=ไทย", "tl=Tagalog", "uk=Українська", "vi=Tiếng Việt", "zh=中文", "zh-cn=简体中文"),
        *("zh-hans=简体中文", "zh-hant=繁體中文", "zh-tw=繁體中文"),
    )
)
"""Languages by the names that their own readers know."""
HTML_LANG = {"ja": "ja", "ja_easy": "ja", "en": "en"}
FALLBACK = {"ja": ("ja", "en"), "ja_easy": ("ja_easy", "ja", "en"), "en": ("en", "ja")}
SHARED = Path(__file__).parent / "languages"

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DATE_SIGNS = {
    "ja": ("年", "月", "日"),
    "zh": ("年", "月", "日"),
    "ko": ("년 ", "월 ", "일"),
}
_CODE = re.compile("[a-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_USED_KEY = re.compile(r"""\bt\(\s*(['"])([\w.-]+)\1""")


class Languages:
    """The texts of one app: the shared ones, and over them those of each folder given.

    A folder holds `ja.json`, `ja_easy.json` and `en.json`, each one flat object
    {"key": "text with {name}"}. A language without a key borrows the text:
    ja_easy from ja, then en. `more` are codes of further languages (pt, zh-tw), whose
    files may be there or not; they borrow from en. `names` are all languages by their own
    names, or by their code where that is not known.
    Raises InvalidRecord for a file that is not such an object, and for a code that is none.
    """

    def __init__(self, *folders: Path, more: Iterable[str] = ()) -> None:
        self.names = LANGUAGES | {code: _own_name(code) for code in more if code not in LANGUAGES}
        self.texts: dict[str, dict[str, str]] = {lang: {} for lang in self.names}
        for folder in (SHARED, *folders):
            for lang, texts in self.texts.items():
                texts.update(_read(folder / f"{lang}.json"))

    def text(self, lang: str, key: str, /, **values: object) -> str:
        """The text of `key` with its values filled in; the key itself when nobody has it."""
        for one in _borrows(lang):
            if key in self.texts.get(one, {}):
                return self.texts[one][key].format_map(values)
        return key

    def starting(self, lang: str, prefix: str) -> dict[str, str]:
        """The texts whose key starts with `prefix`, for handing to a script."""
        found: dict[str, str] = {}
        for one in reversed(_borrows(lang)):
            texts = self.texts.get(one, {})
            found |= {key: text for key, text in texts.items() if key.startswith(prefix)}
        return found


def _own_name(code: str) -> str:
    if not _CODE.fullmatch(code):
        raise InvalidRecord({"language": f"{code!r} is no code of a language like 'pt' or 'zh-tw'"})
    return OWN_NAMES.get(code.lower().replace("_", "-"), code)


def _borrows(lang: str) -> tuple[str, ...]:
    return FALLBACK.get(lang, (lang, "en", "ja"))


def html_lang(lang: str) -> str:
    """A language as HTML and HTTP name it: `ja` for ja_easy, `zh-tw` for zh_tw."""
    return HTML_LANG.get(lang, lang.replace("_", "-"))


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


def choose(
    query: str | None,
    cookie: str | None,
    accept_language: str,
    offered: Collection[str] = tuple(LANGUAGES),
) -> str:
    """The language of a reader: what the address asks for, else the cookie, else the browser."""
    for wish in (query, cookie):
        if wish is not None and wish in offered:
            return wish
    return _from_browser(accept_language, offered)


def _from_browser(accept_language: str, offered: Collection[str]) -> str:
    """A browser that names no language that is offered gets やさしい日本語.

    Who opens a town's page with such a browser most likely lives there, and plain
    Japanese is what Japan's immigration agency asks offices to write for residents.
    """
    known = {html_lang(code).lower(): code for code in offered if code != "ja_easy"}
    weighed = sorted(_weights(accept_language), key=lambda one: -one[1])
    wanted = [tag for tag, weight in weighed if weight > 0]
    for tag in wanted:
        for way in (tag, tag.split("-")[0]):
            if way in known:
                return known[way]
    return "ja_easy" if set(wanted) - {"*"} else "ja"


def _weights(accept_language: str) -> Iterator[tuple[str, float]]:
    for part in accept_language.split(","):
        tag, _, weight = part.partition(";")
        number = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", weight)
        if tag.strip() and (number or not weight):
            yield tag.strip().lower(), float(number[1]) if number else 1.0


def long_date(iso: str, lang: str) -> str:
    """A date as people write it: 2026年11月22日, 22 November 2026. Anything else stays as it is.

    In a language whose way is not known here, it stays the ISO date, which all can read.
    """
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    if lang == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    base = html_lang(lang).split("-")[0]
    year, month, sun = _DATE_SIGNS.get(base, ("", "", ""))
    return f"{day.year}{year}{day.month}{month}{day.day}{sun}" if year else iso


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
