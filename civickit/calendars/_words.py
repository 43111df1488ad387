"""What feeds and sheets say besides the city's own words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from civickit.calendars.why import date_said, weekday_said

_WORDS: Mapping[str, Mapping[str, str]] = {
    "ja": {
        "title": "ごみの収集日",
        "about": "ごみの収集日のカレンダーです。",
        "joined": "・",
        "colon": "：",
        "notice": "お知らせ：{text}",
        "doubt": "データにない休みや変更があるかもしれません。市のお知らせも確かめてください。",
        "end_title": "ごみの収集日：市のデータはここまでです",
        "end": "市のデータは{day}までです。その後の収集日は、まだ分かりません。",
        "end_changes": "新しいデータが入ると、この予定は自動で変わります。",
        "month": "{month}月",
        "year_month": "{year}年{month}月",
        "span": "{first}〜{last}",
        "weekdays": "日月火水木金土",
        "closed": "休み",
        "closures": "収集休み：",
        "changes": "※変更：",
        "removed": "収集なし",
        "qr": "最新の収集日",
        "data": "データ：{day}",
        "licence": "ライセンス：{licence}",
        "made": "作成：{day}",
        "no_data": "データなし",
        "more": "ほか{count}件は、QRコードのページで確かめてください。",
        "lacking": "印刷できない文字を〓にしました。",
        "other_language": "印刷できない文字があるため、一部を別の言語で書いています。",
    },
    "ja_easy": {
        "title": "ごみを 出(だ)す 日(ひ)",
        "about": "ごみを 出(だ)す 日(ひ)の カレンダーです。",
        "joined": "・",
        "colon": "：",
        "notice": "お知(し)らせ：{text}",
        "doubt": "休(やす)みの 日(ひ)が かわるかもしれません。役所(やくしょ)の お知(し)らせも "
        "見(み)てください。",
        "end_title": "ごみを 出(だ)す 日(ひ)：データは ここで おわりです",
        "end": "データは {day}までです。その あとの 日(ひ)は まだ わかりません。",
        "end_changes": "新(あたら)しい データが 来(き)たら、この 予定(よてい)は かわります。",
        "month": "{month}月",
        "year_month": "{year}年 {month}月",
        "span": "{first}から {last}まで",
        "weekdays": "日月火水木金土",
        "closed": "休み",
        "closures": "ごみを あつめない 日(ひ)：",
        "changes": "※かわる 日(ひ)：",
        "removed": "ごみを あつめません",
        "qr": "新(あたら)しい 日(ひ)",
        "data": "データ：{day}",
        "licence": "ライセンス：{licence}",
        "made": "つくった 日(ひ)：{day}",
        "no_data": "データなし",
        "more": "あと {count}こ あります。QRコードの ページを 見(み)てください。",
        "lacking": "印刷(いんさつ)できない 字(じ)は 〓に しました。",
        "other_language": "印刷(いんさつ)できない 字(じ)は、ほかの ことばで 書(か)きました。",
    },
    "en": {
        "title": "Waste collection",
        "about": "The days on which waste is collected.",
        "joined": ", ",
        "colon": ": ",
        "notice": "Notice: {text}",
        "doubt": "There may be closures or changes that the data lacks: see the city's notices.",
        "end_title": "Waste collection: the city's data ends here",
        "end": "The city's data ends on {day}. What is collected after that is not known yet.",
        "end_changes": "When there is new data, this event changes by itself.",
        "month": "{name}",
        "year_month": "{name} {year}",
        "span": "{first} to {last}",
        "weekdays": "Sun Mon Tue Wed Thu Fri Sat",
        "closed": "closed",
        "closures": "No collection: ",
        "changes": "※ Changes: ",
        "removed": "no collection",
        "qr": "Latest days",
        "data": "Data: {day}",
        "licence": "Licence: {licence}",
        "made": "Made: {day}",
        "no_data": "no data",
        "more": "{count} more: see the page of the QR code.",
        "lacking": "Letters that cannot be printed are shown as 〓.",
        "other_language": "Words whose letters cannot be printed are in another language.",
    },
}
MONTHS = "January February March April May June July August September October November December"


def words(lang: str) -> Mapping[str, str]:
    """The words in that language; English for languages that are only the city's."""
    return _WORDS.get(lang) or _WORDS["en"]


def day_said(day: date, lang: str) -> str:
    """A day with its year: `31 March 2027`, `2027年3月31日`."""
    if lang in {"ja", "ja_easy"}:
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{date_said(day, lang)} {day.year}"


def short_day_said(day: date, lang: str) -> str:
    """A day with its weekday, without its year: `Wed 6 May`, `5月6日(水)`."""
    if lang in {"ja", "ja_easy"}:
        return f"{day.month}月{day.day}日({weekday_said(day.weekday(), 'ja')[0]})"
    return f"{weekday_said(day.weekday(), 'en')[:3]} {date_said(day, 'en')}"


def month_said(month: date, lang: str, key: str = "year_month") -> str:
    """A month, with its year or, by the key `month`, without."""
    name = MONTHS.split()[month.month - 1]
    return words(lang)[key].format(year=month.year, month=month.month, name=name)


def span_said(first: str, last: str, lang: str) -> str:
    return first if first == last else words(lang)["span"].format(first=first, last=last)


def weekdays_said(lang: str) -> tuple[str, ...]:
    """The short names of the days, Sunday first."""
    names = words(lang)["weekdays"]
    return tuple(names.split() if " " in names else names)
