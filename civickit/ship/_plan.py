"""A host's files as texts, and the image that most hosts build."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from civickit import __version__
from civickit.core.errors import ProjectConflict
from civickit.projects.served import STREAMLIT
from civickit.ship._own_files import own_files
from civickit.ship._project import Project, one_line

PORT = 8000
STATE = "/state"
"""The folder in the image for what an app keeps."""
IMAGE_STATE = """
ENV STATE={state}
RUN install -d -o 10001 {state}
VOLUME {state}
"""
MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~&-])")
EXTRAS = {STREAMLIT: "desk,maps"}


class Plan(NamedTuple):
    """What a target writes. `used` are the project's own files that do the work instead."""

    files: dict[str, str | bytes]
    used: tuple[str, ...]
    guide: str
    """The file with the steps in words."""


def fill(name: str, **values: str) -> str:
    """The text template `name` with every <<value>> in its place. A missing one raises KeyError."""
    text = (files("civickit.ship") / "files" / name).read_text("utf-8")
    return re.sub(r"<<(\w+)>>", lambda found: values[found[1]], text)


def fill_words(name: str, project: Project, **values: str) -> str:
    """The steps in words, `name`.ja.md or .en.md, in the project's language."""
    common = {
        "title": MARKDOWN.sub(r"\\\1", project.title),
        "host_name": project.host_name,
        "health": project.health,
    }
    return fill(f"{name}.{project.lang}.md", **common, **values)


def image(project: Project) -> tuple[dict[str, str | bytes], tuple[str, ...]]:
    """The files an image is built from, and those of them that the project has already."""
    made = {
        "Dockerfile": fill(
            "Dockerfile",
            title=one_line(project.title),
            port=str(PORT),
            health=project.health,
            state=IMAGE_STATE.format(state=STATE) if project.keeps else "",
            command=command(project),
        ),
        "requirements.txt": requirements(project),
        ".dockerignore": fill("dockerignore"),
    }
    used = tuple(name for name in made if (project.folder / name).exists())
    return {name: text for name, text in made.items() if name not in used}, used


def requirements(project: Project) -> str:
    extras = "live,servers" if project.keeps else EXTRAS.get(project.kind, "maps,web")
    return f"civickit[{extras}]=={__version__}\n"


def command(project: Project) -> str:
    """How the app is started in a container, as a shell reads it."""
    if project.kind == STREAMLIT:
        return (
            "streamlit run app.py --server.address 0.0.0.0 --server.port $PORT "
            "--server.headless true --browser.gatherUsageStats false"
        )
    return "civickit run . --host 0.0.0.0 --port $PORT --no-browser"


def completed(project: Project, plan: Plan, out: Path) -> Plan:
    """The plan with the project's own files, where it is written to another folder."""
    if out.resolve() == project.folder.resolve():
        return plan
    own = own_files(project.folder)
    both = [name for name in plan.files if name in own and own[name] != _bytes(plan.files[name])]
    if both:
        raise ProjectConflict(f"the project has its own {', '.join(both)}. Move these files away.")
    return plan._replace(files={**own, **plan.files}, used=())


def _bytes(content: str | bytes) -> bytes:
    return content.encode("utf-8") if isinstance(content, str) else content
