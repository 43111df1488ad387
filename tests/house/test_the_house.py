"""What must be true of the repository as a whole."""

from __future__ import annotations

import re
import socket
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, text=True, check=True
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_the_network_is_blocked_in_tests() -> None:
    with pytest.raises(RuntimeError, match="may not use the network"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(RuntimeError, match="may not use the network"):
        socket.getaddrinfo("example.org", 80)


def test_constraints_name_no_address() -> None:
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        assert line.startswith("#") or re.fullmatch(
            r"[A-Za-z0-9_.\-]+==[A-Za-z0-9_.\-+!]+", line
        ), line


def test_no_registry_host_or_machine_path_is_tracked() -> None:
    hosts = [b"pythonhosted" + b".org", b"pypi" + b".org", b"registry.npmjs" + b".org"]
    paths = [b"/home" + b"/", b"/root" + b"/", b"C:\\" + b"Users"]
    for path in tracked():
        content = path.read_bytes()
        assert not [word for word in hosts + paths if word in content], path


LARGE = {"BIZUDPGothic-Regular.ttf": 2_100_000}
"""The letters of JIS levels 1 and 2: without them some town's name is missing on its sheet."""


def test_files_are_small_enough_to_clone_on_bad_wifi() -> None:
    sizes = {path: path.stat().st_size for path in tracked()}
    large = {p: size for p, size in sizes.items() if size > LARGE.get(p.name, 600_000)}
    assert large == {}
    assert sum(sizes.values()) < 10_500_000


def test_real_city_files_are_not_committed(city_files: Path) -> None:
    import hashlib

    def digest(path: Path) -> str:
        return hashlib.sha256(path.read_bytes()).hexdigest()

    real = {digest(path) for path in city_files.rglob("*.csv") if path.stat().st_size > 200}
    assert real
    assert [path for path in tracked() if digest(path) in real] == []
