"""A small city made by hand: five kinds, a closure, a moved day, a notice, hostile names."""

from __future__ import annotations

from datetime import date

from civickit.calendars.city import Area, City, Kind, Notice
from civickit.calendars.rules import (
    Closure,
    Moved,
    NthWeekday,
    OnDates,
    Removed,
    Rule,
    Schedule,
    Weekly,
)

NAMES = {
    "burnable": ("燃やすごみ", "Burnable waste", "#d9480f"),
    "plastic": ("プラスチック製容器包装", "Plastic containers", "#1c7ed6"),
    "bottles": ("ペットボトル", "PET bottles", "#2b8a3e"),
    "cans": ("あきびん・かん", "Bottles and cans", ""),
    "paper": ("古紙・古布", "Paper and cloth", ""),
}
RULES: dict[str, tuple[Rule, ...]] = {
    "burnable": (Weekly(0), Weekly(3)),
    "plastic": (Weekly(1),),
    "bottles": (NthWeekday(2, 1), NthWeekday(2, 3)),
    "cans": (NthWeekday(2, 1), NthWeekday(2, 4)),
    "paper": (OnDates((date(2026, 5, 8), date(2026, 6, 12))),),
}
NEW_YEAR = Closure(date(2026, 12, 31), date(2027, 1, 3), "クリーンセンター")
HOLIDAY = Moved(date(2026, 5, 4), date(2026, 5, 6), "祝日", (("en", "holiday"),))


def kinds() -> tuple[Kind, ...]:
    return tuple(
        Kind(
            key,
            {"ja": ja, "en": en},
            {"ja": "朝8時までに, 袋に入れて", "en": "By 8, in bags"},
            colour,
        )
        for key, (ja, en, colour) in NAMES.items()
    )


def area(key: str = "east", last: date | None = date(2027, 3, 31)) -> Area:
    schedules = {
        kind: (Schedule(rules, (NEW_YEAR,), changes=_changes(kind), last=last),)
        for kind, rules in RULES.items()
    }
    return Area(
        key, {"ja": "東地区", "en": "East"}, {"ja": "北の町", "en": "North"}, schedules=schedules
    )


def _changes(kind: str) -> tuple[Moved | Removed, ...]:
    spring = Removed(date(2026, 4, 29), "昭和の日")
    return (HOLIDAY, spring) if kind == "burnable" else (spring,)


def city(*areas: Area) -> City:
    notice = Notice({"ja": "雪の朝は遅れます", "en": "Late when it snows"}, date(2026, 5, 5), None)
    always = Notice({"ja": "問い合わせは役場へ", "en": "Ask the town hall"})
    return City(
        *("native", "0123456789abcdef", areas or (area(),), kinds()), notices=(notice, always)
    )
