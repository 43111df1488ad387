"""The first visit to the hydrant map: bytes on the wire, with as many points as a small city has.

Uses a city's file where one is given in HYDRANTS, else 2,000 points made here.
"""

from __future__ import annotations

import os
import random
import tempfile
import threading
from pathlib import Path
from shutil import which

from measuring import Result, report

from civickit.cli._apps import find_app, load_app

BUDGET_KB = 150


def made_file(folder: str) -> Path:
    chance = random.Random(2_000)
    rows = [
        f"{number},消火栓,{chance.gauss(37.49, 0.02):.6f},{chance.gauss(139.93, 0.02):.6f}"
        for number in range(2_000)
    ]
    path = Path(folder) / "points.csv"
    path.write_text("\n".join(["番号,種別,緯度,経度", *rows]), "utf-8")
    return path


def measure() -> list[Result]:
    from waitress import create_server

    with tempfile.TemporaryDirectory() as folder:
        data = os.environ.get("HYDRANTS") or made_file(folder)
        app = load_app(find_app("hydrant_map"), {"DATA": str(data)})
        server = create_server(app, host="127.0.0.1", port=0)
        threading.Thread(target=server.run, daemon=True).start()
        sizes = first_visit(f"http://127.0.0.1:{server.effective_port}/")
    total_kb = sum(sizes.values()) / 1000
    html_kb = next(iter(sizes.values())) / 1000
    return [
        Result(
            "hydrant page, first visit, 2,000 points",
            f"{total_kb:.0f} kB in {len(sizes)} requests (the list itself {html_kb:.0f} kB)",
            f"budget {BUDGET_KB} kB",
            total_kb / BUDGET_KB,
            1,
        )
    ]


def first_visit(url: str) -> dict[str, int]:
    """Bytes on the wire of every answer of a first visit, in the order they were asked for."""
    from playwright.sync_api import sync_playwright

    addresses: dict[str, str] = {}
    sizes: dict[str, int] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on(
            "Network.requestWillBeSent",
            lambda event: addresses.setdefault(event["requestId"], event["request"]["url"]),
        )
        wire.on(
            "Network.loadingFinished",
            lambda event: sizes.update(
                {addresses[event["requestId"]]: int(event["encodedDataLength"])}
            ),
        )
        page.goto(url, wait_until="networkidle")
        page.wait_for_timeout(500)
        browser.close()
    return {address: sizes[address] for address in addresses.values() if address in sizes}


if __name__ == "__main__":
    report(measure())
