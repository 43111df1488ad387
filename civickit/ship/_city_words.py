"""What the check of a calendar's folder says: what was found, and what to do."""

from __future__ import annotations

CITY: dict[str, dict[str, tuple[str, str]]] = {
    "data_folder_gone": {
        "ja": (
            "フォルダー {path} がありません。",
            "CSV のフォルダーをプロジェクトに置くか、civic.toml の [data] path を直してください。",
        ),
        "en": (
            "the folder {path} is not there.",
            "Put the folder of CSVs into the project, or correct [data] path in civic.toml.",
        ),
    },
    "days_over": {
        "ja": (
            "{day} で収集日が終わっている地区があります。予定は空のままです。",
            "新しい CSV を市からもらい、{path} に置いてください。",
        ),
        "en": (
            "the days of at least one area ended on {day}: its calendar is empty.",
            "Get newer CSVs from the city and put them into {path}.",
        ),
    },
    "days_end": {
        "ja": (
            "まもなく、{day} で収集日が終わる地区があります。",
            "新しい CSV を市からもらい、その日までに {path} に置いてください。",
        ),
        "en": (
            "soon, on {day}, the days of at least one area end.",
            "Get newer CSVs from the city and put them into {path} before that day.",
        ),
    },
    "cells_refused": {
        "ja": (
            "{path} のセル {cells} 個のうち {refused} 個は使えません(地区 {areas})。",
            "civickit check {path} で場所と理由を見て、元の CSV を直してください。",
        ),
        "en": (
            "of {cells} cells in {path}, {refused} cannot be used ({areas} areas).",
            "civickit check {path} lists them; correct them in the original.",
        ),
    },
    "cells_kept": {
        "ja": ("{path} のセル {cells} 個をすべて使えます(地区 {areas})。", ""),
        "en": ("all {cells} cells of {path} can be used ({areas} areas).", ""),
    },
}
