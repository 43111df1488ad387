"""`civickit ship check`: is it ready for strangers?"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from civickit.cli._options import lang_option
from civickit.cli.ship._common import json_option, project_argument, read

if TYPE_CHECKING:
    from flask import Flask

    from civickit.ship._project import Project
    from civickit.ship.check import Finding

MARKS = {"ok": "✓", "attention": "!", "fail": "✗", "unchecked": "?"}
WORDS = {
    "ja": {
        "title": "{title}({folder})",
        "ready": "公開できます。",
        "almost": "公開できます。「!」と「?」のところも見てください。",
        "not_ready": "まだ公開できません。「✗」が {fail} 件あります。",
    },
    "en": {
        "title": "{title} ({folder})",
        "ready": "Ready for strangers.",
        "almost": "Ready for strangers. Look at the lines with ! and ? too.",
        "not_ready": "Not ready for strangers yet: {fail} marked ✗.",
    },
}


@click.command("check")
@project_argument
@lang_option
@json_option
def command(project: str, lang: str | None, as_json: bool) -> None:
    """Say whether a project is ready for strangers, and what to do where it is not.

    Asks the app for its first page and looks at its files. Ends with 1 when something must be
    mended first. A thing that could not be checked is told, with the reason.
    """
    from civickit.ship.check import FAIL, check

    found, spoken = read(project, lang)
    findings = check(found, _load)
    if as_json:
        told = [_as_json(one) for one in findings]
        click.echo(
            json.dumps({"project": found.name, "checks": told}, ensure_ascii=False, indent=1)
        )
    else:
        for line in _lines(found, findings, spoken):
            click.echo(line)
    sys.exit(1 if any(one.state == FAIL for one in findings) else 0)


def _load(folder: Path) -> Flask:
    from civickit.cli._apps import load_app

    return load_app(folder, {})


def _as_json(one: Finding) -> dict[str, Any]:
    """A finding for programs; its words in both languages."""
    return {
        "name": one.name,
        "state": one.state,
        "reason": one.key,
        "values": dict(one.values),
        "found": {lang: one.found(lang) for lang in WORDS},
        "todo": {lang: one.todo(lang) for lang in WORDS},
    }


def _lines(project: Project, findings: Sequence[Finding], lang: str) -> Iterator[str]:
    from civickit.cli._check_report import visible
    from civickit.ship._check_words import NAMES

    words = WORDS[lang]
    yield visible(words["title"].format(title=project.title, folder=project.folder))
    for one in findings:
        yield visible(f"{MARKS[one.state]} {NAMES[one.name][lang]}: {one.found(lang)}")
        if todo := one.todo(lang):
            yield visible(f"    {todo}")
    yield ""
    counts = Counter(one.state for one in findings)
    if counts["fail"]:
        yield words["not_ready"].format(fail=counts["fail"])
    else:
        yield words["almost" if counts["attention"] + counts["unchecked"] else "ready"]
