"""Areas shared among processes: the same files, the same faults, and nobody left waiting."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from ship.conftest import frozen_calendar

from civickit.core.errors import CivicKitError
from civickit.ship import _static_together as together

ONLY_HERE = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only")

FREEZE = """
import sys
from datetime import date
from pathlib import Path
from ship.conftest import calendar_app
from civickit.ship import _static_together as together
from civickit.ship.static import freeze
together._processes = lambda things: 2
freeze(calendar_app(Path(sys.argv[1])), Path(sys.argv[2]), made=date(2026, 11, 28))
"""


@ONLY_HERE
def test_two_processes_write_what_one_writes(tmp_path: Path, two_areas: Path) -> None:
    alone = frozen_calendar(tmp_path / "alone", two_areas)
    run = [sys.executable, "-c", FREEZE, str(two_areas), str(tmp_path / "shared")]
    tests = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    subprocess.run(run, check=True, timeout=120, env=tests)
    shared = tmp_path / "shared"
    files = {path.relative_to(alone) for path in alone.rglob("*") if path.is_file()}
    assert files == {path.relative_to(shared) for path in shared.rglob("*") if path.is_file()}
    for name in files:
        assert (alone / name).read_bytes() == (shared / name).read_bytes(), name


@pytest.fixture
def do_in_two(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[int]]:
    """Do the work with 0 to 9 in two processes; gives what came back."""
    monkeypatch.setattr(together, "_processes", lambda things: 2)

    def do(work: Callable[[int], object], **more: bool) -> list[int]:
        done: list[int] = []
        back: list[int] = []
        seen: list[int] = []

        def also(thing: int) -> None:
            work(thing)
            seen.append(thing)

        together.do_each(range(10), also, lambda: seen, back.extend, done.append, **more)
        assert done == list(range(1, 11))
        return sorted(back or seen)

    return do


@ONLY_HERE
def test_every_thing_is_done_once_and_comes_back(do_in_two: Callable[..., list[int]]) -> None:
    assert do_in_two(lambda thing: None) == list(range(10))
    assert do_in_two(lambda thing: None, alone=True) == list(range(10))


@ONLY_HERE
def test_what_one_process_raises_ends_all(do_in_two: Callable[..., list[int]]) -> None:
    def fail(thing: int) -> None:
        if thing == 3:
            raise CivicKitError("the app answers /x with status 500")

    with pytest.raises(CivicKitError, match="status 500"):
        do_in_two(fail)


@ONLY_HERE
def test_a_process_that_the_system_ends_is_missed(do_in_two: Callable[..., list[int]]) -> None:
    with pytest.raises(CivicKitError, match="before it was done"):
        do_in_two(lambda thing: os._exit(9) if thing == 3 else None)


def test_few_things_and_threads_stay_in_one_process() -> None:
    assert together._processes(together.WORTH_IT - 1) == 1
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)
    other.start()
    assert together._processes(10_000) == 1
    stop.set()
    other.join()
