"""kill -9 in the middle of reports: none that was answered is missing, no picture is left over."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from live.conftest import APPS
from live.reporting import pictures
from PIL import Image

from civickit.live.reports.storing import Reports
from civickit.live.site import SITE, Site

ROUNDS = 4
SENDER = """
import sys
from io import BytesIO
from PIL import Image
sys.path.insert(0, sys.argv[1])
from snowplow_nav.app import create_app
from civickit.live.reports.records import NewReport
from civickit.live.reports.storing import Reports
from civickit.web.photos import clean_photo
file = BytesIO()
Image.new("RGB", (400, 300), "navy").save(file, "JPEG")
photo = clean_photo(BytesIO(file.getvalue()))
app = create_app({"STATE": sys.argv[2], "PLOWS": 0})
reports = Reports(app.extensions["civickit_live"])
print("ready", flush=True)
for number in range(100_000):
    new = NewReport("tree", lat=38.4, lon=145.99, photo=photo)
    print(reports.new(new, f"{sys.argv[3]} {number}").token, flush=True)
"""


@pytest.mark.slow
def test_what_was_answered_is_there(tmp_path: Path, make_live: Callable[..., Flask]) -> None:
    state, chance = tmp_path / "state", random.Random(6)
    tokens = [
        token
        for number in range(ROUNDS)
        for token in answered_until_killed(state, number, chance.uniform(0.05, 0.6))
    ]
    assert len(tokens) > ROUNDS
    site: Site = make_live().extensions[SITE]
    reports = Reports(site)
    for token in tokens:
        report = reports.of_token(token)
        assert report
        jpeg = reports.photo(report)
        assert jpeg
        Image.open(BytesIO(jpeg)).load()
    assert len(tokens) <= len(reports.all(limit=10**6)) <= len(tokens) + ROUNDS
    own = {one.photo for one in reports.all(limit=10**6)}
    assert set(pictures(reports)) == own


def answered_until_killed(state: Path, number: int, seconds: float) -> list[str]:
    """The status links of all reports that were answered before the process was killed."""
    command = [sys.executable, "-c", SENDER, str(APPS), str(state), str(number)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert running.stdout.readline() == "ready\n"
        time.sleep(seconds)
        running.send_signal(signal.SIGKILL)
        return [line.strip() for line in running.stdout if line.endswith("\n")]
