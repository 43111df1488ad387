"""What the reasons of collection days are called."""

from __future__ import annotations

from collections.abc import Mapping

WEEKDAYS: Mapping[str, tuple[str, ...]] = {
    "ja": ("月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日", "日曜日"),
    "ja_easy": (
        "月曜日(げつようび)",
        "火曜日(かようび)",
        "水曜日(すいようび)",
        "木曜日(もくようび)",
        "金曜日(きんようび)",
        "土曜日(どようび)",
        "日曜日(にちようび)",
    ),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
ORDINALS = ("", "1st", "2nd", "3rd", "4th", "5th")

WORDS: Mapping[str, Mapping[str, str]] = {
    "weekly": {
        "ja": "毎週{weekday}",
        "ja_easy": "毎週(まいしゅう) {weekday}",
        "en": "every {weekday}",
    },
    "nth": {
        "ja": "第{nth}{weekday}",
        "ja_easy": "その月(つき)の {nth}かいめの {weekday}",
        "en": "{ordinal} {weekday}",
    },
    "last": {
        "ja": "最後の{weekday}",
        "ja_easy": "その月(つき)の さいごの {weekday}",
        "en": "last {weekday}",
    },
    "every_week": {
        "ja": "毎週{weekday}",
        "ja_easy": "毎週(まいしゅう) {weekday}",
        "en": "every {weekday}",
    },
    "every_other": {
        "ja": "隔週{weekday}",
        "ja_easy": "2週間(しゅうかん)に 1かいの {weekday}",
        "en": "every other {weekday}",
    },
    "every_weeks": {
        "ja": "{weeks}週ごとの{weekday}",
        "ja_easy": "{weeks}週間(しゅうかん)に 1かいの {weekday}",
        "en": "every {weeks} weeks on {weekday}",
    },
    "on_date": {
        "ja": "指定日",
        "ja_easy": "きめられた 日(ひ)",
        "en": "a day named in the calendar",
    },
    "extra": {
        "ja": "臨時の収集日",
        "ja_easy": "とくべつに ごみを あつめる 日(ひ)",
        "en": "an extra day",
    },
    "moved": {
        "ja": "{from}から変更",
        "ja_easy": "{from}から かわりました",
        "en": "moved from {from}",
    },
    "later": {
        "ja": "{from}から変更: {closed}は収集休み",
        "ja_easy": "{from}から かわりました。{closed}は ごみを あつめない 日(ひ)です",
        "en": "moved from {from}: centre closed on {closed}",
    },
}
