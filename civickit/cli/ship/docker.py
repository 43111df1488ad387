"""`civickit ship docker`."""

from __future__ import annotations

from pathlib import Path

import click

from civickit.cli.ship._common import deliver, writing_options


@click.command("docker")
@writing_options
def command(project: str, out: Path | None, dry_run: bool, lang: str | None, as_json: bool) -> None:
    """Write what a server of your own needs: image, compose, caching proxy, backups.

    DEPLOY.md has the steps. PostgreSQL and Redis are ready and start when `[ship] services` in
    civic.toml, or .env, names them. Nothing is sent anywhere, and no file of yours is overwritten.
    """
    from civickit.ship.docker import plan

    deliver(plan, project, out, dry_run, lang, as_json)
