"""`civickit ship streamlit`."""

from __future__ import annotations

from pathlib import Path

import click

from civickit.cli.ship._common import deliver, writing_options


@click.command("streamlit")
@writing_options
def command(project: str, out: Path | None, dry_run: bool, lang: str | None, as_json: bool) -> None:
    """Write what Streamlit Community Cloud needs, for a dashboard.

    DEPLOY-streamlit.md has the steps. An app made with Flask is refused. Nothing is sent
    anywhere, and no file of yours is overwritten.
    """
    from civickit.ship.streamlit import plan

    deliver(plan, project, out, dry_run, lang, as_json)
