"""The page around a folium map: every file from here, every text as it was meant."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import folium
from branca.element import CssLink, Element, Figure, Html, JavascriptLink

from civickit.maps import assets

# In a JavaScript template string these begin something; as entities they are only shown.
_RUNS = re.compile(r"\\?`|\\|\$(?=\{)")


class Verbatim(Element):
    """A finished text. folium's Element would run it through its template engine once more."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **_: Any) -> str:
        return self.text


class LocalPage(Figure):
    """A folium figure that loads nothing from outside, as links or as one file."""

    def __init__(self, *, title: str, lang: str, mode: str, base: str) -> None:
        super().__init__()
        self.heading = title
        self.lang = lang
        self.mode = mode
        self.base = base

    def render(self, **kwargs: Any) -> str:
        head, body, script = self.pieces(**kwargs)
        title = html.escape(self.heading)
        return (
            f'<!DOCTYPE html>\n<html lang="{self.lang.split("_")[0]}">\n<head>\n'
            '<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<title>{title}</title>\n<link rel="icon" href="data:,">\n{head}\n</head>\n'
            f'<body class="civic-page">\n<main>\n<h1>{title}</h1>\n{body}\n</main>\n'
            f"<script>\n{script}\n</script>\n</body>\n</html>\n"
        )

    def pieces(self, load: str = "", **kwargs: Any) -> tuple[str, str, str]:
        """Links or inlined files, the body's HTML, and all script text.

        `load` is how linked scripts are loaded: "defer " lets the page be read first.
        """
        self._prepare_stock_parts()
        for child in list(self._children.values()):
            child.render(**kwargs)
        head = [
            self._head(one, load)
            for name, one in self.header._children.items()
            if name != "meta_http"
        ]
        body = [_finished(one) for one in self.html._children.values()]
        script = [_finished(one) for one in self.script._children.values()]
        if self._has_stock_parts() and self.mode == "inline":
            script.insert(0, assets.marker_pictures())
        return "\n".join(head), "\n".join(body), assets.harmless_script("\n".join(script))

    def _head(self, element: Element, load: str) -> str:
        if isinstance(element, JavascriptLink):
            return self._script(assets.local(element.url), load)
        if isinstance(element, CssLink):
            return self._style(assets.local(element.url))
        return _finished(element)

    def _script(self, path: str, load: str) -> str:
        if self.mode == "inline":
            return f"<script>\n{assets.script_text(path)}\n</script>"
        return f'<script {load}src="{html.escape(assets.address(path, self.base))}"></script>'

    def _style(self, path: str) -> str:
        if self.mode == "inline":
            return f"<style>\n{assets.style_text(path)}\n</style>"
        return f'<link rel="stylesheet" href="{html.escape(assets.address(path, self.base))}">'

    def _walk(self) -> Iterator[Element]:
        waiting: list[Element] = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += element._children.values()

    def _has_stock_parts(self) -> bool:
        return any(map_child for one in self._children.values() for map_child in one._children)

    def _prepare_stock_parts(self) -> None:
        for element in self._walk():
            if type(element) is folium.Icon:
                assets.local("leaflet.awesome-markers.js")
            elif isinstance(element, folium.Tooltip):
                element.text = _disarmed(element.text)
            elif isinstance(element, folium.Popup):
                for inner in element.html._children.values():
                    if isinstance(inner, Html):
                        inner.data = _disarmed(inner.data)


def _finished(element: Element) -> str:
    """The element's text without a second run of the template engine over data."""
    template: str | None = element._template_str
    return element.render() if template is None else template


def _disarmed(text: str) -> str:
    """HTML that looks the same and that a JavaScript template string cannot run."""
    entity = {"$": "&#36;", "\\": "&#92;"}
    return _RUNS.sub(lambda found: entity.get(found[0], "&#96;"), text)
