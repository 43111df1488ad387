"""A copy of the app with a civic.toml and words of its own, as a city or a bus line has it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from flask import Flask
from live.conftest import APPS, Clock

from civickit.live.site import SITE


def own_app(
    folder: Path,
    clock: Clock,
    edits: Mapping[str, str],
    words: Mapping[str, str] | None = None,
    **config: Any,
) -> Flask:
    """`edits` are lines of civic.toml and what stands there instead; `words` are in English."""
    own = folder / "own_nav"
    shutil.copytree(
        APPS / "snowplow_nav", own, ignore=shutil.ignore_patterns("state", "__pycache__")
    )
    toml = (own / "civic.toml").read_text("utf-8")
    for line, instead in edits.items():
        assert line in toml
        toml = toml.replace(line, instead)
    (own / "civic.toml").write_text(toml, "utf-8")
    for lang in ("ja", "ja_easy", "en") if words else ():
        (own / "languages").mkdir(exist_ok=True)
        (own / "languages" / f"{lang}.json").write_text(json.dumps(words), "utf-8")
    spec = spec_from_file_location(f"own_nav_{folder.name.replace('-', '_')}", own / "app.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    app: Flask = module.create_app({"STATE": folder / "state", "PLOWS": 0, **config})
    app.testing = True
    app.extensions[SITE].now = clock
    return app
