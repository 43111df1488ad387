"""Several catalogues asked side by side; what one of them fails at does not hold up the others."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, NamedTuple

from civickit import clients
from civickit.clients import Dataset, Found, Resource, licence_of
from civickit.core.errors import CivicKitError, UnknownName
from civickit.core.fetch import Fetcher
from civickit.core.text import header_key
from civickit.sources._catalogues import Catalogue
from civickit.sources._hits import Hit, Wanted, merged, ranked
from civickit.sources._known import sources
from civickit.sources._offer import open_client, resources_of
from civickit.sources._source import Source
from civickit.sources._words import other_words, words_of

DEADLINE_S = 20.0
LISTED = 50
WATCH_S = 0.5
OWN = "civickit"
Watch = Callable[[int, int], None]


class Search(NamedTuple):
    """What is looked for. `schema` narrows to one standard dataset.

    `place_code` is a municipality's code of six digits or the first two of its prefecture's;
    `place_name` is how people write it.
    """

    words: str = ""
    place_code: str = ""
    place_name: str = ""
    schema: str = ""
    limit: int = 20


class Searched(NamedTuple):
    """`hits`, the usable ones first; `answered` and `failed` (with the reason) catalogues.

    `also` are the other words that were searched for; `elsewhere` is True where nothing of the
    place was found and the hits are of other places. `more` is the number of hits left out.
    """

    hits: list[Hit]
    answered: tuple[str, ...]
    failed: dict[str, str]
    also: tuple[str, ...] = ()
    elsewhere: bool = False
    more: int = 0


class _Task(NamedTuple):
    """One question to one catalogue."""

    catalogue: Catalogue
    words: str
    place_code: str = ""


class _Reply(NamedTuple):
    task: _Task
    found: Found | None
    error: str = ""


def find(
    search: Search,
    fetch: Fetcher,
    asked: Sequence[Catalogue],
    *,
    deadline_s: float = DEADLINE_S,
    watch: Watch | None = None,
) -> Searched:
    """Search the known sources and these catalogues.

    Takes as long as the slowest, at most `deadline_s`. `watch` is called now and then with the
    numbers of answers that are there and that are expected.
    """
    words, also = _words(search)
    tasks = [task for one in asked for word in (words, *also) for task in _tasks(one, word, search)]
    replies = _ask(tasks, fetch, deadline_s, watch or _nobody_watches)
    wanted = Wanted(words, search.place_code, search.place_name, search.schema)
    hits = merged([*_own(search, words, also), *_theirs(tasks, replies)])
    fitting = [one for one in ranked(hits, wanted) if search.schema in {"", one.schema}]
    there = [one for one in fitting if wanted.is_there(one.dataset)]
    shown = there or fitting
    return Searched(
        hits=shown[: search.limit],
        answered=tuple(dict.fromkeys(r.task.catalogue.name for r in replies if r.found)),
        failed={reply.task.catalogue.name: reply.error for reply in replies if reply.error},
        also=also,
        elsewhere=bool(fitting) and not there,
        more=max(0, len(shown) - search.limit),
    )


def _words(search: Search) -> tuple[str, tuple[str, ...]]:
    """The words to ask for, and other words for the same."""
    if search.words:
        return search.words, other_words(search.words)
    first, *others = words_of(search.schema)
    return first, tuple(others[:2])


def _tasks(catalogue: Catalogue, words: str, search: Search) -> list[_Task]:
    """The questions to one catalogue: a place is asked for in the way it knows."""
    ways = {
        "code": _Task(catalogue, words, search.place_code),
        "name": _Task(catalogue, f"{words} {search.place_name}"),
        "all": _Task(catalogue, words),
    }
    if not search.place_code:
        return [ways["all"]]
    of_a_region = catalogue.place and catalogue.place != search.place_code
    # A region's own catalogue may name a city among its words, or as the publisher only.
    known = catalogue.places or (("all", "name") if of_a_region else ("all",))
    return [ways[way] for way in known]


def _ask(tasks: Sequence[_Task], fetch: Fetcher, deadline_s: float, watch: Watch) -> list[_Reply]:
    """A thread for each question. The threads end with the program, so none can keep it."""
    arriving: SimpleQueue[_Reply] = SimpleQueue()
    for task in tasks:
        Thread(target=_answer, args=(task, fetch, arriving.put), daemon=True).start()
    until = time.monotonic() + deadline_s
    replies: dict[_Task, _Reply] = {}
    while len(replies) < len(tasks) and (left_s := until - time.monotonic()) > 0:
        watch(len(replies), len(tasks))
        with suppress(Empty):
            reply = arriving.get(timeout=min(left_s, WATCH_S))
            replies[reply.task] = reply
    late = f"did not answer within {deadline_s:.0f} s"
    return [replies.get(task) or _Reply(task, None, late) for task in tasks]


def _answer(task: _Task, fetch: Fetcher, tell: Callable[[_Reply], None]) -> None:
    try:
        opened = _open(task.catalogue, fetch)
        found = opened.search(task.words, place_code=task.place_code, limit=LISTED)
        tell(_Reply(task, found))
    except CivicKitError as error:
        tell(_Reply(task, None, str(error)))
    except Exception as error:  # a thread's own failure must not look like a silent catalogue
        tell(_Reply(task, None, f"{type(error).__name__}: {error}"))


def _open(catalogue: Catalogue, fetch: Fetcher) -> Any:
    """A client to search with. Raises UnknownName where no catalogue speaks at the address."""
    if catalogue.client:
        return open_client(catalogue.client, catalogue.url, fetch)
    from civickit.clients._detect import detect

    spoken = detect(catalogue.url, fetch)
    searching = [name for name in clients.names() if clients.get(name).catalogue]
    if spoken.client not in searching:
        raise UnknownName("catalogue", catalogue.url, [f"portals of {' '.join(searching)}"])
    return open_client(spoken.client, spoken.url, fetch)


def _theirs(tasks: Iterable[_Task], replies: Iterable[_Reply]) -> list[Hit]:
    """Hits in the order of the questions, each dataset of a catalogue once."""
    by_task = {reply.task: reply for reply in replies}
    found: dict[tuple[str, str], Hit] = {}
    for task in tasks:
        reply = by_task[task]
        for dataset in reply.found.datasets if reply.found else ():
            name = task.catalogue.name
            found.setdefault((name, dataset.id), Hit(dataset, (name,)))
    return list(found.values())


def _own(search: Search, words: str, also: Sequence[str]) -> list[Hit]:
    """The sources of the kit that the words or the schema speak of."""
    keys = [[header_key(part) for part in one.split()] for one in (words, *also)]
    return [
        Hit(listing(one), (OWN,), source=one.name, schema=one.schema)
        for one in sources()
        if _fits(one, search, keys)
    ]


def _fits(source: Source, search: Search, keys: Sequence[Sequence[str]]) -> bool:
    if not source.place.code.startswith(search.place_code):
        return False
    if search.schema:
        return source.schema == search.schema
    texts = (*source.title.values(), source.topic, source.place.name, source.name, source.owner)
    told = header_key(" ".join(texts))
    return any(all(part in told for part in parts) for parts in keys if parts)


def listing(source: Source) -> Dataset:
    """A source as a catalogue would list it."""
    return Dataset(
        id=source.name,
        title=source.title["ja"],
        catalogue=OWN,
        url=source.page,
        publisher=source.owner,
        licence=licence_of(source.licence.given, source.licence.url),
        tags=(source.topic,),
        place_code=source.place.code,
        contact=source.contact,
        resources=resources_of(source) or (_not_yet_asked(source),),
    )


def _not_yet_asked(source: Source) -> Resource:
    """Stands for the files of a dataset that its portal will name."""
    return Resource("", source.format, service=source.client, service_url=source.url)


def _nobody_watches(done: int, all_: int) -> None:
    """No progress is shown."""
