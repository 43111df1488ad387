"""What a portal of Aizu might hold: 40 datasets as untidy as real ones, and a large table."""

from __future__ import annotations

from typing import Any

from servers.ckan.server import Server

ORGANISATIONS = {
    "072028": "会津若松市",
    "072087": "喜多方市",
    "aizu_fire": "会津若松地方広域市町村圏整備組合消防本部",
}
LICENCES = [
    ("cc-by", None),
    ("cc-by-40-intl", "クリエイティブ・コモンズ 表示 4.0 国際"),
    ("CC-BY-4.0", "CC BY 4.0"),
    ("cc-by-21-jp", "CC BY 2.1 JP"),
    ("PDL1.0", "公共データ利用規約（第1.0版）"),
    ("cc-zero", None),
    ("odc-by", None),
    ("cc-by-nc", "表示-非営利"),
    ("Truecc-by-40-intl", None),
    ("notspecified", None),
    (None, "政府標準利用規約（第2.0版）"),
]
FORMATS = ["CSV", "csv", "XLSX ", "SHP/zip", "GeoJSON", ".csv", "Excel", "", "text/csv", "PDF"]
TITLES = [
    "公共施設一覧",
    "AED設置箇所一覧",
    "指定緊急避難場所",
    "公衆トイレ",
    "イベント",
    "文化財",
    "除雪路線",
]
COLUMNS = [
    ("コード", "text"),
    ("種別", "text"),
    ("緯度", "float8"),
    ("経度", "float8"),
    ("口径", "int4"),
    ("更新", "timestamp"),
    ("名称, 通称", "text"),
]
DATASETS = 40
ROWS = 12_000


def organisations(server: Server) -> None:
    for name, title in ORGANISATIONS.items():
        server.act("organization_create", name=name, title=title)


def hydrants(server: Server, files: str = "http://127.0.0.1:9") -> None:
    """The one dataset that is looked for, with plain files at `files`."""
    server.act(
        "package_create",
        name="072028_hydrant",
        title="消防水利施設一覧",
        notes="市内の消火栓・防火水槽の位置です。",
        owner_org="072028",
        license_id="cc-by-40-intl",
        license_title="クリエイティブ・コモンズ 表示 4.0 国際",
        maintainer_email="shobo@city.example.jp",
        tags=[{"name": "防災"}, {"name": "消防水利"}],
        resources=[
            {"name": "消火栓", "format": "csv ", "url": f"{files}/hydrant_sjis.csv", "size": 512},
            {"name": "表題付き", "format": "CSV", "url": f"{files}/hydrant_titled.csv"},
        ],
    )


def datasets(server: Server, count: int = DATASETS - 1) -> None:
    for number in range(count):
        licence, title = LICENCES[number % len(LICENCES)]
        place = list(ORGANISATIONS)[number % 3]
        server.act(
            "package_create",
            name=f"{place}_set{number:02}",
            title=f"{TITLES[number % len(TITLES)]} {number}",
            notes=f'{number} 年度 / "市" (試験) [A] C++',
            owner_org=place,
            **{"license_id": licence} if licence else {},
            extras=[{"key": "利用規約", "value": title}] if title else [],
            resources=[
                {
                    "name": f"ファイル{number}",
                    "format": FORMATS[number % len(FORMATS)],
                    "url": f"https://city.example.jp/data/{number}.csv",
                }
            ],
        )


def rows(count: int = ROWS) -> list[dict[str, Any]]:
    """Codes with leading zeros, gaps, numbers and times."""
    return [
        {
            "コード": "072028" if number % 7 == 0 else f"{number:04}",
            "種別": ("消火栓", "防火水槽", "プール")[number % 3],
            "緯度": None if number % 50 == 0 else round(37.4 + number / 100_000, 6),
            "経度": None if number % 50 == 0 else round(139.9 + number / 100_000, 6),
            "口径": None if number % 11 == 0 else 75 + number % 4 * 25,
            "更新": f"2026-04-{1 + number % 28:02}T0{number % 10}:30:00.000",
            "名称, 通称": "" if number % 13 == 0 else f'第{number}号 "雪"\n改行',
        }
        for number in range(count)
    ]


def table(server: Server, records: list[dict[str, Any]], name: str = "table") -> str:
    """The records as a DataStore table of the hydrants' dataset; gives its resource id."""
    columns = [{"id": column, "type": kind} for column, kind in COLUMNS]
    made = server.act(
        "datastore_create",
        resource={"package_id": "072028_hydrant", "name": name, "format": "CSV"},
        fields=columns,
        records=records[:4000],
        force=True,
    )
    identifier: str = made["resource_id"]
    for start in range(4000, len(records), 4000):
        server.act(
            "datastore_upsert",
            resource_id=identifier,
            records=records[start : start + 4000],
            method="insert",
            force=True,
        )
    return identifier
