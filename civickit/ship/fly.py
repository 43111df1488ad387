"""Fly.io: fly.toml, and the steps in words."""

from __future__ import annotations

from civickit.ship._host_words import replicas_said, services_said, state_said
from civickit.ship._plan import PORT, STATE, Plan, fill, fill_words, image
from civickit.ship._project import Project, one_line

MOUNT = f"""
[mounts]
source = "state"
destination = "{STATE}"
initial_size = "1gb"
"""


def plan(project: Project) -> Plan:
    """The files for Fly.io; the app runs in Tokyo."""
    made, used = image(project)
    settings = fill(
        "fly.toml",
        title=one_line(project.title),
        host_name=project.host_name,
        health=project.health,
        port=str(PORT),
        stops="off" if project.keeps else "stop",
        state=f'\nSTATE = "{STATE}"' if project.keeps else "",
        mounts=MOUNT if project.keeps else "",
    )
    guide = fill_words(
        "DEPLOY-fly",
        project,
        services_said=services_said(project, "bring_yours"),
        replicas_said=replicas_said(project),
        state_said=state_said(project),
    )
    return Plan(made | {"fly.toml": settings, "DEPLOY-fly.md": guide}, used, "DEPLOY-fly.md")
