"""Take the pictures of README and docs from the running app, so that they show what is."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from time import sleep
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from civickit.projects.bake import bake
from civickit.projects.templates import find_template, templates

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 1.5}
DESKTOP = {"viewport": {"width": 1180, "height": 720}}
TALL = {"viewport": {"width": 1180, "height": 1500}}
TOKYO = ZoneInfo("Asia/Tokyo")
UNTIL_COUNTED_S = 40.0
PLACE = "lat=38.4012&lon=146.0006"


class Shot(NamedTuple):
    file: str
    path: str
    options: dict[str, Any]


SHOTS = [
    Shot("phone-ja.png", f"/?{PLACE}&lang=ja", {**PHONE, "color_scheme": "light"}),
    Shot("phone-night.png", f"/?{PLACE}&lang=ja", {**PHONE, "color_scheme": "dark"}),
    Shot("phone-en.png", f"/?{PLACE}&lang=en", {**PHONE, "color_scheme": "light"}),
    Shot("desktop-ja.png", f"/?{PLACE}&lang=ja", {**DESKTOP, "color_scheme": "light"}),
    Shot("desktop-en.png", f"/?{PLACE}&lang=en", {**DESKTOP, "color_scheme": "light"}),
]
AREA = "/areas/G-A"
CALENDAR = [
    Shot("calendar-ja.png", f"{AREA}?lang=ja", {**PHONE, "color_scheme": "light"}),
    Shot("calendar-night.png", f"{AREA}?lang=ja", {**PHONE, "color_scheme": "dark"}),
    Shot("calendar-en.png", f"{AREA}?lang=en", {**PHONE, "color_scheme": "light"}),
    Shot("calendar-print.png", f"{AREA}/print?lang=en", {**TALL, "color_scheme": "light"}),
]
PLOWS = [
    Shot("plows-ja.png", "/?lang=ja", {**PHONE, "color_scheme": "light"}),
    Shot("plows-night.png", "/?lang=ja", {**PHONE, "color_scheme": "dark"}),
    Shot("plows-en.png", "/?lang=en", {**PHONE, "color_scheme": "light"}),
]


def main() -> None:
    from playwright.sync_api import sync_playwright

    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, running() as address, checked() as report:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for shot in SHOTS:
            take(browser, address + shot.path, shot)
        with running("garbage_calendar") as calendar:
            for shot in CALENDAR:
                take(browser, calendar + shot.path, shot, now=full_day(datetime.now(TOKYO)))
        with running("snowplow_nav") as plows:
            sleep(UNTIL_COUNTED_S)
            for shot in PLOWS:
                take(browser, plows + shot.path, shot)
        take(browser, report.as_uri(), Shot("check-report.png", "", DESKTOP))
        for template in templates():
            with baked(template.name) as project, running(str(project)) as page:
                if template.name == "live_app":
                    sleep(UNTIL_COUNTED_S)
                take(browser, page, Shot(f"template-{template.name}.png", "", TALL), patience_s=8)
        browser.close()


def full_day(now: datetime) -> datetime:
    """The next morning on which the sample town collects something, and on the day after too."""
    monday = now.replace(hour=7, minute=10) + timedelta(days=-now.weekday() % 7)
    paper = (0, 2)  # on the 1st and 3rd Tuesday
    while ((monday + timedelta(days=1)).day - 1) // 7 not in paper:
        monday += timedelta(days=7)
    return monday


def take(
    browser: Any, url: str, shot: Shot, patience_s: float = 0.5, now: datetime | None = None
) -> None:
    """`now` is the time by the browser's clock, where it matters."""
    context = browser.new_context(locale="ja-JP", **shot.options)
    if now:
        context.clock.set_fixed_time(now)
    page = context.new_page()
    page.goto(url, wait_until="networkidle")
    page.wait_for_timeout(patience_s * 1000)  # maps draw after their data, Streamlit bit by bit
    page.screenshot(path=IMAGES / shot.file)
    context.close()
    squeeze(IMAGES / shot.file)


def squeeze(path: Path) -> None:
    """64 colours are enough for a page and a quarter of the size."""
    from PIL import Image

    with Image.open(path) as image:
        small = image.convert("RGB").quantize(64, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


@contextmanager
def baked(name: str) -> Iterator[Path]:
    """A new project on its sample data."""
    with tempfile.TemporaryDirectory() as out:
        template = find_template(name)
        answers = {"slug": "app", "title": template.called["ja"], "lang": "ja"}
        yield bake(template, answers, Path(out))


@contextmanager
def running(app: str = "hydrant_map") -> Iterator[str]:
    command = ["-m", "civickit", "run", app, "--port", "0", "--no-browser", "--json"]
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True)
    try:
        yield json.loads(process.stdout.readline())["address"].rstrip("/")
    finally:
        process.terminate()
        process.wait()


@contextmanager
def checked() -> Iterator[Path]:
    """The report page of the town's deliberately dirty file."""
    from civickit import town

    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        dirty = str(town.path("water_points_dirty.csv"))
        subprocess.run(
            [sys.executable, "-m", "civickit", "check", dirty, "--lang", "ja", "--html", str(page)],
            capture_output=True,
            check=False,  # 1: it found problems, as it should
        )
        yield page


if __name__ == "__main__":
    main()
