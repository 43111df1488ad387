"""Which reports a program asks for: by ids, or by kind, status and time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from civickit.core.text import clean
from civickit.live.reports.finding import COLUMNS, HIGHEST_ID
from civickit.live.reports.open311_post import Refused
from civickit.live.reports.records import ASSIGNED, DONE, OPEN, PUBLIC, Report
from civickit.live.reports.room import Room
from civickit.live.reports.tables import reports
from civickit.web import params
from civickit.web.current import t

WINDOW = timedelta(days=90)
MOST = 1000
MOST_PAGES = 100_000
_ID = re.compile(r"\s*\d{1,10}\s*", re.ASCII)
STATUSES = {"open": (OPEN, ASSIGNED), "closed": (DONE,)}

Args = Mapping[str, str]


def asked(room: Room, args: Args) -> list[Report]:
    """The newest first; ids overrule everything else. Raises Refused, BadParameter."""
    if ids := args.get("service_request_id"):
        return by_ids(room, ids)
    start, end = _span(room, args)
    size = params.integer(args, "page_size", 1, MOST, default=MOST)
    page = params.integer(args, "page", 1, MOST_PAGES, default=1)
    wanted = select(*COLUMNS).where(
        reports.c.status.in_(_statuses(args)),
        reports.c.created_ms >= round(start.timestamp() * 1000),
        reports.c.created_ms <= round(end.timestamp() * 1000),
    )
    if codes := args.get("service_code"):
        wanted = wanted.where(reports.c.kind.in_(map(clean, codes.split(","))))
    order = reports.c.created_ms.desc(), reports.c.id.desc()
    return room.reports.select(wanted.order_by(*order), size, (page - 1) * size)


def by_ids(room: Room, written: str) -> list[Report]:
    """The accepted reports with these ids; what is none has no report."""
    ids = [int(one) for one in written.split(",") if _ID.fullmatch(one)]
    ids = [one for one in ids if one <= HIGHEST_ID][:MOST]
    wanted = select(*COLUMNS).where(reports.c.id.in_(ids), reports.c.status.in_(PUBLIC))
    return room.reports.select(wanted.order_by(reports.c.id), MOST)


def _statuses(args: Args) -> list[str]:
    names = [one.strip() for one in args.get("status", "open,closed").split(",") if one.strip()]
    unknown = [one for one in names if one not in STATUSES]
    if unknown:
        raise Refused(400, t("report_bad_status", value=unknown[0][:80]))
    return [status for name in names for status in STATUSES[name]]


def _span(room: Room, args: Args) -> tuple[datetime, datetime]:
    """At most 90 days; without dates the last 90."""
    start, end = _moment(args, "start_date"), _moment(args, "end_date")
    try:
        end = end or (start + WINDOW if start else room.moment(room.site.now_ms + 1000))
        start = start or end - WINDOW
    except OverflowError:
        raise Refused(400, t("report_bad_time", name="start_date", value="")) from None
    if end - start > WINDOW:
        raise Refused(400, t("report_long_span"))
    return start, end


def _moment(args: Args, name: str) -> datetime | None:
    given = args.get(name, "").strip()
    if not given:
        return None
    try:
        found = datetime.fromisoformat(given.replace(" ", "+"))  # a "+" not written as %2B
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Refused(400, t("report_bad_time", name=name, value=given[:80]))
    return found
