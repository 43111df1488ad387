"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

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
