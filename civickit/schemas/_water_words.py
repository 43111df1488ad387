"""The words of water points: what files call them, and what people are shown."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from civickit.core.text import clean, header_key
from civickit.schemas._common import join_address
from civickit.schemas._forms import by_word
from civickit.schemas._schema import Told

KIND_WORDS: dict[str, dict[str, str]] = {
    "hydrant": {"ja": "消火栓", "ja_easy": "消火栓(しょうかせん)", "en": "Hydrant"},
    "cistern": {"ja": "防火水槽", "ja_easy": "防火水槽(ぼうかすいそう)", "en": "Cistern"},
    "pool": {"ja": "プール", "ja_easy": "プール", "en": "Pool"},
    "river": {"ja": "河川・溝", "ja_easy": "川(かわ)", "en": "River or channel"},
    "pond": {"ja": "濠・池", "ja_easy": "池(いけ)", "en": "Pond or moat"},
    "sea": {"ja": "海・湖", "ja_easy": "海(うみ)や 湖(みずうみ)", "en": "Sea or lake"},
    "well": {"ja": "井戸", "ja_easy": "井戸(いど)", "en": "Well"},
    "sewer": {"ja": "下水道", "ja_easy": "下水道(げすいどう)", "en": "Sewer"},
    "other": {"ja": "その他", "ja_easy": "そのほか", "en": "Other"},
    "unknown": {
        "ja": "種別不明",
        "ja_easy": "種類(しゅるい)が わかりません",
        "en": "Kind not given",
    },
}
STANDARD_KINDS = {
    "hydrant": "消火栓",
    "cistern": "防火水そう",
    "pool": "プール",
    "river": "河川・溝等",
    "pond": "濠・池等",
    "sea": "海・湖",
    "well": "井戸",
    "sewer": "下水道",
    "other": "その他",
    "unknown": "",
}
"""The words of the standard's own list of kinds."""

STATE_WORDS: dict[str, dict[str, str]] = {
    "unconfirmed": {"ja": "未確認", "ja_easy": "まだ たしかめて いません", "en": "Not confirmed"},
    "usable": {"ja": "使用できる", "ja_easy": "つかえます", "en": "Usable"},
    "in_use": {"ja": "使用中", "ja_easy": "つかって います", "en": "In use"},
    "unusable": {"ja": "使用できない", "ja_easy": "つかえません", "en": "Not usable"},
}
GROUND_WORDS: dict[str, dict[str, str]] = {
    "above": {"ja": "地上式", "ja_easy": "地面(じめん)の 上(うえ)", "en": "Above ground"},
    "below": {"ja": "地下式", "ja_easy": "地面(じめん)の 下(した)", "en": "Underground"},
    "wall": {"ja": "壁付き", "ja_easy": "かべ", "en": "On a wall"},
}

GROUND = by_word(
    {
        "above": "地上式|地上|above|aboveground|pillar|pipe",
        "below": "地下式|地下|埋設|below|below ground|underground|flush",
        "wall": "壁付き|壁付|壁面|wall",
    }
)
STATE = by_word(
    {
        "unconfirmed": "未確認|不明|unconfirmed|unknown",
        "usable": "使用できる|使用可|使用可能|可|使える|良|良好|正常|異常なし|○|◯|〇|usable|ok|good"
        "|active|in service|working|operational",
        "in_use": "使用中|in use",
        "unusable": "使用できない|使用不可|使用不能|不可|不良|故障|休止|廃止|×|unusable|inactive"
        "|out of service|broken|disused|abandoned",
    }
)
PRIVATE = by_word(
    {
        True: "1|私設|私|私有|民間|有|○|◯|〇|shisetsu|private|true|yes",
        False: "0|公設|公|公共|公有|市|町|村|無|-|kousetsu|public|municipal|false|no",
    }
)
PRIVATE_NOTES = {"shisetsu", "私設", "私設消火栓", "私設防火水槽", "private"}
WHOLE = by_word(
    {
        "hydrant": "地上式|地下式|above ground|underground|below ground|wall|pipe|wet barrel"
        "|dry barrel",
        "sea": "sea|lake",
        "river": "stream|kasen",
        "other": "その他|自然水利|採水口|吸水口|other|suction_point",
        "unknown": "不明|-|unknown",
    }
)
PARTS = (
    ("hydrant", "消火栓|消化栓|しょうかせん|syoukasen|shoukasen|shokasen|hydrant|pillar|standpipe"),
    ("pond", "貯水池|調整池|調節池"),
    ("cistern", "水槽|水そう|貯水|suisou|cistern|tank"),
    ("pool", "プール|puuru|pool"),
    ("well", "井戸|防火井|well"),
    ("sewer", "下水|sewer"),
    ("pond", "池|沼|濠|堀|pond|moat"),
    ("sea", "海|湖|港|harbour|harbor"),
    ("river", "河川|川|溝|水路|用水|堰|river|canal"),
)
"""Parts of words that decide a kind, tried in this order."""
FRAGMENTS = [(part, kind) for kind, parts in PARTS for part in parts.split("|")]

IN_FRONT = re.compile(
    r"[\s(\[【]*(?P<kind>(?:私設|公設|公共|地上式|地下式|耐震性|防火)*"
    r"(?:消火栓|消化栓|防火水槽|水槽|防火水そう|防火貯水槽|貯水槽|井戸(?=[\s:】)\]])|プール|自然水利"
    r"|(?:河川|池|川|用水)(?=[\s:】)\]])|syoukasen|suisou)(?:\([^)]*\))?)[\])】\s::・、]*",
    re.IGNORECASE,
)
"""A kind written in front of an address: 消火栓 会津若松市…, (防火水槽)栄町1-1."""


class KindWord(NamedTuple):
    """What a word for a kind says, beyond the kind itself."""

    kind: str
    ground: str | None = None
    private: bool = False
    unknown_word: str = ""


UNKNOWN = KindWord("unknown")


def kind_of(cell: str) -> KindWord:
    """What a file's word for a kind means. Raises Told, with kind `other`, for an unknown word."""
    word = header_key(cell)
    if not word:
        return UNKNOWN  # a dash
    kind = WHOLE.get(word) or next((kind for part, kind in FRAGMENTS if part in word), None)
    if kind is None:
        raise Told("unknown_kind", KindWord("other", unknown_word=clean(cell)))
    private = "私設" in word or "private" in word or "shisetsu" in word
    return KindWord(kind, _ground_in(word), private)


def _ground_in(word: str) -> str | None:
    if word in GROUND:
        return GROUND[word]
    parts = (("地上", "above"), ("pillar", "above"), ("地下", "below"), ("underground", "below"))
    return next((ground for part, ground in parts if part in word), None)


def complete(values: dict[str, Any]) -> None:
    """Fill what one cell says about another: kind, private, ground, the number, the address."""
    word = values["kind"] or _kind_in_front(values)
    values["kind"] = word.kind
    if word.ground and not values["ground"]:
        values["ground"] = word.ground
    if word.private:
        values["private"] = True
    if word.unknown_word:
        values["note"] = clean(f"{values['note']} 種別: {word.unknown_word}")
    if values["note"] in PRIVATE_NOTES:
        values["private"], values["note"] = True, ""
    if not values["address"]:
        join_address(values)


def _kind_in_front(values: dict[str, Any]) -> KindWord:
    for name in ("address", "name"):
        found = IN_FRONT.match(values[name])
        if found:
            if name == "address":
                values["address"] = values["address"][found.end() :]
            return kind_of(found["kind"])
    return UNKNOWN
