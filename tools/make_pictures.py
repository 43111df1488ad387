"""Take the pictures of README and docs from the running app, so that they show what is."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from civickit.projects.bake import bake
from civickit.projects.templates import find_template, templates

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 1.5}
DESKTOP = {"viewport": {"width": 1180, "height": 720}}
TALL = {"viewport": {"width": 1180, "height": 1500}}
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


def main() -> None:
    from playwright.sync_api import sync_playwright

    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, running() as address, checked() as report:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for shot in SHOTS:
            take(browser, address + shot.path, shot)
        take(browser, report.as_uri(), Shot("check-report.png", "", DESKTOP))
        for template in templates():
            with baked(template.name) as project, running(str(project)) as page:
                take(browser, page, Shot(f"template-{template.name}.png", "", TALL), patience_s=8)
        browser.close()


def take(browser: Any, url: str, shot: Shot, patience_s: float = 0.5) -> None:
    context = browser.new_context(locale="ja-JP", **shot.options)
    page = context.new_page()
    page.goto(url, wait_until="networkidle")
    page.wait_for_timeout(patience_s * 1000)  # maps draw after their data, Streamlit bit by bit
    page.screenshot(path=IMAGES / shot.file)
    context.close()
    squeeze(IMAGES / shot.file)


def squeeze(path: Path) -> None:
    """256 colours are enough for a page and a third of the size."""
    from PIL import Image

    with Image.open(path) as image:
        small = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
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
