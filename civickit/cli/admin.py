"""`civickit admin`: who may log in to the desk of a live app."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from civickit.web.account_store import Account, Accounts

Decorated = TypeVar("Decorated", bound=Callable[..., None])
ROLES = ("staff", "admin")


@click.group("admin")
def command() -> None:
    """Accounts of a live app: make the first one, list, change a password, remove.

    Works on the app's own database: run it where the app runs, with the same DATABASE_URL and
    STATE in the environment. A running app needs no restart.
    """


def _options(*options: str) -> Callable[[Decorated], Decorated]:
    """The options of these names, which several of the commands share."""
    known = {
        "app": click.option(
            "--app", default=".", metavar="FOLDER|NAME", help="The app (this folder)."
        ),
        "stdin": click.option(
            "--password-stdin", "stdin", is_flag=True, help="Read the password from stdin."
        ),
        "json": click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs."),
    }

    def add(decorated: Decorated) -> Decorated:
        for option in reversed(options):
            decorated = known[option](decorated)
        return decorated

    return add


@command.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default="admin", show_default=True)
@_options("app", "stdin", "json")
def add(name: str, role: str, app: str, stdin: bool, as_json: bool) -> None:
    """Make an account; the password is asked twice, or read from stdin."""
    accounts = _accounts(app)
    made = accounts.add(name, _password(stdin), role)
    _say(made, f"made {made.name!r} ({made.role}); log in at /desk", as_json)


@command.command("list")
@_options("app", "json")
def list_(app: str, as_json: bool) -> None:
    """Print all accounts."""
    found = _accounts(app).all()
    if as_json:
        click.echo(json.dumps([_told(one) for one in found], ensure_ascii=False, indent=1))
        return
    if not found:
        click.echo("no account yet; `civickit admin add NAME` makes one", err=True)
    for one in found:
        click.echo(f"{one.role:6} {_told(one)['created'][:10]}  {one.name}")


@command.command("password")
@click.argument("name")
@_options("app", "stdin", "json")
def password(name: str, app: str, stdin: bool, as_json: bool) -> None:
    """Give an account a new password; its sessions end."""
    accounts = _accounts(app)
    account = accounts.named(name)
    accounts.set_password(name, _password(stdin))
    _say(account, f"changed the password of {account.name!r}; its sessions have ended", as_json)


@command.command("remove")
@click.argument("name")
@_options("app", "json")
def remove(name: str, app: str, as_json: bool) -> None:
    """Remove an account; its sessions end, and what it wrote stays."""
    accounts = _accounts(app)
    account = accounts.named(name)
    accounts.remove(name)
    _say(account, f"removed {account.name!r}; its sessions have ended", as_json)


def _accounts(app: str) -> Accounts:
    from civickit.cli._live import storage_of
    from civickit.live.desk.tables import ACCOUNTS
    from civickit.web.account_store import Accounts

    return Accounts(storage_of(app), ACCOUNTS, time.time)


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise click.UsageError("there is no terminal to ask at; give --password-stdin")
    said: str = click.prompt("Password", hide_input=True, confirmation_prompt="Once more", err=True)
    return said


def _told(account: Account) -> dict[str, str]:
    created = datetime.fromtimestamp(account.created_ms / 1000, UTC)
    return {"name": account.name, "role": account.role, "created": created.isoformat()}


def _say(account: Account, sentence: str, as_json: bool) -> None:
    click.echo(json.dumps(_told(account), ensure_ascii=False) if as_json else sentence)
