"""What the page gives to nginx and systemd is read by nginx and systemd."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from servers.compose.processes import nginx

PAGE = Path(__file__).parents[2] / "docs/how-to/run-a-live-app.md"


def block(language: str) -> str:
    [found] = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return str(found)


def certificate(folder: Path) -> None:
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=plows.example.jp", "-keyout", "plows.key", "-out", "plows.pem"]
    subprocess.run([*command, *names], cwd=folder, check=True, capture_output=True)


def nginx_says(text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Only where it reads and writes is changed."""
    text = text.replace("/etc/ssl/", f"{folder}/").replace("/var/log/nginx/", f"{folder}/")
    text = text.replace("/var/cache/nginx/", f"{folder}/cache-").replace("443", "8443")
    config = folder / "nginx.conf"
    config.write_text(f"pid {folder}/pid;\nevents {{}}\nhttp {{\n{text}}}\n", "utf-8")
    command = [nginx(), "-t", "-q", "-e", "stderr", "-c", str(config)]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.slow  # needs nginx, which the fast tests do without
def test_nginx_reads_the_page(tmp_path: Path) -> None:
    certificate(tmp_path)
    said = nginx_says(block("nginx"), tmp_path)
    assert (said.returncode, said.stderr) == (0, "")
    broken = nginx_says(block("nginx").replace("keepalive 64;", "keepalive;"), tmp_path)
    assert broken.returncode != 0, "a test that cannot fail says nothing"


def test_secrets_in_addresses_are_not_logged() -> None:
    text = block("nginx")
    [form] = re.findall(r"log_format without_query (.*?);", text)
    assert not re.search(r"\$(request|request_uri|args|query_string|http_authorization)\b", form)
    assert "access_log /var/log/nginx/plows.log without_query;" in text


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not on this machine")
def test_systemd_reads_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "plows@8001.service"
    program = tmp_path / "civickit"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    text = block("ini").replace("/srv/plows/venv/bin/civickit", str(program))
    unit.write_text(text.replace("User=plows", "User=root"), "utf-8")
    said = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    ours = [line for line in said.stderr.splitlines() if unit.name in line]
    assert ours == []
    unit.write_text(text.replace("ProtectSystem=strict", "ProtectSistem=strict"), "utf-8")
    said = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    assert "ProtectSistem" in said.stderr, "a test that cannot fail says nothing"


def test_every_variable_is_one_that_is_read() -> None:
    named = set(re.findall(r"^\| `([A-Z_]+)` \|", PAGE.read_text("utf-8"), re.MULTILINE))
    assert named == {"STATE", "DATABASE_URL", "REDIS_URL", "MQTT_URL", "SECRET_KEY", "PROXY_HOPS"}
    code = "".join(
        path.read_text("utf-8")
        for room in ("live", "web")
        for path in (PAGE.parents[2] / "civickit" / room).rglob("*.py")
    )
    assert [name for name in named if f'"{name}"' not in code] == []
