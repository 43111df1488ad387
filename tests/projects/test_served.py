"""What serves an app is told by what its app.py defines and imports."""

from __future__ import annotations

from pathlib import Path

import pytest

from civickit.core.errors import InvalidRecord
from civickit.projects.served import FLASK, STREAMLIT, served_by

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        ("import streamlit as st", STREAMLIT),
        ("from civickit.desk.page import begin", STREAMLIT),
        ("from civickit import desk", STREAMLIT),
        ("def create_app(config=None): ...", FLASK),
        ("from elsewhere import create_app", FLASK),
        ("create_app = lambda config: None", FLASK),
        ("import streamlit\ndef create_app(config): ...", FLASK),
    ],
)
def test_what_it_defines_and_imports_tells(tmp_path: Path, first: str, kind: str) -> None:
    (tmp_path / "app.py").write_text(f"{first}\n", "utf-8")
    assert served_by(tmp_path) == kind


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"# import streamlit\n", "neither create_app nor Streamlit"),
        (b"from streamlit_like import x\n", "neither"),
        (b"def create_app(:\n", "is not Python"),
        (b"\xff\xfe", "is not Python"),
        (b"", "neither"),
    ],
)
def test_neither_is_a_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "app.py").write_bytes(content)
    with pytest.raises(InvalidRecord, match=said):
        served_by(tmp_path)


def test_the_worked_apps_are_flask() -> None:
    assert served_by(ROOT / "apps" / "hydrant_map") == FLASK
