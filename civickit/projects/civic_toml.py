"""What a project's civic.toml says of the template it was made from."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from civickit.core.errors import InvalidRecord
from civickit.projects.merge import unsolved

NAME = "civic.toml"
VERSION = re.compile(
    rb"(^\[template\][^\n]*\n(?:(?!\[)[^\n]*\n)*?[ \t]*version[ \t]*=[ \t]*)\"[^\"\n]*\"",
    re.MULTILINE,
)


class Told(NamedTuple):
    """The template's name, the version of it, and what its questions were answered."""

    template: str
    version: str
    answers: dict[str, Any]


def told(project: Path) -> Told:
    """[template] of a project's civic.toml. Raises InvalidRecord where there is none to be read."""
    path = project / NAME
    if not path.is_file():
        raise InvalidRecord({str(path): "is not there, so this is no project of civickit new"})
    template = _parsed(path.read_bytes()).get("template")
    if not isinstance(template, dict):
        raise _wrong("has no [template]: only a project made by civickit new can be updated")
    for key in ("name", "version"):
        if not isinstance(template.get(key), str):
            raise _wrong(f'[template] needs a line like {key} = "…" and has none')
    answers = template.get("answers", {})
    if not isinstance(answers, dict):
        raise _wrong("[template.answers] is no table of answers")
    return Told(template["name"], template["version"], answers)


def with_version(content: bytes, version: str) -> bytes:
    """The same text, its [template] naming this version."""
    quoted = json.dumps(version).encode()
    return VERSION.sub(lambda found: found[1] + quoted, content, count=1)


def _parsed(content: bytes) -> dict[str, Any]:
    if lines := unsolved(content):
        raise _wrong(f"line {lines[0]}: both versions of an earlier update still stand here")
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except ValueError as error:  # not TOML, or not UTF-8
        raise _wrong(f"cannot be read: {error}") from None


def _wrong(why: str) -> InvalidRecord:
    return InvalidRecord({NAME: why})
