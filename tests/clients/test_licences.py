"""Whatever a portal writes for a licence: what may be done with the data is never overstated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civickit.clients import licence_of

GJSTU = "政府標準利用規約（第2.0版）"


@pytest.mark.parametrize(
    ("written", "identifier"),
    [
        ("cc-by-40-intl", "CC-BY-4.0"),
        ("CC-BY-4.0", "CC-BY-4.0"),
        ("Truecc-by-40-intl", "CC-BY-4.0"),
        ("ＣＣ　ＢＹ　４．０", "CC-BY-4.0"),
        ("CC BY 4.0 会津若松市", "CC-BY-4.0"),
        ("CCBY4.0", "CC-BY-4.0"),
        ("CC-BY 4", "CC-BY-4.0"),
        ("CC_40_BY", "CC-BY-4.0"),
        ("クリエイティブ・コモンズ 表示 4.0 国際", "CC-BY-4.0"),
        ("クリエイティブ・コモンズ・ライセンス 表示 2.1 日本", "CC-BY-2.1-JP"),
        ("cc-by-21-jp", "CC-BY-2.1-JP"),
        ("https://creativecommons.org/licenses/by/2.1/jp/deed.ja", "CC-BY-2.1-JP"),
        ("https://creativecommons.org/licenses/by/4.0/deed.ja", "CC-BY-4.0"),
        ("http://creativecommons.org/licenses/by-sa/3.0/", "CC-BY-SA-3.0"),
        ("Creative Commons Attribution 4.0 International", "CC-BY-4.0"),
        ("Creative Commons Attribution-ShareAlike 4.0", "CC-BY-SA-4.0"),
        ("表示-継承 4.0 国際 (CC BY-SA 4.0)", "CC-BY-SA-4.0"),
        ("cc-by-sa", "CC-BY-SA"),
        ("cc-by", "CC-BY"),
        ("CC BY（2024年更新）", "CC-BY"),
        ("CC BY 2024", "CC-BY"),
        ("CC BY（令和4年）", "CC-BY"),
        ("cc-zero", "CC0-1.0"),
        ("CC0", "CC0-1.0"),
        ("CC0_10", "CC0-1.0"),
        ("CC0 1.0 全世界", "CC0-1.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/deed.ja", "CC0-1.0"),
        ("PDL1.0", "PDL-1.0"),
        ("公共データ利用規約（第1.0版）", "PDL-1.0"),
        ("公共データ利用規約（第1.0版）（CC BY 4.0 互換）", "PDL-1.0"),
        (GJSTU, "GJSTU-2.0"),
        ("政府標準利用規約2.0（CC BY 4.0と互換）", "GJSTU-2.0"),
        ("odc-by", "ODC-By-1.0"),
        ("odc-odbl", "ODbL-1.0"),
        ("https://opendatacommons.org/licenses/by/1-0/", "ODC-By-1.0"),
        ("Creative Commons CCZero", "CC0-1.0"),
        ("http://www.usa.gov/publicdomain/label/1.0/", "public-domain"),
        ("http://www.opendefinition.org/licenses/cc-by", "CC-BY"),
        ("Open Database License (ODbL) v1.0", "ODbL-1.0"),
        ("odc-pddl", "PDDL-1.0"),
        ("uk-ogl", "OGL"),
        ("Open Government Licence v3.0", "OGL-UK-3.0"),
        ("http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/", "OGL-UK-3.0"),
        ("Open Government License – Toronto", "OGL"),
        ("lov2", "etalab-2.0"),
        ("public domain", "public-domain"),
        ("パブリックドメイン", "public-domain"),
        ("https://creativecommons.org/publicdomain/mark/1.0/", "public-domain"),
        ("other-pd", "public-domain"),
        ("other-open", ""),
        ("Other (Open)", ""),
        ("other-at", ""),
        ("Creative Commons BY 4.0", "CC-BY-4.0"),
        ("Creative Commons BY", "CC-BY"),
        ("CC（表示）4.0", "CC-BY-4.0"),
        ("CC BY 4.0。営利目的でも利用できます", "CC-BY-4.0"),
        ("Open Government Licence - Canada", "OGL-Canada-2.0"),
        ("転載を認めています。CC BY 4.0", "CC-BY-4.0"),
        ("営利・非営利を問わず利用できます。CC BY 4.0", "CC-BY-4.0"),
    ],
)
def test_open_licences_are_known(written: str, identifier: str) -> None:
    licence = licence_of(written)
    assert (licence.id, licence.open, licence.given) == (identifier, True, written.strip())


@pytest.mark.parametrize(
    ("written", "identifier"),
    [
        ("cc-by-nc", "CC-BY-NC"),
        ("CC BY-NC 4.0", "CC-BY-NC-4.0"),
        ("cc-by-nc-sa-40-intl", "CC-BY-NC-SA-4.0"),
        ("CC_30_BY_NC", "CC-BY-NC-3.0"),
        ("CC BY-ND 4.0", "CC-BY-ND-4.0"),
        ("CCBYNCND4.0", "CC-BY-NC-ND-4.0"),
        ("https://creativecommons.org/licenses/by-nc-nd/4.0/deed.ja", "CC-BY-NC-ND-4.0"),
        ("クリエイティブ・コモンズ 表示-非営利 4.0 国際", "CC-BY-NC-4.0"),
        ("クリエイティブ・コモンズ 表示-改変禁止 4.0 国際", "CC-BY-ND-4.0"),
        ("Creative Commons Attribution-NonCommercial", "CC-BY-NC"),
        ("Creative Commons Attribution-NoDerivatives 4.0", "CC-BY-ND-4.0"),
        ("other-nc", ""),
        ("other-closed", ""),
        ("商用利用不可", ""),
        ("営利目的での利用を禁じます", ""),
        ("無断転載を禁じます", ""),
        ("All rights reserved", ""),
        ("Creative Commons Attribution Non-Comercial 4.0", "CC-BY-NC-4.0"),
        ("Licence CC BY, pas d'utilisation commerciale", "CC-BY-NC"),
        ("CC BY 4.0（商用利用は認めていません）", "CC-BY-4.0"),
        ("CC BY 4.0 ただし営利目的の利用はご遠慮ください", "CC-BY-4.0"),
        ("CC BY 4.0 加工不可", "CC-BY-4.0"),
        ("This is not in the public domain", ""),
    ],
)
def test_closed_licences_are_not_open(written: str, identifier: str) -> None:
    licence = licence_of(written)
    assert (licence.id, licence.open, licence.given) == (identifier, False, written)


@pytest.mark.parametrize(
    "written",
    [
        "notspecified",
        "License not specified",
        "市の規約による",
        "2024",
        "CC",
        "会津若松市",
        "-",
        "provided by the city, cc: mayor",
        "Creative Commons, provided by the city",
        "CC bylaws",
        "Google Maps 3",
        "other opening hours",
        "acc0unt",
        "表示 4.0",
    ],
)
def test_what_is_not_known_is_not_guessed(written: str) -> None:
    assert licence_of(written) == ("", "", "", None, written)


def test_nothing_written_is_nothing_known() -> None:
    assert licence_of() == licence_of(None, "", "  ") == ("", "", "", None, "")


def test_the_first_edition_of_the_standard_terms_is_not_called_open() -> None:
    assert licence_of("政府標準利用規約（第1.0版）")[::3] == ("GJSTU-1.0", None)


def test_an_id_a_title_and_an_address_are_read_together() -> None:
    licence = licence_of(None, GJSTU, "https://www.e-gov.go.jp/terms")
    assert licence.id == "GJSTU-2.0"
    assert licence.given == f"{GJSTU} / https://www.e-gov.go.jp/terms"
    assert licence_of("cc-by", "CC BY", "https://creativecommons.org/licenses/by/4.0/").id == (
        "CC-BY-4.0"
    )


def test_the_narrower_of_two_counts() -> None:
    assert licence_of("cc-by", "CC BY-NC 4.0").open is False
    assert licence_of("CC0", "商用利用不可").open is False


def test_an_address_is_kept_where_the_kit_has_none() -> None:
    found = licence_of("市の規約", "https://city.example.jp/terms.html")
    assert found.url == "https://city.example.jp/terms.html"
    assert found.open is None


LIMITS = ["nc", "nd", "nc-sa", "nc-nd", "NC", "ND", "-nc", "_nd", " NC ", "非営利", "改変禁止"]


@given(
    before=st.sampled_from(
        ["cc-by-", "CC BY-", "クリエイティブ・コモンズ 表示-", "ccby", "cc-zero ", GJSTU]
    ),
    limit=st.sampled_from(LIMITS),
    after=st.sampled_from(["", "-4.0", " 4.0", "-40-intl", "-21-jp", " 国際", "/4.0/deed.ja"]),
    others=st.lists(st.sampled_from(["cc-by", "other-open", "CC0", "PDL1.0", "public domain"])),
    order=st.randoms(),
)
def test_no_limit_is_ever_called_open(before, limit, after, others, order) -> None:
    written = [before + limit + after, *others]
    order.shuffle(written)
    assert licence_of(*written).open is False


@given(st.lists(st.text() | st.none(), max_size=3))
def test_any_text_is_kept_and_nothing_fails(written: list[str | None]) -> None:
    licence = licence_of(*written)
    for one in written:
        assert not one or one.strip() in licence.given


@given(st.text(alphabet="会津若松市利用規約0123456789()・ 年月日abefghij", max_size=40))
def test_ordinary_words_are_no_licence(written: str) -> None:
    assert licence_of(written).open is None
