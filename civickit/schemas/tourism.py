"""観光施設一覧: what visitors come to see."""

from __future__ import annotations

from civickit.schemas import _common as common
from civickit.schemas import _facility as facility
from civickit.schemas._forms import TEXT
from civickit.schemas._schema import Field, Positioned, Schema, record_of

FIELDS = (
    *common.HEAD,
    *facility.NAMES,
    facility.POI_CODE,
    *common.required(common.ADDRESS_BLOCK, "address"),
    common.LAT,
    common.LON,
    facility.CORPORATE,
    *facility.OPENING,
    *facility.FEE,
    Field("description", "説明", TEXT, ("観光施設の説明",), required=True),
    Field("description_en", "説明_英語", TEXT),
    *facility.WAY,
    facility.ACCESSIBILITY,
    *facility.OFFICE,
    *facility.CONTACTS,
    *facility.IMAGE,
    facility.URL,
    *common.TAIL,
)
schema = Schema(
    name="tourism",
    title={"ja": "観光施設一覧", "en": "Sights for visitors"},
    record=record_of("Sight", FIELDS),
    complete=facility.complete,
    fields=FIELDS,
    positioned=Positioned.WELCOME,
    listed="11",
    editions={"2020": "complete", "2023": "observed"},
)
