"""Asks, waits, tries again, keeps what was said, and gives it again when nobody answers."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch.address import check_url
from civickit.core.fetch.answer import Answer
from civickit.core.fetch.limits import Limits
from civickit.core.fetch.request import Params, Request
from civickit.core.fetch.store import Store, copy_whole
from civickit.core.fetch.wish import Check, Wish

if TYPE_CHECKING:
    from civickit.core.fetch.transport import Transport

Expected = Literal["anything", "data"]
OFFLINE = "CIVICKIT_OFFLINE"


class Fetcher:
    """The way out for one command or one app. Threads may share it.

    `fresh_s`: a kept answer younger than this is not asked for again. `offline`: nothing is
    asked; what was kept is given. `notes` gathers, as English sentences, what the user must be
    told: a copy from the cache and its age, a wait that a server asked for. `used` gathers the
    keys of the kept answers that were given, for `Store.save`.

    Whatever asks raises SourceUnavailable where there is no usable answer and no kept copy of
    one, and SourceChanged where a web page came instead of data. A kept copy given in place of
    an answer has the reason and its age in `Answer.stale`. Statuses from 400 on raise, except
    those in `allow`, which come back as answers. `check` is for servers that tell of errors with
    status 200: it raises one of the two for an answer that is none, which then is not kept.
    """

    def __init__(
        self,
        *,
        store: Store | None = None,
        offline: bool | None = None,
        fresh_s: float = 0,
        limits: Limits | None = None,
    ) -> None:
        self.store = store or Store()
        self.offline = os.environ.get(OFFLINE) == "1" if offline is None else offline
        self.fresh_s = fresh_s
        self.limits = limits or Limits()
        self.notes: list[str] = []
        self.used: set[str] = set()
        self._made: Transport | None = None
        self._making = Lock()

    def get(
        self,
        url: str,
        params: Params | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        secret_params: Mapping[str, str] | None = None,
        secret_headers: Mapping[str, str] | None = None,
        expect: Expected = "data",
        allow: Collection[int] = (),
        check: Check | None = None,
        fresh_s: float | None = None,
        progress: bool = False,
    ) -> Answer:
        """What a GET of the URL gives. Secrets are sent, and neither kept nor shown."""
        asked = Request.make(
            "GET", url, params, headers, secret_params=secret_params, secret_headers=secret_headers
        )
        return self._ask(asked, Wish(expect == "data", allow, check, progress), fresh_s)

    def query(
        self,
        url: str,
        *,
        json: Any = None,
        form: Params | None = None,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        secret_headers: Mapping[str, str] | None = None,
        allow: Collection[int] = (),
        check: Check | None = None,
        fresh_s: float | None = None,
    ) -> Answer:
        """What a POST that changes nothing gives: tried again, kept and replayed like a GET."""
        asked = Request.make(
            "POST", url, params, headers, json=json, form=form, secret_headers=secret_headers
        )
        return self._ask(asked, Wish(True, allow, check), fresh_s)

    def send(
        self,
        method: str,
        url: str,
        *,
        json: Any = None,
        form: Params | None = None,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        secret_form: Mapping[str, str] | None = None,
        secret_headers: Mapping[str, str] | None = None,
        allow: Collection[int] = (),
    ) -> Answer:
        """Tell a server something: asked once, never repeated, never kept; refused offline."""
        asked = Request.make(
            method,
            url,
            params,
            headers,
            json=json,
            form=form,
            secret_form=secret_form,
            secret_headers=secret_headers,
            told=True,
        )
        check_url(asked.shown)
        if self.offline:
            raise SourceUnavailable(
                f"{asked.shown} was not told anything: this is offline. "
                f"Unset {OFFLINE} (or leave out --offline) and send it again.",
                url=asked.shown,
            )
        return self._transport().ask(asked, Wish(False, allow))

    def download(
        self,
        url: str,
        to: Path,
        *,
        fresh_s: float | None = None,
        progress: bool = False,
    ) -> Answer:
        """A file at `to`, whole or not at all. `progress` is shown on a terminal."""
        answer = self.get(url, expect="data", fresh_s=fresh_s, progress=progress)
        copy_whole(answer.path, to)
        return answer

    def note(self, said: str) -> None:
        """Something the user must be told, once."""
        if said not in self.notes:
            self.notes.append(said)

    def _transport(self) -> Transport:
        with self._making:  # two would not wait for each other's turns at a host
            if self._made is None:
                from civickit.core.fetch.transport import Transport

                self._made = Transport(self.store, self.limits, self.note)
            return self._made

    def _ask(self, asked: Request, wish: Wish, fresh_s: float | None) -> Answer:
        check_url(asked.shown)
        kept = self._kept(asked)
        fresh = self.fresh_s if fresh_s is None else fresh_s
        if kept and not self.offline and age_s(kept.fetched_at) < fresh:
            self.used.add(asked.key)
            return kept
        if kept and not self.store.is_sound(kept.sha256):
            kept = None
        self.used.add(asked.key)
        return self._replay(asked, kept) if self.offline else self._ask_or_give(asked, wish, kept)

    def _ask_or_give(self, asked: Request, wish: Wish, kept: Answer | None) -> Answer:
        """The server's answer, or the kept one where it has none."""
        transport = self._transport()
        silence = transport.silence(urlsplit(asked.shown).hostname or "")
        if kept and silence:
            return self._stale(kept, silence)
        try:
            return transport.ask(asked, wish, kept)
        except (SourceUnavailable, SourceChanged) as error:
            if kept is None or getattr(error, "status", None) in {401, 404, 410}:
                raise
            return self._stale(kept, error)

    def _kept(self, asked: Request) -> Answer | None:
        entry = self.store.find(asked.key)
        if entry is None:
            return None
        return Answer(**entry, path=self.store.body_path(entry["sha256"]), stored=True)

    def _replay(self, asked: Request, kept: Answer | None) -> Answer:
        if kept is None:
            raise SourceUnavailable(
                f"{asked.shown} was never fetched on this machine, and this is offline. "
                "Fetch it once with a network, or bring a snapshot: civickit snapshot use DIR",
                url=asked.shown,
            )
        host = urlsplit(kept.url).hostname
        self.note(f"Offline: {host} as it was {age_words(kept.fetched_at)}.")
        return kept

    def _stale(self, kept: Answer, error: Exception) -> Answer:
        told = f"{str(error).rstrip('.')}. Here is the copy of {age_words(kept.fetched_at)}."
        self.note(told)
        return dataclasses.replace(kept, stale=told)


def age_s(fetched_at: str) -> float:
    """Seconds since an ISO time; one in the future counts as never."""
    age = (datetime.now(UTC) - datetime.fromisoformat(fetched_at)).total_seconds()
    return age if age >= 0 else float("inf")


def age_words(fetched_at: str) -> str:
    """How long ago an ISO time was, in words for a message."""
    seconds = max(0.0, (datetime.now(UTC) - datetime.fromisoformat(fetched_at)).total_seconds())
    for size, word in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {word}{'s' if count > 1 else ''} ago"
    return "a moment ago"
