"""`civickit ship render`."""

from __future__ import annotations

from pathlib import Path

import click

from civickit.cli.ship._common import deliver, writing_options


@click.command("render")
@writing_options
def command(project: str, out: Path | None, dry_run: bool, lang: str | None, as_json: bool) -> None:
    """Write what Render needs: render.yaml and an image.

    DEPLOY-render.md has the steps. Nothing is sent anywhere, and no file of yours is overwritten.
    """
    from civickit.ship.render import plan

    deliver(plan, project, out, dry_run, lang, as_json)
