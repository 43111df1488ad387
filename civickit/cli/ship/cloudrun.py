"""`civickit ship cloudrun`."""

from __future__ import annotations

from pathlib import Path

import click

from civickit.cli.ship._common import deliver, writing_options


@click.command("cloudrun")
@writing_options
def command(project: str, out: Path | None, dry_run: bool, lang: str | None, as_json: bool) -> None:
    """Write what Google Cloud Run needs: the service as YAML, and an image.

    DEPLOY-cloudrun.md has the steps. Nothing is sent anywhere, and no file of yours is overwritten.
    """
    from civickit.ship.cloudrun import plan

    deliver(plan, project, out, dry_run, lang, as_json)
