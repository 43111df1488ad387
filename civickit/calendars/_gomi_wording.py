"""Cells that are written as people speak, brought closer to how 5374 writes them."""

from __future__ import annotations

import re

from civickit.calendars._gomi_tokens import WEEKDAYS, tokens_of

_ORDINAL = re.compile(r"([0-9])(?:st|nd|rd|th)\b\s*", re.IGNORECASE)
_EVERY = re.compile(r"\bevery\s+", re.IGNORECASE)
_LEADS = re.compile(r"(毎週|毎月|隔週?|第)\s+")
_WEEKS = re.compile(rf"第[0-9](?:[ ・、,/]*第?[0-9])*の? *(?=[{WEEKDAYS}])")
_AROUND = re.compile(r"\s*([:;])\s*")
_WEEKDAY = re.compile(f"[{WEEKDAYS}]")
_ASIDE = re.compile(r"\([^()]*\)")
_MONTHS_ASIDE = re.compile(
    r"([^()\s:;]+) ?\(((?:[0-9]{1,2}月?[-~・、,])*[0-9]{1,2}月)(?:のみ|だけ)?\)"
)
_WEEKS_ASIDE = re.compile(rf"([{WEEKDAYS}])曜?日?\(第?([1-5](?:[・、, ]?第?[1-5])*)\)")
_MORE_WEEKS = re.compile(rf"(?<![^ ])([{WEEKDAYS}])([1-5])((?: [1-5])+)(?![^ ])")
_MONTHS_FIRST = re.compile(
    rf"((?:[0-9]{{1,2}}月?[-~・、,])*[0-9]{{1,2}}月)[の ]+((?:毎週|第|最終)?[{WEEKDAYS}0-9].*)"
)


def without_asides(plain: str) -> tuple[str, list[str]]:
    """A cell without its words in brackets, `月 木(祝日も収集)`, and these; days stay."""
    plain = _WEEKS_ASIDE.sub(lambda one: f"第{one[2]}{one[1]}", plain)
    months = _MONTHS_ASIDE.fullmatch(plain)
    if months and len(_WEEKDAY.findall(months[1].replace("曜日", ""))) == 1:
        return f"{months[1]}:{months[2]}", []  # 第2・4水曜(4月~11月): there is one to mean
    asides = [one for one in _ASIDE.findall(plain) if _is_aside(one)]
    bare = plain
    for one in asides:
        bare = bare.replace(one, " ")
    bare = " ".join(bare.split())
    return (bare, asides) if bare else (plain, [])


def _is_aside(words: str) -> bool:
    return any(map(str.isalpha, words)) and tokens_of(words.strip("() ")) is None


def joined_words(plain: str) -> str:
    """Words that belong together without the space between them: `第2 4 水曜`, `火 : 4`."""
    plain = _LEADS.sub(r"\1", _EVERY.sub("", _ORDINAL.sub(r"\1", plain)))
    plain = _WEEKS.sub(lambda one: "第" + "・".join(re.findall("[0-9]", one[0])), plain)
    return _AROUND.sub(r"\1", plain)


def spoken_out(cell: str) -> str:
    """`水2 4` is the 2nd and 4th Wednesday; `4月~11月 火` are the Tuesdays of these months."""
    if ":" in cell:
        return cell
    if months := _MONTHS_FIRST.fullmatch(cell):
        cell = f"{months[2]}:{months[1]}"
    return _MORE_WEEKS.sub(lambda one: one[1] + one[2] + one[3].replace(" ", f" {one[1]}"), cell)
