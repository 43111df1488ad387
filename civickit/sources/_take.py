"""A fetched file made clean and put where it was asked for, with its provenance beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from civickit import schemas
from civickit.core.errors import (
    CivicKitError,
    ProjectConflict,
    SourceChanged,
    UnknownName,
    UnreadableTable,
)
from civickit.core.fetch import Provenance
from civickit.core.fetch.store import copy_whole
from civickit.schemas import Options, Outputs, Report
from civickit.sources._bring import Brought
from civickit.sources._offer import likely_schema
from civickit.tables import open_table

BESIDE = ".provenance.json"
EDITED_S = 2.0


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was written. `report` is None where no schema fits and it is as it came."""

    path: Path
    provenance: Provenance
    report: Report | None = None


def beside(file: Path) -> Path:
    """Where the provenance of a file lies."""
    return file.with_name(f"{file.name}{BESIDE}")


def provenance_of(file: Path) -> Provenance | None:
    """What is written beside a file, None where that is nothing of ours."""
    try:
        return Provenance(**json.loads(beside(file).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def keep_apart(file: Path) -> None:
    """Raises ProjectConflict where writing would lose a file that is not ours, or was edited."""
    if not file.exists():
        return
    if provenance_of(file) is None:
        raise ProjectConflict(f"{str(file)!r} is there already. Name another file with -o.")
    if file.stat().st_mtime - beside(file).stat().st_mtime > EDITED_S:
        raise ProjectConflict(
            f"{str(file)!r} was changed since it was fetched. Move it away, or name another "
            "file with -o."
        )


def take(
    brought: Brought,
    target: Callable[[str], Path],
    schema: str = "",
    mapping: Mapping[str, str | int] | None = None,
) -> Taken:
    """Write a fetched file as the clean standard table; as it came where no schema fits.

    `target` gives the path for an extension; `schema` is told, else guessed. Nothing is
    written unless all of it is there. Raises UnreadableTable where the told schema fits no row,
    and ProjectConflict.
    """
    asked = {**brought.offer.mapping, **(mapping or {})}
    for name in [schema] if schema else guesses(brought):
        with TemporaryDirectory() as folder:
            clean = Path(folder) / "clean.csv"
            report = _checked(brought, name, asked, clean, told=bool(schema))
            if report is not None:
                known = replace(brought.provenance, encoding=report.encoding, rows=report.rows)
                return Taken(_put(clean, target(".csv"), known), known, report)
    known = _counted(brought)
    return Taken(_put(brought.path, target(brought.path.suffix), known), known)


def _counted(brought: Brought) -> Provenance:
    """The provenance of a file that stays as it came, with its encoding and rows if it is a
    table.
    """
    try:
        table = open_table(brought.path, name=brought.path.name)
        rows = sum(1 for _ in table.rows())
    except UnreadableTable:
        return brought.provenance
    return replace(brought.provenance, encoding=table.encoding, rows=rows)


def guesses(brought: Brought) -> list[str]:
    """The schemas a file may have: its source's; else what its rows say, then its title."""
    if brought.offer.schema:
        return [brought.offer.schema]
    try:
        found = schemas.guess_file(brought.path, Options(name=brought.path.name))
    except CivicKitError:
        return []
    sure, titled = schemas.sure(found), likely_schema(brought.offer, brought.resource)
    likely = [titled] if titled in {one.schema for one in found} else []
    return list(dict.fromkeys([*([sure.schema] if sure else []), *likely]))


def _checked(
    brought: Brought, schema: str, mapping: Mapping[str, str | int], clean: Path, *, told: bool
) -> Report | None:
    """The report of a file read as that dataset, None where a guess was wrong."""
    options = Options(mapping=mapping, name=brought.path.name)
    try:
        report = schemas.check(brought.path, schema, options, Outputs(table=clean))
    except UnreadableTable:
        if told or brought.offer.schema:
            raise
        return None
    except UnknownName as error:
        if error.name not in map(str, brought.offer.mapping.values()):
            raise
        raise _column_gone(brought, error) from None
    if report.kept:
        return report
    if told or brought.offer.schema:
        raise UnreadableTable(
            f"{brought.offer.title!r} has no row that can be read as {schema} "
            f"({report.rows} rows read). Without --as it is kept as it is."
        )
    return None


def _column_gone(brought: Brought, error: UnknownName) -> SourceChanged:
    """A column that the source's own description names is not in the file any more."""
    return SourceChanged(
        f"{brought.offer.title!r} has changed its columns; name them with --map",
        expected=error.name,
        found=", ".join(error.known),
    )


def _put(file: Path, target: Path, provenance: Provenance) -> Path:
    keep_apart(target)
    copy_whole(file, target)
    provenance.write_beside(target)
    return target
