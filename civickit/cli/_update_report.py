"""What an update does or did, as text, as a diff and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import unified_diff
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from civickit.cli._check_report import visible
from civickit.cli._update_words import say
from civickit.projects.merge import are_lines

if TYPE_CHECKING:
    from civickit.projects.plan import Step
    from civickit.projects.putting import Change
    from civickit.projects.undo import Undone
    from civickit.projects.update import Update

FATES = ("conflict", "beside", "merged", "updated", "added", "removed", "left", "deleted")


def lines(update: Update, lang: str, folder: Path, *, dry_run: bool) -> Iterator[str]:
    """The report, line by line; a dry run's begins with the diff."""
    if not update.is_needed:
        yield say("up_to_date", lang, **_versions(update))
        return
    if dry_run:
        yield from diff(update.changes, lang)
    if update.steps:
        yield say("would_update_to" if dry_run else "updated_to", lang, **_versions(update))
        for fate in FATES:
            yield from _of_fate(fate, [step for step in update.steps if step.fate == fate], lang)
        yield from _of_answers(update, lang)
    else:
        yield say("up_to_date", lang, **_versions(update))
    yield from _of_base(update, lang, dry_run)
    yield from _next_steps(update, lang, quote(str(folder)), dry_run)


def _versions(update: Update) -> dict[str, str]:
    old, new = visible(update.told.version), update.template.version
    return {"template": update.template.name, "old": old, "new": new}


def _of_fate(fate: str, steps: list[Step], lang: str) -> Iterator[str]:
    if steps:
        yield f"{say(fate, lang)}:"
    for step in steps:
        name = visible(step.target)
        places = [say("line", lang, name=name, line=line) for line in step.lines]
        yield from (f"  {place}" for place in places or [name])


def _of_answers(update: Update, lang: str) -> Iterator[str]:
    if update.new_answers:
        yield f"{say('new_answers', lang)}:"
        for name, value in update.new_answers.items():
            yield f"  {name} = {visible(str(value))}"
    if update.old_answers:
        yield say("old_answers", lang, names=", ".join(map(visible, update.old_answers)))


def _of_base(update: Update, lang: str, dry_run: bool) -> Iterator[str]:
    if update.base is None and not update.base_known:
        yield say("no_base", lang)
    elif update.base is None:
        yield say("base_would_be_kept" if dry_run else "base_kept", lang)


def _next_steps(update: Update, lang: str, folder: str, dry_run: bool) -> Iterator[str]:
    yield f"{say('next', lang)}:"
    if dry_run:
        yield f"  {say('do_it', lang, folder=folder)}"
        return
    fates = {step.fate for step in update.steps}
    keys = {"solve": "conflict" in fates, "choose": "beside" in fates, "test": bool(fates)}
    yield from (f"  {say(key, lang)}" for key, wanted in keys.items() if wanted)
    yield f"  {say('undo', lang, folder=folder)}"


def diff(changes: Iterable[Change], lang: str) -> Iterator[str]:
    """What would change, as a unified diff in which no text can move the cursor."""
    for name, before, after, _ in changes:
        old, new = before or b"", after or b""
        if old != new and are_lines(old, new):
            names = f"a/{name}", f"b/{name}"
            for line in unified_diff(_shown(old), _shown(new), *names, lineterm=""):
                yield visible(line.expandtabs(4))
        elif old != new:
            sizes = {"before": f"{len(old):,}", "after": f"{len(new):,}"}
            yield say("binary", lang, name=visible(name), **sizes)


def _shown(content: bytes) -> list[str]:
    text = content.decode("utf-8", "replace").removesuffix("\n")
    return [line.rstrip("\r") for line in text.split("\n")] if content else []


def undone_lines(undone: Undone, lang: str, folder: Path) -> Iterator[str]:
    yield say("undone", lang, count=len(undone.restored))
    yield from (f"  {visible(name)}" for name in undone.restored)
    if undone.kept:
        yield f"{say('kept_edits', lang)}:"
        yield from (f"  {visible(name)}" for name in undone.kept)
        yield say("undo_rest", lang, folder=quote(str(folder)))


def as_json(update: Update, notes: list[str], *, dry_run: bool) -> dict[str, Any]:
    """For programs."""
    return {
        "project": str(update.project),
        "template": update.template.name,
        "from": update.told.version,
        "to": update.template.version,
        "needed": update.is_needed,
        "written": update.is_needed and not dry_run,
        "base_known": update.base_known,
        "files": [
            {"file": step.target, "fate": step.fate, "lines": list(step.lines)}
            for step in update.steps
        ],
        "to_solve": [step.target for step in update.to_solve],
        "new_answers": update.new_answers,
        "old_answers": list(update.old_answers),
        "diff": list(diff(update.changes, "en")) if dry_run else [],
        "notes": notes,
    }


def undone_as_json(undone: Undone, project: Path) -> dict[str, Any]:
    return {"project": str(project), "restored": undone.restored, "kept": undone.kept}
