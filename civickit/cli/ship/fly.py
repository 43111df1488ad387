"""`civickit ship fly`."""

from __future__ import annotations

from pathlib import Path

import click

from civickit.cli.ship._common import deliver, writing_options


@click.command("fly")
@writing_options
def command(project: str, out: Path | None, dry_run: bool, lang: str | None, as_json: bool) -> None:
    """Write what Fly.io needs: fly.toml and an image.

    DEPLOY-fly.md has the steps. Nothing is sent anywhere, and no file of yours is overwritten.
    """
    from civickit.ship.fly import plan

    deliver(plan, project, out, dry_run, lang, as_json)
