"""The worked apps as the command loads them, and small files to start them with."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

APPS = Path(__file__).parents[2] / "apps"
sys.path.insert(0, str(APPS))  # as `civickit run` does, before the tests are imported
HEADER = (
    "ID,種別,所在地_連結表記,所在地_町字,緯度,経度,口径,容量,番号,地上・地下,私設,目印,"
    "標識からの方位,標識からの距離,状態,調査日,備考,写真"
)
# Around (38.4, 146.0): 0.001 of latitude is 111 m, 0.001 of longitude 87 m.
ROWS = """\
A1,消火栓,本町1番1号,本町,38.40030,146.0,75,,1-1,地下式,,役場の前,180,2.4,使用できない,2026-10-01,,../secret.svg
A2,消火栓,本町1番2号,本町,38.40060,146.0,150,,1-2,地上式,,,,,使用できる,2026-10-01,,a2.svg
A3,防火水槽,本町2番5号,本町,38.4,146.00100,,40,水-1,,私設,寺の門の左,,1.5,未確認,2015-04-01,,https://example.org/a3.jpg
A4,プール,北原10番地,北原,38.40250,146.0,,300,,,,,,,使用中,2026-10-01,夏だけ水がある,a2.txt
A5,消火栓,北原11番地,北原,38.40700,146.0,75,,2-1,地下式,,,,,使用できる,,,
A6,河川,南原,南原,38.38900,146.0,,,,,,,,,未確認,,,
"""


@pytest.fixture
def small_town(tmp_path: Path) -> Path:
    """Six points, made by hand; the nearest to (38.4, 146.0) cannot be used."""
    path = tmp_path / "small_town.csv"
    path.write_text(f"{HEADER}\n{ROWS}", encoding="utf-8")
    (tmp_path / "a2.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    (tmp_path / "a2.txt").write_text("not a picture", encoding="utf-8")
    (tmp_path.parent / "secret.svg").write_text("<svg/>", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def make_app() -> Callable[..., Any]:
    """create_app of the hydrant map; keyword arguments are its configuration."""

    def make(**config: Any) -> Any:
        from hydrant_map.app import create_app

        app = create_app(config)
        app.testing = True
        return app

    return make


@pytest.fixture(scope="session")
def town_app(make_app: Callable[..., Any]) -> Any:
    """The app on the fictional sample town; read-only, so one serves all tests."""
    return make_app()


@pytest.fixture
def small_client(make_app: Callable[..., Any], small_town: Path) -> Any:
    return make_app(DATA=small_town).test_client()


# The garbage calendar: a hand-made city of five areas, in the kit's own format.

CALENDAR = {
    "areas.csv": """\
番号,名称,名称_en,よみ,区域,区域_en,郵便番号,町名,備考
north,北町,Kitamachi,きたまち,上区,Upper ward,123-4567,北一条,朝8時までに
south,南町,Minamimachi,みなみまち,上区,Upper ward,123-4568,,
east,東町,Higashimachi,ひがしまち,下区,Lower ward,123-4569,,
over,旧町,Kyumachi,きゅうまち,下区,Lower ward,123-4570,,
late,新町,Shinmachi,しんまち,下区,Lower ward,123-4571,,
""",
    "kinds.csv": """\
番号,名称,名称_en,名称_pt,色,説明,説明_en
burn,燃やすごみ,Burnable waste,Lixo queimável,#b3261e,生ごみや紙。,Kitchen waste and paper.
glass,びん・缶,Bottles and cans,Garrafas e latas,#0b4f9e,すすいで出す。,Rinse them.
paper,古紙,Paper,Papel,,,
""",
    "collection.csv": """\
地区,種類,収集日,月,開始日,終了日
north,燃やすごみ,毎週 月・木,,2026-04-01,2028-03-31
north,びん・缶,第2 水曜,,2026-04-01,2028-03-31
north,古紙,2026-12-05 2028-02-29,,2026-04-01,2028-03-31
south,燃やすごみ,毎週 火,,,
east,燃やすごみ,毎週 月,,2026-04-01,2027-01-20
over,燃やすごみ,毎週 月,,2025-04-01,2026-03-31
late,燃やすごみ,毎週 月,,2027-04-01,2028-03-31
""",
    "exceptions.csv": """\
日付,終了日,地区,種類,変更,振替日,理由
2026-12-31,2027-01-03,north,,休み,,年末年始
2026-12-31,,north,燃やすごみ,振替,2026-12-29,年末の振替
""",
    "items.csv": """\
品名,品名_en,よみ,種類,出し方,出し方_en,別名
フライパン,Frying pan,ふらいぱん,びん・缶,取っ手を外す。,Take off the handle.,なべ、鍋
新聞,Newspaper,しんぶん,古紙,ひもでしばる。,Tie it.,
テレビ,Television,てれび,町では集めません,店に返す。,Return it to the shop.,
""",
    "notices.csv": """\
開始日,終了日,地区,お知らせ,お知らせ_en
2026-12-01,2026-12-10,,雪で遅れます。,Late because of snow.
2026-12-01,2026-12-10,south,南町だけのお知らせ。,Only for the south.
""",
}


@pytest.fixture
def small_calendar(tmp_path: Path) -> Path:
    """A folder of five areas: with changes, without an end, soon over, over, not begun."""
    folder = tmp_path / "small_calendar"
    folder.mkdir()
    for name, text in CALENDAR.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def make_calendar() -> Callable[..., Any]:
    """create_app of the garbage calendar; `now` is the city's time, the rest configuration."""

    def make(now: str = "2026-12-07T09:00", **config: Any) -> Any:
        from garbage_calendar.app import create_app

        app = create_app(config)
        app.testing = True
        set_clock(app, now)
        return app

    return make


def set_clock(app: Any, now: str) -> None:
    """The moment in the city, without a zone: it is the city's."""
    moment = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo("Asia/Tokyo"))
    app.extensions["civickit_collection"].now = lambda: moment


@pytest.fixture
def calendar_client(make_calendar: Callable[..., Any], small_calendar: Path) -> Any:
    """The small city on Monday, 7 December 2026."""
    return make_calendar(DATA=small_calendar).test_client()
