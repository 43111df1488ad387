"""A command at a pseudo-terminal, answered by a test."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


class Terminal:
    """`civickit new` at a pseudo-terminal, typing an answer whenever a question stands there."""

    def __init__(self, words: Sequence[str], folder: Path, lang: str) -> None:
        self.master, slave = pty.openpty()
        environment = {**os.environ, "LANG": lang, "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "civickit", "new", *words],
            stdin=slave,
            stdout=subprocess.PIPE,
            stderr=slave,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )
        os.close(slave)
        self.said = ""

    def until(self, words: str) -> None:
        """Read until these words stand there that were not there before."""
        seen = len(self.said)
        while words not in self.said[seen:]:
            assert self._more(), f"ended before {words!r}; said: {self.said}"

    def type(self, answer: str) -> None:
        os.write(self.master, f"{answer}\n".encode())

    def talk(self, *pairs: tuple[str, str]) -> None:
        for question, answer in pairs:
            self.until(question)
            self.type(answer)

    def ends(self) -> tuple[int, str]:
        """The exit code and what was written to stdout, with the rest of the talk in `said`."""
        while self._more():
            pass
        out, _ = self.process.communicate(timeout=30)
        return self.process.returncode, out.decode()

    def _more(self) -> str:
        """What comes next on the terminal, '' once the other end is closed."""
        ready, _, _ = select.select([self.master], [], [], 30)
        assert ready, f"nothing more was said, after: {self.said}"
        try:
            more = os.read(self.master, 65536).decode("utf-8", "replace")
        except OSError:  # how Linux says that nobody has the other end open
            return ""
        self.said += more.replace("\r\n", "\n")
        return more
