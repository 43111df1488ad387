"""A template and its answers become a folder of files, whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from civickit.core.errors import CivicKitError, MissingExtra, ProjectConflict
from civickit.projects.answers import checked
from civickit.projects.templates import Template

LEFT_BY_PYTHON = shutil.ignore_patterns("__pycache__", "*.pyc")
"""pip compiles templates when it installs them; a project must not begin with that."""
LONGEST_LINK = 200


def bake(
    template: Template,
    answers: Mapping[str, Any],
    out: Path,
    *,
    finish: Callable[[Path], None] | None = None,
) -> Path:
    """The new project's folder, `out/slug`.

    It is made under another name beside its place, given to `finish` for what comes besides
    the template's files, and put in place at the end. Raises ProjectConflict where something
    is there already, UnknownName and InvalidRecord for answers that cannot be, OSError where
    the disk cannot take it. Then nothing of it stays.
    """
    values = checked(template, answers)
    goal = out.resolve() / str(values["slug"])
    keep_apart(goal)
    with _folder_for(goal.parent), _workshop(goal) as shop:
        made = _rendered(template, values, shop)
        if finish:
            finish(made)
        keep_apart(goal)
        made.rename(goal)
    return goal


def keep_apart(goal: Path) -> None:
    """Raises ProjectConflict where there is anything of that name."""
    if goal.exists() or goal.is_symlink():
        raise ProjectConflict(
            f"{str(goal)!r} is there already and stays as it is. Choose another name "
            "(--slug) or another place (--out)."
        )


@contextmanager
def _folder_for(folder: Path) -> Iterator[None]:
    """The folder exists; what had to be made of it goes again where the rest fails."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        for one in missing:
            one.rmdir()
        raise


@contextmanager
def _workshop(goal: Path) -> Iterator[Path]:
    """A folder beside the goal, on the same disk, which is gone afterwards."""
    shop = Path(tempfile.mkdtemp(prefix=f".{goal.name}.part-", dir=goal.parent))
    try:
        yield shop
    finally:
        shutil.rmtree(shop)


def _rendered(template: Template, values: Mapping[str, Any], shop: Path) -> Path:
    """What cookiecutter makes of the template: no hooks, no settings of the user, no replay."""
    try:
        from cookiecutter.exceptions import CookiecutterException
        from cookiecutter.generate import generate_files
        from jinja2 import TemplateError
    except ImportError:
        raise MissingExtra("Templates", "templates") from None
    copied = _copied(template.folder, shop / "template")
    facts = {name: fact for name, fact in template.context.items() if name.startswith("_")}
    facts.pop("__prompts__", None)
    try:
        made = generate_files(
            copied, {"cookiecutter": {**facts, **values}}, shop / "made", accept_hooks=False
        )
    except (CookiecutterException, TemplateError) as error:
        raise CivicKitError(
            f"the template {template.name!r} is broken: {error}. Please report it."
        ) from error
    return Path(made)


def _copied(folder: Path, goal: Path) -> Path:
    """The template's folder with the shared files instead of links to them.

    A git that makes no links, as on Windows, leaves a file in place of each, with where it leads.
    """
    shutil.copytree(folder, goal, ignore=LEFT_BY_PYTHON)
    for path in folder.rglob("*"):
        if path.is_file() and path.stat().st_size <= LONGEST_LINK:
            told = path.read_bytes()
            if told.startswith(b"../") and b"\n" not in told:
                shared = (path.parent / told.decode("utf-8", "replace")).resolve()
                if shared.is_file() and shared.is_relative_to(folder.parent.resolve()):
                    shutil.copyfile(shared, goal / path.relative_to(folder))
    return goal
