"""Static files of the kit and of the app: each address carries the version of its file."""

from __future__ import annotations

from functools import lru_cache
from hashlib import file_digest
from importlib.resources import files
from mimetypes import guess_type
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request, send_file, url_for
from werkzeug.security import safe_join

from civickit.web.compress import Packed, compressible, pack

KINDS = {
    "web": Path(__file__).parent / "static",
    "maps": Path(str(files("civickit.maps"))) / "static",
}

# Not left to the machine: on some a script is text/plain, and nosniff then blocks it.
MIMETYPES = {
    ".css": "text/css",
    ".csv": "text/csv",
    ".geojson": "application/geo+json",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}

BYTES = "application/octet-stream"

KEEP_S = 31_536_000
KEEP_UNVERSIONED_S = 300
IN_MEMORY_BYTES = 4_000_000

_FOLDERS = "civickit_assets"


def add_assets(app: Flask, kit: Blueprint) -> None:
    """Serve /kit/<kind>/<file>, take over /static, and give templates `asset` and `own`."""
    app.extensions[_FOLDERS] = dict(KINDS)
    kit.add_url_rule("/kit/<kind>/<path:file>", "asset", _send_kit_file)
    if "static" in app.view_functions:
        app.view_functions["static"] = _send_own_file
    app.jinja_env.globals.update(asset=asset, own=own)


def add_folder(app: Flask, kind: str, folder: Path) -> None:
    """Serve one more folder of static files under /kit/<kind>/."""
    app.extensions[_FOLDERS][kind] = folder


def asset(kind: str, file: str) -> str:
    """The address of a file of the kit: asset('web', 'base.css'), asset('maps', 'civic_map.js')."""
    folders: dict[str, Path] = current_app.extensions[_FOLDERS]
    return url_for("kit.asset", kind=kind, file=file, v=version_of(folders[kind] / file))


def own(file: str) -> str:
    """The address of a file in the app's own static folder."""
    return url_for("static", filename=file, v=version_of(_own_folder() / file))


def version_of(path: Path) -> str:
    """The first 8 hex digits of the file's SHA-256, computed again only after a change."""
    stat = path.stat()
    return _version_of(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=512)
def _version_of(path: Path, _mtime_ns: int, _size: int) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()[:8]


@lru_cache(maxsize=256)
def _packed(path: Path, mimetype: str, _version: str) -> Packed:
    return pack(path.read_bytes(), mimetype)


def _own_folder() -> Path:
    return Path(str(current_app.static_folder))


def _send_kit_file(kind: str, file: str) -> Response:
    folders: dict[str, Path] = current_app.extensions[_FOLDERS]
    return send(folders.get(kind) or abort(404), file)


def _send_own_file(filename: str) -> Response:
    return send(_own_folder(), filename)


def send(folder: Path, file: str) -> Response:
    """A file of the folder, to be kept a year when the address carries its version."""
    path = _inside(folder, file)
    version = version_of(path)
    mimetype = MIMETYPES.get(path.suffix.lower()) or guess_type(path.name)[0] or BYTES
    if compressible(mimetype) and path.stat().st_size <= IN_MEMORY_BYTES:
        response = _packed(path, mimetype, version).response()
    else:
        response = send_file(path, mimetype=mimetype, etag=version)
    _keep(response, request.args.get("v") == version)
    return response


def _inside(folder: Path, file: str) -> Path:
    joined = safe_join(str(folder), file)
    try:
        is_there = joined is not None and "\0" not in joined and Path(joined).is_file()
    except OSError:  # a name longer than any file has
        is_there = False
    if joined is None or not is_there:
        abort(404)
    return Path(joined)


def _keep(response: Response, versioned: bool) -> None:
    response.cache_control.no_cache = None
    response.cache_control.public = True
    response.cache_control.max_age = KEEP_S if versioned else KEEP_UNVERSIONED_S
    if versioned:
        response.cache_control.immutable = True
