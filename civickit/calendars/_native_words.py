"""What is said about the rows of the native format. Merged into `findings.WORDS`."""

from __future__ import annotations

from collections.abc import Mapping

from civickit.calendars._gomi_write_words import WORDS as OF_5374

WORDS: Mapping[str, Mapping[str, str]] = {
    **OF_5374,
    "unreadable_file": {
        "ja": "このファイルは表として読めません({reason})。CSV か XLSX で保存し直してください。",
        "en": "This file cannot be read as a table ({reason}). Save it again as CSV or XLSX.",
    },
    "no_column": {
        "ja": "列「{wanted}」がないので、このファイルは使えません。ある列: {found}",
        "en": "There is no column {wanted}, so the file cannot be used. Its columns: {found}",
    },
    "file_unused": {
        "ja": "このファイルは読んでいません。読むのは {known} で、同じ名前が 2 つあれば "
        "CSV だけです。",
        "en": "The file was not read. Read are {known}; of two files of one name only the CSV.",
    },
    "sheets_left_out": {
        "ja": "シート「{name}」だけを読みました。ほかのシート({sheets})に行があれば、"
        "1 枚のシートにまとめてください。",
        "en": "Only the sheet {name} was read. If there are rows in the others ({sheets}), put "
        "all of them into one sheet.",
    },
    "no_rows": {
        "ja": "見出しの下に行が 1 つもありません。地区、種類、収集日の行を書いてください。",
        "en": "There is not one row below the header. Write rows of area, kind and days.",
    },
    "column_unused": {
        "ja": "この列は使いません。列の名前を確かめてください。",
        "en": "This column is not used. See that its name is right.",
    },
    "line_left_out": {
        "ja": "この行は表の見出しや注釈とみて、使いませんでした。"
        "表の行なら、最初の文字を「#」以外にしてください。",
        "en": "This line was taken for a title or a comment and was not used. A row may not begin "
        "with #.",
    },
    "stray_quote": {
        "ja": '閉じていない引用符「"」があるので、ふつうの文字として読みました。',
        "en": "A quote is opened and never closed; it was read as a plain character.",
    },
    "too_many_cells": {
        "ja": "セルが {cells} 個あり、見出しの {columns} 個より多いです。"
        '「,」を含むセルは「"」で囲むか、日付は空白で区切ってください。',
        "en": "The row has {cells} cells, the header {columns}. Put cells with a comma into "
        "quotes, or spaces between dates.",
    },
    "empty_cell": {
        "ja": "「{wanted}」が空です。入れてください。",
        "en": "{wanted} is empty. Fill it in.",
    },
    "same_id": {
        "ja": "番号「{name}」は上の行にもあります。別の番号にしてください。",
        "en": "The id {name} stands in a row above too. Give this row another.",
    },
    "id_made": {
        "ja": "番号は英数字と「-」だけにしてください。それまでは仮の番号を使います。",
        "en": "An id is letters, digits and `-`. Until then one made from it is used.",
    },
    "id_empty": {
        "ja": "番号が空なので、名称から作りました。名称を変えると番号も変わり、"
        "購読の登録が切れます。",
        "en": "The id is empty; one was made from the name. When the name changes so does the id, "
        "and subscriptions end.",
    },
    "area_name_twice": {
        "ja": "同じ名称の地区がほかにもあります。両方を別の地区として使います。",
        "en": "Another area has the same name. Both are kept, apart.",
    },
    "bad_colour": {
        "ja": "色は #b3261e のように書いてください。色なしで使います。",
        "en": "A colour is written as #b3261e. None is used.",
    },
    "unknown_area": {
        "ja": "「{name}」という地区は areas.csv にありません。もしかして「{close}」ですか。",
        "en": "areas.csv has no area {name}. Did you mean {close}?",
    },
    "unknown_kind": {
        "ja": "「{name}」という種類は kinds.csv にありません。もしかして「{close}」ですか。",
        "en": "kinds.csv has no kind {name}. Did you mean {close}?",
    },
    "no_area": {
        "ja": "「{name}」という地区は areas.csv にありません。areas.csv に加えてください。",
        "en": "areas.csv has no area {name}. Add it there.",
    },
    "no_kind": {
        "ja": "「{name}」という種類は kinds.csv にありません。kinds.csv に加えてください。",
        "en": "kinds.csv has no kind {name}. Add it there.",
    },
    "no_areas_file": {
        "ja": "areas.csv がないので、collection.csv に書かれた地区を使います。"
        "書きまちがいは別の地区になります。",
        "en": "There is no areas.csv, so the areas are those that collection.csv names. A typing "
        "error makes another area.",
    },
    "no_kinds_file": {
        "ja": "kinds.csv がないので、collection.csv に書かれた種類を使います。"
        "書きまちがいは別の種類になります。",
        "en": "There is no kinds.csv, so the kinds are those that collection.csv names. A typing "
        "error makes another kind.",
    },
    "unknown_centre": {
        "ja": "施設「{name}」の地区は areas.csv にありません。",
        "en": "No area in areas.csv has the centre {name}.",
    },
    "which_area": {
        "ja": "「{name}」という地区が {ids} の複数あります。番号で書いてください。",
        "en": "Several areas are called {name}: {ids}. Write the id.",
    },
    "which_kind": {
        "ja": "「{name}」という種類が {ids} の複数あります。番号で書いてください。",
        "en": "Several kinds are called {name}: {ids}. Write the id.",
    },
    "bad_rule": {
        "ja": "「{part}」が読めません。「毎週 月・木」「第2・第4 水」「隔週 2026-04-06から」"
        "または日付で書いてください。",
        "en": "{part!r} cannot be read. Write 毎週 月・木 (Mon, Thu), 第2・第4 水 (2nd 4th Wed), "
        "隔週 2026-04-06から (every 2 weeks from …), or dates.",
    },
    "weeks_apart": {
        "ja": "「おき」は二通りに読めます。「2週ごと 2026-04-06から」のように書いてください。",
        "en": "おき can be read in two ways. Write 2週ごと 2026-04-06から (every 2 weeks from …).",
    },
    "bad_months": {
        "ja": "「{part}」は月として読めません。「4月～11月」「5、7、9」のように書いてください。",
        "en": "{part!r} is no month. Write Apr-Nov, or 5, 7, 9; spreadsheets make a day of 4-11.",
    },
    "bad_date": {
        "ja": "「{part}」は日付として読めないか、暦にない日です。2026-04-01 のように書いて"
        "ください。年のない日付は、開始日と終了日が1年以内のときだけ使えます。",
        "en": "{part!r} is no date, or a day that is not in the calendar. Write 2026-04-01. A date "
        "without a year needs a row that holds for a year or less.",
    },
    "ends_before": {
        "ja": "終了日 {last} が開始日 {first} より前です。",
        "en": "It ends on {last}, before it begins on {first}.",
    },
    "year_guessed": {
        "ja": "年のない日付は、開始日から終了日までの日として読みました。",
        "en": "Dates without a year were read as days between from and until.",
    },
    "weekday_differs": {
        "ja": "書かれた曜日と日付の曜日が違います。日付のとおりにしました。",
        "en": "The weekday written is not that of the date. The date was taken.",
    },
    "dates_outside": {
        "ja": "{part} は開始日から終了日まで、または「月」の列の月に入らないので、使いません。",
        "en": "{part} is before from, after until or in none of the row's months; it is not used.",
    },
    "rule_twice": {
        "ja": "同じ収集日が上の行にもあります。",
        "en": "The same days stand in a row above too.",
    },
    "periods_overlap": {
        "ja": "同じ地区と種類の上の行と、期間が重なっています。両方の日に収集します。"
        "曜日が変わるときは、古い行に終了日を入れてください。",
        "en": "A row above holds for the same area and kind at the same time; both are collected. "
        "Where the day changes, give the old row its last day.",
    },
    "bad_change": {
        "ja": "変更は {known} のどれかで書いてください。",
        "en": "A change is one of {known}.",
    },
    "closed_too_long": {
        "ja": "{days} 日の休みは長すぎます。日付を確かめてください。"
        "なくなる収集は collection.csv の終了日で止めます。",
        "en": "{days} days are too long for a closure. See the dates; what is given up ends by "
        "its last day in collection.csv.",
    },
    "one_day_only": {
        "ja": "「{change}」は1日ずつ書きます。終了日は「休み」だけに使います。",
        "en": "{change} is for one day. Only closures have a last day.",
    },
    "moved_where": {
        "ja": "振替日が空です。",
        "en": "The day it moves to is empty.",
    },
    "moved_far": {
        "ja": "{days} 日離れた日への振替です。年や月を確かめてください。",
        "en": "The day it moves to is {days} days away. See the year and the month.",
    },
    "closings_mixed": {
        "ja": "同じ地区と種類に「定期休み」と「翌週へ」の両方があります。先のほうに合わせます。",
        "en": "The same area and kind has both 定期休み and 翌週へ. The first one counts.",
    },
    "nothing_that_day": {
        "ja": "その日に収集の予定はありません。日付、地区、種類を確かめてください。",
        "en": "Nothing would be collected that day. See the date, the area and the kind.",
    },
    "area_without_days": {
        "ja": "collection.csv にこの地区の行がありません。",
        "en": "collection.csv has no row for this area.",
    },
    "item_kind_none": {
        "ja": "「{name}」という種類はありません。品名と書かれた種類だけを見せます。",
        "en": "There is no kind {name}. The item is shown with that word.",
    },
    "item_kind_unknown": {
        "ja": "「{name}」という種類はありません。もしかして「{close}」ですか。"
        "品名と書かれた種類だけを見せます。",
        "en": "There is no kind {name}. Did you mean {close}? The item is shown with that word.",
    },
    "outlines_unreadable": {
        "ja": "地区の範囲のファイルが読めません({reason})。GeoJSON(UTF-8)で保存し直してください。",
        "en": "The outlines of the areas cannot be read ({reason}). Save them again as GeoJSON.",
    },
    "outlines_too_many": {
        "ja": "地区の範囲の点が {most} 個を超えます。形を簡単にしてください。",
        "en": "The outlines have more than {most} corners. Make their shapes simpler.",
    },
    "outline_unknown": {
        "ja": "「{name}」という地区はありません。この範囲は使いません。",
        "en": "There is no area {name}; its outline is not used.",
    },
    "outline_broken": {
        "ja": "「{name}」の範囲は多角形ではないか、壊れています。使いません。",
        "en": "The outline of {name} is no polygon, or broken; it is not used.",
    },
}
