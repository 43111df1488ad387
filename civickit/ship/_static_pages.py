"""An app's pages as files that link to each other by relative addresses.

The app is asked page by page as a reader would ask it, under a path that nothing else has, so
that every address it writes is known again. What pages link to comes along: scripts, pictures,
further pages.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath
from posixpath import dirname, relpath
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

from civickit.core.errors import CivicKitError

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

HOST = "http://frozen.invalid"
ROOT = "/-frozen-"
FIRST = "ja"
"""The language that opens first: its pages lie in the folder itself."""
EXTENSIONS = {
    "application/json": ".json",
    "application/pdf": ".pdf",
    "application/geo+json": ".geojson",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/svg+xml": ".svg",
    "image/webp": ".webp",
    "text/css": ".css",
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/javascript": ".js",
    "text/plain": ".txt",
}
MOST_LINKS = 50_000
NUMBERED = ("page", "district")
"""Parameters with a page of its own for each value; another parameter is left to scripts."""

_ATTRIBUTE = re.compile(
    rf"""\b(href|src|action|poster|data-[\w-]+(?==["']{ROOT}/))=("[^"]*"|'[^']*')"""
)
_STRING = re.compile(rf'"{ROOT}/(?:[^"\\]|\\.)*"')
_CSS_URL = re.compile(r"url\((?!['\"]?(?:data:|#|https?:))['\"]?([^)'\"]+)['\"]?\)")
_ON_PAPER = re.compile(rf'\s*<p class="on-paper">[^<]*?({HOST}[^<]*)</p>')

Finish = Callable[[str, "Page"], str]
Made = Callable[[str, str], str | None]
"""The file of what the app answers at a path in a language; None where that is left to it."""


def folders_of(languages: Iterable[str]) -> dict[str, str]:
    """Where the pages of each language lie."""
    return {lang: "" if lang == FIRST else f"{lang}/" for lang in languages}


class Page(NamedTuple):
    """A page and its file: `path` and `query` as the app knows it, `file` below the goal."""

    path: str
    query: str
    lang: str
    file: str


class Press:
    """Turns the pages of an app into files of a folder.

    `folders` is where the pages of each language lie; paths that begin as one of `skipped`
    have no page here. `finish` adds to each page what only files need. `kept` says of each file
    which language it belongs to, or ''; `asked` with which query pages ask for it;
    `numbered` are further pages of a list, `dead` links that lead nowhere.
    """

    def __init__(
        self,
        app: Flask,
        folder: Path,
        folders: Mapping[str, str],
        finish: Finish,
        made: Made,
        base_url: str = "",
        skipped: tuple[str, ...] = (),
    ) -> None:
        self.folder = folder
        self.folders = folders
        self.kept: dict[str, str] = {}
        self.asked: dict[str, str] = {}
        self.numbered: set[str] = set()
        self.dead: set[str] = set()
        self._client = app.test_client(use_cookies=False)
        self._finish = finish
        self._made = made
        self._base_url = base_url
        self._skipped = skipped
        self._links: dict[tuple[str, ...], str] = {}
        self._known: dict[tuple[str, str, str], str] = {}
        self._waiting: list[Page] = []
        self._numbers: dict[tuple[str, str], dict[str, int]] = {}
        starts = [path for path in self._plain_routes(app) if self._is_page(path)]
        self._pages = set(starts)
        for path in starts:
            for lang in folders:
                self._page(path, "", lang)

    def print_all(self, tell: Callable[[int, int], object]) -> None:
        """Write every page and what it needs."""
        done = 0
        while self._waiting:
            self.write_page(self._waiting.pop(0))
            done += 1
            tell(done, done + len(self._waiting))

    def gathered(self) -> tuple[Any, ...]:
        """What was learned while pages were written, for the press of another process."""
        return self.kept, self.asked, self.numbered, self.dead

    def take(self, gathered: tuple[Any, ...]) -> None:
        """Add what the press of another process learned."""
        for own, other in zip(self.gathered(), gathered, strict=True):
            own.update(other)

    def write_page(self, page: Page, body: str | None = None) -> None:
        """Write one page; `body` is given where the app has no such page."""
        if body is None:
            body = self._ask(page.path, page.query, page.lang).text
        body = _ON_PAPER.sub(lambda found: self._on_paper(found, page), body)
        body = _ATTRIBUTE.sub(lambda found: self._attribute(found, page), body)
        self.write(page.file, self._finish(body, page).encode(), page.lang)

    def write(self, file: str, body: bytes, lang: str = "") -> None:
        """Write one file and remember it."""
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        self.kept[file] = lang

    def write_answer(self, path: str, file: str, lang: str, *, bound: bool = False) -> None:
        """Write what the app answers at a path as it is; `bound`: the file is of this language."""
        answer = self._ask(path, "", lang)
        if answer.status_code != 200:
            raise CivicKitError(f"the app answers {path} with status {answer.status_code}")
        self.write(file, answer.data, lang if bound else "")

    def _ask(self, path: str, query: str, lang: str) -> TestResponse:
        asked = urlencode([*parse_qsl(query, keep_blank_values=True), ("lang", lang)])
        return self._client.get(
            path,
            query_string=asked,
            base_url=HOST,
            environ_overrides={"SCRIPT_NAME": ROOT},
            buffered=True,  # so that files it sends are closed again
        )

    def _plain_routes(self, app: Flask) -> Iterator[str]:
        """Every path without parameters that can be asked for."""
        for rule in app.url_map.iter_rules():
            skipped = rule.rule.startswith(self._skipped)
            if "GET" in (rule.methods or ()) and not rule.arguments and not skipped:
                yield rule.rule

    def _is_page(self, path: str) -> bool:
        answer = self._ask(path, "", "ja")
        if answer.status_code >= 500:
            raise CivicKitError(
                f"the app fails at {path} with status {answer.status_code}. Open that page with "
                "civickit run and mend it first."
            )
        return answer.status_code == 200 and _is_whole_page(answer)

    def _attribute(self, found: re.Match[str], page: Page) -> str:
        name, quoted = found.groups()
        start = "" if quoted[1:].startswith(ROOT) else page.path  # such a one counts from the page
        known = (quoted, page.lang, start, dirname(page.file))
        if known not in self._links:
            if len(self._links) > MOST_LINKS:  # pages that follow each other share theirs
                self._links.clear()
            written = self.link(html.unescape(quoted[1:-1]), page)
            self._links[known] = f'"{html.escape(written)}"'
        return f"{name}={self._links[known]}"

    def _on_paper(self, found: re.Match[str], page: Page) -> str:
        """What is printed says where it is from, when that is known."""
        if not self._base_url:
            return ""
        return found[0].replace(found[1], html.escape(self._base_url + shown(page.file)))

    def link(self, address: str, page: Page) -> str:
        """The relative address that leads from a page to what the app calls `address`."""
        parts = urlsplit(urljoin(f"{HOST}{ROOT}{page.path}", address))
        if f"{parts.scheme}://{parts.netloc}" != HOST or address.startswith("#"):
            return address
        path = parts.path.removeprefix(ROOT) or "/"
        query = dict(parse_qsl(parts.query))
        asked = query.pop("lang", "")
        lang = asked if asked in self.folders else page.lang
        file, rest = self._target(path, query, lang, bound=asked in self.folders)
        if not file:
            self.dead.add(path)
            return address
        to = relative(file, page.file)
        if "v" in rest:
            self.asked[file] = f"?{urlencode(rest)}"
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        return to + (f"?{urlencode(rest)}" if rest else "") + fragment

    def _target(
        self, path: str, query: dict[str, str], lang: str, *, bound: bool
    ) -> tuple[str | None, dict[str, str]]:
        """The file behind a path, and what stays of the query."""
        if path.startswith(self._skipped):
            return self._made(path, lang), {}
        made = self._made(path, lang)
        if made is not None:
            file, _, told = made.partition("?")
            return file, dict(parse_qsl(told)) | query
        if path in self._pages:
            numbered = [(name, query[name]) for name in NUMBERED if query.get(name)]
            if numbered and numbered != [("page", "1")]:
                return self._page(path, urlencode(numbered[:1]), lang), {}
            return self._page(path, "", lang), {name: said for name, said in query.items() if said}
        version = {"v": query["v"]} if "v" in query else {}
        return self._resource(path, urlencode(query), lang, bound=bound), version

    def _page(self, path: str, query: str, lang: str) -> str:
        known = (path, query, lang)
        if known not in self._known:
            stem = self.folders[lang] + unquote(path).strip("/")
            if query:
                stem += f"-{self._number(path, query)}"
            file = f"{stem}index.html" if path == "/" and not query else f"{stem}.html"
            if query:
                self.numbered.add(file)
            self._known[known] = file
            self._waiting.append(Page(path, query, lang, file))
        return self._known[known]

    def _number(self, path: str, query: str) -> int:
        [(name, value)] = parse_qsl(query)
        if value.isascii() and value.isdigit():
            return int(value)
        numbers = self._numbers.setdefault((path, name), {})
        return numbers.setdefault(value, len(numbers) + 1)

    def _resource(self, path: str, query: str, lang: str, *, bound: bool) -> str | None:
        """The file of a script, a style, a picture, or of a page that only a link leads to."""
        known = (path, "resource", lang if bound else "")
        if known in self._known:
            return self._known[known] or None
        answer = self._ask(path, query, lang)
        self._known[known] = ""  # a circle of links ends here
        if answer.status_code != 200:
            return None
        if _is_whole_page(answer):
            self._pages.add(path)
            return self._page(path, "", lang)
        file = (self.folders[lang] if bound else "") + unquote(path).strip("/")
        if not PurePosixPath(file).suffix:
            file += EXTENSIONS.get(answer.mimetype or "", "")
        self._known[known] = file
        page = Page(path, query, lang, file)
        self.write(file, self._rewritten(answer, page), lang if bound else "")
        return file

    def _rewritten(self, answer: TestResponse, page: Page) -> bytes:
        if answer.mimetype == "text/javascript":
            return self._script(answer.text, page).encode()
        if answer.mimetype == "text/css":

            def address(found: re.Match[str]) -> str:
                return f"url({self.link(found[1], page)})"

            return _CSS_URL.sub(address, answer.text).encode()
        return bytes(answer.data)

    def _script(self, text: str, page: Page) -> str:
        """A script's own addresses count from where the script lies, not from the page."""
        if f'"{ROOT}/' not in text:
            return text

        def address(found: re.Match[str]) -> str:
            written = self.link(json.loads(found[0]), page)
            return f"{base} + {json.dumps(unquote_braces(written))}"

        base = f"civicBase{sha256(page.file.encode()).hexdigest()[:8]}"
        start = f'const {base} = new URL("./", document.currentScript.src).href;\n'
        return start + _STRING.sub(address, text)


def unquote_braces(address: str) -> str:
    """`{key}` stands for something in an address that a script fills in."""
    return address.replace("%7B", "{").replace("%7D", "}")


def relative(file: str, start: str) -> str:
    """The address that leads from one file to another; a folder's own page is its folder."""
    to = relpath(file.removesuffix("index.html") or ".", dirname(start) or ".")
    if file.endswith(("/", "/index.html")) or file == "index.html":
        to += "/"
    return quote(to)


def shown(file: str) -> str:
    """A file as it stands in an address."""
    return quote(file.removesuffix("index.html"))


def _is_whole_page(answer: TestResponse) -> bool:
    return answer.mimetype == "text/html" and "<html" in answer.text[:500].lower()
