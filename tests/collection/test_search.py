"""Finding areas and things: what people type, and that phone and server answer the same."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civickit.calendars.city import Area, Item
from civickit.collection import search
from civickit.collection.search import (
    Entry,
    Index,
    area_entry,
    further_words,
    is_heading,
    item_entry,
)

SCRIPT = Path(search.__file__).parent / "static" / "search.js"


def item(name: str, reading: str = "", *synonyms: str, **names: str) -> Item:
    return Item({"ja": name, **names}, "burn", "burn", {}, reading, synonyms)


ITEMS = [
    item("アイロン(金属)", "あ", en="Iron"),
    item("アイロン台", "あ", en="Ironing board"),
    item("乾電池", "かんでんち", "バッテリー", en="Battery", pt="Pilha elétrica", vi="Pin điện"),
    item("やかん", "や", en="Kettle"),
    item("缶", "かん", en="Can"),
    item("びん", "", "ガラス瓶", en="Bottle"),
    item("花びん", "かびん", en="Vase"),
    item("消火器", "しょうかき", en="Fire extinguisher"),
    item("コンピューター", "", "パソコン", en="Computer"),
    item("ペットボトル(キャップ)", "ぺっとぼとる", en="PET bottle"),
    item("プラスチック製容器", "", en="Plastic container"),
    item("本屋の袋", "ほんやのふくろ", en="Shop bag"),
    item("新聞", "しんぶん", en="Newspaper"),
    item("冷蔵庫", "れ", en="Refrigerator"),
    item("ティッシュペーパー", "", en="Tissue"),
    item("酢", "す", en="Vinegar"),
    item("<img src=x onerror=alert(1)>", "</script>", "${7*7}"),
    item("𠮷野家の丼", "よしのやのどん"),
]
AREAS = [
    Area(
        "a1", {"ja": "榎町1丁目", "en": "Enoki-machi 1"}, {"ja": "中区", "en": "Naka"}, "えのまち"
    ),
    Area("a2", {"ja": "榎町12丁目"}, {"ja": "中区"}, "えのまち", ("730-0841", "7300842")),
    Area("a3", {"ja": "霞ヶ丘"}, {"ja": "南区"}, "かすみがおか", ("734-0011", "旭", "宇品神田")),
    Area("a4", {"ja": "東地区"}, {}, "ひがしちく", ("739-1101", "狐爪木町")),
]


def first(query: str) -> str:
    hits = Index(map(item_entry, ITEMS)).find(query)
    return ITEMS[hits[0].place].names["ja"] if hits else ""


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        *[(one, "乾電池") for one in ("乾電池", "かんでんち", "カンデンチ", "ｶﾝﾃﾞﾝﾁ", "kandenchi")],
        *[
            (one, "乾電池")
            for one in ("kandenti", "KANDENCHI", "バッテリー", "Battery", "batterii")
        ],
        *[(one, "乾電池") for one in ("eletrica", "dien", "でんち", "電池", "乾 電池", "denchi")],
        *[
            (one, "乾電池")
            for one in ("かんでんじ", "かでんち", "かんんでんち", "かでんんち", "kandecnhi")
        ],
        *[(one, "乾電池") for one in ("kandnechi", "batery", "battrey", "kamdenchi", "乾電地")],
        *[
            (one, "アイロン(金属)")
            for one in ("アイロン", "airon", "あいろん", "アイロソ", "airn", "iron")
        ],
        *[
            (one, "消火器")
            for one in ("shoukaki", "shōkaki", "syokaki", "しょーかき", "消化器", "火器")
        ],
        *[(one, "新聞") for one in ("shimbun", "shinbun", "sinbun", "しんぶん", "shinnbunn")],
        *[(one, "本屋の袋") for one in ("hon'ya", "honya", "honnya", "ほんや")],
        *[
            (one, "コンピューター")
            for one in ("コンピュータ", "konpyu-ta-", "pasokon", "konpyuutaa")
        ],
        *[
            (one, "ペットボトル(キャップ)")
            for one in ("petto bottoru", "ペットポトル", "ﾍﾟｯﾄﾎﾞﾄﾙ", "bottle pet")
        ],
        *[
            (one, "ティッシュペーパー")
            for one in ("tisshu", "teisshu", "thisshu", "ティッシュ ペーパ")
        ],
        *[
            (one, "プラスチック製容器")
            for one in ("purasuchikku", "プラ 容器", "plastic", "容器 ﾌﾟﾗ")
        ],
        *[(one, "缶") for one in ("かん", "kan", "缶", "can")],
        *[(one, "酢") for one in ("す", "酢", "su")],
        *[(one, "𠮷野家の丼") for one in ("𠮷野家", "𠮷野屋の丼", "yoshinoya")],
        *[(one, "") for one in ("", " ", "(", "zzzz", "電" * 500, "\0", "-", "冷蔵個室")],
    ],
)
def test_a_thing_is_found_by_what_people_type(typed: str, found: str) -> None:
    assert first(typed) == found


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("榎町", "a1 a2"),
        ("えのまち", "a1 a2"),
        ("enomachi", "a1 a2"),
        ("中区榎町", "a1 a2"),
        ("中区 榎町", "a1 a2"),
        ("榎町 中区", "a1 a2"),
        ("中区 榎町十二丁目", "a2"),
        ("榎町一丁目", "a1"),
        ("榎町１丁目", "a1"),
        ("naka enoki", "a1"),
        ("730-0841", "a2"),
        ("7300841", "a2"),
        ("〒７３０−０８４１", "a2"),
        ("７３０ー０８４２", "a2"),
        ("730", "a2"),
        ("73", "a2 a3 a4"),
        ("0841", ""),
        ("7300849", ""),
        ("霞ケ丘", "a3"),
        ("霞が丘", "a3"),
        ("kasumigaoka", "a3"),
        ("宇品", "a3"),
        ("南区旭", "a3"),
        ("南区 旭", "a3"),
        ("狐爪木", "a4"),
        ("higashitiku", "a4"),
        ("榎町3丁目", ""),
        ("榎街12丁目", "a2"),
    ],
)
def test_an_area_is_found_by_what_people_type(typed: str, keys: str) -> None:
    hits = Index(map(area_entry, AREAS)).find(typed)
    assert " ".join(AREAS[hit.place].key for hit in hits) == keys


def test_the_nearer_word_comes_first_and_equals_keep_their_order() -> None:
    names = ["空きびん", "びんのふた", "瓶", "びん", "花びん"]
    entries = [Entry((name,), ("びん",) if name == "瓶" else ()) for name in names]
    found = Index(entries).find("びん")
    assert [names[hit.place] for hit in found] == ["びん", "瓶", "びんのふた", "空きびん", "花びん"]
    assert [hit.level for hit in found] == [0, 1, 2, 3, 3]
    assert Index(entries).find("びん", 2) == found[:2]
    assert Index(entries).find("びん", -1) == []


def test_a_guess_is_given_only_where_nothing_else_is_found() -> None:
    entries = [Entry(("でんわ",)), Entry(("でんち",))]
    assert [hit.place for hit in Index(entries).find("でんわ")] == [0]
    guessed = Index(entries).find("でんは")
    assert [hit.place for hit in guessed] == [0, 1]
    assert all(hit.level >= search.SLIP for hit in guessed)


@pytest.mark.parametrize(
    ("reading", "name", "heading"),
    [
        ("れ", "礼服", True),
        ("ﾚ ", "礼服", True),
        ("か行", "缶", True),
        ("", "缶", True),
        ("す", "酢", False),
        ("かん", "缶", False),
    ],
)
def test_a_heading_is_no_reading(reading: str, name: str, heading: bool) -> None:
    assert is_heading(reading, [name]) is heading
    found = Index([item_entry(item(name, reading))]).find(reading)
    assert [hit.place for hit in found] == ([] if heading else [0])


ALPHABET = (
    "あいうえおかがきぎくけこさざしじすそただちつてとどなにねのはばぱひふほまみむめもやゆよ"
    "らりるろわをんっゃゅょぁぃぅぇぉゔゎゕーアイカキシッャンヴェー電池缶町丁目一二十ケヶ々𠮷𩸽"
    "aiueokstnhmyrwgzdbpjfvlcxôōÉéđấ가힣ßİΣςﾊﾟﾞ①㌔ﬁ0１2-－~〜'’()（） 　\n・😀\u0301\u3099\ufeff"
)


@given(st.text(ALPHABET, max_size=12), st.lists(st.text(ALPHABET, max_size=12), max_size=4))
def test_nothing_typed_breaks_it_and_everything_finds_itself(query: str, names: list[str]) -> None:
    index = Index([Entry((name,)) for name in names] + [Entry((query,))])
    hits = index.find(query)
    own = [hit for hit in hits if hit.place == len(names)]
    assert own if len(search.plain(query)) else not hits
    assert hits == sorted(hits, key=lambda hit: hit.level)


def wild_queries(names: list[str], count: int) -> list[str]:
    """What a hurried hand makes of names: parts of them, slips, another script, plain nonsense."""
    dice = random.Random(5374)
    made = []
    for _ in range(count):
        letters = list(dice.choice(names))
        if dice.random() < 0.5 and len(letters) > 2:
            start = dice.randrange(len(letters) - 1)
            letters = letters[start : start + dice.randrange(1, 9)]
        if dice.random() < 0.3:
            letters = list(search.sound(search.plain("".join(letters))))
        for _ in range(dice.choice([0, 0, 1, 1, 2, 3])):
            at = dice.randrange(len(letters) + 1)
            letters[at : at + dice.randrange(3)] = dice.choice(ALPHABET) * dice.randrange(3)
            if len(letters) > 2 and dice.random() < 0.3:
                letters[0], letters[1] = letters[1], letters[0]
        if dice.random() < 0.1:
            letters = dice.choices(ALPHABET, k=dice.randrange(9))
        if dice.random() < 0.1:
            letters.insert(dice.randrange(len(letters) + 1), " ")
        made.append("".join(letters))
    return made


@pytest.fixture
def on_a_phone(open_page: Callable[..., Any]) -> Any:
    page = open_page("about:blank")
    page.add_script_tag(path=str(SCRIPT))
    return page


def plain_item(one: Item) -> dict[str, Any]:
    return {"names": one.names, "reading": one.reading, "synonyms": list(further_words(one))}


def plain_area(one: Area) -> dict[str, Any]:
    return {
        "names": one.names,
        "group": one.group,
        "reading": one.reading,
        "searched": list(one.searched),
    }


ASK = """([kind, records, queries]) => {
    const index = civicSearch.index(records.map(civicSearch[kind]));
    return queries.map((query) => index.find(query, 30).map(({ place, level }) => [place, level]));
}"""


def assert_same(page: Any, kind: str, index: Index, records: list[Any], queries: list[str]) -> None:
    answers = page.evaluate(ASK, [kind, records, queries])
    for query, answer in zip(queries, answers, strict=True):
        assert answer == [list(hit) for hit in index.find(query, 30)], query


def test_a_phone_answers_as_the_server_does(on_a_phone: Any) -> None:
    wild = wild_queries([name for one in ITEMS for name in one.names.values()], 6000)
    index, records = Index(map(item_entry, ITEMS)), list(map(plain_item, ITEMS))
    assert_same(on_a_phone, "itemEntry", index, records, wild)
    wild = wild_queries([name for one in AREAS for name in one.names.values()], 2000)
    index, records = Index(map(area_entry, AREAS)), list(map(plain_area, AREAS))
    assert_same(
        on_a_phone, "areaEntry", index, records, [*wild, "730-0841", "734", "７３０ー０８４２"]
    )


def test_a_phone_answers_the_same_for_the_things_of_a_real_city(
    on_a_phone: Any, city_files: Path
) -> None:
    from civickit.calendars.opening import read_city

    city = read_city(city_files / "gomi5374" / "kanazawa")
    assert len(city.items) > 1200
    wild = wild_queries([one.names["ja"] for one in city.items], 150)
    index, records = Index(map(item_entry, city.items)), list(map(plain_item, city.items))
    assert_same(on_a_phone, "itemEntry", index, records, wild)
