"""Every word of the desk is there in all three languages, and none is missing or left over."""

from __future__ import annotations

import json
import re
from pathlib import Path

from civickit import desk
from civickit.web.languages import SHARED, check_languages

DESK = Path(desk.__file__).parent


def test_all_languages_say_the_same() -> None:
    assert check_languages(DESK / "languages") == []


def test_every_word_that_the_code_asks_for_is_there() -> None:
    known = json.loads((DESK / "languages" / "ja.json").read_text("utf-8"))
    known |= json.loads((SHARED / "ja.json").read_text("utf-8"))
    asked = {
        key
        for file in DESK.glob("*.py")
        for key in re.findall(r'\bt\(\s*f?"([\w.{}]+)"', file.read_text("utf-8"))
    }
    assert len(asked) > 60
    for key in asked:
        pattern = re.compile(re.sub(r"\\\{.*?\\\}", r"[\\w.]+", re.escape(key)))
        assert any(map(pattern.fullmatch, known)), key


def test_no_word_is_left_over() -> None:
    known = json.loads((DESK / "languages" / "ja.json").read_text("utf-8"))
    code = "\n".join(file.read_text("utf-8") for file in DESK.glob("*.py"))
    asked = [
        re.compile(re.sub(r"\\\{.*?\\\}", r"[\\w.]+", re.escape(key)))
        for key in re.findall(r'"([a-z][\w.{}]+)"', code)
    ]
    assert [key for key in known if not any(one.fullmatch(key) for one in asked)] == []
