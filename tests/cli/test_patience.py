"""Something that takes longer than a second says so, to a terminal and never to a log."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

CODE = """
import time
from civickit.cli._patience import patience
with patience("読んでいます"):
    time.sleep({seconds})
"""


def on_a_terminal(seconds: float) -> str:
    """All that is written to a terminal meanwhile."""
    master, slave = pty.openpty()
    process = subprocess.Popen([sys.executable, "-c", CODE.format(seconds=seconds)], stderr=slave)
    os.close(slave)
    said = b""
    while True:
        try:
            more = os.read(master, 4096)
        except OSError:  # how Linux says that nobody has the other end open
            more = b""
        if not more:
            break
        said += more
    os.close(master)
    assert process.wait(timeout=30) == 0
    return said.decode()


def test_it_is_said_and_gone_afterwards() -> None:
    said = on_a_terminal(1.5)
    assert "読んでいます … 1 s" in said
    assert said.endswith("\r\x1b[K")


def test_nothing_is_said_of_what_is_quick() -> None:
    assert on_a_terminal(0) == ""


def test_a_log_hears_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE.format(seconds=1.2)], capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ("", "")
