"""The docs say what is: generated pages are fresh, the tutorial runs, links lead somewhere."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import subprocess
import sys
import textwrap
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def generated_pages() -> dict[Path, str]:
    spec = importlib.util.spec_from_file_location("make_docs", ROOT / "tools/make_docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.pages()


def test_reference_pages_are_what_the_code_says() -> None:
    stale = [
        path.name for path, text in generated_pages().items() if path.read_text("utf-8") != text
    ]
    assert stale == [], "run `make docs`"


def steps(page: Path) -> list[tuple[str, str]]:
    """(command, what the page says it prints) of every console block, in order."""
    found: list[tuple[str, str]] = []
    for block in re.findall(r" *```console\n.*?```", page.read_text("utf-8"), re.DOTALL):
        for line in textwrap.dedent(block).splitlines()[1:-1]:
            if line.startswith("$ "):
                found.append((line[2:], ""))
            else:
                command, said = found.pop()
                found.append((command, said + line + "\n"))
    return found


PAGES = sorted(DOCS.glob("tutorial/*.md")) + sorted(DOCS.glob("how-to/*.md"))
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
CODE = re.compile(r"(?:<!-- from (\S+) -->\n)?```python\n(.*?)```", re.DOTALL)


@each_page
def test_a_page_shows_something_that_runs(page: Path) -> None:
    assert steps(page) or CODE.search(page.read_text("utf-8"))


@each_page
def test_code_on_a_page_is_taken_from_a_file_that_runs(page: Path) -> None:
    """`<!-- from tests/… -->` above a block names the file; a test of its own runs it."""
    for name, code in CODE.findall(page.read_text("utf-8")):
        assert name.startswith("tests/"), f"say which file this is taken from:\n{code}"
        assert code in (ROOT / name).read_text("utf-8"), f"{page.name} and {name} differ"


@each_page
def test_console_blocks_run_and_print_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    """A line `...` on the page stands for any lines; `*` for anything within a line."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
    }
    for command, said in steps(page):
        done = subprocess.run(
            command,
            shell=True,
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert "Traceback" not in done.stderr, f"{command}\n{done.stderr}"
        pattern = "\n".join(
            "*" if line == "..." else line for line in said.rstrip("\n").split("\n")
        )
        assert fnmatchcase(done.stdout.rstrip("\n"), pattern.replace("[", "[[]")), (
            f"{shlex.quote(command)} printed\n{done.stdout}\n{done.stderr}\nnot\n{said}"
        )


def test_links_inside_the_docs_lead_somewhere() -> None:
    for page in [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "README.ja.md"]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
