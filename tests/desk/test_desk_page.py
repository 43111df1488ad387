"""The page of a dashboard, run as Streamlit runs it: every part, in every language."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from civickit import town
from civickit.desk.page import WORDS

from .conftest import SNOW, Open, counts_of, html_of

HOSTILE = '<img src=x onerror="alert(1)">'


@pytest.mark.parametrize("lang", ["ja", "ja_easy", "en"])
def test_the_sensor_is_shown_with_all_its_parts(
    project: Path, open_dashboard: Open, lang: str
) -> None:
    app = open_dashboard(project, lang)
    assert not app.exception
    assert not app.error
    words = json.loads((WORDS / f"{lang}.json").read_text("utf-8"))
    titles = [header.value for header in app.header]
    assert titles[:4] == [words[key] for key in ("table", "series", "chart", "map")]
    assert len(app.dataframe[0].value) == 660
    assert len(app.get("vega_lite_chart")) + len(app.get("arrow_vega_lite_chart")) == 2
    assert len(app.get("iframe")) == 1


def test_what_is_made_up_says_so_and_whose_it_is(project: Path, open_dashboard: Open) -> None:
    app = open_dashboard(project)
    assert app.warning[0].value == "A sample: this town does not exist."
    told = html_of(app)
    for text in ("CC0-1.0", "20 February 2026", "snow_depth.csv", "creativecommons.org"):
        assert text in told


def test_the_gap_and_the_fault_of_the_sensor_are_told(project: Path, open_dashboard: Open) -> None:
    app = open_dashboard(project)
    said = " ".join(warning.value for warning in app.warning)
    assert "far from all others: 1" in said
    assert "Gaps: 1; values missing: 1" in said
    assert "999 cm" in html_of(app)
    station = next(box for box in app.selectbox if box.label == "Which place or sensor")
    app = station.set_value("峠の駐車場").run()
    assert "Gaps: 1; values missing: 12" in " ".join(warning.value for warning in app.warning)


def test_a_home_is_summed_up_and_called_personal(project: Path, open_dashboard: Open) -> None:
    app = open_dashboard(project)
    app = app.selectbox[0].set_value(1).run()
    assert not app.exception
    assert "stays on the machine" in app.info[0].value
    told = {metric.label: metric.value for metric in app.metric}
    assert told["Rows"] == told["Rows kept"] == "661"
    assert told["Days measured whole"] == "13 / 14"
    assert told["Always on"].endswith(" W")
    assert [sub.value for sub in app.subheader] == ["Hour of the day", "Weekday", "Month", "Day"]
    assert list(app.dataframe[0].value.columns) == ["Start", "Minutes", "kWh", "Direction"]


def test_a_search_and_a_filter_leave_fewer_rows(project: Path, open_dashboard: Open) -> None:
    app = open_dashboard(project)
    app = app.text_input[0].set_value("峠").run()
    assert len(app.dataframe[0].value) == 324
    app = app.text_input[0].set_value("どこにもない").run()
    assert not app.exception
    assert "No row fits" in app.info[0].value
    app = app.text_input[0].set_value("").run()
    app = next(box for box in app.selectbox if box.label == "Filter by column").set_value("観測点")
    app = app.run().multiselect[0].set_value(["役場前"]).run()
    assert len(app.dataframe[0].value) == 336


@pytest.mark.parametrize(
    ("measure", "way", "values"),
    [("", None, ["3", "1"]), ("数", "sum", ["10", "6"]), ("数", "mean", ["10", "2"])],
)
def test_groups_are_counted_summed_and_averaged(
    upload: Open, measure: str, way: str | None, values: list[str]
) -> None:
    app = upload("x.csv", "町,数\n東,1\n東,2\n東,3\n西,10\n".encode())
    app = next(box for box in app.selectbox if box.label == "Show").set_value(measure).run()
    if way:
        app = next(box for box in app.selectbox if box.label == "How").set_value(way).run()
    table = next(part for part in app.get("html") if "civic-table" in part.value).value
    assert [f'<td class="number">{value}</td>' in table for value in values] == [True, True]


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_an_upload_is_shown_and_undated(upload: Open, encoding: str) -> None:
    app = upload("雪.csv", SNOW.encode(encoding))
    assert not app.exception
    assert counts_of(app) == ["4", "4", "0", "0"]
    assert "No date given" in html_of(app)
    assert "Licence not told" in html_of(app)


def test_an_upload_is_taken_for_the_dataset_it_surely_is(upload: Open) -> None:
    app = upload("list.csv", town.path("water_points_dirty.csv").read_bytes())
    assert "Read as the standard dataset" in html_of(app)
    rows, kept, repaired, refused = map(int, counts_of(app))
    assert rows == kept + refused
    assert repaired
    assert refused
    assert next(button.label for button in app.get("download_button")) == (
        f"Save refused rows as CSV ({refused})"
    )


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    "content", [b"", bytes(range(256)) * 20, b"a,b\n", b"PK\x03\x04nothing", b"<html></html>"]
)
def test_what_is_no_table_is_told_and_nothing_breaks(
    upload: Open, content: bytes, lang: str
) -> None:
    app = upload("x.csv", content, lang)
    assert not app.exception
    assert app.error
    assert "x.csv" in html_of(app)
    assert not app.dataframe


def test_a_file_above_the_limit_is_not_read(upload: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    import streamlit

    monkeypatch.setattr(streamlit, "get_option", lambda _: 1)
    app = upload("x.csv", b"a,b\n" + b"1,2\n" * 300_000)
    assert app.error
    assert "more than 1 MB" in html_of(app)


def test_hostile_text_is_only_ever_shown(upload: Open) -> None:
    content = f'名称,"分類 {HOSTILE.replace(chr(34), "")}",緯度,経度\n' + "".join(
        f'"{HOSTILE.replace(chr(34), chr(34) * 2)} {number}",![x](http://e.example/x),38.4{number},146\n'
        for number in range(4)
    )
    app = upload(f"{HOSTILE}.csv", content.encode())
    assert not app.exception
    assert "<img" not in html_of(app)
    assert "&lt;img" in html_of(app)
    words = [*app.markdown, *app.warning, *app.info, *app.error, *app.caption, *app.header]
    assert not [one.value for one in words if "onerror" in one.value or "e.example" in one.value]


def test_a_broken_civic_toml_is_told_and_nothing_else(
    project: Path, open_dashboard: Open, tmp_path: Path
) -> None:
    (tmp_path / "app.py").write_bytes((project / "app.py").read_bytes())
    (tmp_path / "civic.toml").write_text("[data\n", "utf-8")
    app = open_dashboard(tmp_path)
    assert not app.exception
    assert "cannot be read" in html_of(app)
    assert not app.selectbox


def test_a_project_without_data_offers_the_upload(
    project: Path, open_dashboard: Open, tmp_path: Path
) -> None:
    (tmp_path / "app.py").write_bytes((project / "app.py").read_bytes())
    app = open_dashboard(tmp_path)
    assert not app.exception
    assert len(app.get("file_uploader")) == 1


def test_a_file_that_has_gone_is_told(project: Path, open_dashboard: Open, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_bytes((project / "app.py").read_bytes())
    (tmp_path / "civic.toml").write_text('[data]\npath = "data/gone.csv"\n', "utf-8")
    app = open_dashboard(tmp_path)
    assert app.error
    assert "gone.csv" in html_of(app)


def test_a_doubt_stands_above_the_data(project: Path, open_dashboard: Open, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_bytes((project / "app.py").read_bytes())
    (tmp_path / "x.csv").write_text(SNOW, "utf-8")
    (tmp_path / "civic.toml").write_text(
        f"[data]\npath = \"x.csv\"\ndoubt = '{HOSTILE} may be old'\n", "utf-8"
    )
    app = open_dashboard(tmp_path)
    assert "Know this" in app.warning[0].value
    assert "may be old" in html_of(app)
    assert "<img" not in html_of(app)


def test_a_page_shows_a_thousand_of_many_rows(upload: Open) -> None:
    content = "日時,値\n" + "".join(
        f"2026-{1 + n // 672:02}-{1 + n // 24 % 28:02} {n % 24}:00,{n % 7}\n" for n in range(5_000)
    )
    app = upload("x.csv", content.encode())
    assert counts_of(app)[0] == "5,000"
    assert len(app.dataframe[0].value) == 1_000
    assert "Rows: 5,000 of 5,000. The first 1,000 are shown here" in html_of(app)


def test_words_of_the_project_go_before_the_kits(
    project: Path, open_dashboard: Open, tmp_path: Path
) -> None:
    (tmp_path / "app.py").write_bytes((project / "app.py").read_bytes())
    (tmp_path / "x.csv").write_text(SNOW, "utf-8")
    (tmp_path / "civic.toml").write_text('[data]\npath = "x.csv"\n', "utf-8")
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages" / "en.json").write_text('{"table": "All we know"}', "utf-8")
    assert open_dashboard(tmp_path).header[0].value == "All we know"


def test_a_part_of_ones_own_as_the_docs_show_it(
    project: Path, open_dashboard: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = (project / "app.py").read_text("utf-8")
    part = (Path(__file__).parent / "examples" / "deepest.py").read_text("utf-8")
    (tmp_path / "deepest.py").write_text(part, "utf-8")
    story = story.replace(
        "from civickit.desk.table", "from deepest import deepest\nfrom civickit.desk.table"
    )
    story = story.replace("    map_of(page", "    deepest(page, opened, rows)\n    map_of(page")
    (tmp_path / "app.py").write_text(story, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)  # as `streamlit run` does
    (tmp_path / "x.csv").write_text(SNOW, "utf-8")
    (tmp_path / "civic.toml").write_text('[data]\npath = "x.csv"\n', "utf-8")
    app = open_dashboard(tmp_path)
    assert not app.exception
    assert "役場: 20 cm" in html_of(app)
