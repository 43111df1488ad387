"""What the report says about a file reaches readers of all three languages."""

from __future__ import annotations

import pytest

from civickit.schemas import load, reason_words

TITLED = "消防水利の一覧\n種別,緯度,経度\n消火栓,37.49,139.93\n防火水槽,37.491,139.931\n".encode()


@pytest.mark.parametrize(
    ("lang", "words"), [("ja", "飛ばしました"), ("ja_easy", "飛ばしました"), ("en", "left out")]
)
def test_notes_about_the_table_are_in_the_readers_language(lang: str, words: str) -> None:
    notes = load(TITLED, name="list.csv").report.notes(lang)
    assert any("消防水利の一覧" in note and words in note for note in notes)


def test_easy_japanese_falls_back_to_japanese_never_to_english() -> None:
    assert reason_words("no_position", "ja_easy") == reason_words("no_position", "ja")
    assert reason_words("no_position", "en") != reason_words("no_position", "ja")
