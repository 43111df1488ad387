"""Projects to ship: a finished map, one made with Streamlit, and ways to spoil them."""

from __future__ import annotations

import shutil
from pathlib import Path

from civickit import town
from civickit.cli._apps import apps_folder

HOSTILE = (
    'Water "map" ] : {x}\n# {{ 7*7 }} $(id) ${HOME} `id`; } '
    "<script>alert(1)</script> \u202e\x1b[31m | *b*"
)

DATA = """path = "data/water.csv"
title = "須賀川市 消防水利"
date = "2026-04-01"
licence = "CC BY 4.0"
attribution = "福島県須賀川市「消防水利施設一覧」"
"""

DASHBOARD = """import streamlit as st

st.title("雪の深さ")
st.html("<p>雪の深さの記録 2026年4月1日</p><dl><dt>出典</dt><dd>見本市 雪の課</dd></dl>")
st.caption("CC BY 4.0")
"""

DASHBOARD_TOML = """[app]
name = "snow"
[title]
ja = "雪の深さ"
[data]
path = "data/snow.csv"
title = "雪の深さ"
date = "2026-04-01"
licence = "CC BY 4.0"
attribution = "見本市 雪の課"
"""


def finished_map(folder: Path) -> Path:
    """hydrant_map with a file of its own, its licence, a contact and a test."""
    shutil.copytree(
        apps_folder() / "hydrant_map", folder, ignore=shutil.ignore_patterns("__pycache__")
    )
    toml = folder / "civic.toml"
    kept = [
        line
        for line in toml.read_text("utf-8").splitlines()
        if line.split(" = ")[0] not in {"path", "title", "date", "licence"}
        and not (line.startswith("attribution") and "tiles" not in line)
    ]
    text = "\n".join(kept).replace("[data]\n", f"[data]\n{DATA}")
    toml.write_text(text.replace('url = ""', 'url = "mailto:data@example.jp"'), "utf-8")
    (folder / "data").mkdir()
    shutil.copy(town.path("water_points.csv"), folder / "data/water.csv")
    (folder / "test_app.py").write_text("def test_nothing() -> None: ...\n", "utf-8")
    return folder


def dashboard(folder: Path) -> Path:
    """The smallest project that Streamlit serves."""
    (folder / "data").mkdir(parents=True)
    (folder / "app.py").write_text(DASHBOARD, "utf-8")
    (folder / "civic.toml").write_text(DASHBOARD_TOML, "utf-8")
    (folder / "data/snow.csv").write_text("日時,積雪深\n2026-02-01,80\n", "utf-8")
    return folder


def retitled(folder: Path, title: str) -> Path:
    """The same project under another title, written as TOML wants it."""
    quoted = "".join(
        sign if sign.isalnum() or sign == " " else f"\\u{ord(sign):04x}" for sign in title
    )
    toml = folder / "civic.toml"
    lines = toml.read_text("utf-8").splitlines()
    at = lines.index("[title]")
    lines[at + 1] = f'ja = "{quoted}"'
    toml.write_text("\n".join(lines), "utf-8")
    return folder
