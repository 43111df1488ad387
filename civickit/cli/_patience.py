"""A line on the terminal while something takes longer than a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from civickit.core.fetch.progress import CLEAR, PATIENCE_S


@contextmanager
def patience(words: str, *, wanted: bool = True) -> Iterator[None]:
    """Says what is going on, and for how long, to somebody who is watching; then it is gone."""
    if not (wanted and sys.stderr is not None and sys.stderr.isatty()):
        yield
        return
    done = Event()
    telling = Thread(target=_tell, args=(words, done), daemon=True)
    telling.start()
    try:
        yield
    finally:
        done.set()
        telling.join()


def _tell(words: str, done: Event) -> None:
    began = time.monotonic()
    shown = False
    while not done.wait(PATIENCE_S):
        shown = True
        passed = time.monotonic() - began
        print(f"{CLEAR}{words} … {passed:.0f} s", end="", file=sys.stderr, flush=True)
    if shown:
        print(CLEAR, end="", file=sys.stderr, flush=True)
