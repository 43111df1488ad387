"""The contract of every template: what it bakes is whole, tested, and served to everybody."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from binaryornot.check import is_binary

from civickit.cli._apps import load_app
from civickit.projects.base import files_of
from civickit.projects.templates import Template, templates

from .conftest import OPTIONS, Baked, data_of, options_of

LISTS = Path(__file__).parent / "files"
FRAME = {
    ".devcontainer/devcontainer.json",
    ".dockerignore",
    ".github/workflows/ship.yml",
    ".gitignore",
    "AGENTS.md",
    "CONVERSATION.md",
    "DATA.md",
    "Dockerfile",
    "PITCH.md",
    "requirements.txt",
}
OWN = {"README.md", "app.py", "civic.toml", "test_app.py"}
BRACES = ("{{ cookiecutter", "{{cookiecutter", "{% if cookiecutter", "{% from", "{{ md(", "{{ c.")

FLASK = [one.name for one in templates() if one.context["_server"] == "flask"]

langs = pytest.mark.parametrize("lang", ["ja", "en"])
options = pytest.mark.parametrize("option", OPTIONS)


def texts(project: Path) -> dict[str, str]:
    return {name: content.decode("utf-8") for name, content in files_of(project).items()}


@langs
@options
def test_exactly_the_files_that_are_listed(
    template: Template, baked: Baked, lang: str, option: str
) -> None:
    """tests/templates/files/NAME.txt lists them: a file that comes or goes is a decision.

    NAME.sample.txt lists those that are there only as long as there is no data of one's own.
    """
    listed = LISTS / f"{template.name}.txt"
    assert listed.is_file(), f"write down the files of {template.name} in {listed}"
    sample = LISTS / f"{template.name}.sample.txt"
    path = options_of(template, option).get("data_path")
    named = sample.read_text("utf-8").split() if sample.is_file() else []
    more = [data_of(path)[0]] if path else named
    made = baked(lang, option)
    expected = {*listed.read_text("utf-8").split(), *more}
    assert set(files_of(made)) == expected
    assert expected >= FRAME | OWN
    assert not list(made.rglob("__pycache__"))


@langs
@options
def test_nothing_of_the_template_is_left(baked: Baked, lang: str, option: str) -> None:
    left = [
        f"{name}: {brace}"
        for name, text in texts(baked(lang, option)).items()
        for brace in BRACES
        if brace in text
    ]
    assert left == []


@langs
@options
def test_every_file_of_settings_can_be_parsed(baked: Baked, lang: str, option: str) -> None:
    parsers = {".toml": tomllib.loads, ".json": json.loads, ".yml": yaml.safe_load}
    parsed = 0
    for name, text in texts(baked(lang, option)).items():
        if parse := parsers.get(Path(name).suffix):
            assert parse(text), name
            parsed += 1
    assert parsed >= 3


@langs
@options
def test_civic_toml_keeps_every_answer_for_updates(
    template: Template, baked: Baked, lang: str, option: str
) -> None:
    made = baked(lang, option)
    told = tomllib.loads((made / "civic.toml").read_text("utf-8"))
    assert told["app"]["name"] == made.name
    assert told["template"]["name"] == template.name
    assert told["template"]["version"] == template.version
    answers = {"slug": made.name, "lang": lang, **options_of(template, option)}
    kept = template.defaults | told["template"]["answers"]
    assert {name: kept[name] for name in answers} == answers


@langs
def test_what_is_not_known_of_the_data_is_said_loudly(baked: Baked, lang: str) -> None:
    sample = (baked(lang, "default") / "DATA.md").read_text("utf-8")
    assert {"ja": "見本のデータです", "en": "This is sample data"}[lang] in sample
    unknown = {"ja": "ライセンスが分かりません", "en": "licence is not known"}[lang]
    assert unknown in (baked(lang, "data") / "DATA.md").read_text("utf-8")
    told = (baked(lang, "told") / "DATA.md").read_text("utf-8")
    assert unknown not in told
    for word in ("CC BY 4.0", "https://example.org/dataset/1", "2026-04-01", "2026-05-02"):
        assert word in told


@langs
def test_the_readme_gives_two_commands_in_the_language(baked: Baked, lang: str) -> None:
    text = (baked(lang, "default") / "README.md").read_text("utf-8")
    assert "python -m pip install -r requirements.txt\ncivickit run .\n" in text
    assert ("はじめる" in text) == (lang == "ja")


@langs
def test_agents_md_names_every_file(baked: Baked, lang: str) -> None:
    made = baked(lang, "default")
    text = (made / "AGENTS.md").read_text("utf-8")
    top = {name.split("/")[0] for name in files_of(made)} - {"AGENTS.md", "README.md", ".gitignore"}
    missing = {name for name in top if f"`{name}`" not in text and f"`{name}/`" not in text}
    assert missing == set()


@langs
def test_the_workflow_tests_and_publishes_only_what_can_be_frozen(
    template: Template, baked: Baked, lang: str
) -> None:
    flow = yaml.safe_load((baked(lang, "default") / ".github/workflows/ship.yml").read_text())
    steps = [step.get("run", "") for step in flow["jobs"]["test"]["steps"]]
    assert "python -m pytest" in steps
    assert flow["permissions"] == {"contents": "read"}
    assert ("publish" in flow["jobs"]) == bool(template.context["_freezes"])
    assert ("schedule" in flow[True]) == bool(template.context.get("_monthly"))  # YAML: on is true
    if "publish" in flow["jobs"]:
        publish = flow["jobs"]["publish"]
        assert publish["needs"] == "test"
        assert publish["environment"]["url"] == "${{ steps.published.outputs.page_url }}"
        assert {"run": "civickit ship static . --out site"} in publish["steps"]


@langs
def test_the_image_runs_as_nobody_special_and_says_whether_it_is_well(
    template: Template, baked: Baked, lang: str
) -> None:
    text = (baked(lang, "default") / "Dockerfile").read_text("utf-8")
    lines = [line.strip() for line in text.splitlines()]
    assert lines.index("USER civic") > lines.index("COPY . .")
    commands = [line.partition("CMD ")[2] for line in lines if "CMD [" in line]
    health, start = map(json.loads, commands)
    compile(health[2], "health", "exec")
    asked = {"flask": "/healthz", "streamlit": "/_stcore/health"}[template.context["_server"]]
    assert asked in health[2]
    assert "$PORT" in start[2]
    assert start[2].startswith("exec ")


@langs
def test_lint_passes(baked: Baked, lang: str) -> None:
    for option in OPTIONS:
        for words in (["check"], ["format", "--check"]):
            command = [sys.executable, "-m", "ruff", *words, "--isolated", "--line-length", "100"]
            done = subprocess.run(
                [*command, "--no-cache", "."],
                cwd=baked(lang, option),
                capture_output=True,
                text=True,
            )
            assert done.returncode == 0, done.stdout


@langs
@pytest.mark.slow
@pytest.mark.parametrize("option", ["default", "columns"])
def test_the_projects_own_tests_pass(baked: Baked, lang: str, option: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=baked(lang, option),
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout


@pytest.mark.browser
@langs
@pytest.mark.parametrize("option", ["default", "data"])
@pytest.mark.parametrize("template", FLASK, indirect=True)  # Streamlit's has tests of its own
def test_the_first_page_is_for_everybody(
    template: Template, baked: Baked, lang: str, option: str, serve, open_page, assert_accessible
) -> None:
    """Accessible, fits a small phone, and `open_page` fails where it asks another origin."""
    project = baked(lang, option)
    address = serve(load_app(project, {}))
    page = open_page(f"{address}/?lang={lang}", viewport={"width": 320, "height": 640})
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == lang
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert_accessible(page)


def test_no_file_of_a_template_is_taken_for_binary(template: Template) -> None:
    """cookiecutter would copy it unrendered: it looks at 512 bytes, and a Japanese letter that
    is cut there makes a file look binary. English goes first.
    """
    files = [path for path in template.folder.rglob("*") if path.is_file()]
    assert [str(path) for path in files if is_binary(str(path))] == []


def test_the_frame_is_written_once(template: Template) -> None:
    """In the repository the frame's files are links to one place.

    git takes no link for a .gitignore, so that one is called by another name.
    """
    project = template.folder / "{{cookiecutter.slug}}"
    for name in FRAME:
        link = project / name.replace(".gitignore", "{{cookiecutter._dot}}gitignore")
        assert link.is_symlink(), name
        assert link.resolve() == template.folder.parent / "_frame" / name
    assert (template.folder / "templates" / "escape.jinja").is_symlink()
