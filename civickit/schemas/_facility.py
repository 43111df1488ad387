"""What AED, evacuation and public facility datasets share beyond their address."""

from __future__ import annotations

import re
from typing import Any

from civickit.core.text import clean
from civickit.schemas._common import join_address
from civickit.schemas._forms import LINKED, NAME, NUMBER, TEXT
from civickit.schemas._schema import Field, Form

TIME = re.compile(r"(?P<noon>午前|午後)?(?P<hour>\d{1,2})[:時](?P<minute>\d{1,2})?(?::\d\d|分)?")
WEEKDAYS = "月火水木金土日"
EVERY_DAY = {"毎日", "全日", "every day", "daily", "7 days"}
NO_DAY_WORDS = re.compile(r"曜日?|[・、,;/\s]|および|及び|と")
DAY_RANGE = re.compile(rf"([{WEEKDAYS}])[~-]([{WEEKDAYS}])")


def read_time(cell: str) -> str:
    """A time of day as HH:MM. Raises ValueError."""
    found = TIME.fullmatch(clean(cell).replace(" ", ""))
    hour, minute = (int(found["hour"]), int(found["minute"] or 0)) if found else (99, 0)
    if found and found["noon"] == "午後" and hour < 12:
        hour += 12
    if hour > 30 or minute > 59:  # 25:00 is one in the night, as opening hours are written
        raise ValueError(f"{cell!r} is not a time; write it as 09:30")
    return f"{hour:02}:{minute:02}"


def read_days(cell: str) -> str:
    """Weekdays in the standard's form, joined from Monday on: 月火水木金. Raises ValueError."""
    text = clean(cell)
    if text.casefold() in EVERY_DAY:
        return WEEKDAYS
    days = DAY_RANGE.sub(_between, NO_DAY_WORDS.sub("", text))
    if not days or set(days) - set(WEEKDAYS):
        raise ValueError(f"{cell!r} is not a list of weekdays; write it as 月火水木金")
    return "".join(day for day in WEEKDAYS if day in days)


def _between(found: re.Match[str]) -> str:
    first, last = map(WEEKDAYS.index, found.groups())
    return WEEKDAYS[first : last + 1]


def complete(values: dict[str, Any]) -> None:
    """The address, where a file gives only its parts."""
    if not values["address"]:
        join_address(values)


def same(text: str) -> str:
    return text


TIME_OF_DAY = Form(read_time, same, "")
DAYS = Form(read_days, same, "")
WHOLE_NUMBER = Form(
    lambda cell: int(clean(cell).replace(",", "").rstrip("人名台")),
    lambda value: "" if value is None else str(value),
    None,
)
NAMES = (
    Field("name", "名称", NAME, ("施設名称", "施設名", "name", "title")),
    Field("name_kana", "名称_カナ", NAME, ("カナ名称", "施設名称_カナ", "name kana")),
    Field("name_en", "名称_英字", NAME, ("名称_英語", "施設名称_英字", "name en")),
)
PHONES = (
    Field("phone", "電話番号", TEXT, ("施設電話番号", "phone", "phone number", "tel")),
    Field("extension", "内線番号", TEXT, ("extension",)),
)
CONTACTS = (
    Field("email", "連絡先メールアドレス", TEXT, ("メールアドレス", "email")),
    Field("form_url", "連絡先FormURL", LINKED),
    Field(
        "contact_note",
        "連絡先備考（その他、SNSなど）",
        TEXT,
        ("連絡先備考", "連絡先備考_その他SNSなど"),
    ),
    Field("postal_code", "郵便番号", TEXT, ("postal code", "zip")),
)
OWNER = (
    Field("corporate_number", "法人番号", TEXT, ("corporate number",)),
    Field("operator", "団体名", NAME, ("法人の名称", "法人名", "設置者", "operator")),
)
OPENING = (
    Field("days", "利用可能曜日", DAYS, ("利用可能な曜日", "days")),
    Field("opens", "開始時間", TIME_OF_DAY, ("利用開始時間", "開始時刻", "opens")),
    Field("closes", "終了時間", TIME_OF_DAY, ("利用終了時間", "終了時刻", "closes")),
    Field("hours_note", "利用可能日時特記事項", TEXT, ("利用可能時間特記事項", "opening hours")),
)
URL = Field("url", "URL", LINKED, ("ホームページ", "website", "web"))
ELEVATION = Field("elevation_m", "標高", NUMBER, ("標高(m)", "height", "elevation"))
