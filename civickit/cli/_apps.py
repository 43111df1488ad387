"""Where the worked apps lie, and how one is loaded."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from civickit.core.errors import MissingExtra, UnknownName

if TYPE_CHECKING:
    from flask import Flask


def apps_folder() -> Path:
    """The folder of worked apps: inside the installed package, else beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_apps"
    return installed if installed.is_dir() else package.parent / "apps"


def app_names() -> list[str]:
    return sorted(found.parent.name for found in apps_folder().glob("*/app.py"))


def find_app(name: str) -> Path:
    """The folder of a worked app by its name, or of a team's own app by its path.

    Raises UnknownName where neither is meant, UsageError for a folder without an app.
    """
    own = Path(name)
    if (own / "app.py").is_file():
        return own.resolve()
    if own.is_dir() and name not in app_names():
        raise click.UsageError(
            f"there is no app.py in {str(own.resolve())!r}. Go into the folder of an app, name it, "
            f"or name a worked app ({', '.join(app_names())}); `civickit new` makes one."
        )
    if name not in app_names():
        raise UnknownName("app", name, app_names())
    return apps_folder() / name


def schema_of(folder: Path) -> str:
    """The standard dataset that an app shows, as its civic.toml says; '' where it does not."""
    try:
        told = tomllib.loads((folder / "civic.toml").read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    data = told.get("data")
    schema = data.get("schema", "") if isinstance(data, dict) else ""
    return schema if isinstance(schema, str) else ""


def apps_for(schema: str) -> list[str]:
    """The worked apps that show this standard dataset."""
    return [name for name in app_names() if schema_of(apps_folder() / name) == schema]


def load_app(folder: Path, config: Mapping[str, Any]) -> Flask:
    """Call `create_app(config)` of the app in `folder`.

    The app is imported as a package under a name of its own, so its modules may import each
    other relatively, and a folder called `site` or `json` hides nothing.
    """
    name = f"civickit_app_{folder.name}"
    spec = ModuleSpec(name, None, is_package=True)
    spec.submodule_search_locations = [str(folder)]
    sys.modules[name] = module_from_spec(spec)
    try:
        module = import_module(f"{name}.app")
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in {"flask", "waitress"}:
            raise MissingExtra("Web apps", "web") from None
        raise
    app: Flask = module.create_app(dict(config))
    return app
