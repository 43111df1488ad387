"""The first page of an app, as a reader gets it: asked for, and taken apart."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from civickit.projects.served import STREAMLIT
from civickit.ship._project import Project

if TYPE_CHECKING:
    from flask import Flask

    Load = Callable[[Path], Flask]

WITHOUT_END = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"}
HIDDEN = {"script", "style", "template"}
LOADS = {"script": "src", "img": "src", "iframe": "src", "link": "href", "source": "src"}
ASKING = {"file_uploader", "camera_input", "audio_input", "chat_input", "text_area"}
"""What a Streamlit page takes from its readers."""
PATIENCE_S = 60


class Shown(HTMLParser):
    """What a page shows and loads."""

    def __init__(self, html: str = "") -> None:
        super().__init__()
        self.text = ""
        self.footer = ""
        self.privacy = ""
        """What stands in elements, or links, that are named after privacy."""
        self.dates: list[str] = []
        self.forms: list[str] = []
        """What is sent to the app: `post`, `file`."""
        self.loads: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        named = " ".join((told.get("class", ""), told.get("id", ""), told.get("href", "")))
        if tag not in WITHOUT_END:
            self._open.append((tag, "privacy" in named.lower()))
        if tag in LOADS and LOADS[tag] in told and _is_loaded(tag, told):
            self.loads.append(told[LOADS[tag]])
        if tag == "time":
            self.dates.append(told.get("datetime", ""))
        if tag == "form" and told.get("method", "").lower() == "post":
            self.forms.append("post")
        if tag == "input" and told.get("type", "").lower() == "file":
            self.forms.append("file")

    def handle_endtag(self, tag: str) -> None:
        names = [name for name, _ in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        names = {name for name, _ in self._open}
        if names & HIDDEN:
            return
        self.text += data
        if "footer" in names:
            self.footer += data
        if any(private for _, private in self._open):
            self.privacy += data.strip()

    def has(self, words: str) -> bool:
        """Whether the page shows these words, however its lines are broken."""
        return "".join(words.split()) in "".join(self.text.split())


def _is_loaded(tag: str, told: Mapping[str, str]) -> bool:
    """A link to the next page is not fetched, a stylesheet is."""
    return tag != "link" or bool({"stylesheet", "icon", "manifest"} & set(told["rel"].split()))


def other_hosts(loads: list[str]) -> list[str]:
    """The hosts that a page loads from, other than its own."""
    return sorted({urlsplit(one).netloc for one in loads} - {""})


class Page(NamedTuple):
    """The first page, or why there is none."""

    failure: str = ""
    shown: Shown = Shown()
    scripts: str = ""
    """The text of the scripts that the page loads from its own app."""
    told: Mapping[str, Any] = {}
    """What the app says of its data: licence, attribution, date, fictional, rows …"""
    healthy: str = ""
    """How the health path answered."""
    app: Any = None


def first_page(project: Project, load: Load) -> Page:
    """Load the app and ask it for its first page. What goes wrong is told in `failure`."""
    try:
        if project.kind == STREAMLIT:
            return _streamlit_page(project)
        return _flask_page(project, load(project.folder))
    except (Exception, SystemExit) as fault:
        said = " ".join(str(fault).split())
        return Page(failure=f"{type(fault).__name__}: {said}"[:300])


def _flask_page(project: Project, app: Flask) -> Page:
    client = app.test_client()
    reader = {"Accept-Language": project.lang}
    answer = client.get("/", headers=reader, follow_redirects=True)
    if answer.status_code != 200:
        return Page(failure=f"GET /: {answer.status}", app=app)
    shown = Shown(answer.get_data(as_text=True))
    own = [one for one in shown.loads if not urlsplit(one).netloc and ".js" in one]
    scripts = "\n".join(client.get(one).get_data(as_text=True) for one in own)
    health = client.get(project.health).status
    return Page("", shown, scripts, _told(app, project.lang), health, app)


def _told(app: Flask, lang: str) -> dict[str, Any]:
    """What the app's own shell says of its data; {} where it has none."""
    shell = app.extensions.get("civickit")
    if shell is None:
        return {}
    with app.test_request_context("/", headers={"Accept-Language": lang}):
        found: dict[str, Any] = shell.data()._asdict()
    return found


def _streamlit_page(project: Project) -> Page:
    """Runs the script as Streamlit does, without a server; its elements' words are the page."""
    from streamlit.testing.v1 import AppTest

    script = str(project.folder / "app.py")
    with _silence():
        app = AppTest.from_file(script, default_timeout=PATIENCE_S).run()
    if app.exception:
        return Page(failure=" ".join(app.exception[0].value.split())[:300], app=app)
    shown = Shown()
    for element in (*app.main, *app.sidebar):
        if getattr(element, "type", "") in ASKING:
            shown.forms.append(element.type)
        words = f"{getattr(element, 'label', '')} {getattr(element, 'value', '')}"
        shown.feed(f"{words}\n")
        if "privacy" in str(getattr(element, "key", "")).lower():
            shown.privacy += words
    return Page("", shown, healthy="200 OK", app=app)


@contextmanager
def _silence() -> Iterator[None]:
    """Streamlit prints and logs what goes wrong; the report tells it."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            yield
    finally:
        logging.disable(before)
