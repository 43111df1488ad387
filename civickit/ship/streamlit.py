"""Streamlit Community Cloud: what it reads from a repository, and the steps in words."""

from __future__ import annotations

import tomllib

from civickit.core.errors import CivicKitError, ProjectConflict
from civickit.projects.served import STREAMLIT
from civickit.ship._plan import Plan, fill, fill_words, requirements
from civickit.ship._project import Project

CONFIG = ".streamlit/config.toml"


def plan(project: Project) -> Plan:
    """The files for Streamlit Community Cloud.

    Raises CivicKitError for an app that is not made with Streamlit, ProjectConflict where its own
    config.toml says the contrary.
    """
    if project.kind != STREAMLIT:
        raise CivicKitError(
            f"{project.name} is a Flask app, and Streamlit Community Cloud runs only Streamlit. "
            "Choose another: civickit ship static, docker, render, fly or cloudrun."
        )
    made: dict[str, str | bytes] = {
        "requirements.txt": requirements(project),
        CONFIG: fill("streamlit_config.toml"),
    }
    used = tuple(name for name in made if (project.folder / name).exists())
    if CONFIG in used:
        _agree(project)
    written = {name: text for name, text in made.items() if name not in used}
    guide = fill_words("DEPLOY-streamlit", project)
    return Plan(written | {"DEPLOY-streamlit.md": guide}, used, "DEPLOY-streamlit.md")


def _agree(project: Project) -> None:
    """The project's own settings stay, as long as they send no statistics and serve static/."""
    try:
        told = tomllib.loads((project.folder / CONFIG).read_text("utf-8"))
    except (ValueError, OSError) as fault:
        raise CivicKitError(f"{CONFIG} cannot be read: {fault}. Correct it.") from fault
    wanted = tomllib.loads(fill("streamlit_config.toml"))
    if not (project.folder / "static").is_dir():
        del wanted["server"]
    missing = [
        f"[{table}] {key} = {str(value).lower()}"
        for table, pairs in wanted.items()
        for key, value in pairs.items()
        if told.get(table, {}).get(key) is not value
    ]
    if missing:
        raise ProjectConflict(f"{CONFIG} is yours and lacks: {'; '.join(missing)}. Add that to it.")
