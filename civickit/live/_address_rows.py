"""Addresses with their places out of the files that cities and registries publish.

- 位置参照情報 of MLIT, by block or by 大字・町丁目: https://nlftp.mlit.go.jp/isj/data.html
- the address base registry: masters with names and files with positions, joined by their ids
- OpenAddresses, and any table with an address or its parts, a latitude and a longitude
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from civickit.core.errors import UnreadableTable
from civickit.core.text import clean, header_key
from civickit.tables import Table, open_table

COLUMNS: dict[str, tuple[str, ...]] = {
    "lat": ("緯度", "lat", "latitude", "rep_lat", "y"),
    "lon": ("経度", "lon", "lng", "long", "longitude", "rep_lon", "x"),
    "whole": ("住所", "所在地", "所在地_連結表記", "address", "full_address", "addr:full"),
    "prefecture": ("都道府県名", "都道府県", "pref", "region"),
    "county": ("郡名", "county"),
    "city": ("市区町村名", "市区町村", "市町村名", "city"),
    "ward": ("政令市区名", "ward"),
    "town": (
        *("大字・丁目名", "大字・町丁目名", "大字町丁目名", "大字・町名"),
        *("町字", "町丁目", "町名", "oaza_cho"),
    ),
    "chome": ("丁目名", "chome"),
    "koaza": ("小字・通称名", "小字名", "koaza"),
    "block": ("街区符号・地番", "街区符号", "番地以下", "番地", "地番", "blk_num", "prc_num1"),
    "house": ("住居番号", "rsdt_num", "prc_num2"),
    "house2": ("rsdt_num2", "prc_num3"),
    "number": ("number", "house_number", "addr:housenumber"),
    "street": ("street", "addr:street"),
    "key": ("道路ID", "street_id", "road_id"),
    "by_block": ("住居表示フラグ", "rsdt_addr_flg"),
    "stands_for_all": ("代表フラグ",),
    "history": ("更新後履歴フラグ",),
    "lg_code": ("lg_code",),
    "machiaza_id": ("machiaza_id",),
    "part_id": ("blk_id", "prc_id"),
    "rsdt_id": ("rsdt_id",),
    "rsdt2_id": ("rsdt2_id",),
}
_FIELDS = {header_key(name): field for field, names in COLUMNS.items() for name in names}
_IDS = ("lg_code", "machiaza_id", "part_id", "rsdt_id", "rsdt2_id")
_CITY = ("prefecture", "county", "city", "ward")
_NAMES = ("whole", "town", "street")
_DELETED, _ONE_OF_SEVERAL = "3", "0"


class Address(NamedTuple):
    """An address and where it is; `street` is the name of its street, `key` the street's own id,
    each '' where the file does not say."""

    label: str
    lat: float
    lon: float
    street: str = ""
    key: str = ""


class Read(NamedTuple):
    """What some files hold. `cities`: names of prefectures, cities and wards, which people type
    before an address. `left_out`: rows without a name or a place."""

    addresses: list[Address]
    cities: set[str]
    left_out: int


Row = dict[str, str]


def read_addresses(paths: Iterable[Path]) -> Read:
    """The addresses of the files together, each once. Raises UnreadableTable."""
    tables = [open_table(path, known=lambda name: bool(_field(name))) for path in paths]
    names = {_ids(row): row for one in tables if not _has(one, "lat", "lon") for row in _rows(one)}
    found: dict[tuple[str, str], Address] = {}
    cities: set[str] = set()
    left_out = 0
    for one in tables:
        _check(one, names)
        for row in _rows(one) if _has(one, "lat", "lon") else ():
            named = _named(row, names)
            address = _address(named)
            if address is None:
                left_out += not _is_past(named)
                continue
            city = [named[part] for part in _CITY if named.get(part)]
            cities.update(city)
            found.setdefault(("".join(city), address.label), address)
    return Read(list(found.values()), cities, left_out)


def _fields(table: Table) -> list[str]:
    """The field of each column, '' for one that says nothing here; each field once."""
    names = list(map(_field, table.header))
    return [name if name not in names[:at] else "" for at, name in enumerate(names)]


def _field(name: str) -> str:
    """`緯度(世界測地系)` and `rep_lat` are lat."""
    return _FIELDS.get(header_key(clean(name).partition("(")[0]), "")


def _has(table: Table, *fields: str) -> bool:
    return set(fields) <= set(_fields(table))


def _rows(table: Table) -> Iterator[Row]:
    wanted = [(at, name) for at, name in enumerate(_fields(table)) if name]
    for _, cells in table.rows():
        yield {name: cells[at].strip() for at, name in wanted if at < len(cells)}


def _check(table: Table, names: dict[tuple[str, ...], Row]) -> None:
    fields = set(_fields(table))
    if not fields & {*_NAMES, "lat", "machiaza_id"}:
        raise UnreadableTable(
            f"{table.name} has no columns of an address; it has {', '.join(table.header)}"
        )
    if "lat" in fields and not (fields & set(_NAMES) or names):
        raise UnreadableTable(
            f"{table.name} has places without names; name the file with the names as well"
        )


def _ids(row: Row) -> tuple[str, ...]:
    return tuple(row.get(name, "") for name in _IDS)


def _named(row: Row, names: dict[tuple[str, ...], Row]) -> Row:
    """The row with the names that another file has for its ids, or for its part of town."""
    if any(row.get(name) for name in _NAMES) or not names:
        return row
    ids = _ids(row)
    if known := names.get(ids):
        return known | row
    town = names.get((*ids[:2], "", "", ""))
    return {**town, **row, "block": row.get("part_id", "").lstrip("0")} if town else row


def _is_past(row: Row) -> bool:
    return row.get("history") == _DELETED or row.get("stands_for_all") == _ONE_OF_SEVERAL


def _address(row: Row) -> Address | None:
    try:
        lat, lon = float(row.get("lat", "")), float(row.get("lon", ""))
    except ValueError:
        return None
    label = row.get("whole") or _in_japan(row) or _elsewhere(row)
    if not label or _is_past(row) or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    return Address(label, lat, lon, row.get("street", ""), row.get("key", ""))


def _in_japan(row: Row) -> str:
    if not row.get("town"):
        return ""
    block, house, house2 = (row.get(part, "") for part in ("block", "house", "house2"))
    unit = "" if not block.isdecimal() else "番地" if row.get("by_block") == "0" else "番"
    tail = _joined((f"{block}{unit}{house}" if house else f"{block}{unit}", house2), "-")
    sign = "号" if house.isdecimal() and unit == "番" and not house2 else ""
    return "".join(row.get(part, "") for part in ("town", "chome", "koaza")) + tail + sign


def _elsewhere(row: Row) -> str:
    return _joined((row.get("number", ""), row.get("street", "")), " ") if row.get("street") else ""


def _joined(parts: Sequence[str], between: str) -> str:
    return between.join(filter(None, parts))
