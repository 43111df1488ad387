"""Ready for strangers? Every check finds what it is for, and says what to do, in both languages."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from ship.projects import dashboard, finished_map

from civickit.cli._apps import load_app
from civickit.projects.base import keep
from civickit.ship._check_page import Page, Shown, first_page, other_hosts
from civickit.ship._check_words import NAMES, WORDS
from civickit.ship._project import read_project
from civickit.ship.check import ATTENTION, CHECKS, FAIL, OK, UNCHECKED, Finding, Subject, check

Spoil = Callable[[Path], object]


OF_FILES = {"data_file", "placeholders", "contact", "secrets", "tests"}
"""Checks that need no page."""


def load(folder: Path):
    return load_app(folder, {})


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return finished_map(tmp_path / f"map_{tmp_path.name}")


def found(folder: Path, name: str) -> Finding:
    """What the check of this name found."""
    project = read_project(folder)
    page = Page() if name in OF_FILES else first_page(project, load)
    subject = Subject(project, page)
    [wanted] = [one for one in CHECKS if one.__name__ == name]
    finding = wanted(subject)
    assert finding.name == name
    return finding


def forget(folder: Path) -> None:
    """An app is imported once; after its files changed it must be imported again."""
    for module in [one for one in sys.modules if one.startswith(f"civickit_app_{folder.name}")]:
        del sys.modules[module]


def edit(file: str, before: str, after: str) -> Spoil:
    def spoil(folder: Path) -> None:
        path = folder / file
        text = path.read_text("utf-8")
        assert before in text, before
        path.write_text(text.replace(before, after), "utf-8")

    return spoil


def add(file: str, text: str) -> Spoil:
    def spoil(folder: Path) -> None:
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as opened:
            opened.write(text)

    return spoil


@pytest.mark.browser
def test_a_finished_project_is_ready(project: Path) -> None:
    findings = check(read_project(project), load)
    assert {one.name: one.state for one in findings} == dict.fromkeys(NAMES, OK)
    for one in findings:
        assert one.found("ja") != ""
        assert one.todo("en") == "", "nothing is to be done"


def test_every_check_has_its_words_in_both_languages() -> None:
    for key, told in WORDS.items():
        assert set(told) == {"ja", "en"}, key
        names = [set(re.findall(r"\{(\w+)\}", "".join(told[lang]))) for lang in ("ja", "en")]
        assert names[0] == names[1], key
        assert bool(told["ja"][1]) == bool(told["en"][1]), key
        assert re.search("[ぁ-ん]", told["ja"][0]) or names[0], key


SECRET = "ghp_" + "a1B2" * 9
WATER = "data/water.csv"
AT_THE_END = "    return app"
BINARY = b"\x00\x01\xff" * 99
STARTED = "\nif __name__ == '__main__':\n    create_app().run(debug=True)\n"
SET_DEBUG = '    app.config["DEBUG"] = True\n    return app'
HIDDEN_DEBUG = "    setattr(app, 'debug', 3 > 2)\n    return app"
WORKFLOW = "  - run: flask --app app run --debug\n"


def changed(*replacements: str) -> Spoil:
    """The app changes its pages just before they are sent: `.replace(…)` on the bytes."""
    body = "".join(f".replace({one})" for one in replacements)
    return edit(
        "app.py",
        AT_THE_END,
        f"    app.after_request(lambda r: (r.set_data(r.get_data(){body}), r)[1]"
        f" if r.mimetype == 'text/html' else r)\n{AT_THE_END}",
    )


FOREIGN = "b'</main>', b'<script src=\"https://cdn.example.org/x.js\"></script></main>'"
DEFECTS: list[tuple[str, str, str, Spoil]] = [
    ("page", FAIL, "page_failed", add("app.py", "\nraise RuntimeError('not today')\n")),
    ("page", FAIL, "page_failed", edit("app.py", "def create_app(", "def create_app(no, more, ")),
    ("sample", FAIL, "sample_town", edit("civic.toml", 'path = "data/water.csv"', 'path = ""')),
    ("licence", FAIL, "no_licence", edit("civic.toml", 'licence = "CC BY 4.0"', 'licence = ""')),
    ("attribution", FAIL, "no_attribution", edit("civic.toml", 'attribution = "福', 'x = "福')),
    ("data_file", FAIL, "data_file_gone", lambda at: (at / WATER).unlink()),
    ("data_file", FAIL, "data_file_unreadable", lambda at: (at / WATER).write_bytes(BINARY)),
    ("data_file", ATTENTION, "rows_refused", add(WATER, "x,,,,,,,,,,,\n")),
    ("placeholders", FAIL, "placeholders", add("README.md", "\n**Who?**\n…\n")),
    ("placeholders", FAIL, "placeholders", add("README.md", "\n- いつ: …\n")),
    ("placeholders", FAIL, "placeholders", add("pages/x.html", "<p>Lorem ipsum dolor</p>")),
    ("placeholders", FAIL, "placeholders", add("civic.toml", "# {{ cookiecutter.title }}\n")),
    ("placeholders", FAIL, "placeholders", add("DATA.md", "| name | (none yet) |\n")),
    ("placeholders", FAIL, "placeholders", add("DATA.md", "<!-- fill in -->\n")),
    ("placeholders", ATTENTION, "todo", add("app.py", "\n# TODO: the other districts\n")),
    ("contact", ATTENTION, "no_contact", edit("civic.toml", "mailto:data@example.jp", "")),
    ("secrets", FAIL, "secrets", add("deep/.env.production", "A=1\n")),
    ("secrets", FAIL, "secrets", add("notes.md", f"the token is {SECRET}\n")),
    ("secrets", FAIL, "secrets", add("k.txt", "-----BEGIN RSA PRIVATE " + "KEY-----\nMII\n")),
    ("secrets", FAIL, "secrets", add("deep/server.key", "x")),
    ("secrets", FAIL, "secrets", add("settings.py", 'PASSWORD = "correct-horse-battery"\n')),
    ("secrets", FAIL, "secrets", add("settings.py", 'URL = "postgresql://me:sesame1@db/x"\n')),
    ("secrets", FAIL, "secrets", add(".streamlit/secrets.toml", "a = 1\n")),
    ("debug", FAIL, "debug", add("app.py", STARTED)),
    ("debug", FAIL, "debug", edit("app.py", AT_THE_END, SET_DEBUG)),
    ("debug", FAIL, "debug", edit("app.py", AT_THE_END, HIDDEN_DEBUG)),
    ("debug", FAIL, "debug", add("Dockerfile", "ENV FLASK_DEBUG=1\n")),
    ("debug", FAIL, "debug", add("compose.yaml", '    environment: {FLASK_DEBUG: "1"}\n')),
    ("debug", FAIL, "debug", add(".github/workflows/x.yml", WORKFLOW)),
    ("elsewhere", FAIL, "elsewhere", changed(FOREIGN)),
    ("tests", ATTENTION, "no_tests", lambda at: (at / "test_app.py").unlink()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "state", "key", "spoil"), DEFECTS, ids=lambda value: str(value)[:24]
)
def test_a_defect_is_found_and_nothing_else_is_blamed(
    project: Path, name: str, state: str, key: str, spoil: Spoil
) -> None:
    spoil(project)
    finding = found(project, name)
    assert (finding.state, finding.key) == (state, key)
    for lang in ("ja", "en"):
        assert finding.todo(lang)
        assert not re.search(r"\{\w+\}", finding.found(lang) + finding.todo(lang))
        assert SECRET not in finding.found(lang), "a secret is never repeated"
        assert "sesame1" not in finding.found(lang)


def test_where_the_app_hides_what_it_should_show(project: Path) -> None:
    changed(
        "b'CC BY 4.0', b''",
        "'須賀川市'.encode(), b''",
        "b'2026-04-01', b''",
        "'2026年4月1日'.encode(), b''",
        "b'1 April 2026', b''",
    )(project)
    for name in ("licence", "attribution", "date"):
        assert found(project, name)[:3] == (name, FAIL, f"hidden_{name}")


def test_reports_need_privacy_words(project: Path) -> None:
    assert found(project, "privacy").values == {"taken": "geolocation"}
    forget(project)
    changed("b'class=\"privacy\"', b''", "'プライバシー'.encode(), b''")(project)
    route = "    app.add_url_rule('/reports', 'reports', lambda: 'ok', methods=['POST'])\n"
    edit("app.py", AT_THE_END, route + AT_THE_END)(project)
    finding = found(project, "privacy")
    assert finding.state == FAIL
    assert "POST /reports" in finding.found("ja")


def test_untouched_canvases_are_told(project: Path) -> None:
    (project / "PITCH.md").write_text("# Three minutes\n", "utf-8")
    keep(project, {"PITCH.md": (project / "PITCH.md").read_bytes()})
    assert found(project, "placeholders").values == {"places": "PITCH.md"}
    add("PITCH.md", "A volunteer digs in the snow.\n")(project)
    assert found(project, "placeholders").state == OK


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)


def test_only_what_git_tracks_is_looked_at(project: Path) -> None:
    add(".env", f"TOKEN={SECRET}\n")(project)
    git(project, "init", "-q")
    git(
        project,
        "add",
        "--",
        *(one.name for one in project.iterdir() if one.name not in {".env", ".git"}),
    )
    assert found(project, "secrets").state == OK
    git(project, "add", "-f", ".env")
    finding = found(project, "secrets")
    assert (finding.state, finding.values) == (FAIL, {"places": ".env"})


def test_without_git_what_gitignore_names_is_not_looked_at(project: Path) -> None:
    add(".env", "A=1\n")(project)
    add(".gitignore", ".env\n")(project)
    assert found(project, "secrets").state == OK


def test_what_is_only_an_example_is_no_secret(project: Path) -> None:
    add(
        ".env.example",
        "POSTGRES_PASSWORD=\nDATABASE_URL=postgresql://app:${POSTGRES_PASSWORD}@db/app\n",
    )(project)
    add("README.md", 'Set `token = "your-token-from-the-city"`, see https://example.org/a:b@c\n')(
        project
    )
    assert found(project, "secrets").state == OK


def test_what_depends_on_the_page_is_told_as_unchecked(project: Path) -> None:
    add("app.py", "\nraise SystemExit(3)\n")(project)
    findings = {one.name: one for one in check(read_project(project), load)}
    unchecked = [name for name, one in findings.items() if one.state == UNCHECKED]
    assert findings["page"].state == FAIL
    assert {"health", "licence", "privacy", "elsewhere", "browser"} <= set(unchecked)
    assert "because" in findings["browser"].found("en")


@pytest.mark.browser
def test_the_browser_finds_what_cannot_be_read_aloud(project: Path) -> None:
    changed("b'</main>', b'<img src=\"/kit/web/icon.svg\"></main>'")(project)
    finding = found(project, "browser")
    assert (finding.state, finding.key) == (FAIL, "inaccessible")
    assert "image-alt (1)" in finding.found("ja")


def test_without_a_browser_that_is_said(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(project))
    finding = found(project, "browser")
    assert (finding.state, finding.key) == (UNCHECKED, "no_browser")
    assert "because no browser starts" in finding.found("en")


def test_a_dashboard_is_asked_too(tmp_path: Path) -> None:
    folder = dashboard(tmp_path / "snow")
    states = {one.name: (one.state, one.key) for one in check(read_project(folder), load)}
    for name in (
        "page",
        "health",
        "sample",
        "licence",
        "attribution",
        "date",
        "data_file",
        "privacy",
    ):
        assert states[name][0] == OK, (name, states[name])
    assert states["browser"] == (UNCHECKED, "browser_streamlit")
    add("app.py", "st.file_uploader('写真')\n")(folder)
    finding = found(folder, "privacy")
    assert (finding.state, finding.key) == (FAIL, "no_privacy")
    assert "file_uploader" in finding.found("en")
    edit("app.py", 'st.caption("CC BY 4.0")', "st.no_such_thing()")(folder)
    assert "no_such_thing" in found(folder, "page").found("en")


def test_a_page_is_taken_apart() -> None:
    page = Shown(
        "<style>p{}</style><p>見本<br>市</p><script>x='secret'</script>"
        "<img src=/own.png><script src=//cdn.example.org/a.js></script>"
        "<link rel=stylesheet href=https://fonts.example.org/f.css><link rel=next href=https://x.org/>"
        "<form method=POST><input type=file></form><div id=privacy-note>捨てます</div><p>それから"
        "<footer>CC BY <b>4.0</b> <time datetime=2026-04-01>x</time></footer>"
    )
    assert page.has("見本市")
    assert "secret" not in page.text
    assert page.privacy == "捨てます"
    assert page.footer.strip() == "CC BY 4.0 x"
    assert (page.forms, page.dates) == (["post", "file"], ["2026-04-01"])
    assert other_hosts(page.loads) == ["cdn.example.org", "fonts.example.org"]


def test_findings_can_be_written_as_json(project: Path) -> None:
    told = read_project(project)
    findings = [one(Subject(told, first_page(told, load))) for one in CHECKS[:3]]
    assert json.dumps([dict(one.values) for one in findings])
