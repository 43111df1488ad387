"""What was odd about a city's files, in words: what happened, the value, the next step.

Each format brings its own words (`_gomi_words`, `_native_words`) by the code of the finding;
`{cell}`, `{read_as}`, `{header}` and the finding's own values are filled in.
"""

from __future__ import annotations

from collections.abc import Mapping

from civickit.calendars import _gomi_words, _native_words
from civickit.calendars.city import Fate, Finding

__all__ = ["FATES", "WORDS", "fate_said", "said"]

WORDS: Mapping[str, Mapping[str, str]] = {**_native_words.WORDS, **_gomi_words.WORDS}

FATES: Mapping[Fate, Mapping[str, str]] = {
    "repaired": {"ja": "直しました", "ja_easy": "なおしました", "en": "repaired"},
    "doubtful": {"ja": "確かめてください", "ja_easy": "たしかめてください", "en": "doubtful"},
    "refused": {"ja": "使えませんでした", "ja_easy": "つかえませんでした", "en": "not used"},
}
LONGEST = 80


class _Values(dict[str, str | int]):
    """Words that name a value the finding lacks show the name: a report never fails."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def said(finding: Finding, lang: str) -> str:
    """The finding as a sentence; in English where there are no words in `lang`."""
    words = WORDS.get(finding.code, {})
    sentence = _spoken(words, lang) or finding.code
    values = _Values(cell=_short(finding.cell), read_as=_short(finding.read_as))
    values["header"] = finding.header
    values |= {name: _short(value) for name, value in finding.values}
    return sentence.format_map(values)


def fate_said(fate: Fate, lang: str) -> str:
    """`repaired`, `doubtful`, `not used`."""
    return _spoken(FATES[fate], lang)


def _spoken(words: Mapping[str, str], lang: str) -> str:
    plain = words.get("ja", "") if lang.startswith("ja") else ""
    return words.get(lang) or plain or words.get("en", "")


def _short(value: str | int) -> str | int:
    if isinstance(value, int) or len(value) <= LONGEST:
        return value
    return value[: LONGEST - 1] + "…"
