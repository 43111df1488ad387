"""The same work for many things, shared among processes where the machine and the moment allow it.

A process is a copy of this one (`fork`): it has the app and its data at once, and writes files as
this one would. Only what it learned has to come back. Elsewhere the work is done here, one after
the other.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

from civickit.core.errors import CivicKitError

T = TypeVar("T")
WORTH_IT = 40
"""From so many things on more than one process is worth its start."""
MOST = 8


def do_each(
    things: Sequence[T],
    work: Callable[[T], object],
    gathered: Callable[[], Any],
    take: Callable[[Any], object],
    tell: Callable[[int], object],
    *,
    alone: bool = False,
) -> None:
    """Call `work` with each thing; `tell` is told after each how many are done.

    What `gathered` gives in a process, once it has done its part, is given to `take` here; it
    must be picklable. `alone`: in this process, because something here cannot be copied.
    Raises what `work` raises; others stop then.
    """
    count = 1 if alone else _processes(len(things))
    if count > 1:
        _shared([things[n::count] for n in range(count)], work, gathered, take, tell)
        return
    for done, thing in enumerate(things, start=1):
        work(thing)
        tell(done)


def _processes(things: int) -> int:
    """A copy of a process with threads may wait for ever for what one of them held."""
    if things < WORTH_IT or sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return min(len(os.sched_getaffinity(0)), MOST, things)


def _shared(
    parts: Sequence[Sequence[T]],
    work: Callable[[T], object],
    gathered: Callable[[], Any],
    take: Callable[[Any], object],
    tell: Callable[[int], object],
) -> None:
    fork = multiprocessing.get_context("fork")
    pipes, workers = [], []
    for part in parts:
        ours, theirs = fork.Pipe(duplex=False)
        workers.append(fork.Process(target=_do, args=(theirs, part, work, gathered)))
        workers[-1].start()
        theirs.close()
        pipes.append(ours)
    try:
        done = 0
        for said, value in _messages(pipes):
            if said == "failed":
                raise value
            if said == "gathered":
                take(value)
            else:
                done += 1
                tell(done)
    finally:
        for one in workers:
            one.terminate()
            one.join()


def _messages(pipes: list[Connection]) -> Iterator[tuple[str, Any]]:
    """What the processes say, until each has given what it gathered."""
    while pipes:
        for pipe in wait(pipes):
            assert isinstance(pipe, Connection)
            try:
                message = pipe.recv()
            except EOFError:  # ended by the system: out of memory
                raise CivicKitError("a part of the work ended before it was done") from None
            if message[0] == "gathered":
                pipes.remove(pipe)
            yield message


def _do(
    pipe: Connection, part: Sequence[T], work: Callable[[T], object], gathered: Callable[[], Any]
) -> None:
    with suppress(BrokenPipeError, KeyboardInterrupt):
        try:
            for thing in part:
                work(thing)
                pipe.send(("done", None))
            pipe.send(("gathered", gathered()))
        except Exception as error:
            known = isinstance(error, CivicKitError) and type(error) is CivicKitError
            pipe.send(("failed", error if known else CivicKitError(f"{error!r}")))
