"""Residents' reports: kept before they are answered, changed only with a line in the log."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, case, func, insert, select, update

from civickit.core.errors import ProjectConflict
from civickit.live.reports import photos
from civickit.live.reports.finding import Reading, hashed
from civickit.live.reports.records import (
    ASSIGNED,
    DONE,
    NEW,
    OPEN,
    REJECTED,
    STATUSES,
    WITHDRAWN,
    NewReport,
    Receipt,
    fingerprint,
)
from civickit.live.reports.tables import report_log, reports
from civickit.web.csrf import secret_key
from civickit.web.photos import Photo

SENDER = "sender"


class TooMany(Exception):
    """`admit` did not let the report in; nothing of it is kept."""


class Reports(Reading):
    """What was reported in one app. Every change tells the hub's topic "reports"."""

    @cached_property
    def _secret(self) -> bytes:
        return secret_key(self.site.settings.state)

    def new(
        self, new: NewReport, form_id: str, admit: Callable[[Connection], bool] | None = None
    ) -> Receipt:
        """Keep a report; durable when this returns. The same form with the same words is kept once.

        `admit` is asked in the transaction, only for a report that is not there yet. Raises
        TooMany where it says no.
        """
        form = fingerprint(new, form_id)
        token = hmac.digest(self._secret, f"report {form}".encode(), "sha256").hex()[:40]
        told = new._asdict() | {"photo": "", "form_hash": form, "token_hash": hashed(token)}
        id_, first = self._insert(told, new.photo, admit)
        if first:
            self._tell(id_)
        return Receipt(id_, token, first)

    def _insert(
        self,
        told: dict[str, Any],
        photo: Photo | None,
        admit: Callable[[Connection], bool] | None,
    ) -> tuple[int, bool]:
        now_ms = self.site.now_ms
        told |= {"status": NEW, "created_ms": now_ms, "changed_ms": now_ms}
        statement = self.site.storage.insert_new(reports).returning(reports.c.id)
        with self.site.storage.write() as connection:
            made = connection.execute(statement, told).scalar()
            if made is None:
                known = select(reports.c.id).where(reports.c.form_hash == told["form_hash"])
                return connection.execute(known).scalar_one(), False
            if admit and not admit(connection):
                raise TooMany
            if photo:
                here = update(reports).where(reports.c.id == made)
                connection.execute(here.values(photo=photos.keep(connection, photo)))
            self._note(connection, made, SENDER, "sent", told["via"])
            return made, True

    def accept(
        self, id_: int, by: str, *, with_photo: bool = True, seen: int | None = None
    ) -> None:
        """Everybody sees it from now on; `with_photo` False keeps the picture at the desk. Why it
        was rejected is not for everybody, and nobody is on it any more.

        `seen`: how many lines its log had for whoever decides this. Raises UnknownName, and
        ProjectConflict where its status does not allow it or its log has grown since, as all the
        changes below do.
        """
        refused = select(report_log.c.note).where(
            report_log.c.report_id == id_, report_log.c.what == "rejected"
        )
        answer = case((reports.c.answer.in_(refused), ""), else_=reports.c.answer)
        self._change(id_, by, "accepted", (NEW, REJECTED, DONE), {
            "status": OPEN, "photo_public": with_photo, "closed_ms": None,
            "answer": answer, "assigned_to": "", "device_id": None,
        }, seen=seen)  # fmt: skip

    def reject(self, id_: int, by: str, why: str, *, seen: int | None = None) -> None:
        """Nobody but the desk sees it; the sender is told why."""
        self._change(id_, by, "rejected", (NEW, OPEN, ASSIGNED), {
            "status": REJECTED, "answer": why, "closed_ms": self.site.now_ms,
        }, why, seen)  # fmt: skip

    def assign(
        self,
        id_: int,
        to: str,
        by: str,
        *,
        device_id: int | None = None,
        seen: int | None = None,
    ) -> None:
        """Give it to a person, or to a device by its name and id."""
        self._change(id_, by, "assigned", (OPEN, ASSIGNED), {
            "status": ASSIGNED, "assigned_to": to, "device_id": device_id,
        }, to, seen)  # fmt: skip

    def answer(self, id_: int, text: str, by: str, *, seen: int | None = None) -> None:
        """What everybody reads below the report, and its sender."""
        self._change(id_, by, "answered", STATUSES[:-1], {"answer": text}, text, seen)

    def close(self, id_: int, by: str, *, seen: int | None = None) -> None:
        """It is done."""
        done = {"status": DONE, "closed_ms": self.site.now_ms}
        self._change(id_, by, "done", (OPEN, ASSIGNED), done, seen=seen)

    def withdraw(self, id_: int) -> None:
        """The sender takes it back: picture and contact go at once."""
        self._change(id_, SENDER, "withdrawn", (NEW, OPEN, ASSIGNED, REJECTED), {
            "status": WITHDRAWN, "contact": "", "photo": "", "media_url": "", "answer": "",
            "closed_ms": self.site.now_ms,
        })  # fmt: skip

    def _change(
        self,
        id_: int,
        by: str,
        what: str,
        allowed: Collection[str],
        values: dict[str, Any],
        note: str = "",
        seen: int | None = None,
    ) -> None:
        """Change a report whose status allows it, and say so in the log: both or neither."""
        self.get(id_)
        here = reports.c.id == id_
        with self.site.storage.write() as connection:
            status, photo = connection.execute(
                select(reports.c.status, reports.c.photo).where(here).with_for_update()
            ).one()
            if status not in allowed:
                raise ProjectConflict(f"report {id_} is {status}, so it cannot be {what} now.")
            if seen is not None and seen != self._lines(connection, id_):
                raise ProjectConflict(f"report {id_} has changed meanwhile; look at it again.")
            changed = values | {"changed_ms": self.site.now_ms}
            connection.execute(update(reports).where(here).values(changed))
            if values.get("photo", photo) != photo:
                photos.remove(connection, [photo])
            self._note(connection, id_, by, what, note)
        self._tell(id_)

    def _lines(self, connection: Connection, id_: int) -> int:
        lines = select(func.count()).where(report_log.c.report_id == id_)
        return connection.execute(lines).scalar_one()

    def _note(self, connection: Connection, id_: int, who: str, what: str, note: str) -> None:
        told = {"report_id": id_, "who": who, "what": what, "note": note}
        connection.execute(insert(report_log), told | {"at_ms": self.site.now_ms})

    def _tell(self, id_: int) -> None:
        self.site.hub.publish("reports", {"id": id_})
