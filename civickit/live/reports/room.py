"""What the pages and the endpoint of reports share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, current_app, render_template, url_for
from sqlalchemy import Connection

from civickit.live.public.streets import Guide, Street
from civickit.live.reports.records import Report
from civickit.live.reports.settings import report_settings
from civickit.live.reports.storing import Reports
from civickit.live.site import Site
from civickit.web import accounts
from civickit.web.current import language, t_or
from civickit.web.languages import long_date
from civickit.web.limits import Limits, client_address

HOUR_S = 3600
TRIES_PER_HOUR = 30
"""Pictures that one client may have read, good or bad: each costs half a second."""


class Room:
    """One app's reports, who may send how many, and how they are said."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.settings = report_settings(site.settings)
        self.reports = Reports(site)
        self.limits = Limits(site.storage, lambda: site.now())
        self.guide = Guide(site)

    def may_try(self) -> bool:
        """Whether this client may have one more form read."""
        return self.limits.take("report_try", client_address(), TRIES_PER_HOUR, HOUR_S)

    def admit(self, key: str = "") -> Callable[[Connection], bool]:
        """Whether one more report of this client, or of this api_key, is kept."""
        who = f"key {key}" if key else client_address()
        most = self.settings.per_hour_by_key if key else self.settings.per_hour
        return lambda connection: self.limits.take_within(connection, "report", who, most, HOUR_S)

    def show(self, page: str, /, **values: Any) -> str:
        """The app's own page of this name, else the kit's."""
        return render_template(
            [page, f"reports/{page}"],
            kinds=self.settings.kinds,
            kind_name=kind_name,
            said=self.said,
            iso=self.iso,
            street_near=self.street_near,
            settings=self.site.settings,
            days=self.settings.keep_days,
            **values,
        )

    def moment(self, ms: int) -> datetime:
        """A time on the city's clock."""
        return datetime.fromtimestamp(ms // 1000, self.site.settings.zone)

    def iso(self, ms: int) -> str:
        return self.moment(ms).isoformat()

    def said(self, ms: int) -> str:
        """A time as people write it: 30 November 2026 09:53."""
        at = self.moment(ms)
        return f"{long_date(at.date().isoformat(), language())} {at:%H:%M}"

    def street_near(self, report: Report) -> Street | None:
        """The street of its pin, where streets have pages."""
        if report.lat is None or report.lon is None or not self.site.settings.cleared:
            return None
        return self.guide.near(report.lat, report.lon)

    def photo(self, report: Report) -> Response | None:
        """The picture, for whoever may see it; None where there is none."""
        jpeg = self.reports.photo(report)
        return Response(jpeg, mimetype="image/jpeg") if jpeg else None

    def photo_url(self, report: Report, *, full: bool = False) -> str:
        """Where everybody finds the picture; '' where nobody may see it."""
        if not (report.photo and report.photo_public and report.is_public):
            return ""
        return url_for("reports.photo", id_=report.id, _external=full)


def kind_name(kind: str) -> str:
    """As people call it; by its key where the city no longer takes such reports."""
    return t_or(f"report_kind_{kind}", kind)


def is_staff() -> bool:
    """Whether somebody of the desk asks."""
    known = accounts.EXTENSION in current_app.extensions
    return known and accounts.current_account(active=False) is not None


def hidden(response: Response) -> Response:
    """For one reader only: kept by no cache, told to no search engine and to no other site."""
    response.cache_control.clear()
    response.cache_control.no_store = True
    response.headers["X-Robots-Tag"] = "noindex"
    # Not no-referrer: a browser would then call the sender of the page's own form "null".
    response.headers["Referrer-Policy"] = "same-origin"
    return response
