"""What the checks say, in Japanese and English: what was found, and what to do."""

from __future__ import annotations

from civickit.ship._city_words import CITY

NAMES: dict[str, dict[str, str]] = {
    "page": {"ja": "最初のページ", "en": "First page"},
    "health": {"ja": "動作確認のパス", "en": "Health path"},
    "sample": {"ja": "見本のデータ", "en": "Sample data"},
    "licence": {"ja": "ライセンス", "en": "Licence"},
    "attribution": {"ja": "出典", "en": "Attribution"},
    "date": {"ja": "データの日付", "en": "Date of the data"},
    "data_file": {"ja": "データファイル", "en": "Data file"},
    "placeholders": {"ja": "書きかけ", "en": "Placeholders"},
    "privacy": {"ja": "プライバシー", "en": "Privacy"},
    "contact": {"ja": "連絡先", "en": "Contact"},
    "secrets": {"ja": "秘密", "en": "Secrets"},
    "debug": {"ja": "デバッグ", "en": "Debug"},
    "elsewhere": {"ja": "外部との通信", "en": "Other origins"},
    "browser": {"ja": "ブラウザーで見る", "en": "In a browser"},
    "tests": {"ja": "テスト", "en": "Tests"},
}

Words = dict[str, tuple[str, str]]

PAGE: dict[str, Words] = {
    "page": {"ja": ("開けます。", ""), "en": ("opens.", "")},
    "page_failed": {
        "ja": ("開けません: {why}", "civickit run で起こし、出た言葉のとおりに直してください。"),
        "en": ("does not open: {why}", "Start it with civickit run and mend what it says."),
    },
    "no_page": {
        "ja": ("調べていません。最初のページが開けないためです。", "先にページを直してください。"),
        "en": ("not checked, because the first page does not open.", "Mend the page first."),
    },
    "healthy": {"ja": ("{path} が答えます。", ""), "en": ("{path} answers.", "")},
    "unhealthy": {
        "ja": (
            "{path} の答えは {status}。",
            "200 で答えるようにしてください。equip(app, …) が作ります。",
        ),
        "en": ("{path} answers {status}.", "Let it answer 200; equip(app, …) adds it."),
    },
    "nothing_taken": {
        "ja": ("位置も報告も受け取りません。", ""),
        "en": ("takes neither positions nor reports.", ""),
    },
    "privacy": {
        "ja": ("受け取るもの({taken})の説明があります。", ""),
        "en": ("the page says what becomes of what it takes ({taken}).", ""),
    },
    "no_privacy": {
        "ja": (
            "{taken} を受け取りますが、どう扱うかの説明がありません。",
            '何を、どこに、いつまで残すかを、最初のページの class="privacy" に書いてください。',
        ),
        "en": (
            "it takes {taken}, but the page does not say what becomes of it.",
            (
                "Say on the first page what is taken, where it is kept and how long, "
                'in an element with class="privacy".'
            ),
        ),
    },
    "contact": {"ja": ("{url}", ""), "en": ("{url}", "")},
    "no_contact": {
        "ja": (
            "データの誤りを知らせる先がありません。",
            "civic.toml の [contact] url に mailto: か https: の宛先を書いてください。",
        ),
        "en": (
            "nobody is named to tell of errors in the data.",
            "Write a mailto: or https: address into [contact] url of civic.toml.",
        ),
    },
    "own_origin": {
        "ja": ("ページは自分のサーバーからだけ読みます。", ""),
        "en": ("the page loads only from its own server.", ""),
    },
    "elsewhere": {
        "ja": (
            "ページがほかのサーバーから読みます: {hosts}",
            "ファイルを static/ に置くか、読む人のことがそこへ伝わると書いてください。",
        ),
        "en": (
            "the page loads from other servers: {hosts}",
            "Put the files into static/, or do without: those servers learn who reads the page.",
        ),
    },
    "accessible": {
        "ja": ("本物のブラウザーで、外部との通信も axe の指摘もありません。", ""),
        "en": ("a real browser asked nobody else, and axe found nothing.", ""),
    },
    "inaccessible": {
        "ja": (
            "axe の指摘があります: {faults}",
            "https://dequeuniversity.com/rules/axe/ で名前を引くと、直し方があります。",
        ),
        "en": (
            "axe found: {faults}",
            "https://dequeuniversity.com/rules/axe/ says of each name how to mend it.",
        ),
    },
    "no_packages": {
        "ja": (
            "調べていません。{names} が入っていないためです。",
            "pip install playwright axe-playwright-python をしてから、もう一度どうぞ。",
        ),
        "en": (
            "not checked, because {names} is not installed.",
            "pip install playwright axe-playwright-python, and check again.",
        ),
    },
    "no_browser": {
        "ja": (
            "調べていません。ブラウザーが動かないためです: {why}",
            "Chromium を入れるか、playwright install chromium をしてください。",
        ),
        "en": (
            "not checked, because no browser starts: {why}",
            "Install Chromium, or run: playwright install chromium.",
        ),
    },
    "browser_streamlit": {
        "ja": (
            "調べていません。Streamlit のページは、動いているサーバーがないと開けないためです。",
            "streamlit run app.py で開き、キーボードだけで使えることを見てください。",
        ),
        "en": (
            "not checked, because a Streamlit page needs its running server.",
            "Open it with streamlit run app.py, and use it with the keyboard alone.",
        ),
    },
}

DATA: dict[str, Words] = {
    "own_data": {"ja": ("{title} を見せています。", ""), "en": ("shows: {title}", "")},
    "sample_town": {
        "ja": (
            "架空の見本データを見せています。",
            "civic.toml の [data] path にあなたのまちのファイルを書き、fictional の行は消します。",
        ),
        "en": (
            "shows fictional sample data.",
            "Name your town's file in [data] path of civic.toml; take out a line `fictional`.",
        ),
    },
    "no_licence": {
        "ja": (
            "データのライセンスが書かれていません。",
            "公開元のページで確かめ、civic.toml の [data] licence に書いてください。",
        ),
        "en": (
            "the licence of the data is not given.",
            "Look it up where the data is published; write it into [data] licence of civic.toml.",
        ),
    },
    "hidden_licence": {
        "ja": (
            "{value} が最初のページに出ていません。",
            "ページの下の「データについて」に出してください。",
        ),
        "en": ("{value} is not on the first page.", "Show it in the page's footer."),
    },
    "shown_licence": {"ja": ("{value}", ""), "en": ("{value}", "")},
    "no_attribution": {
        "ja": (
            "だれのデータかが書かれていません。",
            "公開元が求める書き方で、civic.toml の [data] attribution に書いてください。",
        ),
        "en": (
            "whose data it is, is not given.",
            "Write it as the publisher asks into [data] attribution of civic.toml.",
        ),
    },
    "hidden_attribution": {
        "ja": (
            "{value} が最初のページに出ていません。",
            "ページの下の「データについて」に出してください。",
        ),
        "en": ("{value} is not on the first page.", "Show it in the page's footer."),
    },
    "shown_attribution": {"ja": ("{value}", ""), "en": ("{value}", "")},
    "no_date": {
        "ja": (
            "データの日付が分かりません。",
            "いつのものか確かめ、civic.toml の [data] date に 2026-04-01 のように書いてください。",
        ),
        "en": (
            "the date of the data is not known.",
            "Find out how old it is; write it into [data] date of civic.toml, like 2026-04-01.",
        ),
    },
    "hidden_date": {
        "ja": (
            "{value} が最初のページに出ていません。",
            "ページの下の「データについて」に出してください。",
        ),
        "en": ("{value} is not on the first page.", "Show it in the page's footer."),
    },
    "shown_date": {"ja": ("{value}", ""), "en": ("{value}", "")},
    "no_data_file": {
        "ja": ("調べていません。自分のファイルがまだないためです。", ""),
        "en": ("not checked, because there is no file of your own yet.", ""),
    },
    "data_file_gone": {
        "ja": (
            "{path} がありません。",
            "ファイルをプロジェクトに置くか、civic.toml の [data] path を直してください。",
        ),
        "en": (
            "{path} is not there.",
            "Put the file into the project, or correct [data] path in civic.toml.",
        ),
    },
    "data_file_unreadable": {
        "ja": (
            "{path} を読めません: {why}",
            "civickit check {path} で何が足りないかが分かります。",
        ),
        "en": ("{path} cannot be read: {why}", "civickit check {path} says what is missing."),
    },
    "no_row_kept": {
        "ja": (
            "{path} の {rows} 行は、どれも使えません。",
            "civickit check {path} で理由を見てください。",
        ),
        "en": ("none of the {rows} rows of {path} can be used.", "See why: civickit check {path}"),
    },
    "rows_refused": {
        "ja": (
            "{path} の {rows} 行のうち {refused} 行は使えません。",
            "civickit check {path} で行と理由を見て、元の資料を直してください。",
        ),
        "en": (
            "of {rows} rows in {path}, {refused} cannot be used.",
            "civickit check {path} lists them; correct them in the original.",
        ),
    },
    "rows_kept": {
        "ja": ("{path} の {rows} 行をすべて使えます。", ""),
        "en": ("all {rows} rows of {path} can be used.", ""),
    },
    "streets_unreadable": {
        "ja": (
            "{path} を道路として読めません: {why}",
            "civic.toml の [data] path か id_property を直すか、ファイルを取り直してください。",
        ),
        "en": (
            "{path} cannot be read as streets: {why}",
            "Correct [data] path or id_property in civic.toml, or get the file anew.",
        ),
    },
    "streets_left_out": {
        "ja": (
            "{path} の道 {streets} 本を使います。使えない線が {left_out} 本あります。",
            "地図を開いて、欠けている道がないか見てください。",
        ),
        "en": (
            "{streets} streets of {path} are used, and {left_out} of its lines are not.",
            "Open the map and see whether streets are missing.",
        ),
    },
    "streets_kept": {
        "ja": ("{path} の道 {streets} 本をすべて使えます。", ""),
        "en": ("all {streets} streets of {path} can be used.", ""),
    },
}

CODE: dict[str, Words] = {
    "secrets": {
        "ja": (
            "秘密らしいものがあります: {places}",
            (
                "そのパスワードや鍵を無効にして作り直し、ファイルから消し、環境変数で渡してください。"
                "git の履歴にも残っています。"
            ),
        ),
        "en": (
            "looks like secrets: {places}",
            (
                "Revoke them and make new ones, take them out of the files, hand them over in the "
                "environment. The history of git has them too."
            ),
        ),
    },
    "no_secrets": {
        "ja": ("{count} 個のファイルに見つかりません(git の履歴は調べていません)。", ""),
        "en": ("none found in {count} files (the history of git was not searched).", ""),
    },
    "placeholders": {
        "ja": (
            "書かれていないところがあります: {places}",
            "自分の言葉で書くか、その行を消してください。",
        ),
        "en": ("nobody wrote these yet: {places}", "Write them in your own words, or delete them."),
    },
    "todo": {
        "ja": (
            "まだ手が付いていません: {places}",
            "自分の言葉で書くか、終わらせるか、消してください。",
        ),
        "en": ("nobody has got to these: {places}", "Write them, finish them, or delete them."),
    },
    "no_placeholders": {"ja": ("残っていません。", ""), "en": ("none left.", "")},
    "debug": {
        "ja": (
            "デバッグが有効です: {places}",
            "消してください。デバッガーは、だれにでもサーバーの中を触らせます。",
        ),
        "en": ("debugging is on: {places}", "Take it out: a debugger lets strangers run code."),
    },
    "no_debug": {"ja": ("切れています。", ""), "en": ("is off.", "")},
    "tests": {"ja": ("{names}", ""), "en": ("{names}", "")},
    "no_tests": {
        "ja": (
            "テストがありません。",
            "test_app.py に、最初のページが開くことだけでも書いてください。",
        ),
        "en": ("there are none.", "Write a test_app.py; that the first page opens is a beginning."),
    },
}

WORDS = PAGE | DATA | CITY | CODE
