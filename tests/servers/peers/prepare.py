"""Fetch the real timetables that gtfs-kit's source package carries for its own tests.

`.servers/peers/bin/python tests/servers/peers/prepare.py` puts them into `.servers/peers/feeds`.
They are not ours to ship: Cairns (2014) and one line of the New York subway (2024).
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path, PurePosixPath

HERE = Path(__file__).parent
FEEDS = HERE.parents[2] / ".servers" / "peers" / "feeds"
WANTED = {"cairns_gtfs.zip", "nyc_subway_gtfs.zip", "sample_gtfs.zip"}


def main() -> None:
    pinned = (HERE / "requirements.txt").read_text("utf-8").splitlines()
    wanted = next(line for line in pinned if line.startswith("gtfs-kit=="))
    if {path.name for path in FEEDS.glob("*.zip")} >= WANTED:
        return
    with tempfile.TemporaryDirectory() as folder:
        quiet = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-binary", ":all:")
        command = [sys.executable, "-m", "pip", "download", *quiet, "--dest", folder, wanted]
        subprocess.run(command, check=True)
        [package] = Path(folder).glob("*.tar.gz")
        unpack(package)


def unpack(package: Path) -> None:
    FEEDS.mkdir(parents=True, exist_ok=True)
    with tarfile.open(package) as archive:
        for member in archive:
            name = PurePosixPath(member.name).name
            content = archive.extractfile(member) if name in WANTED else None
            if content:
                (FEEDS / name).write_bytes(content.read())


if __name__ == "__main__":
    main()
