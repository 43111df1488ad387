"""Checks of the project's files: nothing secret, nothing half-written, no debugger."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from civickit.projects.base import read as read_base
from civickit.ship._check_files import lines_of, listed
from civickit.ship._check_finding import ATTENTION, FAIL, OK, Finding, Subject
from civickit.ship._own_files import SECRET_NAMES

SECRETS = {
    "private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "AWS key": r"\bAKIA[0-9A-Z]{16}\b",
    "GitHub token": r"\b(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})",
    "GitLab token": r"\bglpat-[A-Za-z0-9_-]{20,}",
    "Slack token": r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    "Google key": r"\bAIza[0-9A-Za-z_-]{35}\b",
    "API key": r"\bsk-[A-Za-z0-9_-]{20,}",
    "signed token": r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
    "password in an address": r"\b[a-z][a-z0-9+]*://[^\s:/@\"'<>$]+:[^\s/@\"'<>${]{4,}@",
    "password or key": r"(?i)\b\w*(password|passwd|secret|token|api_?key)\w*['\"]?\s*[=:]\s*"
    r"['\"](?!\$|<|\{|your|example|change)[^\s'\"]{12,}['\"]",
}
PLACEHOLDERS = {
    "{{ cookiecutter": re.compile(r"\{[{%]-?\s*(if\s+)?cookiecutter\b"),
    "lorem ipsum": re.compile(r"(?i)\blorem ipsum\b"),
    "fill in": re.compile(r"(?i)<!--\s*fill in|\((none yet|まだありません)\)"),
    "…": re.compile(r"^\s*([-*>|]|\d+\.)?\s*(\*\*[^*]+\*\*\s*[::]?|[^…]{0,40}[::])?\s*…\s*\|?\s*$"),
}
TODO = re.compile(r"(?:#|//|<!--|/\*)\s*(TODO|FIXME|XXX)\b|^\s*(TODO|FIXME)\b")
CANVASES = ("CONVERSATION.md", "PITCH.md")
WRITTEN = {".md", ".html", ".toml", ".json", ".txt", ".py", ".yml", ".yaml", ".css", ".js"}
SET_UP = re.compile(
    r"(^|/)(Dockerfile[^/]*|[^/]*compose[^/]*\.ya?ml|Procfile|\.flaskenv|\.env[^/]*"
    r"|render\.yaml|fly\.toml|cloudrun\.yaml)$|^\.github/workflows/"
)
DEBUG_SET = re.compile(
    r"(?i)\b(FLASK_DEBUG|CIVICKIT_DEBUG)\b[\"']?\s*[=:\s]\s*[\"']?(1|true|yes|on)\b|\bflask\b.*--debug\b"
)


def secrets(subject: Subject) -> Finding:
    """Tokens, keys and passwords in what a stranger gets. Says where, never what."""
    places = [name for name in subject.files if SECRET_NAMES.search(name)]
    for name, path in subject.files.items():
        if name not in places:
            places += [f"{name}:{number} ({kind})" for number, kind in _secrets_in(path)]
    if places:
        return Finding("secrets", FAIL, "secrets", {"places": listed(places)})
    return Finding("secrets", OK, "no_secrets", {"count": len(subject.files)})


def _secrets_in(path: Path) -> Iterator[tuple[int, str]]:
    for number, line in lines_of(path):
        for kind, pattern in SECRETS.items():
            if re.search(pattern, line[:2000]):
                yield number, kind
                break


def placeholders(subject: Subject) -> Finding:
    """What a template asked somebody to write, and nobody wrote."""
    left = list(_left(subject))
    if left:
        return Finding("placeholders", FAIL, "placeholders", {"places": listed(left)})
    todo = list(_untouched(subject)) + [
        f"{name}:{number}"
        for name, path in _written(subject)
        for number, line in lines_of(path)
        if TODO.search(line)
    ]
    if todo:
        return Finding("placeholders", ATTENTION, "todo", {"places": listed(todo)})
    return Finding("placeholders", OK, "no_placeholders")


def _written(subject: Subject) -> Iterator[tuple[str, Path]]:
    for name, path in subject.files.items():
        if path.suffix in WRITTEN:
            yield name, path


def _left(subject: Subject) -> Iterator[str]:
    for name, path in _written(subject):
        marks = {
            mark: pattern
            for mark, pattern in PLACEHOLDERS.items()
            if mark != "…" or path.suffix == ".md"
        }
        for number, line in lines_of(path):
            for mark, pattern in marks.items():
                if pattern.search(line):
                    yield f"{name}:{number} ({mark})"


def _untouched(subject: Subject) -> Iterator[str]:
    """The canvases that are still as the template wrote them."""
    base = read_base(subject.project.folder) or {}
    for name in CANVASES:
        if name in subject.files and subject.files[name].read_bytes() == base.get(name):
            yield name


def debug(subject: Subject) -> Finding:
    """A debugger lets strangers run code."""
    places = [
        f"{name}:{number}"
        for name, path in subject.files.items()
        if SET_UP.search(name)
        for number, line in lines_of(path)
        if DEBUG_SET.search(line)
    ]
    for name, path in subject.files.items():
        if path.suffix == ".py":
            places += [f"{name}:{number}" for number in _debug_in(path)]
    if getattr(subject.page.app, "debug", False) is True and not places:
        places.append("app.debug")
    if places:
        return Finding("debug", FAIL, "debug", {"places": listed(places)})
    return Finding("debug", OK, "no_debug")


def _debug_in(path: Path) -> Iterator[int]:
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError, OSError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            pairs = [(one.arg or "", one.value) for one in node.keywords]
            called = getattr(node.func, "attr", "")
            if called == "run" and any(_is_on(*pair) for pair in pairs):
                yield node.lineno
        elif isinstance(node, ast.Assign) and any(
            _is_on(_last_name(target), node.value) for target in node.targets
        ):
            yield node.lineno


def _is_on(name: str, value: ast.expr) -> bool:
    on = isinstance(value, ast.Constant) and value.value in (True, 1, "1")
    return on and name.lower() in {"debug", "flask_debug", "use_debugger"}


def _last_name(target: ast.expr) -> str:
    """`debug` of app.debug, of app.config["DEBUG"], and of DEBUG."""
    if isinstance(target, ast.Subscript):
        return str(getattr(target.slice, "value", ""))
    return str(getattr(target, "attr", getattr(target, "id", "")))


def tests(subject: Subject) -> Finding:
    """Somebody will change the app in March: tests say whether it still works."""
    names = [PurePosixPath(name).name for name in subject.files]
    found = [name for name in names if re.fullmatch(r"test_.*\.py|.*_test\.py", name)]
    if found:
        return Finding("tests", OK, "tests", {"names": listed(found)})
    return Finding("tests", ATTENTION, "no_tests")
