"""Which warning a code of the Japan Meteorological Agency means, as of the reform of May 2026."""

from __future__ import annotations

from typing import Final

# Two published lists differ on 04, so its name says both. The page of river floods has a
# table of its own with the same numbers (20, 21, 22 …); those are not these.
NAMES: Final = {
    "02": "暴風雪警報",
    "03": "レベル3大雨警報",
    "04": "レベル3氾濫警報（洪水警報）",
    "05": "暴風警報",
    "06": "大雪警報",
    "07": "波浪警報",
    "08": "レベル3高潮警報",
    "09": "レベル3土砂災害警報",
    "10": "レベル2大雨注意報",
    "12": "大雪注意報",
    "13": "風雪注意報",
    "14": "雷注意報",
    "15": "強風注意報",
    "16": "波浪注意報",
    "17": "融雪注意報",
    "18": "洪水注意報",
    "19": "レベル2高潮注意報",
    "20": "濃霧注意報",
    "21": "乾燥注意報",
    "22": "なだれ注意報",
    "23": "低温注意報",
    "24": "霜注意報",
    "25": "着氷注意報",
    "26": "着雪注意報",
    "27": "その他の注意報",
    "29": "レベル2土砂災害注意報",
    "32": "暴風雪特別警報",
    "33": "レベル5大雨特別警報",
    "35": "暴風特別警報",
    "36": "大雪特別警報",
    "37": "波浪特別警報",
    "38": "レベル5高潮特別警報",
    "39": "レベル5土砂災害特別警報",
    "43": "レベル4大雨危険警報",
    "48": "レベル4高潮危険警報",
    "49": "レベル4土砂災害危険警報",
}


def level(name: str) -> int | None:
    """The alert level (2 to 5) that a name carries: レベル3大雨警報 is 3, 大雪警報 has none."""
    return int(name[3]) if name.startswith("レベル") else None
