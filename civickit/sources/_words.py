"""What else people call a standard dataset, and which one a title speaks of."""

from __future__ import annotations

import re
from functools import lru_cache

from civickit import schemas
from civickit.core.text import header_key

# The first word is the one to search for; the others are other words for the same list.
WORDS: dict[str, tuple[str, ...]] = {
    "aed": ("AED", "自動体外式除細動器", "defibrillator"),
    "care_service": ("介護サービス", "介護事業所", "care service"),
    "cultural_property": ("文化財", "cultural property"),
    "evacuation_space": ("避難場所", "避難所", "evacuation", "shelter"),
    "event": ("イベント", "催し", "event"),
    "food_business": ("食品営業", "営業許可", "food business"),
    "garbage_separation": ("ごみ分別", "ごみの分別", "分別", "garbage"),
    "hospital": ("医療機関", "病院", "hospital"),
    "population": ("人口", "population"),
    "preschool": ("保育所", "保育園", "こども園", "preschool"),
    "public_facility": ("公共施設", "public facility"),
    "public_toilet": ("公衆トイレ", "公衆便所", "public toilet"),
    "public_wireless_lan": ("公衆無線LAN", "Wi-Fi", "wireless lan"),
    "tourism": ("観光施設", "観光", "tourism"),
    "water_point": ("消火栓", "消防水利", "防火水槽", "hydrant"),
}
TAIL = re.compile(r"(一覧|情報|設置箇所|事業所)+$")


@lru_cache
def words_of(schema: str) -> tuple[str, ...]:
    """What the dataset is called, its own title last."""
    title = TAIL.sub("", schemas.get(schema).title["ja"])
    return tuple(dict.fromkeys((*WORDS.get(schema, ()), title)))


def other_words(asked: str, most: int = 3) -> tuple[str, ...]:
    """The same question in other words, if one of its words names a standard dataset.

    >>> other_words("消火栓 会津若松", most=1)
    ('消防水利 会津若松',)
    """
    parts = asked.split()
    for part in parts:
        others = _same_as(part)
        if others:
            return tuple(asked.replace(part, other, 1) for other in others[:most])
    return _same_as(asked)[:most]


def _same_as(word: str) -> tuple[str, ...]:
    """Other words for the dataset that a word names, none where it names none."""
    wanted = header_key(word)
    for schema in schemas.names():
        words = words_of(schema)
        if any(header_key(one) == wanted for one in words):
            return tuple(one for one in words if header_key(one) != wanted)
    return ()


def schema_of(*texts: str) -> str:
    """The standard dataset that a title or a file name speaks of, '' where none is certain.

    The longest word wins, so that a list of defibrillators in public facilities is one of
    defibrillators only if nothing more particular is said.
    """
    told = [header_key(text) for text in texts if text]
    return next((schema for key, schema in _keys() if any(key in text for text in told)), "")


@lru_cache(maxsize=1)
def _keys() -> list[tuple[str, str]]:
    """(what a title may hold, the dataset it means), the longest first."""
    found = {
        header_key(word): schema
        for schema in schemas.names()
        for word in (*words_of(schema), schema, schemas.get(schema).slug)
    }
    return sorted(
        ((key, schema) for key, schema in found.items() if len(key) > 1),
        key=lambda pair: -len(pair[0]),
    )
