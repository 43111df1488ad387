"""What is said about 5374 files. Merged into `findings.WORDS`.

`{cell}` is what stands there, `{read_as}` what it was taken for; others are the finding's values.
"""

from __future__ import annotations

from collections.abc import Mapping

from civickit.calendars._gomi_words_files import WORDS as OF_FILES
from civickit.calendars._gomi_words_odd import WORDS as OF_ODD

OF_CELLS: Mapping[str, Mapping[str, str]] = {
    "spaces": {
        "ja": "空白が余分にあるので「{read_as}」と読みました。"
        "元のアプリは曜日をすべて見失います。"
        "空白は半角 1 つにしてください。",
        "ja_easy": "空白(くうはく)が おおいです。「{read_as}」と 読(よ)みました。",
        "en": "Spaces too many, or not plain ones; read as {read_as}. The original app loses "
        "all weekdays over them. Put one plain space between words.",
    },
    "width": {
        "ja": "全角の文字を半角にして「{read_as}」と読みました。半角で書いてください。",
        "ja_easy": "大(おお)きい 文字(もじ)を 小(ちい)さい 文字(もじ)に しました:「{read_as}」",
        "en": "Full-width characters; read as {read_as}. Write them half-width.",
    },
    "wording": {
        "ja": "5374 の書き方ではありませんが「{read_as}」と読みました。そう書いてください。",
        "ja_easy": "「{read_as}」と 読(よ)みました。",
        "en": "Not the way 5374 writes it; read as {read_as}. Write it so.",
    },
    "nothing": {
        "ja": "「{cell}」は「収集なし」と読みました。空のセルにしてください。",
        "ja_easy": "「{cell}」は「あつめない」と 読(よ)みました。",
        "en": "{cell} was read as: nothing is collected. Leave the cell empty.",
    },
    "unknown_words": {
        "ja": "「{text}」は収集日として読めないので、使いませんでした。"
        "曜日か日付で書いてください。",
        "ja_easy": "「{text}」は いつか わかりません。つかいませんでした。",
        "en": "{text} is no day and was left out. Write weekdays or dates.",
    },
    "no_such_week": {
        "ja": "「{text}」という週はありません(1〜5 週)。使いませんでした。直してください。",
        "ja_easy": "「{text}」の 週(しゅう)は ありません。つかいませんでした。",
        "en": "{text}: there are weeks 1 to 5. It was left out; mend it.",
    },
    "no_such_date": {
        "ja": "「{text}」という日はないので、使いませんでした。日付を直してください。",
        "ja_easy": "「{text}」という 日(ひ)は ありません。つかいませんでした。",
        "en": "{text} is not in the calendar and was left out. Mend the date.",
    },
    "date_without_year": {
        "ja": "「{text}」は年が分からないので、使いませんでした。20261224 のように書いてください。",
        "ja_easy": "「{text}」は 何年(なんねん)か わかりません。つかいませんでした。",
        "en": "{text} names no year and was left out. Write it as 20261224.",
    },
    "date_digits": {
        "ja": "「{text}」は 8 けたの日付ではありません。元のアプリと同じく {day} と読みましたが、"
        "確かめてください。",
        "ja_easy": "「{text}」は 8けたでは ありません。{day} と 読(よ)みました。",
        "en": "{text} has not 8 digits. It was read as {day}, as the original does; check it.",
    },
    "no_base_date": {
        "ja": "「{text}」は、いつから数えるかが分からないので、使いませんでした。"
        "隔月20260406 のように、最初の日を付けてください。",
        "ja_easy": "「{text}」は さいしょの 日(ひ)が わかりません。つかいませんでした。",
        "en": "{text} does not say from which day to count and was left out. Add the first day: "
        "隔月20260406.",
    },
    "every_n_weeks": {
        "ja": "何週ごと(e4w20260406 の形)と読みました。休止の週は数えません。",
        "ja_easy": "何週間(なんしゅうかん)に 1かいと 読(よ)みました。",
        "en": "Read as every so many weeks (e4w20260406); closed weeks are not counted.",
    },
    "other_weekday": {
        "ja": "{text} は「{weekday}」曜日ではありません。日付のほうを使いました。どちらが正しいか"
        "確かめてください。",
        "ja_easy": "{text} は「{weekday}」曜日(ようび)では ありません。日付(ひづけ)を "
        "つかいました。",
        "en": "{text} is not a {weekday}. The date was kept; see which of the two is right.",
    },
    "goes_on": {
        "ja": "隔週の収集は、元のアプリでは 27 回で終わります。ここでは続くとしました。"
        "最初の日を今年度のものにしてください。",
        "ja_easy": "2週間(しゅうかん)に 1かいは、つづくと しました。",
        "en": "Every other week ends after 27 turns in the original; here it goes on. "
        "Bring the first day up to date.",
    },
    "months_of_the_last": {
        "ja": "月の指定は最後の曜日だけのものとして「{read_as}」と読みました。元のアプリでは"
        "セル全体がその月だけになります。",
        "ja_easy": "月(つき)は さいごの 曜日(ようび)だけと 読(よ)みました:「{read_as}」",
        "en": "The months were taken for the last word alone: {read_as}. The original takes them "
        "for the whole cell.",
    },
    "months_per_group": {
        "ja": "月の指定が複数あるので「{read_as}」と読みました。"
        "元のアプリは最初の指定しか見ません。",
        "ja_easy": "月(つき)を べつべつに 読(よ)みました:「{read_as}」",
        "en": "Months for several groups; read as {read_as}. The original looks at the first only.",
    },
    "months_mixed": {
        "ja": "月の指定がセル全体か、一部の曜日だけか分かりません。"
        "元のアプリと同じく全体としました。"
        "別の列にするか、セルを分けてください。",
        "ja_easy": "月(つき)が どの 曜日(ようび)の ものか わかりません。ぜんぶと しました。",
        "en": "It is not clear whether the months are for the whole cell; taken so, as the "
        "original does. See that it is meant.",
    },
    "months_on_dates": {
        "ja": "日付に月の指定が付いています。元のアプリと同じく、日付をすべて使いました。",
        "ja_easy": "日付(ひづけ)は ぜんぶ つかいました。",
        "en": "Dates with months: all dates were kept, as the original does. Take the months out.",
    },
    "months_on_weeks": {
        "ja": "隔週の収集を、書いてある月だけとしました。元のアプリは月の指定を見ません。",
        "ja_easy": "2週間(しゅうかん)に 1かいは、書(か)いてある 月(つき)だけと しました。",
        "en": "Every other week was limited to the months; the original does not look at them.",
    },
    "no_months": {
        "ja": "「:」の後に月がないので、元のアプリと同じく収集なしとしました。月を入れるか"
        "「:」を取ってください。",
        "ja_easy": "月(つき)が ありません。「あつめない」と しました。",
        "en": "No month follows the colon, so nothing is collected, as in the original. Add the "
        "months, or take the colon out.",
    },
    "no_such_month": {
        "ja": "「{text}」という月はないので、使いませんでした。1〜12 で書いてください。",
        "ja_easy": "「{text}」という 月(つき)は ありません。つかいませんでした。",
        "en": "{text} is no month and was left out. Months are 1 to 12.",
    },
    "piece_without_months": {
        "ja": "「;」で区切った部分に月がないので、毎月としました。「;」を知るアプリは"
        "2000年1月1日と表示します。",
        "ja_easy": "月(つき)が ない ところは 毎月(まいつき)と しました。",
        "en": "A part between `;` has no months: taken for every month. Apps that know `;` show "
        "1 January 2000.",
    },
    "real_months": {
        "ja": "第 5 週のない月を飛ばし、センターの休みを除きました。元のアプリは翌月にはみ出し、"
        "休みを見ません。",
        "ja_easy": "5かいめの ない 月(つき)は「あつめない」と しました。",
        "en": "Months without a fifth week were left out, and closed days; the original runs "
        "over "
        "into the next month and does not look at closures.",
    },
    "said_twice": {
        "ja": "同じ日が 2 度書いてあります。1 度としました。",
        "ja_easy": "おなじ 日(ひ)が 2かい あります。1かいと しました。",
        "en": "A day stands there twice; taken once.",
    },
    "mixed": {
        "ja": "曜日・隔週・日付が混ざっています。すべて使いました。"
        "元のアプリは一部しか使いません。",
        "ja_easy": "曜日(ようび)と 日付(ひづけ)を ぜんぶ つかいました。",
        "en": "Weekdays, every other week and dates are mixed; all were used. The original uses "
        "only some of them.",
    },
    "remark_after_months": {
        "ja": "月の後の「*」を注意事項と読みました。元のアプリは表示しません。",
        "ja_easy": "「*」を 読(よ)みました。",
        "en": "A remark after the months was read; the original does not show it.",
    },
    "long_remark": {
        "ja": "「{cell}」を注意事項の番号と読みました。元のアプリは 1 文字の番号しか知りません。",
        "ja_easy": "「{cell}」は 注意(ちゅうい)の 番号(ばんごう)です。",
        "en": "{cell} was read as the number of a remark; the original knows one sign only.",
    },
    "no_such_remark": {
        "ja": "注意事項「{text}」が remarks.csv にありません。"
        "行を足すか「*{text}」を取ってください。",
        "ja_easy": "注意(ちゅうい)「{text}」が ありません。",
        "en": "There is no remark {text} in remarks.csv. Add its row, or take *{text} out.",
    },
    "quoted": {
        "ja": '引用符「"」で囲んだセルとして読みました。元のアプリは「{text}」と読みます。',
        "ja_easy": '「"」を 取(と)って 読(よ)みました。',
        "en": "Read as a quoted cell; the original takes it for {text}.",
    },
    "encoded": {
        "ja": "元のアプリには「{text}」と文字化けして見えます。",
        "ja_easy": "もとの アプリでは 文字(もじ)が こわれます。",
        "en": "The original sees {text} here.",
    },
    "all_closures": {
        "ja": "センターの休みをすべて使いました。元のアプリは同じ名前の最後の行だけ、"
        "年/月/日 の形だけを見ます。",
        "ja_easy": "センターの 休(やす)みを ぜんぶ つかいました。",
        "en": "All closures of the centre were used. The original looks only at the last row of "
        "its name, and only at year/month/day.",
    },
    "closed_twice": {
        "ja": "休みが同じ月に 2 週以上続くので、開いている週に移しました。元のアプリは休みの日に"
        "移します。",
        "ja_easy": "休(やす)みでは ない 週(しゅう)に しました。",
        "en": "Closed on two weeks of a month: moved to weeks that are open. The original moves "
        "into a closed day.",
    },
    "own_days": {
        "ja": "{text}のアプリは、この書き方から別の日付を表示します。"
        "ここでは書いてあるとおりに読みました。",
        "ja_easy": "{text}の アプリでは べつの 日(ひ)に なります。",
        "en": "The app of {text} makes other days of this; it was read as it is written.",
    },
    "differs": {
        "ja": "元のアプリと日付が違いますが、理由が分かりません。このセルを知らせてください。",
        "ja_easy": "もとの アプリと 日(ひ)が ちがいます。",
        "en": "The days differ from the original's, and we cannot say why. Please report this "
        "cell.",
    },
}

WORDS: Mapping[str, Mapping[str, str]] = {**OF_CELLS, **OF_ODD, **OF_FILES}
