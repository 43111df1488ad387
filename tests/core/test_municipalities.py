"""Codes, names and readings of municipalities."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files

import pytest

from civickit.core.municipalities import by_code, check_digit, everything, find, is_code, romaji


def test_every_code_ends_with_its_check_digit_and_is_there_once() -> None:
    codes = [one.code for one in everything()]
    assert len(codes) == len(set(codes)) == 1972
    assert [code for code in codes if not is_code(code)] == []
    assert codes == sorted(codes)


def test_there_are_as_many_as_everybody_knows() -> None:
    """47 prefectures; 1,718 municipalities, 23 wards of Tokyo and six villages in the north."""
    present = [one for one in everything() if not one.until]
    assert sum(one.is_prefecture for one in present) == 47
    wards = [one for one in present if "市" in one.name[:-2] and one.name.endswith("区")]
    others = [one for one in present if not one.is_prefecture and one not in wards]
    assert len(others) == 1718 + 23 + 6
    assert len(wards) == 171


@pytest.mark.parametrize("code", ["072028", "07202", "０７２０２８", " 072028 "])
def test_by_code(code: str) -> None:
    found = by_code(code)
    assert found is not None
    assert (found.full_name, found.kana) == ("福島県会津若松市", "あいづわかまつし")


@pytest.mark.parametrize("code", ["", "072029", "99999", "aizu", "7202", "七二〇二八"])
def test_no_such_code(code: str) -> None:
    assert by_code(code) is None
    assert not is_code(code)


def test_wards_of_hamamatsu_since_2024_and_before() -> None:
    assert [one.name for one in find("浜松市浜名区")] == ["浜松市浜名区"]
    assert [one.code for one in find("浜松市天竜区")] == ["221406"]
    assert find("浜松市北区") == []
    old = by_code("221350")
    assert old is not None
    assert (old.name, old.until) == ("浜松市北区", "2023-12-31")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("会津若松", ["072028"]),
        ("会津若松市", ["072028"]),
        ("福島県会津若松市", ["072028"]),
        ("福島県会津若松", ["072028"]),
        ("あいづわかまつ", ["072028"]),
        ("アイヅワカマツシ", ["072028"]),
        ("ｱｲﾂﾞﾜｶﾏﾂ", ["072028"]),
        ("Aizuwakamatsu", ["072028"]),
        ("Aizu-Wakamatsu City", ["072028"]),
        ("aizuwakamatsu-shi", ["072028"]),
        ("072028", ["072028"]),
        ("府中市", ["132063", "342084"]),
        ("府中", ["132063", "342084", "343021"]),
        ("東京都府中市", ["132063"]),
        ("Fuchu City", ["132063", "342084", "343021"]),
        ("Tokyo", ["130001"]),
        ("東京都", ["130001"]),
        ("Tonosho", ["123498", "373222"]),
        ("Kyōto", ["260002", "261009"]),
        ("Hokkaidō", ["010006"]),
        ("Sapporo", ["011002"]),
        ("Namba", []),
        ("Tsubetsu", ["015440"]),
        ("Setagaya Ward", ["131121"]),
        ("余市町", ["014087"]),
        ("四日市", ["242021"]),
        ("町田", ["132098"]),
        ("三島村", ["463035"]),
        ("会津", ["072028", "074217", "074471"]),
        ("無い町", []),
        ("", []),
        (" ", []),
    ],
)
def test_find(text: str, codes: list[str]) -> None:
    assert [one.code for one in find(text)] == codes


def test_readings_in_latin_letters() -> None:
    assert romaji("にしおこっぺむら") == "nishiokoppemura"
    assert romaji("くっちゃんちょう") == "kutchanchou"
    assert romaji("ほんじょうし") == "honjoushi"
    assert all(romaji(one.kana).isascii() for one in everything())
    assert all(romaji(one.kana).isalpha() for one in everything())


def test_check_digit() -> None:
    assert [check_digit(five) for five in ("07202", "01101", "13101")] == ["8", "1", "6"]


def test_the_list_is_small_and_read_when_asked() -> None:
    path = files("civickit.core").joinpath("municipalities.tsv")
    assert len(path.read_bytes()) < 150_000
    code = (
        "import civickit.core.municipalities as m; assert m.everything.cache_info().currsize == 0"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
