"""`civickit device`: which phones and trackers may send to a live app."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from civickit.live.devices import Device, Devices

Decorated = TypeVar("Decorated", bound=Callable[..., None])

HOW_TO_SEND = """\
  a set-up sheet with QR codes: ADDRESS/operator/setup#{login}
  or just a browser: ADDRESS/operator#{login}
  OwnTracks: HTTP mode, /ingest/owntracks, user name = the name, password = the token
  Traccar Client: /ingest/osmand, device identifier = the token
  GPSLogger: /ingest/gpslogger?id=TOKEN&lat=%lat&lon=%lon&timestamp=%timestamp&acc=%acc&spd=%spd
  a log: curl -u NAME:TOKEN --data-binary @track.gpx ADDRESS/ingest/upload"""


@click.group("device")
def command() -> None:
    """Phones and trackers of a live app: add one, list them, end or renew a token.

    Works on the app's own database: run it where the app runs, with the same DATABASE_URL and
    STATE in the environment. A running app needs no restart.
    """


def _options(decorated: Decorated) -> Decorated:
    """Those of all the commands."""
    app = click.option("--app", default=".", metavar="FOLDER|NAME", help="The app (this folder).")
    as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
    return app(as_json(decorated))


@command.command("add")
@click.argument("name")
@click.option("--contractor", default="", help="Whose vehicle it is; for the daily report.")
@click.option("--kind", default="plow", show_default=True, help="plow, grader, spreader …")
@click.option("--note", default="", help="For staff.")
@click.option("--by-button", is_flag=True, help="On duty only between start and stop.")
@_options
def add(
    name: str, contractor: str, kind: str, note: str, by_button: bool, app: str, as_json: bool
) -> None:
    """Let a device send. Its token is shown only now."""
    devices = _devices(app)
    made, token = devices.add(
        name, contractor=contractor, kind=kind, note=note, by_button=by_button
    )
    _tell_app(devices)
    _say_token(f"made {made.name!r}", made, token, as_json)


@command.command("list")
@_options
def list_(app: str, as_json: bool) -> None:
    """Print all devices."""
    found = _devices(app).all()
    if as_json:
        click.echo(json.dumps([_told(one) for one in found], ensure_ascii=False, indent=1))
        return
    if not found:
        click.echo("no device yet; `civickit device add NAME` makes one", err=True)
    for one in found:
        ended = "" if one.revoked_ms is None else f"revoked {_day(one.revoked_ms)}"
        facts = [one.name, one.kind, one.contractor, one.note, ended]
        click.echo(f"{_day(one.created_ms)}  {' · '.join(filter(None, facts))}")


@command.command("revoke")
@click.argument("name")
@_options
def revoke(name: str, app: str, as_json: bool) -> None:
    """End a device's token; what it sent stays."""
    devices = _devices(app)
    devices.revoke(name)
    _tell_app(devices)
    told = _told(devices.named(name))
    sentence = f"revoked {told['name']!r}; `civickit device renew` takes it back"
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else sentence)


@command.command("renew")
@click.argument("name")
@_options
def renew(name: str, app: str, as_json: bool) -> None:
    """Give a device a new token, shown only now; the old one ends."""
    devices = _devices(app)
    token = devices.renew(name)
    _tell_app(devices)
    device = devices.named(name)
    _say_token(f"renewed {device.name!r}; the old token has ended", device, token, as_json)


def _devices(app: str) -> Devices:
    from civickit.cli._live import storage_of
    from civickit.live.devices import Devices

    return Devices(storage_of(app), time.time)


def _tell_app(devices: Devices) -> None:
    """A desk that is open shows it at once."""
    from civickit.web.events import Hub

    Hub(devices.storage, os.environ.get("REDIS_URL", "")).publish("devices", {})


def _say_token(sentence: str, device: Device, token: str, as_json: bool) -> None:
    from civickit.live.operator.setup import operator_link

    if as_json:
        click.echo(json.dumps(_told(device) | {"token": token}, ensure_ascii=False))
        return
    click.echo(f"{sentence}. Its token, which is not kept and not shown again:\n{token}")
    login = operator_link("", device.name, token).partition("#")[2]
    click.echo(HOW_TO_SEND.format(login=login), err=True)


def _told(device: Device) -> dict[str, Any]:
    told = device._asdict()
    for name in ("id", "created_ms", "revoked_ms"):
        del told[name]
    revoked = None if device.revoked_ms is None else _moment(device.revoked_ms)
    return told | {"created": _moment(device.created_ms), "revoked": revoked}


def _moment(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds")


def _day(at_ms: int) -> str:
    return _moment(at_ms)[:10]
