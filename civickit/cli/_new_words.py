"""What `civickit new` asks and says, in Japanese and English."""

from __future__ import annotations

SAMPLE = "sample"
"""The word that asks for the sample data, where an answer must be given."""

WORDS: dict[str, dict[str, str]] = {
    "hello": {
        "ja": "新しいアプリを作ります。質問は 4 つまで。Enter で [ ] の答えになります。",
        "en": "A new app. Four questions at most; Enter takes the answer in [ ].",
    },
    "kind": {"ja": "どんなアプリを作りますか", "en": "What kind of app"},
    "kind_line": {"ja": "  {number}  {title}: {sentence}", "en": "  {number}  {title}: {sentence}"},
    "kind_again": {
        "ja": "「{answer}」という種類はありません。番号か、{names} で答えてください。",
        "en": "There is no kind {answer!r}. Answer with a number, or one of {names}.",
    },
    "name": {"ja": "アプリの名前", "en": "Name of the app"},
    "name_again": {"ja": "名前{problem}。", "en": "The name {problem}."},
    "folder": {
        "ja": "フォルダーの名前(半角の小文字。例: kita_map)",
        "en": "Name of its folder (small Latin letters, like kita_map)",
    },
    "folder_again": {"ja": "「{answer}」{problem}。", "en": "{answer!r} {problem}."},
    "there": {
        "ja": "{path} はもうあります。そのままにします。ほかの名前にしてください。",
        "en": "{path} is there already and stays as it is. Choose another name.",
    },
    "data": {
        "ja": "どのデータですか(ファイル、アドレス、civickit sources の名前。Enter で{sample})",
        "en": "Which data (a file, an address, a name of `civickit sources`; Enter: {sample})",
    },
    "sample": {"ja": "見本のデータ", "en": "sample data"},
    "data_again": {
        "ja": "「{answer}」というファイルも公開データもありません。名前を確かめてください。"
        "Enter なら見本のデータで始めます。",
        "en": "There is no file and no source {answer!r}. Check the name and the folder; "
        "Enter begins with sample data.",
    },
    "data_folder": {
        "ja": "どのデータですか(CSV のフォルダーか、その zip。Enter で{sample})",
        "en": "Which data (the folder of the CSVs, or a zip of it; Enter: {sample})",
    },
    "data_again_folder": {
        "ja": "「{answer}」というフォルダーも zip もありません。名前を確かめてください。"
        "Enter なら見本のデータで始めます。",
        "en": "There is no folder and no zip {answer!r}. Check the name; "
        "Enter begins with sample data.",
    },
    "data_is_folder": {
        "ja": "「{answer}」はフォルダーです。中のファイルを 1 つ選んでください"
        "(ごみの収集日の CSV なら、種類は calendar_app です)。Enter なら見本のデータで始めます。",
        "en": "{answer!r} is a folder. Name one file in it (for CSVs of collection days the kind "
        "is calendar_app); Enter begins with sample data.",
    },
    "data_streets": {
        "ja": "どの道路ですか(GeoJSON の線か OpenStreetMap のファイル。Enter で{sample})",
        "en": "Which streets (GeoJSON lines or a file of OpenStreetMap; Enter: {sample})",
    },
    "choice_again": {
        "ja": "「{answer}」は選べません。番号か、{names} で答えてください。",
        "en": "{answer!r} is none of them. Answer with a number, or one of {names}.",
    },
    "language": {"ja": "プロジェクトの言語(ja か en)", "en": "Language of the project (ja or en)"},
    "language_again": {
        "ja": "「{answer}」は選べません。ja か en で答えてください。",
        "en": "{answer!r} is none of them. Answer ja or en.",
    },
    "licence": {
        "ja": "このデータのライセンスが分かりません。どれですか",
        "en": "The licence of this data is not known. Which is it",
    },
    "number": {"ja": "番号", "en": "Number"},
    "licence_other": {"ja": "ほか(そのまま書く)", "en": "another (type it)"},
    "licence_unknown": {"ja": "分からない", "en": "not known"},
    "licence_again": {
        "ja": "「{answer}」は選べません。番号で答えてください。",
        "en": "{answer!r} is none of them. Answer with a number.",
    },
    "licence_text": {"ja": "ライセンスの名前", "en": "Name of the licence"},
    "text_again": {"ja": "その答え{problem}。", "en": "That answer {problem}."},
    "reading": {"ja": "読んでいます", "en": "reading"},
    "installing": {"ja": "インストールしています", "en": "installing"},
    "installed": {"ja": "インストールしました。開きます。", "en": "Installed. Opening it."},
    "read": {"ja": "データ: {name}", "en": "Data: {name}"},
    "taken_sure": {
        "ja": "  「{title}」({schema})として読みました。理由: {why}",
        "en": "  read as: {title} ({schema}), because of {why}",
    },
    "taken_told": {
        "ja": "  「{title}」({schema})として読みました。",
        "en": "  read as: {title} ({schema})",
    },
    "taken_any": {
        "ja": "  合う標準データセットがないので、そのまま使います。",
        "en": "  no standard dataset fits, so it is taken as it is.",
    },
    "taken_places": {
        "ja": "  どのデータセットか決められないので、場所の一覧「{title}」({schema})とみます。",
        "en": "  which dataset it is was not clear; read as a list of places: {title} ({schema})",
    },
    "counts": {
        "ja": "  {rows} 行: 使える {kept}(うち直した {repaired})、使えない {refused}",
        "en": "  {rows} rows: {kept} kept ({repaired} of them repaired), {refused} refused",
    },
    "rows_only": {"ja": "  {rows} 行", "en": "  {rows} rows"},
    "report": {
        "ja": "{rows} 行のうち {kept} 行を使います(直した行 {repaired}、使えない行 {refused})。",
        "en": "Of {rows} rows {kept} are used ({repaired} of them repaired), {refused} are not.",
    },
    "problem": {
        "ja": "  - {lines}、{column}「{value}」: {action}({message})",
        "en": "  - {lines}, {column} {value!r}: {action} ({message})",
    },
    "more_problems": {
        "ja": "  ほかに {count} 件。すべて見るには: {check}",
        "en": "  and {count} more. To see them all: {check}",
    },
    "centre": {
        "ja": "  地図の中心は 緯度 {lat:.5f}、経度 {lon:.5f}。{points} か所を載せます。",
        "en": "  the map is centred on lat {lat:.5f}, lon {lon:.5f} and shows {points} places.",
    },
    "city_gomi5374": {
        "ja": "  5374(ゴミナシ)の CSV として読みました。",
        "en": "  read as: the CSVs of 5374",
    },
    "city_native": {
        "ja": "  このキットの形の CSV(collection.csv)として読みました。",
        "en": "  read as: the kit's own CSVs (collection.csv)",
    },
    "city_size": {
        "ja": "  地区 {areas}、種類 {kinds}、品目 {items}",
        "en": "  {areas} areas, {kinds} kinds, {items} things to throw away",
    },
    "city_counts": {
        "ja": "  {read} 個のセル: そのまま {kept}、直した {repaired}、疑わしい {doubtful}、"
        "使えない {refused}",
        "en": "  {read} cells: {kept} as they are, {repaired} repaired, {doubtful} doubtful, "
        "{refused} refused",
    },
    "city_cell": {
        "ja": "  - {file} {line} 行目、{header}「{cell}」: {fate}({message})",
        "en": "  - {file} line {line}, {header} {cell!r}: {fate} ({message})",
    },
    "city_column": {"ja": "{number} 列目", "en": "column {number}"},
    "city_row": {
        "ja": "  - {file} {line} 行目: {fate}({message})",
        "en": "  - {file} line {line}: {fate} ({message})",
    },
    "city_file": {
        "ja": "  - {file}: {fate}({message})",
        "en": "  - {file}: {fate} ({message})",
    },
    "city_ends": {
        "ja": "  収集日が分かるのは {day} まで。その前に新しい CSV が要ります。",
        "en": "  the days are known until {day}; newer files are needed before that.",
    },
    "city_ended": {
        "ja": "  収集日は {day} で終わっています。新しい CSV がないと、予定は出ません。",
        "en": "  the days ended on {day}: without newer files the calendar stays empty.",
    },
    "city_report": {
        "ja": "{read} 個のセルのうち、そのまま使うもの {kept}、直したもの {repaired}、"
        "疑わしいもの {doubtful}、使えないもの {refused}。",
        "en": "Of {read} cells {kept} are used as they are, {repaired} were repaired, {doubtful} "
        "are doubtful, {refused} cannot be used.",
    },
    "streets_size": {
        "ja": "  道路 {streets} 本({lines} 本の線、{km} km)として読みました。",
        "en": "  read as: {streets} streets ({lines} lines, {km} km)",
    },
    "streets_left": {
        "ja": "  - 使わなかったもの {count}: {why}",
        "en": "  - left out, {count}: {why}",
    },
    "streets_centre": {
        "ja": "  真ん中は 緯度 {lat:.5f}、経度 {lon:.5f}。",
        "en": "  the middle is lat {lat:.5f}, lon {lon:.5f}.",
    },
    "streets_zone": {
        "ja": "  - 日本の外です。civic.toml の [place] zone を、そのまちの時間帯にしてください。",
        "en": "  - outside Japan: write the town's own time zone into civic.toml, [place] zone.",
    },
    "streets_report": {
        "ja": "道路 {streets} 本({lines} 本の線、{km} km)を使います。使わなかったもの {left_out}。",
        "en": "{streets} streets ({lines} lines, {km} km) are used; {left_out} were left out.",
    },
    "licence_is": {"ja": "  ライセンス: {licence}", "en": "  licence: {licence}"},
    "licence_missing": {
        "ja": "  ライセンス: 分かりません。公開する前に持ち主に聞いてください(DATA.md)。",
        "en": "  licence: not known. Ask whoever it belongs to before you publish it (DATA.md).",
    },
    "unusable": {
        "ja": "データ「{name}」は使えませんでした: {why}",
        "en": "The data {name!r} could not be used: {why}",
    },
    "no_positions": {
        "ja": "地図に載せられる位置(緯度・経度)のある行がありません({rows} 行を読みました)。",
        "en": "no row has a position that can be put on a map ({rows} rows read).",
    },
    "come_back": {
        "ja": "見本のデータで作りました。自分のデータにするには:",
        "en": "The project begins with sample data. To come back to your own:",
    },
    "come_check": {
        "ja": "  1. {command} で問題を見る(位置の列は --map lat=列 --map lon=列 で教えられます)",
        "en": "  1. {command} says what is wrong (columns are named with --map lat=COLUMN "
        "--map lon=COLUMN)",
    },
    "come_get": {
        "ja": "  1. {command} で取り込む(ネットワークがあるときに)",
        "en": "  1. {command} fetches it (when there is a network)",
    },
    "come_edit": {
        "ja": "  2. ファイルを {folder} に置き、{toml} の {line} 行目を "
        'path = "data/ファイル名" に、schema を check が言った名前にする',
        "en": "  2. put the file into {folder} and change line {line} of {toml} to "
        'path = "data/FILE", and schema to the name that check said',
    },
    "come_check_folder": {
        "ja": "  1. {command} で問題を見る",
        "en": "  1. {command} says what is wrong",
    },
    "come_edit_folder": {
        "ja": '  2. CSV を {folder} に置き、{toml} の {line} 行目を path = "data" にする',
        "en": '  2. put the CSVs into {folder} and change line {line} of {toml} to path = "data"',
    },
    "come_check_streets": {
        "ja": "  1. ファイルを直す(GeoJSON の線か OpenStreetMap。道路の番号の項目は --map id=項目)",
        "en": "  1. mend the file (GeoJSON lines or OpenStreetMap; --map id=PROPERTY names the "
        "property with the street's id)",
    },
    "come_edit_streets": {
        "ja": "  2. {folder} に置き、{toml} の {line} 行目を "
        'path = "data/ファイル名"、次の行を id_property = "項目" にする',
        "en": "  2. put it into {folder} and change line {line} of {toml} to "
        'path = "data/FILE", the next to id_property = "PROPERTY"',
    },
    "come_run": {"ja": "  3. {run} で見る", "en": "  3. look at it: {run}"},
    "missing": {
        "ja": "答えが足りません: {flags}。--yes をつけると、残りはおまかせになります。",
        "en": "Nobody is there to be asked. Give {flags}, or take the defaults with --yes.",
    },
    "needs_slug": {
        "ja": "フォルダーの名前を --slug で教えてください(半角の小文字。例: --slug kita_map)。",
        "en": "Name the folder with --slug, in small Latin letters, like --slug kita_map.",
    },
    "goes_with": {
        "ja": "{flag} は {other} と一緒に使います。",
        "en": "{flag} goes with {other}.",
    },
    "no_columns": {
        "ja": "--map は表のためのものです。ごみカレンダーの CSV の列は決まっています。",
        "en": "--map is for tables; the columns of a garbage calendar's CSVs are known.",
    },
    "only_id": {
        "ja": "道路のファイルでは --map id=項目 だけが使えます(道路の番号の項目)。",
        "en": "For streets --map knows only id=PROPERTY: the property with a street's own id.",
    },
    "made": {"ja": "できました: {path}", "en": "Made: {path}"},
    "with_sample": {
        "ja": "今は見本のデータです。自分のデータにする方法は DATA.md にあります。",
        "en": "It shows sample data. DATA.md says how to use your own.",
    },
    "next": {"ja": "次にすること", "en": "What to do next"},
}


def say(key: str, lang: str, **values: object) -> str:
    return WORDS[key][lang].format(**values)
