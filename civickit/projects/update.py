"""A project takes over what its template has learned since: look first, then make it so."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from civickit.core.errors import InvalidRecord, ProjectConflict
from civickit.projects import base
from civickit.projects.bake import bake
from civickit.projects.civic_toml import Told
from civickit.projects.inside import content_at
from civickit.projects.plan import Step, beside, plan
from civickit.projects.putting import Change
from civickit.projects.templates import Template
from civickit.projects.undo import is_interrupted
from civickit.projects.writing import write


class Baked(NamedTuple):
    """What a template makes of answers: its files, and which of them can be run."""

    files: Mapping[str, bytes]
    executable: frozenset[str] = frozenset()


Render = Callable[[Template, Mapping[str, Any]], Baked]


class Update(NamedTuple):
    """What an update will do, or did."""

    project: Path
    told: Told
    template: Template
    baked: Baked
    steps: list[Step]
    base: bytes | None
    """`base.zip` as it is."""
    base_known: bool
    """False: the project is compared with the new template alone."""
    new_answers: dict[str, Any]
    """What the newer template asks besides, as it answers that itself."""
    old_answers: tuple[str, ...]
    """What it no longer asks."""

    @property
    def is_needed(self) -> bool:
        return any(change.before != change.after for change in self.changes)

    @property
    def to_solve(self) -> list[Step]:
        """What waits for a person's decision."""
        return [step for step in self.steps if step.fate in {"conflict", "beside"}]

    @property
    def changes(self) -> list[Change]:
        """What is written, the base last."""
        executable = self.baked.executable
        files = [
            Change(step.target, step.before, step.after, step.name in executable)
            for step in self.steps
        ]
        if not self._base_is_old():
            return files
        return [*files, Change(base.BASE, self.base, base.packed(self.baked.files))]

    def _base_is_old(self) -> bool:
        return self.base is None or base.unpacked(self.base) != self.baked.files


def baked(template: Template, answers: Mapping[str, Any]) -> Baked:
    """What the template makes of these answers now."""
    with TemporaryDirectory() as scratch:
        made = bake(template, answers, Path(scratch))
        files = base.files_of(made)
        return Baked(files, frozenset(n for n in files if (made / n).stat().st_mode & 0o100))


def look(project: Path, told: Told, template: Template, render: Render = baked) -> Update:
    """What an update to this template would do. Nothing is written.

    Raises ProjectConflict where the template is older than the project, a link or a folder is
    in the way, or an earlier update was interrupted; InvalidRecord for what cannot be read, and
    while conflicts of an earlier update stand in the files.
    """
    if is_interrupted(project):
        raise ProjectConflict(
            f"an earlier update of {str(project)!r} was interrupted. civickit update goes on "
            "with it; civickit update --undo takes it back."
        )
    if _numbers(told.version) > _numbers(template.version):
        raise ProjectConflict(
            f"the project was made with {template.name} {told.version}, and this civickit has "
            f"the older {template.version}. Install a newer civickit; nothing was changed."
        )
    asked = {name: told.answers[name] for name in template.defaults if name in told.answers}
    new = _rendered(render, template, asked)
    known = base.read(project)
    if known is None and told.version == template.version:
        known = dict(new.files)  # what this version bakes is what was baked
    names = {*(known or ()), *new.files}
    return Update(
        project=project,
        told=told,
        template=template,
        baked=new,
        steps=plan(known, _mine(project, names), new.files, template.version),
        base=content_at(project, base.BASE),
        base_known=known is not None,
        new_answers=_new_answers(told, template),
        old_answers=tuple(name for name in told.answers if name not in template.defaults),
    )


def make(update: Update) -> None:
    """Do what was looked at, all of it or nothing."""
    write(update.project, update.changes)


def _rendered(render: Render, template: Template, answers: Mapping[str, Any]) -> Baked:
    try:
        return render(template, answers)
    except InvalidRecord as error:
        faults = {
            f"civic.toml [template.answers] {name}": why for name, why in error.errors.items()
        }
        raise InvalidRecord(faults) from None


def _new_answers(told: Told, template: Template) -> dict[str, Any]:
    """Without the empty ones: a project may leave these out of its civic.toml."""
    new = {n: v for n, v in template.defaults.items() if n not in told.answers}
    return {name: value for name, value in new.items() if value not in ("", {}, [])}


def _mine(project: Path, names: set[str]) -> dict[str, bytes]:
    """The project's own versions of these files, and the NAME.new beside them."""
    wanted = sorted({*names, *map(beside, names)})
    found = {name: content_at(project, name) for name in wanted}
    return {name: content for name, content in found.items() if content is not None}


def _numbers(version: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"[0-9]+", version)]
