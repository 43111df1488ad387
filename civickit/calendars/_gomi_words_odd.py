"""What is said about 5374 cells and rows of which only a part is odd. Merged into `WORDS`."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "spaces_in_dates": {
        "ja": "空白が余分にあるので「{read_as}」と読みました。空白は半角 1 つにしてください。",
        "ja_easy": "空白(くうはく)が おおいです。「{read_as}」と 読(よ)みました。",
        "en": "Spaces too many, or not plain ones; read as {read_as}. Put one plain space between "
        "words.",
    },
    "aside": {
        "ja": "「{text}」は日付ではないので注意として残し、ほかを「{read_as}」と読みました。"
        "例外の日があれば、日付で書いてください。",
        "ja_easy": "「{text}」は 注意(ちゅうい)と しました。ほかは「{read_as}」と 読(よ)みました。",
        "en": "{text} is no day and was kept as a remark; the rest was read as {read_as}. Days "
        "that differ are to be written as dates.",
    },
    "year_slip": {
        "ja": "{before} の次に {text} があります。年の書き間違いではありませんか。"
        "元のアプリと同じく、そのまま使いました。",
        "ja_easy": "{before} の つぎが {text} です。年(ねん)を たしかめてください。",
        "en": "{text} follows {before}: is the year right? Both were used as they are, as the "
        "original does.",
    },
    "closure_every_year": {
        "ja": "休みの日に年がないので、毎年の休みとしました({cell})。元のアプリは休みにしません。"
        "2026/12/29 のように書いてください。",
        "ja_easy": "年(ねん)が ないので、毎年(まいとし)の 休(やす)みと しました。",
        "en": "The closure names no year and was taken for every year ({cell}); the original "
        "takes it for none. Write it as 2026/12/29.",
    },
    "row_comma": {
        "ja": "空白のはずのところが「,」でセルが多いので、1 つにつないで読みました。"
        "元のアプリでは右の列がずれます。",
        "ja_easy": "「,」を 空白(くうはく)と して 読(よ)みました。",
        "en": "A comma stands where a space is meant, so the row has a cell too many; put "
        "together. In the original the columns to the right are shifted.",
    },
    "same_row": {
        "ja": "同じ地区の同じ行がもう 1 つあるので、1 つにしました。行を消してください。",
        "ja_easy": "おなじ 行(ぎょう)が 2つ あります。1つと しました。",
        "en": "The same row stands there twice; one was kept. Delete the other.",
    },
    "header_of_days": {
        "ja": "1 行目が見出しでなく地区の行なので、種類の名前が分からず、この地区も使えません。"
        "「地名,センター,燃やすごみ,…」の行を上に足してください。",
        "ja_easy": "ごみの 種類(しゅるい)の 名前(なまえ)が ありません。",
        "en": "The first row is an area, not a header: the kinds have no names, and the area is "
        "lost. Put a row like 地名,センター,燃やすごみ,… above it.",
    },
    "lost_sign": {
        "ja": "名前の「?」は、文字コードを変えたときに失われた「～」などではありませんか。"
        "元のファイルと比べてください。",
        "ja_easy": "名前(なまえ)の「?」を たしかめてください:「{cell}」",
        "en": "Was the ? in the name another sign, like a dash, that was lost when the file was "
        "converted? Compare it with the file it came from.",
    },
    "heading_row": {
        "ja": "地区ではなく、下の地区の見出しと読みました。元のアプリは地区として表示します。",
        "ja_easy": "下(した)の 地区(ちく)の 見出(みだ)しと 読(よ)みました。",
        "en": "Read as a heading for the areas below it, not as an area; the original shows it as "
        "one.",
    },
    "file_not_read": {
        "ja": "このファイルは読んでいません。5374 の決まりにない名前です。",
        "ja_easy": "この ファイルは 読(よ)んでいません。",
        "en": "The file was not read: it is none of those that 5374 has.",
    },
    "moved_as_notice": {
        "ja": "振替は、どの地区のことか書いてないので、お知らせとして表示し、"
        "日付は変えませんでした。地区の日付は area_days.csv に書いてください。",
        "ja_easy": "お知(し)らせとして 見(み)せます。日(ひ)は かえていません。",
        "en": "Which areas it is about is not said, so it is shown as a notice and no day was "
        "changed. Write the days of the areas into area_days.csv.",
    },
    "description_near": {
        "ja": "「{cell}」の行は description.csv にありませんが、「{read_as}」のことと読みました。"
        "元のアプリは表示しません。名前をそろえてください。",
        "ja_easy": "「{cell}」は「{read_as}」の ことと 読(よ)みました。",
        "en": "description.csv has no row for {cell}; {read_as} was taken for it. The original "
        "does not show it. Write the name alike in both files.",
    },
    "item_label_near": {
        "ja": "「{text}」という分別はないので、{count} 品目を「{read_as}」と読みました。"
        "元のアプリは表示しません。名前をそろえてください。",
        "ja_easy": "「{text}」は「{read_as}」の ことと 読(よ)みました({count})。",
        "en": "There is no kind {text}; {count} things were taken for {read_as}. The original "
        "does not show them. Write the name alike in all files.",
    },
    "shifted": {
        "ja": "引用符の中の「,」を名前の一部と読みました。元のアプリではこの行の列がずれます。",
        "ja_easy": "もとの アプリでは 列(れつ)が ずれます。",
        "en": "A comma within quotes was read as part of the cell. In the original it shifts the "
        "columns of this row.",
    },
    "filler_date": {
        "ja": "「{text}」はまだ決まっていない日の代わりと読み、使いませんでした。"
        "決まったら、その日付を入れてください。",
        "ja_easy": "「{text}」は まだ きまっていない 日(ひ)と 読(よ)みました。",
        "en": "{text} was taken to stand for a day that is not fixed yet and was left out. When it "
        "is, write its date.",
    },
    "columns_moved": {
        "ja": "列の並びが違うので、見出しから「{read_as}」を地区とセンターの列として読みました。"
        "元のアプリは左から地区、センター、収集日の順に読みます。その順に並べてください。",
        "ja_easy": "列(れつ)の ならびが ちがいます。「{read_as}」を 地区(ちく)と "
        "センターの 列(れつ)と 読(よ)みました。",
        "en": "The columns stand in another order; by their names {read_as} was taken for the "
        "area and the centre. The original reads area, centre, then the kinds: put them so.",
    },
    "title_row": {
        "ja": "「{cell}」は見出しの上の題名と読み、使いませんでした。"
        "元のアプリは 1 行目を見出しとみます。この行を消してください。",
        "ja_easy": "「{cell}」は 題名(だいめい)と 読(よ)みました。つかいませんでした。",
        "en": "{cell} was taken for a title above the header and was not used. The original takes "
        "the first line for the header: delete this one.",
    },
    "note_row": {
        "ja": "「{cell}」は地区ではなく注記と読み、使いませんでした。元のアプリは地区として"
        "表示します。お知らせなら remarks.csv に書いてください。",
        "ja_easy": "「{cell}」は 地区(ちく)では ないと 読(よ)みました。つかいませんでした。",
        "en": "{cell} was taken for a note, not for an area, and was not used; the original shows "
        "it as an area. What people should know goes into remarks.csv.",
    },
    "no_days": {
        "ja": "「{cell}」には収集日が 1 つもありません。地区でなければ行を消し、"
        "地区なら収集日を入れてください。",
        "ja_easy": "「{cell}」には ごみを あつめる 日(ひ)が ありません。",
        "en": "{cell} has no day of any kind. Fill them in, or delete the row if it is no area.",
    },
    "description_lost": {
        "ja": "種類の名前がないか、上の行と同じ名前なので、この行の説明は使えませんでした。"
        "名前を直すか、1 行にまとめてください。",
        "ja_easy": "この 行(ぎょう)の 説明(せつめい)は つかえませんでした。",
        "en": "The row has no kind's name, or one that stands above, so that its words were not "
        "used. Mend the name, or put both into one row.",
    },
    "nothing_read": {
        "ja": "地区か、収集日の列が 1 つも読めません。1 行目を「地名,センター,燃やすごみ,…」とし、"
        "次の行から地区を書いて CSV(UTF-8)で保存してください。",
        "ja_easy": "地区(ちく)か ごみの 種類(しゅるい)が 1つも 読(よ)めません。",
        "en": "Not one area, or not one column of days, could be read. The first row is to be like "
        "地名,センター,燃やすごみ,… with an area in each row below; save it as CSV (UTF-8).",
    },
}
