"""Numbers, times and states as devices write them, and a fix made of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from math import copysign, isfinite
from typing import Any

from civickit.tracks.devices._decoder import Refused
from civickit.tracks.fixes import Fix, State, refusal

KNOT_M_S = 1852 / 3600
KMH_M_S = 1 / 3.6
MPH_M_S = 0.44704
_MOST_TOLD = 200
_PARTS = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3))
"""From so much on, a number counts so many parts of a second: as seconds, 1e11 is the year 5138."""
_WRITTEN = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?:[T\s]+|(?=\d{2}:))"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9})\d*)?)?"
    r"\s*(?P<half>[AP]M)?\s*(?P<zone>[A-Z]{1,3})?\s*"
    r"(?P<away>[+-]\d{1,2}(?::?\d{2})?|\s\d{2}:?\d{2})?(?:\[\S+\])?",
    re.IGNORECASE,
)
"""Of `away` the plus may be a space: so it comes out of an address where it was not escaped."""
_TOGETHER = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})[T\s]?(\d{2}):?(\d{2}):?(\d{2})(?!\d)")
ZONES = {"Z": 0, "UTC": 0, "GMT": 0, "JST": 9, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5,
         "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}  # fmt: skip
"""Hours from UTC; those of America by RFC 5322."""
_FARTHEST_H = 14
_AWAY = re.compile(r"(\d{1,2}?):?(\d{2})?$")
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_JAPANESE = str.maketrans({"年": "-", "月": "-", "日": " ", "時": ":", "分": ":", "秒": ""})
_REIWA = re.compile(r"(?:令和|R)(\d{1,2})(?=[-/.])")
_WINDS = ("n", "nne", "ne", "ene", "e", "ese", "se", "sse",
          "s", "ssw", "sw", "wsw", "w", "wnw", "nw", "nnw")  # fmt: skip
_WIND_WORDS = {"north": "n", "south": "s", "east": "e", "west": "w", "bound": "", "向き": "",
               "北": "n", "南": "s", "東": "e", "西": "w"}  # fmt: skip
_SIGNS = str.maketrans("゜˚º度′’´分″”“秒北南東西", "°°°°''''\"\"\"\"NSEW", "緯経")
_HALVES = str.maketrans("", "", "NSEW")
_DOTTED = re.compile(r"[+-]?\d+\.\d+\.\d+(?:\.\d+)?")
_MINUTES = re.compile(
    r"([+-]?)(\d{1,3})[°:/ -] *(\d{1,2}(?:\.\d+)?)(?:[':/ -] *(?:(\d{1,2}(?:\.\d+)?)\"?)?)?"
)
_DECIMAL_COMMA = re.compile(r"\s*[+-]?\d+,\d+\s*")
_WORDS: dict[str, State] = {
    **dict.fromkeys(("plowing", "plow", "plough", "ploughing", "blade_down", "plow_down", "down",
                     "work", "working", "blade", "作業", "除雪", "除雪装置", "新雪除雪", "拡幅除雪",
                     "圧雪処理", "路面整正", "排雪", "運搬排雪", "プラウ", "ブレード", "排土板"),
                    "plowing"),
    **dict.fromkeys(("salting", "salt", "spreading", "gravel", "sand", "sanding", "散布",
                     "散布装置", "凍結防止剤散布", "融雪剤散布"), "salting"),
    **dict.fromkeys(("driving", "drive", "transit", "default", "blade_up", "plow_up", "up", "回送",
                     "移動", "走行"), "driving"),
}  # fmt: skip


def number(value: Any) -> float | None:
    """A finite number from a number or a text, also with a decimal comma; None for anything
    else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and _DECIMAL_COMMA.fullmatch(value):
        value = value.replace(",", ".")
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    if isinstance(value, str) and "_" in value:
        return None
    return found if isfinite(found) else None


def not_negative(value: Any, factor: float = 1.0) -> float | None:
    """A number that is not below zero, times a factor: devices say -1 for unknown."""
    found = number(value)
    return None if found is None or not 0 <= found < 1e6 else found * factor


def degrees(text: str, side: str = "") -> float | None:
    """Degrees of a place, as `38.41`, `38.41N`, `38°24.6'`, `北緯38度24分36秒` or `38.24.36.0`;
    south and west may stand in `side`. None for anything else."""
    found = number(text)
    if found is None:
        text = unicodedata.normalize("NFKC", text.translate(_SIGNS)).upper()
        bare = text.translate(_HALVES).strip("° ").replace("''", '"')
        found = number(bare)
        found = _of_minutes(bare) if found is None else found
    west = {"S", "W"} & {*f"{text}{side}".upper()}
    return -abs(found) if found is not None and west else found


def _of_minutes(text: str) -> float | None:
    if _DOTTED.fullmatch(text):
        text = text.replace(".", " ", 2)
    if (said := _MINUTES.fullmatch(text)) is None:
        return None
    sign, whole, minutes, seconds = said.groups()
    if float(minutes) >= 60 or float(seconds or 0) > 60 or (seconds and "." in minutes):
        return None
    found = int(whole) + float(minutes) / 60 + float(seconds or 0) / 3600
    return round(-found if sign == "-" else found, 8)


def of_receiver(value: float) -> float | None:
    """Degrees of `dddmm.mmmm`."""
    whole, minutes = divmod(abs(value), 100)
    return None if minutes >= 60 else round(copysign(whole + minutes / 60, value), 8)


def heading(value: Any) -> float | None:
    """Degrees from 0 to below 360, west of north also as -90, or one of the sixteen winds as `NNE`
    or `北北東`; None for what no compass shows, and for -1, which is "unknown"."""
    found = number(value)
    if found is None and isinstance(value, str):
        return _of_wind(value)
    return None if found is None or found == -1 or not -180 <= found <= 360 else found % 360


def _of_wind(text: str) -> float | None:
    word = "".join(filter(str.isalpha, unicodedata.normalize("NFKC", text).lower()))
    for long, short in _WIND_WORDS.items():
        word = word.replace(long, short)
    return _WINDS.index(word) * 22.5 if word in _WINDS else None


def moment(value: Any) -> float | None:
    """Seconds since 1970: a count of seconds or of their thousandths, millionths, ..., ISO 8601,
    `yyyy-MM-dd HH:mm:ss`, 年月日, `MM/dd/yyyy`, `dd.MM.yyyy`; without a zone it is UTC. None for
    anything else."""
    text = value.strip() if isinstance(value, str) else ""
    found = None if _TOGETHER.match(text) else number(value)
    if found is None:
        return _written(text)
    parts = next((parts for least, parts in _PARTS if abs(found) >= least), 1)
    return found / parts


def _written(text: str) -> float | None:
    text = unicodedata.normalize("NFKC", text).translate(_JAPANESE)
    text = _REIWA.sub(lambda year: str(2018 + int(year[1])), text)
    text = _TOGETHER.sub(r"\1-\2-\3 \4:\5:\6", text)
    text = _DAY_FIRST.sub(r"\3-\2-\1", _MONTH_FIRST.sub(r"\3-\1-\2", text))
    written = _WRITTEN.fullmatch(text.strip().removesuffix(":"))
    if written is None:
        return None
    try:
        year, month, day, hour, minute, second = (int(one or 0) for one in written.groups()[:6])
        hour = _of_24(hour, written["half"])
        zone = _zone(written["zone"], written["away"])
        when = datetime(year, month, day, hour, minute, second, tzinfo=zone)
        return when.timestamp() + float(f"0.{written['fraction'] or 0}")
    except (ValueError, OverflowError):
        return None


def _of_24(hour: int, half: str | None) -> int:
    """The hour of the day, of an hour before or after noon. Raises ValueError."""
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(f"{hour} {half}")
    return hour % 12 + (12 if half.upper() == "PM" else 0)


def _zone(name: str | None, away: str | None) -> timezone:
    """Raises ValueError for a name that is not known, or that does not go with the hours."""
    base = ZONES.get((name or "Z").upper())
    hours, minutes = (int(one or 0) for one in _AWAY.findall(away or "0")[0])
    if base is None or (base and away) or hours > _FARTHEST_H:
        raise ValueError(f"{name}{away}")
    ahead = timedelta(hours=base + hours, minutes=minutes)
    return timezone(-ahead if away and away[0] == "-" else ahead)


def state(value: Any) -> State:
    """The work state a device or a form gives, in one of several words."""
    word = str(value).strip().lower().replace(" ", "_").replace("-", "_")
    word = word.removesuffix("中")
    return _WORDS.get(word) or _WORDS.get(word.removesuffix("作業"), "unknown")


def fix_of(
    about: Mapping[str, Any], device: str, received_at: float, what: object
) -> Fix | Refused:
    """A fix of values under the names of `Fix`, or why there is none."""
    lat, lon, fixed_at = (about.get(name) for name in ("lat", "lon", "fixed_at"))
    if lat is None or lon is None:
        return refused("no_position", what)
    if fixed_at is None:
        return refused("no_time", what)
    fix = Fix(
        device=device,
        fixed_at=round(fixed_at, 3),
        received_at=received_at,
        lat=lat,
        lon=lon,
        speed_m_s=about.get("speed_m_s"),
        heading_deg=about.get("heading_deg"),
        accuracy_m=about.get("accuracy_m"),
        state=about.get("state", "unknown"),
    )
    why = refusal(fix)
    return refused(why, what) if why else fix


def refused(why: str, what: object) -> Refused:
    """Told on one line, and not at length."""
    said = what.decode("utf-8", "replace") if isinstance(what, bytes) else str(what)
    line = " ".join(said[: 2 * _MOST_TOLD].split())
    return Refused(why, "".join(sign for sign in line if sign.isprintable())[:_MOST_TOLD])


def sorted_out(found: list[Fix | Refused]) -> tuple[tuple[Fix, ...], tuple[Refused, ...]]:
    """Fixes and refusals apart."""
    return (
        tuple(one for one in found if isinstance(one, Fix)),
        tuple(one for one in found if isinstance(one, Refused)),
    )
