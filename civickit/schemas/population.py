"""地域・年齢別人口: who lives in which part of town, by age."""

from __future__ import annotations

from civickit.schemas import _common as common
from civickit.schemas._codes import NUMBER_TEXT
from civickit.schemas._forms import COUNT, DATE, NAME
from civickit.schemas._schema import Field, Positioned, Schema, record_of

AGES = [(f"{low}-{low + 4}歳", f"{low}_{low + 4}") for low in range(0, 85, 5)]
AGES.append(("85歳以上", "85_up"))


def _people(name: str, header: str, *aliases: str) -> Field:
    return Field(name, header, COUNT, aliases, required=True, en="people")


FIELDS = (
    common.MUNICIPALITY_CODE,
    Field("area_code", "地域コード", NUMBER_TEXT, ("行政区コード",), en="the city's own code"),
    *common.PUBLISHER,
    Field("counted", "調査年月日", DATE, ("調査日", "基準日", "時点"), required=True),
    Field("area", "地域名", NAME, ("行政区名", "町名", "町丁名"), required=True),
    _people("people", "総人口", "人口", "人口総数"),
    _people("men", "男性", "男", "男性人口"),
    _people("women", "女性", "女", "女性人口"),
    *(
        _people(f"{who}_{key}", f"{words}の{sex}", f"{words}{sex}", f"{words}_{sex}")
        for words, key in AGES
        for who, sex in (("men", "男性"), ("women", "女性"))
    ),
    Field("households", "世帯数", COUNT, ("世帯",)),
    *common.TAIL,
)


schema = Schema(
    name="population",
    title={"ja": "地域・年齢別人口", "en": "Population by area and age"},
    record=record_of("Population", FIELDS),
    fields=FIELDS,
    positioned=Positioned.NONE,
    named_by=("area", "area_code", "counted"),
    listed="04",
    editions={"2020": "complete", "2023": "observed"},
)
