"""Google Cloud Run: the service as YAML, and the steps in words."""

from __future__ import annotations

from civickit.core.errors import CivicKitError
from civickit.projects.served import FLASK
from civickit.ship._host_words import replicas_said, say, services_said
from civickit.ship._plan import Plan, fill, fill_words, image
from civickit.ship._project import Project, one_line

FLASK_LIMITS = {"most": "4", "affinity": "false", "at_once": "40", "timeout_s": "60"}
STREAMLIT_LIMITS = {"most": "1", "affinity": "true", "at_once": "80", "timeout_s": "3600"}


def plan(project: Project) -> Plan:
    """The files for Cloud Run; the app runs in Tokyo.

    Raises CivicKitError for an app that keeps files: what runs there has no disk that stays.
    """
    if project.keeps:
        raise CivicKitError(
            f"{project.name} keeps files ([ship] state in civic.toml), and Cloud Run has no disk "
            "that outlives the app. Choose another: civickit ship docker, render or fly."
        )
    made, used = image(project)
    flask = project.kind == FLASK
    image_name = f"asia-northeast1-docker.pkg.dev/YOUR-PROJECT/civic/{project.host_name}:1"
    service = fill(
        "cloudrun.yaml",
        title=one_line(project.title),
        host_name=project.host_name,
        health=project.health,
        image=image_name,
        **(FLASK_LIMITS if flask else STREAMLIT_LIMITS),
    )
    guide = fill_words(
        "DEPLOY-cloudrun",
        project,
        image=image_name,
        services_said=services_said(project, "bring_yours"),
        replicas_said=replicas_said(project),
        health_said=say("health_hidden", project) if flask else "",
    )
    written: dict[str, str | bytes] = {"cloudrun.yaml": service, "DEPLOY-cloudrun.md": guide}
    return Plan(made | written, used, "DEPLOY-cloudrun.md")
