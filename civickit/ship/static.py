"""An app as a folder of files: for any static host, under any path, without network.

The pages are those of the app. What a server answers, the phone answers; how, says the kind of
app (`_static_kind.Kind`): one about places, or one about collection days.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from civickit.core.errors import CivicKitError, InvalidRecord
from civickit.ship._static_folder import Goal
from civickit.ship._static_kind import CannotFreeze, Kept, Kind, Tell, kind_of
from civickit.ship._static_pages import Page, Press, folders_of, relative, shown

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["CannotFreeze", "Done", "freeze"]

WORKER, MISSING = "sw.js", "404.html"
NOT_KEPT = (MISSING, WORKER, ".nojekyll")

_HEAD = re.compile(r"<meta charset=[^>]*>|<head[^>]*>(?!\s*<meta charset)", re.IGNORECASE)


class Done(NamedTuple):
    """What was written: how many places or areas and files, the bytes, and what to say about it.

    `others` are files that were in the folder and are not from an earlier run; `dead` are
    paths that pages link to and that the app does not have; `left_out` are codes of what a
    server would have, and a folder of files has not.
    """

    out: Path
    files: int
    bytes: int
    others: list[str]
    dead: list[str]
    points: int = 0
    cells: int = 0
    whole: bool = True
    listed: bool = True
    areas: int = 0
    left_out: tuple[str, ...] = ()


def freeze(
    app: Flask,
    out: Path,
    *,
    base_url: str = "",
    made: date | None = None,
    tell: Tell = lambda *_: None,
) -> Done:
    """Write the app's pages and data into `out`, all of it or nothing.

    `base_url` is where the folder will stand, if that is known: it is printed on paper, stands in
    codes for a phone's camera, and lets the page for wrong addresses lead home. Raises
    CannotFreeze for an app that needs its server, ProjectConflict where a file that is not from
    an earlier run would be overwritten.
    """
    from civickit.web.current import EXTENSION

    base_url = _checked(base_url)
    shell = app.extensions.get(EXTENSION)
    folders = folders_of(shell.languages.names if shell else ())
    kind = kind_of(app, folders, base_url)
    goal = Goal(out)
    day = made or date.today()  # noqa: DTZ011 - the day where the person sits
    with goal.building() as folder:
        done = _Freezing(app, kind, folders, folder, base_url, day, tell).run()
    return done._replace(out=out, others=goal.others)


def _checked(base_url: str) -> str:
    if base_url and not re.fullmatch(r"https?://[^\s\"'<>?#]+", base_url):
        raise InvalidRecord({"base_url": f"{base_url!r} is not an address like https://host/path/"})
    return base_url and base_url.rstrip("/") + "/"


class _Freezing:
    """One run: the pages, then the data, then what keeps them on a phone."""

    def __init__(
        self,
        app: Flask,
        kind: Kind,
        folders: dict[str, str],
        folder: Path,
        base_url: str,
        made: date,
        tell: Tell,
    ) -> None:
        from civickit.web.current import EXTENSION

        self.app, self.kind, self.folders, self.folder = app, kind, folders, folder
        self.base_url, self.made, self.tell = base_url, made, tell
        self.languages = app.extensions[EXTENSION].languages

    def run(self) -> Done:
        from civickit.web.installable import not_installable

        with self.kind.freezing(), not_installable(self.app):
            press = self._press()
            press.print_all(lambda done, total: self.tell("pages", done, total))
            self.kind.pages(press, self.tell)
            if not self.kind.is_unchanged():
                raise CivicKitError("the data changed while it was frozen. Do it again.")
            self.kind.data(press, self.tell)
        self._shell(press)
        sizes = [path.stat().st_size for path in self.folder.rglob("*") if path.is_file()]
        return Done(self.folder, len(sizes), sum(sizes), [], sorted(press.dead), **self.kind.told())

    def _press(self) -> Press:
        kind = self.kind
        return Press(
            self.app, self.folder, self.folders, self._finish, kind.made_here, self.base_url,
            kind.skipped,
        )  # fmt: skip

    def _finish(self, text: str, page: Page) -> str:
        """The head that files need in place of a server's, and when they were made."""
        from civickit.web.headers import content_security_policy

        policy = content_security_policy(self.app)
        # In a page this one means nothing, and browsers complain about it.
        policy = re.sub(r"; frame-ancestors [^;]*", "", policy)
        head = f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
        text = re.sub(_HEAD, lambda found: f"{found[0]}\n{head}", text, count=1)
        text = text.replace("</head>", f"{self._offline(page)}</head>", 1)
        said = escape(self.languages.text(page.lang, "frozen_on"))
        day = f'<p class="frozen">{said}: <time>{self.made.isoformat()}</time></p>\n'
        return text.replace("</footer>", f"{day}</footer>", 1)

    def _offline(self, page: Page) -> str:
        from civickit.ship._static_worker import manifest_of
        from civickit.web.assets import KINDS, version_of
        from civickit.web.installable import offline_words

        said = {"worker": relative(WORKER, page.file), "lang": page.lang}
        said |= offline_words(self.languages, page.lang)
        told = "".join(f' data-{name}="{escape(value)}"' for name, value in said.items())
        manifest = relative(manifest_of(page.lang), page.file)
        script = relative("kit/web/offline.js", page.file)
        version = version_of(KINDS["web"] / "offline.js")
        return (
            f'<link rel="manifest" href="{manifest}">\n'
            f'<script defer src="{script}?v={version}"{told}></script>\n'
        )

    def _shell(self, press: Press) -> None:
        """The worker, the manifests, the page for wrong addresses."""
        from civickit.ship._static_worker import Release, manifest_file, manifest_of, write_worker
        from civickit.web.assets import KINDS

        press.write("kit/web/offline.js", (KINDS["web"] / "offline.js").read_bytes())
        for lang, place in self.folders.items():
            title = self.languages.text(lang, "app_name")
            press.write(manifest_of(lang), manifest_file(lang, title, place), lang)
        press.write(MISSING, self._missing())
        press.write(".nojekyll", b"")
        offline = {lang: self.languages.text(lang, "offline_page") for lang in self.folders}
        release = Release(self.kind.version, self.kind.info.date, self.folders, offline)
        write_worker(self.folder, WORKER, self._kept(press), self.kind, release)

    def _kept(self, press: Press) -> Iterator[Kept]:
        not_kept = (*NOT_KEPT, *self.kind.not_kept)
        for file, lang in press.kept.items():
            if not file.removeprefix(self.folders.get(lang, "")).startswith(not_kept):
                later = file in press.numbered or self.kind.is_later(file)
                yield Kept(file, press.asked.get(file, ""), lang, later)

    def _missing(self) -> bytes:
        """The host shows it under any address, so only a full address leads home from it."""
        from civickit.web.languages import html_lang

        lines = [
            f'<p lang="{html_lang(lang)}">{escape(self.languages.text(lang, "error_404"))}'
            + (
                f' <a href="{escape(self.base_url + shown(place))}">'
                f"{escape(self.languages.text(lang, 'home'))}</a>"
                if self.base_url
                else ""
            )
            + "</p>"
            for lang, place in self.folders.items()
        ]
        title = escape(self.languages.text("ja", "app_name"))
        return (
            '<!doctype html>\n<html lang="ja"><head><meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<meta name="color-scheme" content="light dark"><title>404 - {title}</title></head>\n'
            f"<body><main><h1>{title}</h1>\n" + "\n".join(lines) + "\n</main></body></html>\n"
        ).encode()
