"""`civickit run snowplow_nav` in a process of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path


class Served:
    """Runs while the block lasts; `address` without a final slash."""

    def __init__(self, **env: str) -> None:
        command = [sys.executable, "-m", "civickit", "run", "snowplow_nav", "--plows", "0"]
        self.process = subprocess.Popen(
            [*command, "--port", "0", "--no-browser", "--json"],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **env},
            cwd=Path(__file__).parents[2],
        )
        assert self.process.stdout
        self.address: str = json.loads(self.process.stdout.readline())["address"].rstrip("/")

    @property
    def port(self) -> int:
        return int(self.address.rsplit(":", 1)[1])

    def memory_mb(self) -> float:
        """What it holds now; 0 where the system does not say."""
        status = Path(f"/proc/{self.process.pid}/status")
        found = re.search(r"VmRSS:\s+(\d+)", status.read_text()) if status.is_file() else None
        return int(found[1]) / 1024 if found else 0.0

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *_: object) -> None:
        with self.process:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                raise
