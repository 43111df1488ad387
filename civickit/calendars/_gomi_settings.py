"""What can be chosen when 5374 files are read, and how the columns of `area_days.csv` lie."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from civickit.core.text import clean, header_key


class Settings(NamedTuple):
    """What a city sets in its copy of the script; these are the ones it is delivered with.

    `week_shift`: a regular day within a closure goes a week on, and so do the later ones of its
    month. `skip_suspend`: days within a closure are left out, which comes before shifting.
    `max_labels`: how many columns of waste are read.
    """

    week_shift: bool = True
    skip_suspend: bool = True
    max_labels: int = 9


_SET = re.compile(
    r"^\s*(?:(?:var|let|const)\s+)?(WeekShift|SkipSuspend|MaxDescription)\s*=\s*(true|false|[0-9]+)\b",
    re.MULTILINE,
)
_MOST_CHARACTERS = 100_000


def settings_beside(place: Path) -> Settings:
    """The settings in the city's `js/setting.js` beside these files, else as delivered.

    A copy without `SkipSuspend` is older than it, and never leaves out a day.
    """
    root = place.parent if place.name == "data" else place
    try:
        with (root / "js" / "setting.js").open(encoding="utf-8", errors="replace") as file:
            said = dict(_SET.findall(file.read(_MOST_CHARACTERS)))
    except OSError:
        return Settings()
    usual = Settings()
    return Settings(
        said["WeekShift"] == "true" if "WeekShift" in said else usual.week_shift,
        said.get("SkipSuspend") == "true" if said else usual.skip_suspend,
        int(said["MaxDescription"]) if said.get("MaxDescription", "").isdecimal() else usual[2],
    )


class Scope(NamedTuple):
    """The days that are computed, and the day on which the script would be opened."""

    today: date
    first: date
    last: date


class Layout(NamedTuple):
    """Which columns (from 0) hold the area's name, its centre, and the first kind of waste.

    `group` is the column of the district above the area: a key of `area_master.csv`. `towns` are
    columns of towns that belong to the area, `reading` is that of its name in kana. `centre` is
    -1 where there is no such column.
    """

    label: int = 0
    centre: int = 1
    first: int = 2
    group: int | None = None
    towns: tuple[int, ...] = ()
    reading: int = -1


CENTRES = frozenset({"センター", "センター名", "処理センター", "center", "centre"})
MASTERS = frozenset({"マスター", "master", "区コード"})
TOWNS = re.compile(r"^(?:自治会|町内会|町会|町字?|町丁目?|大字|地区|地域|区域|town|district)s?名?$")
_READING = re.compile(r"(?:ふりがな|フリガナ|よみ(?:がな)?|読み(?:仮名|がな)?|カナ|かな|kana)$")
_BRACKETS = re.compile("[(\uff08].*?[)\uff09]")
_DAY = "(?:隔?[月火水木金土日](?:[1-5]|20[0-9]{6})?|20[0-9]{6}|[*][0-9A-Za-z])"
_DAYS = re.compile(f"{_DAY}(?:[ :;]+(?:{_DAY}|[0-9]{{1,2}}))*[ :;]*")
AREA_TYPE = "エリアタイプ"
LEADING = 6


def layout_of(
    header: Sequence[str], has_master: bool, below: Sequence[Sequence[str]] = ()
) -> Layout:
    """The layout of the header of `area_days.csv`; that of the original script where unsure.

    Copies with columns in front have the centre's column further to the right, under its usual
    name; with a file of districts (`area_master.csv`) the first column is the district's key.
    Where there are days in front of the centres (in the rows `below`), it is no such copy.
    """
    names = column_names(header[:LEADING])
    keyed = bool(names) and names[0] in MASTERS
    usual = 2 if keyed and has_master else 1
    at = next((n for n, name in enumerate(names) if n >= 1 and name in CENTRES), usual)
    first = at + 1
    if first < len(header) and clean(header[first]) == AREA_TYPE:
        first += 1
    if at == 1 or any(_are_days(below, n) for n in range(1, at)):
        return Layout(first=first if at == 1 else 2)
    reading = next((n for n in range(1, at) if _READING.search(names[n])), -1)
    others = [n for n in range(1, at) if n != reading]
    if others and (has_master or keyed):
        *towns, label = others
        return Layout(label, at, first, 0, tuple(towns), reading)
    return Layout(0, at, first, towns=tuple(others), reading=reading)


def column_names(header: Sequence[str]) -> list[str]:
    """What columns are called, for matching: `センター（使わない場合は空白）` is `センター`."""
    return [header_key(_BRACKETS.sub("", name)) for name in header]


def _are_days(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Whether most of a column's cells are days as the script knows them."""
    cells = [clean(row[at]) for row in rows if at < len(row) and row[at].strip()]
    return sum(bool(_DAYS.fullmatch(one)) for one in cells) * 2 > len(cells)
