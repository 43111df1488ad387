"""Starts a real Koop, a FeatureServer in Node, on GeoJSON files of the test."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any

HERE = Path(__file__).resolve().parent
MODULES = HERE.parents[2] / ".servers" / "koop" / "node_modules"
START_S = 60


def is_installed() -> bool:
    return (MODULES / "@koopjs" / "koop-core").is_dir()


@contextmanager
def start(folder: Path, layers: Mapping[str, Any]) -> Iterator[str]:
    """The address of the services. `layers` are GeoJSON collections by their name.

    The port is the one that the process itself was given, so nobody else can answer there.
    """
    for name, collection in layers.items():
        path = folder / "data" / f"{name}.geojson"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(collection, ensure_ascii=False), "utf-8")
    process = subprocess.Popen(
        ["node", str(HERE / "serve.js"), str(MODULES)],
        cwd=folder,
        env={**os.environ, "SUPPRESS_NO_CONFIG_WARNING": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield f"http://127.0.0.1:{_port(process)}/file-geojson/rest/services"
    finally:
        process.kill()
        process.communicate(timeout=10)


def _port(process: subprocess.Popen[str]) -> int:
    """What the server says of its port; it is ended where it says nothing in time."""
    assert process.stdout
    waiting = Timer(START_S, process.kill)
    waiting.start()
    try:
        for line in process.stdout:
            if line.startswith("{"):
                return int(json.loads(line)["port"])
    finally:
        waiting.cancel()
    raise RuntimeError(f"Koop did not start within {START_S} s (ended with {process.poll()})")
