"""The files a map page needs, as links to this site or as the text itself."""

from __future__ import annotations

import base64
import json
import mimetypes
import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from civickit.core.errors import UnknownName

STATIC = Path(__file__).parent / "static"
LEAFLET = "vendor/leaflet-1.9.4"
STYLES = (f"{LEAFLET}/leaflet.css", "civic_map.css")
SCRIPTS = (f"{LEAFLET}/leaflet.js", "civic_map.js", "civic_points.js", "civic_lines.js")
SHIM = "folium_shim.js"

_BY_NAME = {path.rsplit("/", 1)[-1]: path for path in (*STYLES, *SCRIPTS, SHIM)}


def local(url: str) -> str:
    """Our own file for an address as folium or a plugin names it, else UnknownName."""
    name = url.split("?")[0].rsplit("/", 1)[-1]
    if name not in _BY_NAME:
        raise UnknownName("local copy of the map file", name, _BY_NAME)
    return _BY_NAME[name]


def address(path: str, base: str) -> str:
    """The address of a static file below `base`; it changes when the file does."""
    return f"{base}{path}?v={_version(path)}"


@cache
def _version(path: str) -> str:
    return sha256((STATIC / path).read_bytes()).hexdigest()[:8]


def data_uri(path: Path) -> str:
    """The file as an address that carries its content."""
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"


@cache
def style_text(path: str) -> str:
    """A stylesheet with its pictures inside, for a style element."""
    file = STATIC / path

    def embed(found: re.Match[str]) -> str:
        inner = found[1].strip("'\"")
        return (
            found[0]
            if inner.startswith(("#", "data:"))
            else f"url({data_uri(file.parent / inner)})"
        )

    return re.sub(r"url\(([^)]+)\)", embed, file.read_text("utf-8"))


@cache
def script_text(path: str) -> str:
    """A script for a script element: nothing in it ends the element or asks for a source map."""
    text = re.sub(r"\n//# sourceMappingURL=\S+", "", (STATIC / path).read_text("utf-8"))
    return harmless_script(text)


def harmless_script(text: str) -> str:
    """The script with `</script` and `<!--` written so that HTML does not see them."""
    return re.sub(r"<(?=/script|!--)", r"\\x3c", text, flags=re.IGNORECASE)


def marker_pictures() -> str:
    """Script that gives Leaflet's stock marker its pictures in a page that is one file."""
    names = {
        "iconUrl": "marker-icon.png",
        "iconRetinaUrl": "marker-icon-2x.png",
        "shadowUrl": "marker-shadow.png",
    }
    folder = STATIC / LEAFLET / "images"
    uris = {option: data_uri(folder / name) for option, name in names.items()}
    return (
        f"L.Icon.Default.mergeOptions({json.dumps(uris)});"
        "L.Icon.Default.prototype._getIconUrl=function(n){return this.options[n+'Url'];};"
    )


@cache
def words(lang: str) -> dict[str, Any]:
    """What the map itself says, in this language (ja, ja_easy, en)."""
    folder = Path(__file__).parent / "languages"
    known = {path.stem: path for path in folder.glob("*.json")}
    if lang not in known:
        raise UnknownName("language", lang, known)
    found: dict[str, Any] = json.loads(known[lang].read_text("utf-8"))
    return found
