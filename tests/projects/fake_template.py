"""Small real templates in several versions, and projects made from them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from civickit.projects import base, civic_toml
from civickit.projects.bake import bake
from civickit.projects.templates import Template, find_template
from civickit.projects.update import Update, look, make

REGISTRY = """order = 99
data = "any"
[title]
ja = "見本"
en = "Sample"
[sentence]
ja = "試すためのテンプレート。"
en = "A template to try things with."
"""
README = """# {{ cookiecutter.title }}

{% if cookiecutter.lang == "ja" %}町の消火栓の地図です。{% else %}A map of our hydrants.{% endif %}

## Start

civickit run .

## Who made it

A team.
"""
CIVIC = """[app]
name = "{{ cookiecutter.slug }}"
version = "0.1.0"

[template]
name = "fake"
version = "{{ cookiecutter._version }}"

[template.answers]
slug = "{{ cookiecutter.slug }}"
title = "{{ cookiecutter.title }}"
lang = "{{ cookiecutter.lang }}"

[data]
path = ""
licence = ""
"""
APP = (
    "def nearest(points):\n    return points[0]\n\n\ndef farthest(points):\n    return points[-1]\n"
)
LOGO = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR one"

FIRST: dict[str, bytes] = {
    "README.md": README.encode(),
    "civic.toml": CIVIC.encode(),
    "app.py": APP.encode(),
    "pages/home.html": b"<h1>{{ title }}</h1>\n",
    "static/logo.png": LOGO,
    "old/notes.txt": b"notes\n",
    "run.sh": b"#!/bin/sh\ncivickit run .\n",
}
OLD_LINE = "An old last line of the template."
EXECUTABLE = {"run.sh"}


def template(folder: Path, version: str, files: Mapping[str, bytes], **answers: Any) -> Template:
    """The template `fake` in one version; `answers` are questions besides, with their defaults."""
    root = folder / f"v{version}" / "fake"
    asked = {"slug": "demo", "title": "Demo", "lang": ["ja", "en"], **answers}
    facts = {"_version": version, "_extra": "web", "_copy_without_render": ["pages/*.html"]}
    for name, content in files.items():
        path = root / "{{cookiecutter.slug}}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o755 if name in EXECUTABLE else 0o644)
    (root / "cookiecutter.json").write_text(json.dumps({**asked, **facts}), "utf-8")
    (root / "template.toml").write_text(REGISTRY, "utf-8")
    return Template(root)


def older_template(folder: Path, name: str = "map_app") -> Template:
    """A made-up version 0 of a real template: a line more in its README, no test_app.py."""
    newest = find_template(name)
    older = shutil.copytree(newest.folder, folder / "older" / name)
    edit(older / "cookiecutter.json", f'"_version": "{newest.version}"', '"_version": "0"')
    inside = older / "{{cookiecutter.slug}}"
    with (inside / "README.md").open("a", encoding="utf-8") as readme:
        readme.write(f"\n{OLD_LINE}\n")
    (inside / "test_app.py").unlink()
    return Template(older)


def project(made_from: Template, folder: Path, *, with_base: bool = True, **answers: Any) -> Path:
    """A project as civickit new makes it, or without a base as plain cookiecutter does."""
    made = bake(made_from, {"lang": "en", **answers}, folder)
    if with_base:
        base.keep(made, base.files_of(made))
    return made


def looked(project: Path, newer: Template) -> Update:
    return look(project, civic_toml.told(project), newer)


def updated(project: Path, newer: Template) -> Update:
    update = looked(project, newer)
    make(update)
    return update


def fates(update: Update) -> dict[str, str]:
    return {step.target: step.fate for step in update.steps}


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below a folder, whatever it is called, with its content and mode."""
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mode & 0o777)
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


def edit(path: Path, old: str, new: str) -> None:
    """Exchange a text that is there."""
    content = path.read_bytes()
    assert old.encode() in content, f"{path} has no {old!r}"
    path.write_bytes(content.replace(old.encode(), new.encode()))
