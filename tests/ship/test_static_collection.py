"""A calendar as files: every area's pages, feeds and sheet, and where they lead."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner
from icalendar import Calendar
from ship.conftest import calendar_app, frozen_calendar

from civickit.cli import main
from civickit.ship.static import CannotFreeze, freeze

NAMES = r"href|src|action|data-(?:areas|page|things|days|home|worker|webcal)"
LINK = re.compile(rf"""\b(?:{NAMES})=["']([^"']*)""")
PATTERNS = re.compile(r"\bKEY\b")


def areas_of(app: Any) -> list[str]:
    return [area.key for area in app.extensions["civickit_collection"].folder.current().areas]


def test_every_area_has_its_pages_feeds_and_sheet_in_every_language(calendar_site: Path) -> None:
    told = json.loads((calendar_site / "phone/areas.json").read_text("utf-8"))
    keys = [area["key"] for area in told["areas"]]
    assert len(keys) == 7
    for lang, place in [("ja", ""), ("ja_easy", "ja_easy/"), ("en", "en/"), ("pt", "pt/")]:
        for key in keys:
            area = calendar_site / place / "areas" / key
            assert f'data-lang="{lang}"' in area.with_name(f"{key}.html").read_text("utf-8")
            for name in ("subscribe.html", "print.html", "print/2026-12.html"):
                assert f'data-lang="{lang}"' in (area / name).read_text("utf-8")
            assert (area / "sheet.pdf").read_bytes().startswith(b"%PDF")
            assert len(list((area / "print").iterdir())) == 12
            feeds = list((calendar_site / "feeds" / lang).glob(f"{key}*.ics"))
            assert len(feeds) == 6


def test_every_link_leads_to_a_file_by_a_relative_address(calendar_site: Path) -> None:
    count = 0
    for page in calendar_site.rglob("*.html"):
        for found in LINK.findall(page.read_text("utf-8")) if page.name != "404.html" else ():
            address = urlsplit(html.unescape(found))
            if address.scheme or not address.path:
                continue
            count += 1
            assert not address.path.startswith("/"), (page, found)
            goal = page.parent / unquote(PATTERNS.sub("G-A", address.path))
            assert goal.is_file() or (goal / "index.html").is_file(), (page, found)
    assert count > 3_000


def test_nothing_of_where_it_was_made_stays(calendar_site: Path) -> None:
    for path in calendar_site.rglob("*"):
        if path.suffix in {".html", ".js", ".json", ".css", ".ics", ".webmanifest"}:
            text = path.read_text("utf-8")
            assert "-frozen-" not in text, path
            assert "frozen.invalid" not in text, path
            assert "localhost" not in text, path


def test_a_feed_is_that_of_the_server(calendar_site: Path) -> None:
    app = calendar_app()
    server = app.test_client().get("/feeds/en/G-A-apart-evening.ics")
    days = [
        sorted((event["SUMMARY"], event["DTSTART"].dt) for event in Calendar.from_ical(body).events)
        for body in (server.data, (calendar_site / "feeds/en/G-A-apart-evening.ics").read_bytes())
    ]
    assert days[0] == days[1]
    assert len(days[0]) > 100


def test_the_answers_for_programs_are_files_where_files_can_answer(calendar_site: Path) -> None:
    client = calendar_app().test_client()
    areas = json.loads((calendar_site / "api/areas.json").read_text("utf-8"))
    assert areas == client.get("/api/areas").get_json()
    days = json.loads((calendar_site / "api/days/G-A.json").read_text("utf-8"))
    assert days == client.get("/api/areas/G-A/days").get_json()
    assert {path.name for path in (calendar_site / "api").iterdir()} == {"areas.json", "days"}
    assert not (calendar_site / "api.html").exists()


def test_one_release_lists_what_all_need_and_each_area_the_rest(calendar_site: Path) -> None:
    line = (calendar_site / "sw.js").read_text("utf-8").split("\n")[0]
    release = json.loads(line.removeprefix("const RELEASE = ").removesuffix(";"))
    assert "en/items.html" in release["files"]
    assert not [name for name in release["files"] if "areas/" in name]
    part = json.loads((calendar_site / "parts/G-A.json").read_text("utf-8"))
    assert part["id"] == release["id"]
    assert part["files"]["en/areas/G-A.html"][1] == "en"
    assert part["files"]["phone/areas/G-A.json"][1] == "core"
    assert part["files"]["en/areas/G-A/sheet.pdf"][1] == "later"
    assert not [name for name in part["files"] if name.endswith(".ics")]


def test_where_it_will_stand_is_in_feeds_and_codes(tmp_path: Path, two_areas: Path) -> None:
    plain = frozen_calendar(tmp_path / "plain", two_areas)
    placed = frozen_calendar(tmp_path / "placed", two_areas, base_url="https://example.org/gomi")
    [key, *_] = areas_of(calendar_app(two_areas))
    page = f"https://example.org/gomi/en/areas/{key}.html"
    assert page in re.sub(r"\r\n ", "", (placed / f"feeds/en/{key}.ics").read_text("utf-8"))
    assert "example.org" not in (plain / f"feeds/en/{key}.ics").read_text("utf-8")
    assert "<figure" in (placed / f"en/areas/{key}/subscribe.html").read_text("utf-8")
    assert "<figure" not in (plain / f"en/areas/{key}/subscribe.html").read_text("utf-8")
    subscribe = (placed / f"en/areas/{key}/subscribe.html").read_text("utf-8")
    assert f"webcal://example.org/gomi/feeds/en/{key}.ics" in subscribe
    same = frozen_calendar(tmp_path / "again", two_areas)
    for path in plain.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (same / path.relative_to(plain)).read_bytes(), path


def test_very_many_areas_have_no_page_for_a_month_and_one_entry_a_day(
    tmp_path: Path, two_areas: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("civickit.ship._static_collection.MONTHLY", 1)
    site = frozen_calendar(tmp_path / "site", two_areas)
    assert not list(site.glob("**/print/*"))
    pages = list(site.glob("**/print.html"))
    assert pages
    assert not [page for page in pages if "/2026-" in page.read_text("utf-8")]
    feeds = {path.name for path in site.glob("feeds/en/*.ics")}
    assert feeds
    assert not [name for name in feeds if "-apart" in name]
    for page in site.glob("en/areas/*/subscribe.html"):
        offered = set(re.findall(r"data-webcal=\"[^\"]*/([^/\"]+)\"", page.read_text("utf-8")))
        assert len(offered) == 3
        assert offered <= feeds


def test_the_command_says_what_was_written_and_what_is_left_out(
    tmp_path: Path, two_areas: Path
) -> None:
    run = ["ship", "static", "garbage_calendar", "--data", str(two_areas)]
    done = CliRunner().invoke(main, [*run, "--out", str(tmp_path / "site"), "--lang", "en"])
    assert done.exit_code == 0, done.output
    assert "2 areas" in done.output
    for said in ("Make it again once a month", "api/areas.json", "No PDF of each month"):
        assert said in done.output
    done = CliRunner().invoke(main, [*run, "--out", str(tmp_path / "site"), "--json"])
    told = json.loads(done.stdout)
    assert (told["areas"], told["points"], told["dead"]) == (2, 0, [])


def test_afterwards_the_app_is_as_before(tmp_path: Path, two_areas: Path) -> None:
    app = calendar_app(two_areas)
    freeze(app, tmp_path / "site")
    site = app.extensions["civickit_collection"]
    assert (site.frozen, site.base_url) == (None, None)
    assert 'rel="manifest"' in app.test_client().get("/").text


@pytest.mark.parametrize("keys", [["a", "A"], ["a/b"], ["..", "b"], ["a\nb"], ["ア"]])
def test_a_key_that_names_no_file_is_refused(keys: list[str]) -> None:
    from civickit.ship._static_collection import _check_names

    with pytest.raises(CannotFreeze, match="cannot name a file"):
        _check_names(keys)
