"""What README and docs tell people to type exists."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from civickit.cli import COMMANDS, main

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "README.ja.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]


def typed(word: str) -> list[tuple[str, str]]:
    """Every line or inline code beginning with `word`, with the page it stands on."""
    found = []
    for page in PAGES:
        text = page.read_text("utf-8")
        blocks = re.findall(r"```[a-z]*\n(.*?)```", text, re.DOTALL)
        lines = [line.removeprefix("$ ").strip() for block in blocks for line in block.splitlines()]
        lines += re.findall(r"`([^`\n]+)`", text)
        found += [(page.name, line) for line in lines if re.match(rf"{word}(\s|$)", line)]
    return found


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    asked = {(page, line.split()[1]) for page, line in typed("make") if len(line.split()) > 1}
    assert asked, "README shows make commands"
    assert [pair for pair in asked if pair[1] not in targets] == []


def options_of(command: click.Command) -> set[str]:
    with click.Context(command, **main.context_settings) as ctx:
        return {option for p in command.get_params(ctx) for option in (*p.opts, *p.secondary_opts)}


@pytest.mark.parametrize(("page", "line"), typed("civickit"), ids=lambda value: str(value)[:60])
def test_commands_and_options_exist(page: str, line: str) -> None:
    words = line.split("#")[0].split()[1:]
    if not words or words[0].startswith("-"):
        assert set(words) <= options_of(main)
        return
    assert words[0].replace("-", "_") in COMMANDS.names(), f"{page}: {line}"
    command = COMMANDS.get(words[0].replace("-", "_"))
    if isinstance(command, click.Group) and len(words) > 1 and not words[1].startswith("-"):
        asked, group = words[1], command
        command = group.get_command(click.Context(group), asked)
        assert command, f"{page}: {line}: {group.name} has no {asked}"
    known = options_of(command)
    used = {word.split("=")[0] for word in words if re.match(r"--?[a-z]", word)}
    assert used <= known, f"{page}: {line}"


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert "make test" in (ROOT / "README.md").read_text("utf-8")
    assert (ROOT / ".ci/run").read_text().splitlines()[-1] == "make test"


def test_make_alone_explains_every_target() -> None:
    said = subprocess.run(
        ["make", "-C", str(ROOT)], capture_output=True, text=True, check=True
    ).stdout
    makefile = (ROOT / "Makefile").read_text()
    for target in re.search(r"\.PHONY: (.*)", makefile)[1].split():
        assert target == "help" or f"make {target}" in said


def test_an_unknown_command_is_a_sentence() -> None:
    result = CliRunner().invoke(main, ["rum"])
    assert result.exit_code == 2
    assert "Did you mean 'run'?" in result.output
    assert "Traceback" not in result.output
