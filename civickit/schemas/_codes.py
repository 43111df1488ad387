"""Codes with rules: a wrong one is told and stays as it was written.

A zero at the front that a spreadsheet ate is put back where nothing else can be meant.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from civickit.core.municipalities import is_code
from civickit.schemas._forms import TEXT, shield
from civickit.schemas._schema import Form, Told

PREFECTURES = 47
SPREADSHEET_NUMBER = re.compile(r"\d(?:\.\d+)?E\+\d+")
POSTAL_CODE = re.compile(r"\d{3}-?\d{4}")


def _told(cell: str) -> str:
    """The text of a cell. Raises Told where a spreadsheet has dropped its digits."""
    text: str = TEXT.read(cell)
    if SPREADSHEET_NUMBER.fullmatch(text):
        raise Told("spreadsheet_number", text)
    return text


def _municipality_code(cell: str) -> str:
    """Six digits, or the first five of them, which are taken as they are."""
    text = _told(cell)
    if is_code(text):
        return text
    if re.fullmatch("[0-9]{5}", text):
        lost = int(text[:2]) > PREFECTURES and is_code(f"0{text}")
        return f"0{text}" if lost else text
    raise Told("wrong_check_digit" if re.fullmatch("[0-9]{6}", text) else "not_a_code", text)


def corporate_check_digit(twelve: str) -> str:
    """The digit that stands before the other twelve of a corporate number."""
    weighted = sum(int(d) * (1 + place % 2) for place, d in enumerate(reversed(twelve)))
    return str(9 - weighted % 9)


def _corporate_number(cell: str) -> str:
    text = _told(cell)
    if not re.fullmatch("[0-9]{13}", text):
        raise Told("not_a_code", text)
    if corporate_check_digit(text[1:]) != text[0]:
        raise Told("wrong_check_digit", text)
    return text


def _postal_code(cell: str) -> str:
    text = _told(cell).removeprefix("〒").strip()
    if not POSTAL_CODE.fullmatch(text):
        raise Told("not_a_code", text)
    return text


def _town_id(cell: str) -> str:
    text = _told(cell)
    if not re.fullmatch("[0-9]{1,7}", text):
        raise Told("not_a_code", text)
    return text.zfill(7)


@lru_cache(maxsize=1)
def poi_words() -> dict[str, str]:
    """What each POI code of the government's list stands for."""
    lines = files("civickit.schemas").joinpath("_poi_codes.tsv").read_text("utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines)


def _poi_code(cell: str) -> str:
    """One code of four digits, or several with a semicolon between them."""
    text = _told(cell)
    codes = [one.strip().zfill(4) for one in text.split(";") if one.strip()]
    if not all(re.fullmatch("[0-9]{4}", code) for code in codes):
        raise Told("not_a_code", text)
    if not set(codes) <= poi_words().keys():
        raise Told("unknown_code", text)
    return ";".join(codes)


CODE = Form(_municipality_code, shield, "", pattern="[0-9]{5,6}")
"""A local government code."""
CORPORATE_NUMBER = Form(_corporate_number, shield, "", pattern="[0-9]{13}")
POSTAL = Form(_postal_code, shield, "", pattern="[0-9]{3}-?[0-9]{4}")
TOWN_ID = Form(_town_id, shield, "", pattern="[0-9]{7}")
POI = Form(_poi_code, shield, "", pattern="[0-9]{4}(;[0-9]{4})*")
NUMBER_TEXT = Form(_told, shield, "")
"""A number that is a name, like that of a permit: its zeros count."""
