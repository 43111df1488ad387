"""Checks of what readers meet: the page itself, its privacy words, whom to write to, a browser."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from civickit.projects.served import STREAMLIT
from civickit.ship._check_files import listed
from civickit.ship._check_finding import ATTENTION, FAIL, OK, UNCHECKED, Finding, Subject
from civickit.ship._check_page import other_hosts
from civickit.ship._project import text_of

PRIVACY = re.compile(r"(?i)個人情報|プライバシー|privacy|personal (data|information)")
BROWSERS = ("chromium", "google-chrome")
PATIENCE_MS = 30_000


def page(subject: Subject) -> Finding:
    """The app starts and answers with its first page."""
    if subject.page.failure:
        return Finding("page", FAIL, "page_failed", {"why": subject.page.failure})
    return Finding("page", OK, "page")


def health(subject: Subject) -> Finding:
    """Hosts and proxies ask this path whether the app is well."""
    if subject.page.failure:
        return Finding("health", UNCHECKED, "no_page")
    values = {"path": subject.project.health, "status": subject.page.healthy}
    if subject.page.healthy.startswith("200"):
        return Finding("health", OK, "healthy", values)
    return Finding("health", FAIL, "unhealthy", values)


def privacy(subject: Subject) -> Finding:
    """Where reports or positions are taken, the page says what becomes of them."""
    if subject.page.failure:
        return Finding("privacy", UNCHECKED, "no_page")
    taken = sorted(set(_taken(subject)), key=lambda one: (one.startswith("POST"), one))
    if not taken:
        return Finding("privacy", OK, "nothing_taken")
    values = {"taken": listed(taken)}
    if subject.shown.privacy or PRIVACY.search(subject.shown.text):
        return Finding("privacy", OK, "privacy", values)
    return Finding("privacy", FAIL, "no_privacy", values)


def _taken(subject: Subject) -> Iterator[str]:
    """What the app takes from its readers: positions, and what they send."""
    yield from subject.shown.forms
    if "geolocation" in subject.page.scripts:
        yield "geolocation"
    if subject.project.kind == STREAMLIT:
        return
    for rule in subject.page.app.url_map.iter_rules():
        if {"POST", "PUT", "PATCH"} & set(rule.methods or ()):
            yield f"POST {rule.rule}"


def contact(subject: Subject) -> Finding:
    """Somebody will find a wrong position: whom can they tell?"""
    url = text_of(subject.project.toml, "contact", "url")
    if url:
        return Finding("contact", OK, "contact", {"url": url})
    return Finding("contact", ATTENTION, "no_contact")


def elsewhere(subject: Subject) -> Finding:
    """Whoever else is asked for a script or a picture learns who reads the page."""
    if subject.page.failure:
        return Finding("elsewhere", UNCHECKED, "no_page")
    if hosts := other_hosts(subject.shown.loads):
        return Finding("elsewhere", FAIL, "elsewhere", {"hosts": listed(hosts)})
    return Finding("elsewhere", OK, "own_origin")


def browser(subject: Subject) -> Finding:
    """The first page in a real browser: no request elsewhere, and nothing that axe finds."""
    if subject.page.failure:
        return Finding("browser", UNCHECKED, "no_page")
    if subject.project.kind == STREAMLIT:
        return Finding("browser", UNCHECKED, "browser_streamlit")
    missing = [one for one in ("playwright", "axe_playwright_python") if find_spec(one) is None]
    if missing:
        return Finding("browser", UNCHECKED, "no_packages", {"names": ", ".join(missing)})
    # A notebook has an event loop in its own thread, and Playwright then wants another one.
    with _serving(subject.page.app) as address, ThreadPoolExecutor(1) as apart:
        return apart.submit(_look, address, subject.project.lang).result()


def _look(address: str, lang: str) -> Finding:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # no types
    from playwright.sync_api import Error, sync_playwright

    try:
        with sync_playwright() as playwright:
            found = next(filter(None, map(shutil.which, BROWSERS)), None)
            chromium = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
            asked: list[str] = []
            shown = chromium.new_page(locale=lang, reduced_motion="reduce")
            shown.on("request", lambda request: asked.append(request.url))
            shown.goto(address, wait_until="load", timeout=PATIENCE_MS)
            faults = Axe().run(shown).response["violations"]
            chromium.close()
    except Error as fault:
        return Finding("browser", UNCHECKED, "no_browser", {"why": str(fault).split("\n")[0][:160]})
    own = address.split("//")[1]
    outside = [host for host in other_hosts(asked) if host != own]
    if outside:
        return Finding("browser", FAIL, "elsewhere", {"hosts": listed(outside)})
    if faults:
        said = listed(f"{one['id']} ({len(one['nodes'])})" for one in faults)
        return Finding("browser", FAIL, "inaccessible", {"faults": said})
    return Finding("browser", OK, "accessible")


@contextmanager
def _serving(app: Any) -> Iterator[str]:
    from werkzeug.serving import WSGIRequestHandler, make_server

    quiet = type("Quiet", (WSGIRequestHandler,), {"log": lambda *_: None})
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()
