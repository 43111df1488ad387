"""Start the SensorThings server for a test, and stop it."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

HERE = Path(__file__).parent
HOME = HERE.parents[2] / ".servers" / "sensorthings"
PYTHON = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
READY_S = 60


@contextmanager
def start(folder: Path) -> Iterator[str]:
    """The address of a fresh service, up to and with /v1.1; its database lies in `folder`.

    The path holds a random word, so that nobody else's server can answer.
    """
    if not PYTHON.is_file():
        missing = f"{HOME} is missing: python tools/prepare.py --for test"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    port = free_port()
    url = f"http://127.0.0.1:{port}/{secrets.token_hex(8)}"
    environment = {
        **os.environ,
        "SENSORTHINGS_DATABASE": str(folder / "sensorthings.sqlite3"),
        "SENSORTHINGS_URL": url,
        "DJANGO_SETTINGS_MODULE": "settings",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    django = [str(PYTHON), "-m", "django"]
    subprocess.run([*django, "migrate", "-v0"], cwd=HERE, env=environment, check=True, timeout=60)
    with (folder / "sensorthings.log").open("wb") as log:
        serve = [*django, "runserver", "--noreload", f"127.0.0.1:{port}"]
        process = subprocess.Popen(serve, cwd=HERE, env=environment, stdout=log, stderr=log)
        try:
            wait(process, f"{url}/v1.1/", Path(log.name))
            yield f"{url}/v1.1"
        finally:
            process.kill()
            process.wait(timeout=10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    until = time.monotonic() + READY_S
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if url.encode() in answer.read():
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the SensorThings server did not start: {log.read_text('utf-8')[-2000:]}")
