"""The columns that standard datasets share: whose data, which address, where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from civickit.schemas._codes import CODE, TOWN_ID
from civickit.schemas._forms import COORDINATE, NAME, TEXT
from civickit.schemas._schema import Field, Form
from civickit.schemas._words import DOUBT_WORDS, LASTING_DOUBTS

MUNICIPALITY_CODE = Field(
    "municipality_code",
    "全国地方公共団体コード",
    CODE,
    (
        "都道府県コード又は市区町村コード",
        "市区町村コード",
        "自治体コード",
        "団体コード",
        "municipality code",
    ),
    required=True,
    en="local government code of the publisher, six digits with a check digit",
    ja="データを公表する自治体の6桁のコード",
)
FACILITY_ID = Field(
    "facility_id",
    "ID",
    TEXT,
    ("NO", "識別子", "hydrant id", "asset id", "facility id", "@id", "objectid", "fid", "gid"),
    required=True,
    en="the publisher's own number for this row, used once",
    ja="自治体の中でこの行だけが持つ番号",
)
MUNICIPALITY = Field(
    "municipality",
    "地方公共団体名",
    NAME,
    ("自治体名", "団体名称", "organisation"),
    en="the publisher's name with its prefecture",
)
HEAD = (MUNICIPALITY_CODE, FACILITY_ID, MUNICIPALITY)
PUBLISHER = (
    MUNICIPALITY,
    Field("prefecture", "都道府県名", TEXT, ("都道府県",), en="of the publisher (2020 edition)"),
    Field(
        "city", "市区町村名", TEXT, ("市区町村", "市町村名"), en="of the publisher (2020 edition)"
    ),
)
"""Who publishes, in datasets whose rows have no address."""

ADDRESS_BLOCK = (
    Field(
        "place_code",
        "所在地_全国地方公共団体コード",
        CODE,
        en="local government code of where it is",
        ja="所在地の自治体の6桁のコード",
    ),
    Field("town_id", "町字ID", TOWN_ID, en="the address base registry's number, seven digits"),
    Field(
        "address",
        "所在地_連結表記",
        TEXT,
        (
            "所在地_連結標記",
            "住所",
            "所在地",
            "所在地住所",
            "設置場所住所",
            "設置場所",
            "施設所在地",
            "施設所在地_連結表記",
            "所在",
            "場所",
            "address",
            "full address",
            "street address",
            "location",
            "jusho",
            "addr:full",
        ),
        en="the whole address in one text",
    ),
    Field(
        "prefecture",
        "所在地_都道府県",
        TEXT,
        ("都道府県名", "都道府県", "施設所在地_都道府県", "prefecture", "state/province"),
    ),
    Field(
        "city",
        "所在地_市区町村",
        TEXT,
        (
            "市区町村名",
            "市区町村",
            "市町村名",
            "市町村",
            "施設所在地_市区町村",
            "municipality",
            "city",
            "addr:city",
        ),
    ),
    Field("town", "所在地_町字", TEXT, ("町字", "町名", "施設所在地_町字", "town")),
    Field(
        "block",
        "所在地_番地以下",
        TEXT,
        ("番地以下", "番地", "施設所在地_番地以下", "street number", "block"),
        en="what follows the part of town",
    ),
    Field(
        "building",
        "建物名等(方書)",
        NAME,
        ("方書", "方書(ビル名等)", "建物名", "建物名等", "施設方書", "building"),
    ),
)


def required(fields: Iterable[Field], *names: str) -> tuple[Field, ...]:
    """The same fields, those of these names marked as the standard marks them (◎)."""
    return tuple(replace(one, required=True) if one.name in names else one for one in fields)


def join_address(values: dict[str, Any]) -> None:
    """The address in one text, where a file gives only its parts."""
    parts = (values[name] for name in ("prefecture", "city", "town", "block"))
    values["address"] = "".join(parts)


LAT = Field(
    "lat",
    "緯度",
    COORDINATE,
    (
        "緯度(世界測地系)",
        "世界測地系緯度",
        "緯度(10進)",
        "緯度(日本測地系)",
        "北緯",
        "geometry_lat",
        "lat",
        "latitude",
        "y",
        "point y",
        "y coordinate",
        "coord y",
        "ido",
    ),
    unit="°",
    en="latitude in degrees (JGD2011, which is WGS84 to a metre)",
    ja="10進の度",
)
LON = Field(
    "lon",
    "経度",
    COORDINATE,
    (
        "経度(世界測地系)",
        "世界測地系経度",
        "経度(10進)",
        "経度(日本測地系)",
        "東経",
        "geometry_lon",
        "lon",
        "lng",
        "long",
        "longitude",
        "x",
        "point x",
        "x coordinate",
        "coord x",
        "keido",
    ),
    unit="°",
    en="longitude in degrees (JGD2011, which is WGS84 to a metre)",
    ja="10進の度",
)
NOTE = Field(
    "note",
    "備考",
    TEXT,
    (
        "摘要",
        "特記事項",
        "コメント",
        "note",
        "notes",
        "remarks",
        "comment",
        "comments",
        "description",
    ),
)


def _doubts(cell: str) -> tuple[str, ...]:
    codes = cell.split(";")
    if not set(codes) <= set(DOUBT_WORDS):
        raise ValueError(f"{cell!r} is not a list of doubts")
    return tuple(code for code in codes if code in LASTING_DOUBTS)


DOUBTS = Field(
    "doubts",
    "データの注意",
    Form(_doubts, ";".join, ()),
    own=True,
    en="what may be wrong with this row",
)
TAIL = (NOTE, DOUBTS)
