"""`civickit ship static`: an app as a folder for any static host, that also works offline."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from shlex import quote
from time import monotonic
from typing import TYPE_CHECKING

import click

from civickit.cli._options import lang_option, map_option, offline_option, parse_mapping
from civickit.cli.ship._common import json_option, project_argument

if TYPE_CHECKING:
    from civickit.ship.static import Done

TELL_EVERY_S = 0.2
HEAVY_BYTES = 1_000_000_000
WORDS: dict[str, dict[str, str]] = {
    "pages": {"ja": "ページ", "en": "pages"},
    "places": {"ja": "場所のページ", "en": "pages of places"},
    "cells": {"ja": "データ", "en": "data"},
    "areas": {"ja": "地区のページ・カレンダー・印刷用", "en": "pages, feeds and sheets of areas"},
    "days": {"ja": "地区のデータ", "en": "data of areas"},
    "written": {
        "ja": "{out} に書きました: {points} か所、{files} ファイル、{mb:.1f} MB。",
        "en": "Written to {out}: {points} places, {files} files, {mb:.1f} MB.",
    },
    "written_areas": {
        "ja": "{out} に書きました: {areas} 地区、{files} ファイル、{mb:.1f} MB。",
        "en": "Written to {out}: {areas} areas, {files} files, {mb:.1f} MB.",
    },
    "copy": {
        "ja": "これは今日の写しです。カレンダーと印刷用は作り直すまで先へ延びません。"
        "月に1回、作り直してください(GitHub Actions などで)。",
        "en": "This is a copy of today: feeds and sheets reach no further until it is made again. "
        "Make it again once a month, for example by GitHub Actions.",
    },
    "answers": {
        "ja": "問い合わせに答えるAPIはなく、代わりに api/areas.json と api/days/ があります。",
        "en": "No API that answers questions; api/areas.json and api/days/ are there instead.",
    },
    "month_sheets": {
        "ja": "月ごとのPDFはありません。年のPDFと、月ごとの印刷用ページを使います。",
        "en": "No PDF of each month: there is the year's, and a page to print each month.",
    },
    "months": {
        "ja": "地区が多いので、月ごとの印刷用ページと種類ごとの予定はありません。"
        "年のPDFとページ、1日1件の予定があります。",
        "en": "So many areas that there is no page to print a single month and no feed with an "
        "entry for each kind; the year's page and feeds with one entry a day are there.",
    },
    "heavy": {
        "ja": "とても大きいです。GitHub Pages は 1 GB までなので、ほかの置き場所を選んでください。",
        "en": "This is very large: GitHub Pages takes no more than 1 GB. Choose another host.",
    },
    "large": {
        "ja": "場所が多いので、1か所ごとのページは作らず、地図には近くの場所だけを出します。",
        "en": "Too many places for a page each: the map shows those that are near.",
    },
    "not_listed": {
        "ja": "場所がとても多いので、全部の一覧・印刷・言葉での検索はありません。",
        "en": "Far too many places for lists, printing and a search by words: these are left out.",
    },
    "others": {
        "ja": "前からあったほかのファイルはそのままです: {names}",
        "en": "Other files that were there stay: {names}",
    },
    "dead": {
        "ja": "行き先のないリンクがあります(サーバーなしでは使えません): {names}",
        "en": "Some links lead nowhere without a server: {names}",
    },
    "next": {
        "ja": "見るには: python -m http.server -d {out}   公開するには、この"
        "フォルダーの中身を GitHub Pages などに置きます。何も送っていません。",
        "en": "To look at it: python -m http.server -d {out}   To publish it, put the content of "
        "this folder on GitHub Pages or any static host. Nothing was sent anywhere.",
    },
}


@click.command("static")
@project_argument
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder to write: a new one, or one that an earlier run wrote.",
)
@click.option(
    "--data",
    metavar="FILE|DIR|SOURCE|URL",
    help="The city's own file, a source, or an address, instead of what civic.toml names.",
)
@map_option
@offline_option
@click.option("--base-url", default="", metavar="URL", help="Where the folder will stand.")
@lang_option
@json_option
def command(
    project: str,
    out: Path,
    data: str | None,
    mapping: tuple[str, ...],
    offline: bool,
    base_url: str,
    lang: str | None,
    as_json: bool,
) -> None:
    """Freeze an app about places or collection days into a folder that needs no server.

    It works under any path, and on a phone also without network; the nearest places, and
    today's collection, are found on the phone. Files of an earlier run are replaced, others are
    never touched.
    """
    from civickit.cli._apps import find_app, load_app
    from civickit.cli._check_words import language_of_the_console
    from civickit.cli._data import app_config
    from civickit.projects.served import FLASK, served_by
    from civickit.ship.static import CannotFreeze, freeze

    folder = find_app(project)
    if served_by(folder) != FLASK:
        raise click.UsageError(
            f"{folder.name} needs Streamlit's server and cannot live as files alone. "
            "Ship it with: civickit ship streamlit"
        )
    config = app_config(data, parse_mapping(mapping), folder, offline)
    spoken = lang or language_of_the_console()
    try:
        done = freeze(load_app(folder, config), out, base_url=base_url, tell=_Teller(spoken))
    except CannotFreeze as error:
        raise click.UsageError(str(error)) from None
    if as_json:
        told = {**done._asdict(), "out": str(done.out)}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for line in _lines(done, spoken):
            click.echo(line)


class _Teller:
    """Shows on a terminal how far it is: one line that changes, gone at the end."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._next = 0.0
        self._watched = sys.stderr is not None and sys.stderr.isatty()

    def __call__(self, step: str, done: int, total: int) -> None:
        if not self._watched or (done < total and monotonic() < self._next):
            return
        self._next = monotonic() + TELL_EVERY_S
        said = "" if done >= total else f"{WORDS[step][self._lang]}: {done:,} / {total:,}"
        click.echo(f"\r\x1b[K{said}", nl=False, err=True)


def _lines(done: Done, lang: str) -> Iterator[str]:
    from civickit.cli._check_report import visible

    def say(key: str, **values: object) -> str:
        return visible(WORDS[key][lang].format(**values))

    out = str(done.out)
    key = "written_areas" if done.areas else "written"
    counts = {"points": done.points, "areas": done.areas, "files": done.files}
    yield say(key, out=out, mb=done.bytes / 1e6, **counts)
    yield from map(say, done.left_out)
    if done.bytes > HEAVY_BYTES:
        yield say("heavy")
    if not done.whole:
        yield say("large")
    if not done.listed:
        yield say("not_listed")
    if done.others:
        yield say("others", names=_some(done.others))
    if done.dead:
        yield say("dead", names=_some(done.dead))
    yield say("next", out=quote(out))


def _some(names: list[str]) -> str:
    more = f" … ({len(names)})" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more
