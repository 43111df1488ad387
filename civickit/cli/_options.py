"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from civickit.calendars.gomi5374 import Settings

MOST_PLOWS = 1000
Decorated = TypeVar("Decorated", bound=Callable[..., None])
map_option = click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Which column holds a field: a header or a number from 1. May be repeated.",
)
offline_option = click.option(
    "--offline", is_flag=True, help="Ask nothing of the network; use what was fetched before."
)
lang_option = click.option(
    "--lang", type=click.Choice(["ja", "en"]), help="Language of what is said."
)


def settings_options(command: Decorated) -> Decorated:
    """The settings that a city makes in its copy of the 5374 script, in no CSV."""
    for option in (
        click.option(
            "--max-labels", type=click.IntRange(0), metavar="N", help="MaxDescription of 5374 (9)."
        ),
        click.option(
            "--skip-suspend/--no-skip-suspend", default=None, help="SkipSuspend of 5374 (on)."
        ),
        click.option("--week-shift/--no-week-shift", default=None, help="WeekShift of 5374 (on)."),
    ):
        command = option(command)
    return command


def settings_of(
    folder: Path, week_shift: bool | None, skip_suspend: bool | None, max_labels: int | None
) -> Settings:
    """The settings said; else those of the city's `js/setting.js` (told), or the usual ones."""
    from civickit.calendars.gomi5374 import Settings, settings_of

    own, usual = settings_of(folder), Settings()
    if own != usual:
        words = {name: str(value).lower() for name, value in zip(SCRIPT_NAMES, own, strict=True)}
        said = ", ".join(f"{name} = {value}" for name, value in words.items())
        click.echo(f"js/setting.js: {said}", err=True)
    return Settings(
        own.week_shift if week_shift is None else week_shift,
        own.skip_suspend if skip_suspend is None else skip_suspend,
        own.max_labels if max_labels is None else max_labels,
    )


SCRIPT_NAMES = ("WeekShift", "SkipSuspend", "MaxDescription")


def simulation_options(command: Decorated) -> Decorated:
    """Vehicles that are made up, for an app about things that move."""
    for option in (
        click.option(
            "--speed",
            type=click.FloatRange(min=1),
            metavar="X",
            help="How many times faster than the clock simulated vehicles catch up with now: 60 "
            "shows the last three quarters of an hour in less than one minute, 1 begins now. "
            "Without it the last two hours are there at once.",
        ),
        click.option(
            "--plows",
            type=click.IntRange(0, MOST_PLOWS),
            metavar="N",
            help="So many simulated vehicles drive (on the sample town 25, on your own streets "
            "none).",
        ),
    ):
        command = option(command)
    return command


def simulation_of(folder: Path, plows: int | None, speed: float | None) -> dict[str, float]:
    """What was asked for, as configuration. Raises UsageError for an app in which nothing moves."""
    from civickit.cli._apps import schema_of
    from civickit.cli._streets import SCHEMA as STREETS

    asked = {"PLOWS": plows, "SPEED": speed}
    said = {name: value for name, value in asked.items() if value is not None}
    if said and schema_of(folder) != STREETS:
        raise click.UsageError(
            f"nothing moves in {folder.name}; --plows and --speed are for an app like snowplow_nav"
        )
    return said


def existing_file(name: str) -> str:
    """The name itself, once a file of that name is there."""
    if not Path(name).is_file():
        raise click.BadParameter(f"there is no file {name!r}; check the name and the folder")
    return name


def parse_mapping(pairs: Iterable[str]) -> dict[str, str | int]:
    """`FIELD=COLUMN` texts as {field: header, or column number from 1}."""
    mapping: dict[str, str | int] = {}
    for pair in pairs:
        field, equals, column = pair.partition("=")
        if not (field and equals and column):
            raise click.BadParameter(f"{pair!r} is not FIELD=COLUMN, like lat=4 or address=住所")
        mapping[field] = int(column) if column.isdecimal() else column
    return mapping


def parse_choices(pairs: Iterable[str]) -> dict[str, str]:
    """`NAME=VALUE` texts as {name: value}."""
    chosen = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not (name and equals and value):
            raise click.BadParameter(f"{pair!r} is not NAME=VALUE, like moves=bus")
        chosen[name] = value
    return chosen
