"""What an update does to each file, decided before any file is touched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from civickit.core.errors import InvalidRecord, ProjectConflict
from civickit.projects import civic_toml
from civickit.projects.merge import alike, are_lines, merge, unsolved

Fate = Literal[
    "added",  # new in the template
    "updated",  # never edited here: the template's newer text
    "merged",  # edited here and there, in different places
    "conflict",  # edited here and there, in the same place: both stand in the file
    "beside",  # no text that can be merged: the template's stands beside, as NAME.new
    "removed",  # gone from the template, never edited here: gone
    "left",  # gone from the template, edited here: stays
    "deleted",  # deleted here: stays deleted
]
Files = Mapping[str, bytes]


class Step(NamedTuple):
    """What becomes of one file; `lines` (from 1) are where its conflicts begin."""

    name: str
    fate: Fate
    before: bytes | None = None
    after: bytes | None = None
    lines: tuple[int, ...] = ()

    @property
    def target(self) -> str:
        """The file that is written or removed, if any is."""
        return beside(self.name) if self.fate == "beside" else self.name


def beside(name: str) -> str:
    return f"{name}.new"


def plan(base: Files | None, mine: Files, theirs: Files, version: str) -> list[Step]:
    """The steps from `mine` to a project that has what the template changed since `base`.

    `mine` holds the files that base and theirs name, and the NAME.new beside them. Raises
    InvalidRecord while conflicts of an earlier update stand in them, ProjectConflict where
    a NAME.new of another text is in the way.
    """
    names = sorted({*(base or ()), *theirs})
    _all_solved({name: mine[name] for name in names if name in mine})
    steps = []
    for name in names:
        versions = (base or {}).get(name), mine.get(name), theirs.get(name)
        if step := _step(name, *versions, version):
            steps.append(_apart(step, mine) if step.fate == "beside" else step)
    return steps


def _all_solved(mine: Files) -> None:
    faults = {name: lines[0] for name, content in mine.items() if (lines := unsolved(content))}
    if faults:
        raise InvalidRecord(
            {
                name: f"line {line}: both versions of an earlier update still stand here; keep "
                "what is right, take the marked lines out, and update again"
                for name, line in faults.items()
            }
        )


def _apart(step: Step, mine: Files) -> Step:
    """The same step, where nothing else has the name beside."""
    there = mine.get(step.target)
    if there not in (None, step.after):
        raise ProjectConflict(
            f"{step.target!r} is there already, and the template's new {step.name!r} would be "
            "written under that name. Move it away, or delete it, and update again."
        )
    return step._replace(before=there)


def _step(
    name: str, base: bytes | None, mine: bytes | None, theirs: bytes | None, version: str
) -> Step | None:
    """What becomes of a file; None where it stays as the team has it."""
    if theirs is None:
        return _gone(name, base, mine)
    if mine is None:
        return Step(name, "added", None, theirs) if base is None else Step(name, "deleted")
    if theirs in (mine, base):
        return None
    return _both(name, base, mine, theirs, version)


def _gone(name: str, base: bytes | None, mine: bytes | None) -> Step | None:
    if mine is None or base is None:
        return None
    return Step(name, "removed", mine, None) if alike(base, mine) else Step(name, "left")


def _both(name: str, base: bytes | None, mine: bytes, theirs: bytes, version: str) -> Step | None:
    """The template has another text than it had, and so may the team."""
    if base == mine:
        return Step(name, "updated", mine, theirs)
    if not are_lines(mine, theirs, base or b""):
        return Step(name, "beside", None, theirs)
    told = base is None and name == civic_toml.NAME  # its version is the update's to write
    ours = civic_toml.with_version(mine, version) if told else mine
    merged = merge(base, ours, theirs, version)
    if merged.content == mine:
        return None
    edited = base is None or not alike(base, mine)
    fate: Fate = "conflict" if merged.conflicts else "merged" if edited else "updated"
    return Step(name, fate, mine, merged.content, merged.conflicts)
