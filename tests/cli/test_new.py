"""`civickit new`: by options, by answers at a real terminal, and with data of every kind."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result
from pytest_httpserver import HTTPServer

from civickit.cli import main
from civickit.core.fetch import Provenance
from civickit.projects.base import files_of, read
from civickit.projects.templates import template_names

WATER = """種別,番号,所在地,緯度,経度
消火栓,1,見本町一丁目,37.2865,140.3727
消火栓,2,見本町二丁目,37.2871,140.3741
消火栓,3,見本町三丁目,,
"""
LAST_QUESTION = "ja か en"


pytestmark = pytest.mark.usefixtures("here")


def new(*words: str) -> Result:
    return CliRunner().invoke(main, ["new", *words])


def made(*words: str) -> dict[str, object]:
    result = CliRunner().invoke(main, ["new", "--json", "--yes", *words])
    assert result.exit_code == 0, result.output
    told: dict[str, object] = json.loads(result.stdout)
    return told


def toml(folder: str) -> dict[str, dict[str, object]]:
    return tomllib.loads((Path(folder) / "civic.toml").read_text("utf-8"))


# options


def test_yes_takes_defaults(here: Path) -> None:
    said = new("--yes")
    assert said.exit_code == 0, said.output
    assert "見本のデータ" in said.output
    assert [path.name for path in here.iterdir()] == ["my_map"]
    assert toml("my_map")["template"]["answers"]["lang"] == "ja"


def test_every_answer_is_an_option(here: Path) -> None:
    Path("water.csv").write_text(WATER, "utf-8")
    told = made(
        *["--template", "map_app", "--slug", "demo", "--title", "北町の水", "--lang", "en"],
        *["--data", "water.csv", "--licence", "cc-by 4.0", "--out", "apps"],
    )
    assert told["made"] == str(here / "apps" / "demo")
    assert (told["template"], told["slug"], told["lang"]) == ("map_app", "demo", "en")
    assert "civickit run ." in told["next"]
    assert set(told["files"]) == {*files_of(here / "apps" / "demo"), ".civickit/base.zip"}
    data = toml("apps/demo")["data"]
    assert data["schema"] == "water_point"
    assert data["licence"] == "CC BY 4.0"
    assert data["licence_url"] == "https://creativecommons.org/licenses/by/4.0/"
    assert toml("apps/demo")["title"]["ja"] == "北町の水"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--yes", "--template", "mop_app"], 2, "Did you mean 'map_app'"),
        (["--yes", "--slug", "北町"], 2, "半角の小文字"),
        (["--yes", "--slug", "aux", "--lang", "en"], 2, "device on Windows"),
        (["--yes", "--slug", "class", "--lang", "en"], 2, "word of Python"),
        (["--yes", "--title", "a\nb", "--lang", "en"], 2, "control characters"),
        (["--yes", "--title", " ", "--lang", "en"], 2, "is empty"),
        (["--yes", "--licence", "a\x1bb", "--lang", "en"], 2, "control characters"),
        (["--yes", "--lang", "fr"], 2, "fr"),
        (["--yes", "--map", "lat"], 2, "FIELD=COLUMN"),
        (["--yes", "--map", "lat=4", "--lang", "en"], 2, "goes with --data"),
        (["--yes", "--wheelhouse", ".", "--lang", "en"], 2, "goes with --start"),
        (["--yes", "--data", "nothing.csv"], 2, "there is no file 'nothing.csv'"),
        (["--yes", "--data", "takamatsu_ead"], 2, "Did you mean 'takamatsu_aed'"),
        (["--lang", "en"], 2, "--template, --title, --data"),
        (["--template", "map_app", "--title", "北", "--data", "sample"], 2, "--slug"),
    ],
)
def test_wrong_options_get_a_sentence_and_nothing_is_made(here, words, code, told) -> None:
    said = new(*words)
    assert said.exit_code == code, said.output
    assert told in said.output
    assert "Traceback" not in said.output
    assert list(here.iterdir()) == []


def test_all_answers_told_needs_no_yes() -> None:
    said = new("--template", "map_app", "--title", "Kita Map", "--data", "sample", "--lang", "en")
    assert said.exit_code == 0, said.output
    assert "sample data" in said.output
    assert Path("kita_map/app.py").is_file()


def test_a_folder_that_is_there_is_never_touched(here: Path) -> None:
    Path("demo").mkdir()
    Path("demo/mine.txt").write_text("mine")
    said = new("--yes", "--slug", "demo")
    assert said.exit_code == 3
    assert "is there already and stays as it is" in said.output
    assert files_of(here) == {"demo/mine.txt": b"mine"}


def test_a_column_that_is_not_there_is_told_before_anything_is_made(here: Path) -> None:
    Path("water.csv").write_text(WATER, "utf-8")
    said = new("--yes", "--data", "water.csv", "--map", "address=住所地")
    assert said.exit_code == 2
    assert "住所地" in said.output
    assert [path.name for path in here.iterdir()] == ["water.csv"]


@pytest.mark.parametrize("name", template_names())
def test_every_template_can_be_asked_for(name: str) -> None:
    told = made("--template", name, "--slug", "app", "--lang", "en")
    assert told["template"] == name
    assert toml("app")["template"]["name"] == name
    assert toml("app")["title"]["en"]


def test_what_was_baked_is_kept_for_updates(here: Path) -> None:
    Path("water.csv").write_text(WATER, "utf-8")
    made("--slug", "demo", "--data", "water.csv")
    kept = read(here / "demo")
    assert kept is not None
    now = files_of(here / "demo")
    assert now.pop("data/water.csv") == WATER.encode()
    assert kept == now
    with ZipFile(here / "demo/.civickit/base.zip") as packed:
        assert packed.testzip() is None


# data


def test_data_is_read_and_what_was_understood_is_said() -> None:
    Path("消火栓一覧.csv").write_bytes(WATER.encode("cp932"))
    said = new("--yes", "--slug", "demo", "--data", "消火栓一覧.csv", "--lang", "ja")
    assert said.exit_code == 0, said.output
    assert "「消防水利施設一覧」(water_point)として読みました。理由: " in said.output
    assert "3 行: 使える 2(うち直した 0)、使えない 1" in said.output
    assert "4 行目" in said.output
    assert "地図の中心は 緯度 37.28650、経度 140.37270。2 か所" in said.output
    assert "ライセンス: 分かりません" in said.output
    assert Path("demo/data/water_point.csv").read_bytes() == WATER.encode("cp932")
    assert toml("demo")["data"]["path"] == "data/water_point.csv"
    assert toml("demo")["data"]["title"] == "消火栓一覧"
    assert "3 行のうち 2 行を使います" in Path("demo/DATA.md").read_text("utf-8")


def test_the_json_says_what_was_understood() -> None:
    Path("water.csv").write_text(WATER, "utf-8")
    data = made("--slug", "demo", "--data", "water.csv")["data"]
    expected = {"used": True, "schema": "water_point", "rows": 3, "kept": 2, "refused": 1}
    assert {name: data[name] for name in expected} == expected
    assert data["path"] == "data/water.csv"
    assert data["centre"] == [37.2865, 140.3727]
    assert data["points"] == 2
    assert data["problems"][0]["line"] == 4


def test_columns_that_are_named_reach_the_project() -> None:
    Path("w.tsv").write_text("7\t会津町一丁目\t37.5\t139.9\n8\t二丁目\t37.6\t139.9\n", "utf-8")
    pairs = ["kind=2", "number=1", "lat=3", "lon=4"]
    made("--slug", "demo", "--data", "w.tsv", *[word for one in pairs for word in ("--map", one)])
    assert toml("demo")["data"]["columns"] == {"kind": 2, "number": 1, "lat": 3, "lon": 4}


def test_places_of_no_known_dataset_are_read_as_places() -> None:
    Path("trees.csv").write_text("name,lat,lon\nold oak,37.1,139.2\n", "utf-8")
    said = new("--yes", "--slug", "demo", "--data", "trees.csv", "--lang", "en")
    assert "which dataset it is was not clear" in said.output
    assert toml("demo")["data"]["schema"] == "public_facility"


RANDOM = bytes((i * 7919 + i * i) % 256 for i in range(3000))
UNUSABLE = {
    "empty.csv": b"",
    "random.csv": RANDOM,
    "words.csv": "地区,可燃ごみ\n見本,月 木\n".encode(),
    "nowhere.csv": WATER.splitlines()[0].encode() + "\n消火栓,3,どこか,,\n".encode(),
    "plan.csv": b"%PDF-1.4\n" + RANDOM,
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_file_that_cannot_be_used_stops_nothing(name: str) -> None:
    Path(name).write_bytes(UNUSABLE[name])
    said = new("--yes", "--slug", "demo", "--data", name, "--lang", "en")
    assert said.exit_code == 0, said.output
    assert f"The data '{name}' could not be used: " in said.output
    assert f"civickit check {name}" in said.output
    assert "Traceback" not in said.output
    assert not Path("demo/data").exists()
    assert toml("demo")["data"]["path"] == ""
    number = int(re.search(r"change line (\d+)", said.output)[1])
    line = Path("demo/civic.toml").read_text("utf-8").splitlines()[number - 1]
    assert line.startswith('path = ""')


def test_the_json_says_why_data_was_not_used() -> None:
    Path("empty.csv").touch()
    data = made("--slug", "demo", "--data", "empty.csv")["data"]
    assert data["used"] is False
    assert data["sample"] is True
    assert "empty" in data["failure"]


def test_a_source_that_does_not_answer_stops_nothing() -> None:
    said = new("--yes", "--slug", "demo", "--data", "aizuwakamatsu_hydrants", "--offline")
    assert said.exit_code == 0, said.output
    assert "civickit get aizuwakamatsu_hydrants" in said.output
    assert toml("demo")["data"]["path"] == ""


@pytest.fixture
def httpserver() -> Iterator[HTTPServer]:
    with HTTPServer(host="127.0.0.1", threaded=True) as server:
        yield server


def test_an_address_is_fetched_and_named(httpserver: HTTPServer) -> None:
    content = WATER.encode("cp932")
    httpserver.expect_request("/water.csv").respond_with_data(content, content_type="text/csv")
    url = httpserver.url_for("/water.csv")
    told = made("--slug", "demo", "--data", url)
    assert told["data"]["path"] == "data/water.csv"
    assert Path("demo/data/water.csv").read_bytes() == content
    data = toml("demo")["data"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", str(data["fetched"]))
    assert url in Path("demo/DATA.md").read_text("utf-8")


def test_an_address_that_is_gone_stops_nothing(httpserver: HTTPServer) -> None:
    told = made("--slug", "demo", "--data", httpserver.url_for("/gone.csv"))
    assert told["data"]["used"] is False
    assert told["data"]["check"].startswith("civickit get http")


def test_what_is_written_beside_a_file_is_taken_over() -> None:
    Path("water.csv").write_text(WATER, "utf-8")
    known = {"licence": "CC0 1.0", "title": '見本"の"水', "modified": "2026-04-01T00:00:00"}
    known |= {"attribution": "見本市\n[evil](javascript:x)", "doubt": "古い\x07かも"}
    Provenance("https://e.org/w", "2026-05-02T00:00:00+00:00", "", 1, **known).write_beside(
        Path("water.csv")
    )
    made("--slug", "demo", "--data", "water.csv")
    data = toml("demo")["data"]
    assert data["licence"] == "CC0 1.0"
    assert data["title"] == '見本"の"水'
    assert (data["date"], data["fetched"]) == ("2026-04-01", "2026-05-02")
    assert data["attribution"] == "見本市 [evil](javascript:x)"
    assert data["doubt"] == "古いかも"
    assert "[evil]" not in Path("demo/DATA.md").read_text("utf-8")


def test_a_city_file_from_the_wild(city_files: Path) -> None:
    told = made("--slug", "demo", "--data", str(city_files / "hydrants/yokote_hydrants_2013.csv"))
    data = told["data"]
    assert data["schema"] == "water_point"
    assert data["kept"] > 1000
    assert data["repaired"] > 0
    with Path("demo", str(data["path"])).open("rb") as copied:
        original = (city_files / "hydrants/yokote_hydrants_2013.csv").read_bytes()
        assert copied.read() == original


# a terminal


def test_four_questions_in_japanese(terminal, here: Path) -> None:
    asked = terminal()
    asked.talk(
        ("どんなアプリを作りますか", "1"),
        ("アプリの名前", "Kita Map"),
        ("どのデータですか", ""),
        (LAST_QUESTION, ""),
    )
    code, out = asked.ends()
    assert code == 0, asked.said
    assert "できました" in out
    assert asked.said.count("]: ") + asked.said.count("): ") == 4
    answers = toml("kita_map")["template"]["answers"]
    assert answers == {"slug": "kita_map", "title": "Kita Map", "lang": "ja"}


def test_four_questions_in_english_for_another_language(terminal) -> None:
    asked = terminal("--json", lang="en_US.UTF-8")
    asked.talk(
        ("What kind of app", "map_app"),
        ("Name of the app", ""),
        ("Which data", ""),
        ("Language of the project", "日本語"),
    )
    code, out = asked.ends()
    assert code == 0, asked.said
    assert json.loads(out)["lang"] == "ja"
    assert json.loads(out)["title"] == "Our map"


def test_wrong_answers_get_a_sentence_and_the_question_again(terminal, here: Path) -> None:
    (here / "taken").mkdir()
    (here / "水.csv").write_text(WATER, "utf-8")
    asked = terminal()
    asked.talk(
        ("どんなアプリ", "9"),
        ("「9」という種類はありません", "飛行機"),
        ("「飛行機」という種類はありません", "地図"),
        ("アプリの名前", "a\x01b"),
        ("見えない文字があります", "北町の消火栓マップ"),
        ("フォルダーの名前", "北町"),
        ("半角の小文字で始め", "con"),
        ("Windows の機器の名前", "taken"),
        ("もうあります", "kita_map"),
        ("どのデータですか", "nai.csv"),
        ("「nai.csv」というファイルも公開データもありません", "'水.csv'"),
        ("ライセンスが分かりません", "8"),
        ("「8」は選べません", "4"),
        ("ライセンスの名前", "CC BY 4.0"),
        (LAST_QUESTION, "fr"),
        ("「fr」は選べません", "en"),
    )
    code, _ = asked.ends()
    assert code == 0, asked.said
    told = toml("kita_map")
    assert told["template"]["answers"]["title"] == "北町の消火栓マップ"
    assert told["template"]["answers"]["lang"] == "en"
    assert told["data"]["licence_url"] == "https://creativecommons.org/licenses/by/4.0/"
    assert list((here / "taken").iterdir()) == []


def test_data_that_cannot_be_read_leads_on(terminal, here: Path) -> None:
    (here / "random.csv").write_bytes(RANDOM)
    asked = terminal("--template", "map_app", "--title", "Kita", "--lang", "ja")
    asked.talk(("どのデータですか", "random.csv"))
    code, out = asked.ends()
    assert code == 0, asked.said
    assert "「random.csv」は使えませんでした" in asked.said
    assert "見本のデータで作りました" in out


def test_a_licence_that_nobody_knows_is_a_doubt(terminal, here: Path) -> None:
    (here / "w.csv").write_text(WATER, "utf-8")
    asked = terminal("--template", "map_app", "--title", "Kita", "--lang", "en")
    asked.talk(("Which data", "w.csv"), ("Number", ""))
    code, _ = asked.ends()
    assert code == 0, asked.said
    assert "licence: not known" in asked.said
    assert "The licence is not known" in (here / "kita/DATA.md").read_text("utf-8")


def test_ctrl_c_at_a_question_makes_nothing(terminal, here: Path) -> None:
    asked = terminal()
    asked.until("どんなアプリ")
    while asked.process.poll() is None:  # one that comes just before it waits for keys is not seen
        asked.process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            asked.process.wait(timeout=1)
    code, _ = asked.ends()
    assert code == 1
    assert "Traceback" not in asked.said
    assert list(here.iterdir()) == []


# --start


def wheel(folder: Path, name: str, version: str, files: dict[str, str], extras: str = "") -> None:
    """A wheel made by hand."""
    info = f"{name}-{version}.dist-info"
    told = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{extras}"
    every = {
        **files,
        f"{info}/METADATA": told,
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as packed:
        for path, content in every.items():
            packed.writestr(path, content)
        packed.writestr(f"{info}/RECORD", "".join(f"{path},,\n" for path in every))


STARTS = "import os, sys\nprint('started', *sys.argv[1:], os.path.basename(os.getcwd()))\n"


@pytest.fixture
def wheelhouse(tmp_path: Path) -> Path:
    """What a room without a network is given: here a kit that only says that it was started."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    extras = "".join(f"Provides-Extra: {one}\n" for one in ("maps", "web", "desk"))
    wheel(folder, "civickit", "0.1.9", {"civickit/__main__.py": STARTS}, extras)
    wheel(folder, "pytest", "8.9", {"pytest.py": ""})
    return folder


def start(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "civickit", "new", "--yes", "--slug", "demo", "--start"]
    return subprocess.run([*command, *words], capture_output=True, text=True, timeout=300)


@pytest.mark.slow
def test_start_installs_from_a_wheelhouse_and_opens_the_app(wheelhouse: Path, here: Path) -> None:
    done = start("--wheelhouse", str(wheelhouse), "--no-browser", "--port", "0", "--json")
    assert done.returncode == 0, done.stderr
    assert "started run . --port 0 --no-browser --json demo" in done.stdout
    assert (here / "demo/.venv/pyvenv.cfg").is_file()


@pytest.mark.slow
def test_an_installation_that_fails_leaves_the_project_and_says_how_to_go_on(here: Path) -> None:
    (here / "nothing").mkdir()
    done = start("--wheelhouse", "nothing", "--lang", "en")
    assert done.returncode == 3
    assert "the project is made, but" in done.stderr
    assert "python -m pip install -r requirements.txt" in done.stderr
    assert "Traceback" not in done.stderr
    assert (here / "demo/app.py").is_file()


def test_run_without_an_app_here_is_a_sentence(here: Path) -> None:
    said = CliRunner().invoke(main, ["run"])
    assert said.exit_code == 2
    assert "there is no app.py in" in said.output
    assert "hydrant_map" in said.output
