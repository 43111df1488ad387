"""`civickit ship`: one file per target, each offering `command`.

May live here: the words, options and exit codes of the targets. May not: the work, which is in
`civickit.ship` under the same name.
"""

from __future__ import annotations

import click

from civickit.cli import Commands
from civickit.core.registry import Registry

TARGETS: Registry[click.Command] = Registry("target", "civickit.cli.ship", "command")


class Targets(Commands):
    """Finds the targets by their file."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return TARGETS.names()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return TARGETS.get(cmd_name) if cmd_name in self.list_commands(ctx) else None


@click.group("ship", cls=Targets)
def command() -> None:
    """Make a project ready for strangers: check it, and write the files a host needs.

    Nothing is pushed or uploaded, and no file of yours is overwritten.
    """
