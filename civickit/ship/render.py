"""Render: a Blueprint, render.yaml, and the steps in words."""

from __future__ import annotations

from civickit.ship._host_words import services_said, state_said
from civickit.ship._plan import PORT, STATE, Plan, fill, fill_words, image
from civickit.ship._project import Project, one_line

DATABASE_URL = """      - key: DATABASE_URL
        fromDatabase:
          name: {name}-db
          property: connectionString
"""
REDIS_URL = """      - key: REDIS_URL
        fromService:
          type: keyvalue
          name: {name}-redis
          property: connectionString
"""
STATE_FOLDER = f"""      - key: STATE
        value: {STATE}
"""
DISK = f"""    disk:
      name: state
      mountPath: {STATE}
      sizeGB: 1
"""
REDIS = """  - type: keyvalue
    name: {name}-redis
    region: singapore
    plan: starter
    ipAllowList: []
"""
POSTGRES = """databases:
  - name: {name}-db
    region: singapore
    plan: basic-256mb
    postgresMajorVersion: "16"
    ipAllowList: []
"""
PARTS = (
    ("postgres", DATABASE_URL),
    ("redis", REDIS_URL),
    ("state", STATE_FOLDER),
    ("state", DISK),
    ("redis", REDIS),
    ("postgres", POSTGRES),
)


def plan(project: Project) -> Plan:
    """The files for Render; its region is the one nearest to Japan."""
    made, used = image(project)
    asked = {*project.services, *(["state"] if project.keeps else [])}
    parts = [text for service, text in PARTS if service in asked]
    blueprint = fill(
        "render.yaml",
        title=one_line(project.title),
        host_name=project.host_name,
        health=project.health,
        port=str(PORT),
        services="".join(parts).format(name=project.host_name),
    )
    guide = fill_words(
        "DEPLOY-render",
        project,
        services_said=services_said(project, "made_here"),
        state_said=state_said(project),
    )
    written: dict[str, str | bytes] = {
        "render.yaml": blueprint.rstrip("\n") + "\n",
        "DEPLOY-render.md": guide,
    }
    return Plan(made | written, used, "DEPLOY-render.md")
