"""`civickit check` on a folder with a city's collection calendar."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import click

if TYPE_CHECKING:
    from civickit.calendars.city import City, Finding
    from civickit.calendars.gomi5374 import Settings
    from civickit.calendars.opening import Format

FORMATS: dict[str, Format] = {"gomi5374": "gomi5374", "collection": "native"}
ZONE = ZoneInfo("Asia/Tokyo")
LISTED_DAYS = 3 * 366


class Wish(NamedTuple):
    """What is asked of a folder: as what it was named, format and settings it is read in, what to
    write, how to tell."""

    named: str
    as_format: str | None
    out: Path | None
    gomi5374: Path | None
    settings: Settings
    lang: str
    as_json: bool


def check_folder(folder: Path, wish: Wish) -> bool:
    """Print the report on a folder and write what is wished; gives whether nothing was refused."""
    from civickit.calendars.report import report
    from civickit.cli._check_folder_report import lines, next_steps, not_written

    wanted = _format_of(folder, wish.as_format, wish.settings)
    _keep_apart(folder, wish)
    today = datetime.now(ZONE).date()
    city, first, last = read_as_checked(folder, wanted, wish.settings, today)
    found = report(city, first, last, today, folder=folder, settings=wish.settings)
    lost = _write(city, wish, first)
    written = [str(path) for path in (wish.out, wish.gomi5374) if path]
    if wish.as_json:
        told = [one._asdict() | {"values": dict(one.values)} for one in lost]
        click.echo(
            json.dumps(found.to_dict() | {"not_written": told}, ensure_ascii=False, indent=1)
        )
        return found.fine
    for line in _all(
        lines(found, wish.named, wish.lang),
        not_written(lost, wish.lang),
        next_steps(found, wish.named, wish.lang, written),
    ):
        click.echo(line)
    return found.fine


def _all(*parts: Iterator[str]) -> Iterator[str]:
    for part in parts:
        yield from part


def read_as_checked(
    folder: Path, wanted: Format | None, settings: Settings, today: date
) -> tuple[City, date, date]:
    """The city, and the days it was compared on: the last ones of data that has ended."""
    from civickit.calendars.report import compared, read_compared, scope_of

    first, last = compared(None, today)
    city = read_compared(folder, scope_of(today, first, last), settings, wanted)
    if compared(city, today) != (first, last):
        first, last = compared(city, today)
        city = read_compared(folder, scope_of(today, first, last), settings, wanted)
    return city, first, last


def _format_of(folder: Path, as_format: str | None, settings: Settings) -> Format | None:
    """The format asked for; a folder without such files is a misuse, not a fault in data."""
    from civickit.calendars.gomi5374 import Settings
    from civickit.calendars.opening import LOOKED_FOR, format_of

    if as_format is not None and as_format not in FORMATS:
        raise click.BadParameter(
            f"{as_format!r} is for one file; a folder is one of {', '.join(FORMATS)}",
            param_hint="--as",
        )
    wanted = FORMATS[as_format] if as_format else None
    found = format_of(folder, wanted)
    if found is None:
        raise click.UsageError(
            f"{str(folder)!r} holds no collection calendar; looked for {LOOKED_FOR}"
        )
    if found[0] == "native" and settings != Settings():
        raise click.UsageError("--week-shift, --skip-suspend and --max-labels: only of 5374 files")
    return wanted


def _keep_apart(folder: Path, wish: Wish) -> None:
    """No folder that is written may be the one that was read, hold it, or be written twice."""
    seen = {folder.resolve(), *folder.resolve().parents, (folder / "data").resolve()}
    for path in (wish.out, wish.gomi5374):
        if path is None:
            continue
        if path.resolve() in seen:
            raise click.BadParameter(f"{str(path)!r} is already in use; name another folder")
        seen.add(path.resolve())


def _write(city: City, wish: Wish, first: date) -> list[Finding]:
    """Write what is wished, lists of dates from the year of `first`; gives what was not said."""
    from civickit.calendars import _gomi_write, native

    if wish.out:
        native.write(city, wish.out)
    if wish.gomi5374:
        start = first.replace(month=1, day=1)
        return _gomi_write.write(city, wish.gomi5374, start, start + timedelta(days=LISTED_DAYS))
    return []
