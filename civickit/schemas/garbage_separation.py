"""ゴミの分別方法一覧: which thing goes into which bag."""

from __future__ import annotations

from dataclasses import replace

from civickit.schemas import _common as common
from civickit.schemas._forms import NAME, TEXT
from civickit.schemas._schema import Field, Positioned, Schema, record_of

PREFIX = "ごみの分別方法_"
"""One city writes this before every header."""

_COLUMNS = (
    common.MUNICIPALITY_CODE,
    common.FACILITY_ID,
    common.MUNICIPALITY,
    Field("item", "ゴミの品目", NAME, ("ごみの品目", "品目", "品名", "品目名")),
    Field("how", "分別区分", TEXT, ("ごみの分別区分", "分別", "出し方"), en="the kind of rubbish"),
    Field("caution", "注意点", TEXT, ("出し方のポイント", "注意事項"), en="what to look out for"),
    Field("fee_kind", "料金種別", TEXT),
    Field("fee", "料金", TEXT, ("手数料",), en="as it is written: 500円, by weight, on request"),
    Field("fee_note", "料金備考", TEXT),
    *common.TAIL,
)
FIELDS = tuple(replace(one, aliases=(*one.aliases, f"{PREFIX}{one.header}")) for one in _COLUMNS)


schema = Schema(
    name="garbage_separation",
    title={"ja": "ゴミの分別方法一覧", "en": "How to sort rubbish"},
    record=record_of("Rubbish", FIELDS),
    fields=FIELDS,
    positioned=Positioned.NONE,
    named_by=("item", "how"),
    listed="28",
    editions={"2023": "observed"},
    telling=r"燃[やえ].{0,2}(?:ごみ|ゴミ)|可燃ごみ|不燃ごみ|粗大ごみ|資源ごみ|燃やさない",
)
