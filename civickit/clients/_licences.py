"""Licences as portals write them, as what they are."""

from __future__ import annotations

import re
from typing import NamedTuple

from civickit.core.text import clean


class Licence(NamedTuple):
    """`id` is an SPDX identifier or the kit's own (PDL-1.0, GJSTU-2.0); '' where not known.

    `open`: True where anyone may use and change the data for any purpose, False where not,
    None where that cannot be told. `given` is what the portal wrote, to be shown to people.
    """

    id: str = ""
    title: str = ""
    url: str = ""
    open: bool | None = None
    given: str = ""


UNKNOWN = Licence()

CREATIVE_COMMONS = "https://creativecommons.org"
DIGITAL = "https://www.digital.go.jp/resources/open_data/public_data_license_v1.0"
KANTEI = "https://www.kantei.go.jp/jp/singi/it2/densi/kettei/gl2_betten_1.pdf"
OPEN_DATA_COMMONS = "https://opendatacommons.org/licenses"
ARCHIVES = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version"

# Looked for in this order. The Japanese terms come before Creative Commons, since their titles
# often add that they are compatible with CC BY.
_TERMS: list[tuple[str, Licence]] = [
    (
        r"\bpdl[- ]?v?(?:er\.?)? ?1|公共データ利用規約|public[_ ]data[_ ]licen[cs]e",
        Licence("PDL-1.0", "公共データ利用規約 (第1.0版)", DIGITAL, True),
    ),
    (
        r"gjstu-?2|政府標準利用規約\W*(?:第|v|ver\.?)?\W*2",
        Licence("GJSTU-2.0", "政府標準利用規約 (第2.0版)", KANTEI, True),
    ),
    # Its first edition forbids some uses in words that every reader takes differently.
    (
        r"政府標準利用規約\W*(?:第|v|ver\.?)?\W*1",
        Licence("GJSTU-1.0", "政府標準利用規約 (第1.0版)", "", None),
    ),
    (
        r"(?<![a-z])cc[-_ ]?(?:0|zero)|creativecommons\.org/publicdomain/zero",
        Licence("CC0-1.0", "CC0 1.0", f"{CREATIVE_COMMONS}/publicdomain/zero/1.0/", True),
    ),
    (
        r"odbl|open (?:data ?commons )?(?:open )?database licen[cs]e",
        Licence("ODbL-1.0", "ODbL 1.0", f"{OPEN_DATA_COMMONS}/odbl/1-0/", True),
    ),
    (
        r"odc[-_ ]by|open data commons attribution|opendatacommons\.org/licenses/by",
        Licence("ODC-By-1.0", "ODC-By 1.0", f"{OPEN_DATA_COMMONS}/by/1-0/", True),
    ),
    (r"pddl", Licence("PDDL-1.0", "PDDL 1.0", f"{OPEN_DATA_COMMONS}/pddl/1-0/", True)),
    (
        r"licence ouverte|etalab|\blov2\b|\bfr-lo\b",
        Licence(
            "etalab-2.0", "Licence Ouverte", "https://www.etalab.gouv.fr/licence-ouverte", True
        ),
    ),
    (
        r"dl-de[-/]by",
        Licence("DL-DE-BY-2.0", "dl-de/by-2-0", "https://www.govdata.de/dl-de/by-2-0", True),
    ),
    (
        r"dl-de[-/]zero",
        Licence("DL-DE-ZERO-2.0", "dl-de/zero-2-0", "https://www.govdata.de/dl-de/zero-2-0", True),
    ),
]
_OGL = r"(?:(?<![a-z])ogl(?![a-z])|open.government.licen[cs]e)"
_LATER_TERMS: list[tuple[str, Licence]] = [
    (rf"{_OGL}\W*canada|\bca-ogl", Licence("OGL-Canada-2.0", "OGL Canada", "", True)),
    (rf"{_OGL}\D{{0,30}}3", Licence("OGL-UK-3.0", "OGL 3.0", f"{ARCHIVES}/3/", True)),
    (rf"{_OGL}\D{{0,30}}2", Licence("OGL-UK-2.0", "OGL 2.0", f"{ARCHIVES}/2/", True)),
    (_OGL, Licence("OGL", "Open Government Licence", "", True)),
    (r"\bgfdl\b", Licence("GFDL", "GFDL", "https://www.gnu.org/licenses/fdl-1.3.html", True)),
    (
        r"public.?domain|パブリック.?ドメイン|\bother-pd\b|usgov_works|us-pd",
        Licence("public-domain", "Public domain", "", True),
    ),
    (
        r"^other[- ]\(?(?:open|public domain|attribution)\)?$|^other-at$",
        Licence("", "Other (open)", "", True),
    ),
]
_NOT = r".{0,6}(?:不可|禁|除|遠慮|でき(?:ない|ません)|認め(?:ない|ません|てい?(?:ない|ません)))"
_CLOSED = re.compile(
    r"all rights reserved|other-closed|not[- ]open|\bnot\b.{0,12}public domain|research only"
    rf"|(?:商用|営利|商業){_NOT}|(?:商用|営利|商業)(?:目的|利用|使用).{{0,4}}{_NOT}"
    rf"|(?:改変|加工|二次利用|再配布|転載|複製|転用){_NOT}|個人利用に限"
)
# What the parts of Creative Commons are called in words.
_PARTS = {
    "by": r"attribution|表示",
    "nc": r"no[nt]?[- ]?comm?er[cs]\w*|utilisation commerciale|nicht.?kommerziell|非営利|非商用",
    "nd": r"no[- ]?deriv\w*|改変禁止|改変不可",
    "sa": r"share[- ]?alike|継承",
}
_WHATEVER = re.compile(r"(?:営利[・、/]?)?非営利(?:目的)?を?(?:問|とわ)わず|営利[・、/]非営利")
_CODES = re.compile(r"(?<![a-z])(?:true)?((?:cc|by|nc|nd|sa)+)(?:intl|jp)?(?![a-z])")
_CODE = re.compile("cc|by|nc|nd|sa")
# "by" alone is an English word: it counts only where Creative Commons is spoken of.
_CC_BY = re.compile(
    r"(?<![a-z])(?:true)?cc[^a-z\n]{0,6}by(?:nc|nd|sa)*(?:intl|jp)?(?![a-z])"
    r"|(?:creative.?commons|クリエイティブ.?コモンズ)[^\n]{0,40}?"
    r"(?:licen[cs]es/by|attribution|表示|(?<![a-z])by(?:$|[-_ /]*(?:nc|nd|sa|[1-4])))",
    re.MULTILINE,
)
_VERSION = re.compile(
    r"(?:by|nc|nd|sa|cc)"
    r"(?:[^0-9]{0,24}(1\.0|2\.[015]|3\.0|4\.0)|[-_/ v]{0,3}(10|2[015]|30|40|[34]))(?![0-9年])"
)
_ADDRESS = re.compile(r"https?://[^\s、。）)]+")


def licence_of(*written: str | None) -> Licence:
    """The licence meant by an id, a title or an address, whichever are there.

    Where they say different things, the narrower counts: nothing that forbids trade or changes
    anywhere is called open.
    """
    said = list(dict.fromkeys(one.strip() for one in written if one and one.strip()))
    given = " / ".join(said)
    words = "\n".join(clean(one).lower() for one in said)
    found = _found(_WHATEVER.sub(" ", words))
    address = _ADDRESS.search(given)
    return found._replace(given=given, url=found.url or (address[0] if address else ""))


def _found(words: str) -> Licence:
    coded = words
    for code, called in _PARTS.items():
        coded = re.sub(called, f" {code} ", coded)
    parts = {code for run in _CODES.findall(coded) for code in _CODE.findall(run)}
    by_cc = bool(_CC_BY.search(words) or _CC_BY.search(coded))
    if parts & {"nc", "nd"} or _CLOSED.search(words):
        closed = _creative_commons(coded, parts) if by_cc else UNKNOWN
        return closed._replace(open=False)
    return (
        _first(_TERMS, words)
        or (_creative_commons(coded, parts) if by_cc else None)
        or _first(_LATER_TERMS, words)
        or UNKNOWN
    )


def _first(terms: list[tuple[str, Licence]], words: str) -> Licence | None:
    return next((one for pattern, one in terms if re.search(pattern, words, re.MULTILINE)), None)


def _creative_commons(coded: str, parts: set[str]) -> Licence:
    """CC BY and its narrower kin, with the version where one is written."""
    name = "-".join(part for part in ("by", "nc", "nd", "sa") if part in {*parts, "by"})
    version = _version(coded)
    ported = "jp" if version == "2.1" else ""
    told = [part for part in ("CC", name.upper(), version, ported.upper()) if part]
    url = f"{CREATIVE_COMMONS}/licenses/{name}/{version}/" if version else ""
    return Licence("-".join(told), " ".join(told), f"{url}{ported}/" if ported else url, True)


def _version(coded: str) -> str:
    found = _VERSION.search(coded)
    if not found:
        return ""
    digits = (found[1] or found[2]).replace(".", "")
    return f"{digits[0]}.{digits[1:] or '0'}"
