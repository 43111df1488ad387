"""The data answer of `civickit new`, tried at once: read, cleaned, its dataset guessed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median_low
from typing import TYPE_CHECKING, Any

import click

from civickit import schemas, sources
from civickit.cli._collection import SCHEMA, is_collection
from civickit.cli._data import is_elsewhere, refuse_unknown
from civickit.cli._new_about import about, safe_name
from civickit.cli._new_words import say
from civickit.cli._patience import patience
from civickit.cli._streets import SCHEMA as STREETS
from civickit.core.errors import (
    CivicKitError,
    SourceChanged,
    SourceUnavailable,
    UnknownName,
    UnreadableTable,
)
from civickit.core.fetch import Fetcher, Provenance
from civickit.schemas import Guess, Options, Positioned, Report
from civickit.tables import open_table

if TYPE_CHECKING:
    from civickit.calendars.city import City
    from civickit.cli._new_wish import Flags
    from civickit.tracks.streets import Network

PLACES = "public_facility"
"""The dataset of anything that has a name and a position, where no other fits."""
TRIED = 2


class NothingUsable(CivicKitError):
    """The file could be read, but not for this template; `.rows` were looked at."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        super().__init__(f"no row has a position ({rows} rows read)")


@dataclass
class Found:
    """What the data answer turned out to be. `failure` is why it cannot be used.

    `file` holds the bytes as they came, `name` is what they are called in the project.
    `guess` is why it was taken for `schema`; None where that was told, or is the `last_resort`.
    Of a calendar's folder `city` is what was read, `files` the bytes as they came, `script` what
    the city's own script.js sets otherwise than the original; of a live app's file `streets`.
    """

    wanted: str
    file: Path | None = None
    name: str = ""
    schema: str = ""
    guess: Guess | None = None
    report: Report | None = None
    rows: int = 0
    points: int = 0
    centre: tuple[float, float] | None = None
    about: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str | int] = field(default_factory=dict)
    failure: Exception | None = None
    last_resort: bool = False
    city: City | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    script: Mapping[str, bool | int] = field(default_factory=dict)
    streets: Network | None = None

    @property
    def is_here(self) -> bool:
        """Whether the answer was a file or a folder on this machine."""
        return Path(self.wanted).expanduser().exists()

    @property
    def used(self) -> bool:
        return self.failure is None


@dataclass
class Came:
    """A file on this machine, and what is known of it besides its bytes."""

    file: Path
    title: str
    known: Provenance | None = None
    page: str = ""
    schema: str = ""
    columns: Mapping[str, str | int] = field(default_factory=dict)


def try_data(wanted: str, needs: str, flags: Flags, folder: Path, lang: str) -> Found:
    """What the data is. `needs` is what the template's `data` says.

    What is fetched goes into `folder`. Raises BadParameter and UnknownName where the answer
    names nothing, or --map no column; whatever else is wrong is in `failure`.
    """
    if needs == SCHEMA:
        from civickit.cli._new_city import try_city

        return try_city(wanted, folder, lang)
    if needs == STREETS:
        from civickit.cli._new_streets import try_streets

        return try_streets(wanted, flags, folder, lang)
    try:
        came = come(wanted, flags.offline, folder)
    except (SourceUnavailable, SourceChanged, UnreadableTable, OSError) as error:
        return Found(wanted, failure=error)
    columns = {**came.columns, **flags.mapping}
    try:
        with patience(say("reading", lang)):
            found = _read(wanted, came, needs, columns)
    except UnknownName as error:
        if flags.mapping:
            raise
        return Found(wanted, failure=error)
    except (CivicKitError, OSError) as error:
        return Found(wanted, failure=error)
    found.about = about(came.known, came.title, came.page)
    found.name = f"data/{safe_name(came.file.name, found.schema, found.report)}"
    found.columns = columns
    return found


def come(wanted: str, offline: bool, folder: Path) -> Came:
    """The file that is meant; what is fetched goes into `folder`.

    Raises BadParameter where there is none, and what sources raise.
    """
    file = Path(wanted).expanduser()
    if file.is_file():
        known = sources.provenance_of(file)
        return Came(file, (known.title if known else "") or file.stem, known)
    if file.is_dir():
        hint = "name the file in it that is to be shown"
        if is_collection(file):
            hint = "--template calendar_app makes a garbage calendar of it"
        raise click.BadParameter(f"{wanted!r} is a folder; {hint}")
    if not is_elsewhere(wanted):
        raise click.BadParameter(f"there is no file {wanted!r}; check the name and the folder")
    refuse_unknown(wanted)
    from civickit.cli.get import tell

    fetch = Fetcher(offline=offline or None)
    offer = sources.offer_of(wanted, fetch)
    brought = sources.bring(offer, folder, fetch, progress=True)
    tell(fetch.notes)
    return Came(
        brought.path, offer.title, brought.provenance, offer.page, offer.schema, offer.mapping
    )


def _read(wanted: str, came: Came, needs: str, columns: Mapping[str, str | int]) -> Found:
    options = Options(mapping=columns, name=came.file.name)
    guesses = schemas.guess_file(came.file, options)
    refused: list[Exception] = []
    for name in _candidates(came, guesses, needs, columns):
        try:
            found = _as(wanted, came.file, name, options, needs)
        except (UnknownName, UnreadableTable, NothingUsable) as error:
            refused.append(error)
            continue
        if name != came.schema:
            found.guess = next((one for one in guesses if one.schema == name), None)
            found.last_resort = found.guess is None
        return found
    if needs == "any":
        rows = sum(1 for _ in open_table(came.file, name=came.file.name).rows())
        return Found(wanted, came.file, rows=rows)
    raise refused[0]


def _candidates(
    came: Came, guesses: list[Guess], needs: str, columns: Mapping[str, str | int]
) -> Iterator[str]:
    """The datasets to try, the likeliest first."""
    sure = schemas.sure(guesses)
    if came.schema or sure:
        yield came.schema or guesses[0].schema
    elif needs == "positions":
        yield from (one.schema for one in guesses[:TRIED])
        knowing = _knowing(columns)
        yield from knowing if len(knowing) <= TRIED else []
    if needs == "positions":
        yield PLACES


def _knowing(columns: Mapping[str, str | int]) -> list[str]:
    """The datasets that have all fields which a person named."""
    every = map(schemas.get, schemas.names())
    return [one.name for one in every if columns.keys() <= {field.name for field in one.fields}]


def _as(wanted: str, file: Path, name: str, options: Options, needs: str) -> Found:
    """The file read as one dataset. Raises NothingUsable where that gives nothing to show."""
    schema = schemas.get(name)
    loaded = schemas.load(file, name, mapping=options.mapping, name=options.name)
    placed: list[Any] = []
    if schema.positioned is not Positioned.NONE:
        placed = [one for one in loaded.records if one.lat is not None and one.lon is not None]
    if not (placed if needs == "positions" else loaded.records):
        raise NothingUsable(loaded.report.rows)
    found = Found(wanted, file, schema=name, report=loaded.report, rows=loaded.report.rows)
    found.points = len(placed)
    found.centre = _middle(placed)
    return found


def _middle(placed: list[Any]) -> tuple[float, float] | None:
    """(lat, lon) amid the points: the median, so that one far point cannot pull it."""
    if not placed:
        return None
    return median_low(one.lat for one in placed), median_low(one.lon for one in placed)
