"""Sheets as PDF: one A4 page with the city's words in it, tagged, the same bytes every time."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pypdf
import pytest
import zxingcpp
from calendars.hand_made_city import area, city

from civickit.calendars.city import Area, City, Kind
from civickit.calendars.rules import Schedule, Weekly
from civickit.calendars.sheet import Imprint, month_sheet, year_sheet

ADDRESS = "https://example.jp/areas/higashi"
IMPRINT = Imprint(
    "北の町 ごみカレンダー", ADDRESS, "CC BY 4.0", date(2026, 3, 20), date(2026, 4, 1)
)
A4 = (595.28, 841.89)
CITY = city()
EAST = CITY.areas[0]
APRIL, MAY = date(2026, 4, 1), date(2026, 5, 1)


def page(pdf: bytes) -> pypdf.PageObject:
    (only,) = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return only


def words(pdf: bytes) -> str:
    return page(pdf).extract_text().replace("\n", " ")


def plain(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("lang", ["ja", "ja_easy", "en", "pt"])
def test_a_sheet_is_one_tagged_page_of_its_language(lang: str) -> None:
    for pdf, size in (
        (year_sheet(CITY, EAST, APRIL, lang, IMPRINT), A4),
        (month_sheet(CITY, EAST, MAY, lang, IMPRINT), A4[::-1]),
    ):
        read = pypdf.PdfReader(io.BytesIO(pdf))
        assert tuple(map(float, page(pdf).mediabox[2:])) == pytest.approx(size, abs=0.1)
        assert read.root_object["/Lang"] == lang.split("_")[0]
        assert read.root_object["/MarkInfo"]["/Marked"]
        assert read.metadata
        assert "東地区" in str(read.metadata.title) or "East" in str(read.metadata.title)
        assert not {"/OpenAction", "/AA", "/AcroForm"} & set(read.root_object)
        assert "UA-1" in str(read.xmp_metadata.stream.get_data()) or b"pdfuaid" in pdf


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "ja",
            (
                "東地区",
                "燃やすごみ",
                "12月31日(木)〜1月3日(日) (クリーンセンター)",
                "※変更：5月6日(水)",
            ),
        ),
        ("en", ("North East", "Burnable waste", "No collection: Wed 29 April", "Made: 1 April")),
        ("ja_easy", ("東地区", "ごみを あつめない 日(ひ)", "かわる 日(ひ)")),
    ],
)
def test_a_year_says_what_a_reader_needs(lang: str, told: tuple[str, ...]) -> None:
    said = plain(words(year_sheet(CITY, EAST, APRIL, lang, IMPRINT)))
    for one in (*told, "CC BY 4.0", ADDRESS):
        assert plain(one) in said


def test_every_collection_day_has_its_word() -> None:
    said = words(year_sheet(CITY, EAST, APRIL, "ja", IMPRINT))
    days = [*EAST.days("plastic", APRIL, date(2027, 3, 31))]
    assert said.count("プラ容器") == len(days)
    said = words(month_sheet(CITY, EAST, MAY, "en", IMPRINT))
    assert said.count("Bottles and cans") == 2 + 1  # 6 and 27 May, and the legend


def test_data_that_ends_is_told() -> None:
    short = area(last=date(2026, 9, 30))
    assert "2026年9月30日まで" in plain(words(year_sheet(CITY, short, APRIL, "ja", IMPRINT)))
    assert "data ends on" not in words(year_sheet(CITY, EAST, APRIL, "en", IMPRINT))


HOSTILE = ("#panic()", "$x^2$ *b* _i_ `c`", '"]; #let a = 1', "\\u{41} // /* <a> @b", "#sys.inputs")


@pytest.mark.parametrize("name", HOSTILE)
def test_words_are_never_markup(name: str) -> None:
    kind = Kind("k", {"ja": name}, {})
    here = Area("a", {"ja": name}, {}, schedules={"k": (Schedule((Weekly(0),)),)})
    said = plain(words(month_sheet(City("native", "0", (here,), (kind,)), here, MAY, "ja")))
    assert said.count(plain(name)) >= 2


def translated(lang: str, name: str) -> tuple[City, Area]:
    kind = Kind("k", {"ja": "燃やすごみ", lang: name}, {})
    here = EAST._replace(schedules={"k": (Schedule((Weekly(0),)),)})
    return City("native", "0", (here,), (kind,)), here


def test_vietnamese_and_portuguese_are_whole() -> None:
    for lang, name in (("vi", "Rác cháy được, ướt"), ("pt", "Lixo queimável, não é reciclável")):
        said = words(month_sheet(*translated(lang, name), MAY, lang))
        assert plain(name) in plain(said)
        assert "〓" not in said


@pytest.mark.parametrize(
    ("lang", "name"), [("ko", "타는 쓰레기"), ("ar", "نفايات"), ("ne", "फोहोर")]
)
def test_letters_that_no_font_has_are_told(lang: str, name: str) -> None:
    town, here = translated(lang, name)
    said = words(month_sheet(town, here, MAY, lang))
    assert "燃やすごみ" in said
    assert "in another language" in said
    only = City("native", "0", (here,), (Kind("k", {lang: name}, {}),))
    said = words(month_sheet(only, here, MAY, "ja"))
    assert "〓" in said
    assert "印刷できない文字を〓にしました" in plain(said)


def test_a_rare_kanji_is_replaced_and_told() -> None:
    rare = EAST._replace(names={"ja": "𠮷野が丘"})
    assert "〓野が丘" in words(year_sheet(CITY, rare, APRIL, "ja"))
    assert "〓" not in words(year_sheet(CITY, EAST, APRIL, "ja"))


def test_the_same_input_gives_the_same_bytes_in_any_thread_and_process() -> None:
    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(lambda _: year_sheet(CITY, EAST, APRIL, "ja", IMPRINT), range(8)))
    assert len(made) == 1
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from calendars.test_sheet import *\n"
        "sys.stdout.buffer.write(year_sheet(city(), area(), APRIL, 'ja', IMPRINT))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert {done.stdout} == made


def test_the_code_on_the_sheet_leads_to_the_area() -> None:
    from PIL import Image

    from civickit.calendars import sheet

    told = sheet.year_page(CITY, EAST, APRIL, "ja", IMPRINT)
    inputs = {"data": json.dumps({**told, "lang": "ja", "outlines": dict(sheet.OUTLINES)})}
    picture: Any = sheet._compiler().compile(sys_inputs=inputs, format="png", ppi=150)
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("L"))
    assert code.text == ADDRESS


@pytest.mark.parametrize(
    ("module", "call"),
    [
        ("typst", "year_sheet(city(), area(), APRIL, 'ja')"),
        ("segno", "year_sheet(city(), area(), APRIL, 'ja', IMPRINT)"),
        ("icalendar", "feed(city(), area(), FeedOptions(), APRIL)"),
    ],
)
def test_what_is_not_installed_is_named(module: str, call: str) -> None:
    code = (
        f"import sys; sys.path.insert(0, 'tests'); sys.modules[{module!r}] = None\n"
        "from datetime import date\n"
        "from calendars.hand_made_city import area, city\n"
        "from civickit.calendars.ics import FeedOptions, feed\n"
        "from civickit.calendars.sheet import Imprint, year_sheet\n"
        f"APRIL, IMPRINT = date(2026, 4, 1), Imprint(address={ADDRESS!r})\n"
        "from civickit.core.errors import MissingExtra\n"
        f"try:\n    {call}\nexcept MissingExtra as told:\n    print(told, told.extra)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("need: pip install 'civickit[calendars]' calendars\n")
