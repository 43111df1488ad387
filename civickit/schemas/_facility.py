"""What datasets of facilities share beyond their address."""

from __future__ import annotations

import re
from typing import Any

from civickit.core.text import clean
from civickit.schemas._codes import CORPORATE_NUMBER, POI, POSTAL
from civickit.schemas._common import join_address
from civickit.schemas._forms import COUNT, LINKED, NAME, NUMBER, TEXT
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


TIME_OF_DAY = Form(read_time, same, "", pattern="[0-9]{2}:[0-9]{2}")
DAYS = Form(read_days, same, "", pattern=f"[{WEEKDAYS}]+")
NAME_EN = Field(
    "name_en", "名称_英字", NAME, ("名称_英語", "施設名称_英字", "name en"), en="in English"
)
NAMES = (
    Field("name", "名称", NAME, ("施設名称", "施設名", "name", "title"), required=True),
    Field(
        "name_kana",
        "名称_カナ",
        NAME,
        ("カナ名称", "施設名称_カナ", "name kana"),
        required=True,
        en="reading of the name in katakana",
    ),
    NAME_EN,
)
COMMON_NAME = Field("common_name", "名称_通称", NAME, ("通称",), en="what people call it")
PHONE = Field("phone", "電話番号", TEXT, ("施設電話番号", "phone", "phone number", "tel"))
PHONES = (PHONE, Field("extension", "内線番号", TEXT, ("extension",)))
FAX = Field("fax", "FAX番号", TEXT, ("FAX", "ファックス番号"))
CONTACTS = (
    Field("email", "連絡先メールアドレス", TEXT, ("メールアドレス", "email")),
    Field("form_url", "連絡先FormURL", LINKED, en="a form on the web to write to them"),
    Field(
        "contact_note",
        "連絡先備考（その他、SNSなど）",
        TEXT,
        ("連絡先備考", "連絡先備考_その他SNSなど"),
        en="other ways to reach them",
    ),
    Field("postal_code", "郵便番号", POSTAL, ("postal code", "zip"), en="seven digits"),
)
OFFICE = (
    Field("contact_name", "連絡先名称", NAME, ("問い合わせ先",), en="whom to ask"),
    Field("phone", "連絡先電話番号", TEXT, ("電話番号", "phone", "tel")),
    Field("extension", "連絡先内線番号", TEXT, ("内線番号", "extension")),
)
"""Whom to ask about a place or an event that has no office of its own."""
CORPORATE = Field(
    "corporate_number",
    "法人番号",
    CORPORATE_NUMBER,
    ("corporate number",),
    en="corporate number, 13 digits, the first a check digit",
    ja="13桁(先頭は検査用の数字)",
)
OWNER = (
    CORPORATE,
    Field(
        "operator",
        "団体名",
        NAME,
        ("法人の名称", "法人名", "設置者", "operator"),
        en="who runs it",
    ),
)
DAYS_OPEN = Field(
    "days",
    "利用可能曜日",
    DAYS,
    ("利用可能な曜日", "days"),
    en="weekdays joined, like 月火水木金",
    ja="月火水木金 のように続けて書く",
)
OPENING = (
    DAYS_OPEN,
    Field(
        "opens",
        "開始時間",
        TIME_OF_DAY,
        ("利用開始時間", "開始時刻", "opens"),
        en="time, like 09:30",
    ),
    Field(
        "closes",
        "終了時間",
        TIME_OF_DAY,
        ("利用終了時間", "終了時刻", "closes"),
        en="time, like 17:15",
    ),
    Field(
        "hours_note",
        "利用可能日時特記事項",
        TEXT,
        ("利用可能時間特記事項", "利用可能日時特記", "opening hours"),
        en="exceptions, such as holidays",
    ),
)
WAY = (
    Field("access", "アクセス方法", TEXT, ("アクセス", "access"), en="how to get there"),
    Field("parking", "駐車場情報", TEXT, ("駐車場", "parking")),
)
FEE = (
    Field("fee", "料金(基本)", COUNT, ("料金", "基本料金"), unit="円", en="the usual price"),
    Field("fee_note", "料金(詳細)", TEXT, ("料金詳細",), en="all prices"),
)
ACCESSIBILITY = Field("accessibility", "バリアフリー情報", TEXT, ("バリアフリー",))
POI_CODE = Field(
    "poi_code", "POIコード", POI, ("POI",), en="kind of place, four digits of the government's list"
)
URL = Field("url", "URL", LINKED, ("ホームページ", "website", "web"))
IMAGE = (
    Field("image", "画像", LINKED, ("画像1", "image")),
    Field("image_licence", "画像_ライセンス", TEXT, ("画像1_ライセンス", "画像ライセンス")),
)
ELEVATION = Field("elevation_m", "標高", NUMBER, ("標高(m)", "height", "elevation"), unit="m")
HEIGHT = (
    Field("height_kind", "高度の種別", TEXT, en="what the height is measured from"),
    Field("height_m", "高度の値", NUMBER, unit="m"),
)
