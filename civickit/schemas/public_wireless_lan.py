"""公衆無線LANアクセスポイント一覧: where people get on the web for nothing."""

from __future__ import annotations

from civickit.schemas import _common as common
from civickit.schemas import _facility as facility
from civickit.schemas._forms import NAME, TEXT
from civickit.schemas._schema import Field, Positioned, Schema, record_of

FIELDS = (
    *common.HEAD,
    facility.CORPORATE,
    *facility.NAMES,
    *common.required(common.ADDRESS_BLOCK, "address"),
    common.LAT,
    common.LON,
    Field("operator", "設置者", NAME, ("operator",), en="who set it up"),
    *facility.PHONES,
    *facility.CONTACTS,
    Field("ssid", "SSID", NAME, en="the name of the network"),
    Field("coverage", "提供エリア", TEXT, ("エリア",), en="where in the building it reaches"),
    facility.URL,
    *common.TAIL,
)
schema = Schema(
    name="public_wireless_lan",
    title={"ja": "公衆無線LANアクセスポイント一覧", "en": "Public wireless LAN access points"},
    record=record_of("PublicWirelessLan", FIELDS),
    complete=facility.complete,
    fields=FIELDS,
    positioned=Positioned.WELCOME,
    listed="07",
    editions={"2020": "complete", "2023": "observed"},
    telling=r"Wi-?Fi|無線LAN|ワイファイ",
)
