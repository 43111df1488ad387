"""What is said about rows and whole files of 5374. Merged into `findings.WORDS`."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "name_cleaned": {
        "ja": "名前を「{read_as}」と読みました。余分な空白や引用符を取ってください。",
        "ja_easy": "名前(なまえ)を「{read_as}」と 読(よ)みました。",
        "en": "The name was read as {read_as}. Take out spaces and quotes.",
    },
    "same_area": {
        "ja": "「{read_as}」という地区がもう 1 つあります。別の地区として残しました。"
        "名前で区別できるようにしてください。",
        "ja_easy": "「{read_as}」が もう 1つ あります。べつの ところと しました。",
        "en": "There is another area called {read_as}. Both were kept; give them names that "
        "differ.",
    },
    "same_kind": {
        "ja": "「{cell}」という列がもう 1 つあります。両方残しました。名前を変えてください。",
        "ja_easy": "「{cell}」が もう 1つ あります。",
        "en": "There is another column {cell}. Both were kept; give them names that differ.",
    },
    "empty_row": {
        "ja": "何も書いていない行なので、使いませんでした。"
        "元のアプリは名前のない地区を表示します。",
        "ja_easy": "なにも ない 行(ぎょう)は つかいませんでした。",
        "en": "An empty row was left out; the original shows an area without a name.",
    },
    "area_without_name": {
        "ja": "地区の名前がない行なので、使えませんでした。名前を入れてください。",
        "ja_easy": "名前(なまえ)が ない ところは つかえませんでした。",
        "en": "The row names no area and could not be used. Fill in the name.",
    },
    "blank_line": {
        "ja": "空白だけの行を飛ばしました。元のアプリはここで止まります。行を消してください。",
        "ja_easy": "空白(くうはく)だけの 行(ぎょう)は つかいませんでした。",
        "en": "A line of spaces was left out; the original stops at it. Delete the line.",
    },
    "short_row": {
        "ja": "セルが {cells} 個で、見出しの {columns} 個より少ないので、"
        "足りない分は空としました。"
        "元のアプリは止まります。",
        "ja_easy": "セルが たりません。ないところは 空(から)と しました。",
        "en": "The row has {cells} cells, the header {columns}; the missing ones were taken as "
        "empty. The original stops at it.",
    },
    "extra_cells": {
        "ja": "「{cell}」には列の名前がないので、使えませんでした。見出しに名前を入れるか、"
        "消してください。",
        "ja_easy": "「{cell}」は つかえませんでした。",
        "en": "{cell} stands in a column without a name and could not be used. Name the column, "
        "or delete it.",
    },
    "unnamed_column": {
        "ja": "名前のない列に「{cell}」など {count} 個のセルがありますが、使えませんでした。"
        "見出しに名前を入れるか、消してください。",
        "ja_easy": "名前(なまえ)の ない 列(れつ)は つかえませんでした。",
        "en": "{count} cells such as {cell} stand in a column without a name and could not be "
        "used. Name the column, or delete it.",
    },
    "no_centre_column": {
        "ja": "2 列目がセンターでなく収集日なので、収集日として使いました。元のアプリは"
        "センターの名前と見ます。",
        "ja_easy": "2ばんめの 列(れつ)を ごみを あつめる 日(ひ)と 読(よ)みました。",
        "en": "The second column has days, not centres, and was used so; the original takes it "
        "for the centre's name.",
    },
    "beyond_max": {
        "ja": "元のアプリの設定(MaxDescription)より右の列です。ここでは使いました。",
        "ja_easy": "この 列(れつ)も つかいました。",
        "en": "The column lies beyond the original's setting (MaxDescription); here it is used.",
    },
    "no_description": {
        "ja": "「{cell}」の行が description.csv にありません。元のアプリは表示しません。"
        "行を足してください。",
        "ja_easy": "「{cell}」の 説明(せつめい)が ありません。",
        "en": "description.csv has no row for {cell}, so the original does not show it. Add "
        "the row.",
    },
    "centre_near": {
        "ja": "センター「{cell}」は「{read_as}」のことと読みました。名前をそろえてください。",
        "ja_easy": "センターの 名前(なまえ)を「{read_as}」と 読(よ)みました。",
        "en": "The centre {cell} was taken for {read_as}. Write the name alike in both files.",
    },
    "centre_unknown": {
        "ja": "センター「{cell}」が center.csv にないので、この地区の休みは分かりません。"
        "行を足すか、名前を直してください。",
        "ja_easy": "センター「{cell}」の 休(やす)みが わかりません。",
        "en": "center.csv has no centre {cell}, so this area's closures are not known. Add the "
        "row, "
        "or mend the name.",
    },
    "centres_blank": {
        "ja": "{count} 地区のセンターが空なので、center.csv の休みを使えません。"
        "センターの名前を入れてください。",
        "ja_easy": "{count}の ところの 休(やす)みが わかりません。",
        "en": "{count} areas name no centre, so the closures of center.csv cannot be used. "
        "Fill in the centre.",
    },
    "dates_while_closed": {
        "ja": "センターが休みの日の日付が {count} 件あります({text} など)。元のアプリと同じく"
        "残しました。収集があるか確かめてください。",
        "ja_easy": "センターが 休(やす)みの 日(ひ)に「あつめる」と あります({text})。",
        "en": "{count} dates lie on days on which the centre is closed, such as {text}. They were "
        "kept, as in the original; check whether anything is collected then.",
    },
    "closure_backwards": {
        "ja": "休みの終わりが始まりより前です({cell})。使えませんでした。直してください。",
        "ja_easy": "休(やす)みの 日(ひ)が おかしいです。つかえませんでした。",
        "en": "The closure ends before it begins ({cell}) and could not be used. Mend it.",
    },
    "closure_date": {
        "ja": "休みの日「{cell}」が読めないので、使えませんでした。2026/12/29 "
        "のように書いてください。",
        "ja_easy": "休(やす)みの 日(ひ)「{cell}」が 読(よ)めません。",
        "en": "The closure's date {cell} cannot be read. Write it as 2026/12/29.",
    },
    "closure_open": {
        "ja": "休みの始まりか終わりが空なので、使えませんでした。両方入れてください。",
        "ja_easy": "休(やす)みの 日(ひ)が たりません。",
        "en": "The closure lacks its first or last day and could not be used. Fill in both.",
    },
    "date_form": {
        "ja": "日付「{cell}」を {read_as} と読みました。元のアプリには 2026/12/29 の形で"
        "書いてください。",
        "ja_easy": "「{cell}」を {read_as} と 読(よ)みました。",
        "en": "The date {cell} was read as {read_as}. For the original write it as 2026/12/29.",
    },
    "no_header": {
        "ja": "見出しの行がないので、最初の行も中身として使いました。"
        "元のアプリは最初の行を捨てます。",
        "ja_easy": "はじめの 行(ぎょう)も つかいました。",
        "en": "There is no header, so the first row was used too; the original drops it.",
    },
    "item_without_name": {
        "ja": "品目の名前がない行なので、使えませんでした。名前を入れてください。",
        "ja_easy": "名前(なまえ)が ない 行(ぎょう)は つかえませんでした。",
        "en": "The row names no thing and could not be used. Fill in the name.",
    },
    "item_of_no_kind": {
        "ja": "「{text}」という分別がないので、{count} 品目を分別なしで残しました。元のアプリは"
        "表示しません。名前をそろえてください。",
        "ja_easy": "「{text}」という 分(わ)け方(かた)が ありません({count})。",
        "en": "There is no kind {text}; {count} things were kept without one. The original "
        "does not "
        "show them. Write the name as in description.csv.",
    },
    "item_without_label": {
        "ja": "分別が空の {count} 品目を分別なしで残しました。分別を入れてください。",
        "ja_easy": "分(わ)け方(かた)が ありません({count})。",
        "en": "{count} things name no kind and were kept without one. Fill it in.",
    },
    "item_comma": {
        "ja": '「,」で分かれた注意を 1 つにしました。「,」を含むセルは「"」で囲んでください。',
        "ja_easy": "「,」で わかれた ことばを 1つに しました。",
        "en": "A comma had cut the note in two; it was put together. Put cells with a comma into "
        "quotes.",
    },
    "notice_without_words": {
        "ja": "お知らせの内容がないので、使えませんでした。",
        "ja_easy": "お知(し)らせの ことばが ありません。",
        "en": "The notice has no words and could not be used.",
    },
    "notice_date": {
        "ja": "お知らせの日付「{cell}」が読めないので、いつも表示します。2026/12/29 のように"
        "書いてください。",
        "ja_easy": "お知(し)らせの 日(ひ)「{cell}」が 読(よ)めません。",
        "en": "The notice's date {cell} cannot be read, so it is always shown. Write it as "
        "2026/12/29.",
    },
    "no_file": {
        "ja": "このファイルがありません。元のアプリには必要です。",
        "ja_easy": "ファイルが ありません。",
        "en": "The file is not there. The original needs it.",
    },
    "encoding": {
        "ja": "文字コードは {encoding} でした。元のアプリは UTF-8 しか読めません。"
        "UTF-8 で保存してください。",
        "ja_easy": "文字(もじ)の コードは {encoding} でした。",
        "en": "The file is in {encoding}; the original reads UTF-8 only. Save it as UTF-8.",
    },
    "undecodable": {
        "ja": "読めない文字が {count} か所あり、「\ufffd」としました。"
        "元のファイルから UTF-8 で保存し直してください。",
        "ja_easy": "読(よ)めない 文字(もじ)が {count}こ あります。",
        "en": "{count} characters cannot be read; \ufffd stands for them. Save the file as UTF-8 "
        "again, from where it came.",
    },
    "other_delimiter": {
        "ja": "セルが「,」でなく「{text}」で区切られています。元のアプリは「,」しか知りません。",
        "ja_easy": "「{text}」で わけて 読(よ)みました。",
        "en": "Cells are cut by {text}, not by commas; the original knows commas only.",
    },
    "only_cr": {
        "ja": "行の終わりが CR だけなので、元のアプリは地区を 1 つも表示しません。"
        "改行を LF にしてください。",
        "ja_easy": "もとの アプリでは 読(よ)めない ファイルです。",
        "en": "Lines end with CR alone, so the original shows no area at all. Save with LF.",
    },
    "strict_no_file": {
        "ja": "このファイルがないと、元のアプリは地区を 1 つも表示しません。",
        "ja_easy": "ファイルが ないので、もとの アプリは うごきません。",
        "en": "Without this file the original shows no area at all. Add it.",
    },
    "strict_short_row": {
        "ja": "この行のセルが足りないので、元のアプリは地区を 1 つも表示しません。",
        "ja_easy": "セルが たりないので、もとの アプリは うごきません。",
        "en": "This row has too few cells, so the original shows no area at all. Fill it up.",
    },
    "strict_cell": {
        "ja": "この市のアプリは「{cell}」で止まり、この区の地区({count} 件)を 1 つも表示しません。"
        "曜日を 1 つの空白で区切って書いてください。",
        "ja_easy": "この まちの アプリは「{cell}」で とまります。",
        "en": "The city's own app stops at {cell} and shows none of the {count} areas of this "
        "district. Write weekdays with one space between them.",
    },
    "strict_no_district": {
        "ja": "「{cell}」は area_master.csv にないので、元のアプリはこの {count} 地区を"
        "表示しません。行を足してください。",
        "ja_easy": "「{cell}」が area_master.csv に ありません。",
        "en": "area_master.csv has no row for {cell}, so the original does not show these {count} "
        "areas. Add the row.",
    },
    "own_script": {
        "ja": "{text}のアプリは元のアプリと数え方が違うので、{text}のアプリが表示する日付と"
        "比べました。",
        "ja_easy": "{text}の アプリの 日(ひ)と くらべました。",
        "en": "The app of {text} counts in its own way; the days were compared with those it "
        "shows.",
    },
    "script_unsure": {
        "ja": "列かセルの書き方が元のアプリ(金沢市)のものではないので、この市のアプリは別の日付を"
        "表示しているかもしれません。金沢市のアプリの数え方と比べました。",
        "ja_easy": "この まちの アプリでは べつの 日(ひ)かもしれません。",
        "en": "Columns or cells are not made for the original app (Kanazawa's), so the city's own "
        "may show other days. They were compared with the way Kanazawa's counts.",
    },
}
