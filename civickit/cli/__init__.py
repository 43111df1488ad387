"""The `civickit` command: one file per command, each offering `command`.

May live here: words, options, exit codes. May not: work that an app or a notebook could
also need; that belongs in the folder it is about. A command imports what it uses inside
its function, so that `civickit --help` answers at once.
"""

from __future__ import annotations

import gc
import os
import sys

import click

from civickit import __version__
from civickit.core.errors import CivicKitError, InvalidRecord, UnknownName, UnreadableTable
from civickit.core.registry import Registry

COMMANDS: Registry[click.Command] = Registry("command", "civickit.cli", "command")

EXIT_DATA, EXIT_USAGE, EXIT_OUTSIDE = 1, 2, 3


class Commands(click.Group):
    """Finds commands by their file and turns the kit's errors into a sentence and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return [name.replace("_", "-") for name in COMMANDS.names()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        return COMMANDS.get(cmd_name.replace("-", "_"))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            raise UnknownName("command", args[0], self.list_commands(ctx))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # `civickit sources | head` has seen enough; click ends quietly
            raise
        except (CivicKitError, OSError) as error:
            click.echo(f"civickit: {_sentence(error)}", err=True)
            ctx.exit(exit_code(error))
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if os.environ.get("CIVICKIT_DEBUG"):
                raise
            said = f"{type(error).__name__}: {error}"
            click.echo(f"civickit: this should not have happened ({said}).", err=True)
            click.echo("Please report it with what CIVICKIT_DEBUG=1 shows.", err=True)
            ctx.exit(EXIT_OUTSIDE)


def exit_code(error: Exception) -> int:
    """1 the data has a problem, 2 the command was misused, 3 something outside failed."""
    if isinstance(error, (UnreadableTable, InvalidRecord)):
        return EXIT_DATA
    if isinstance(error, UnknownName):
        return EXIT_USAGE
    return EXIT_OUTSIDE


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        where = f": {error.filename}" if error.filename else ""
        return f"{error.strerror}{where}"
    return str(error)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="civickit")
def main() -> None:
    """From a conversation to a shipped civic app in one weekend.

    会話から、動くアプリまでを週末ひとつで。
    """
    # Rows are many small objects and no cycles; looking for cycles cost a tenth of the time.
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # a console in another code page must not stop a report
            reconfigure(errors="replace")
