"""What the pages of the desk share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import render_template
from markupsafe import Markup

from civickit.live.desk.enquiries import Enquiries
from civickit.live.desk.tables import ACCOUNTS
from civickit.live.public import say
from civickit.live.public.search import Search
from civickit.live.public.streets import Guide, Line, Street, line_of
from civickit.live.reports.records import NEW, Report
from civickit.live.reports.room import kind_name
from civickit.live.reports.settings import report_settings
from civickit.live.reports.storing import Reports
from civickit.live.site import Site
from civickit.web.account_store import Account, Accounts
from civickit.web.accounts import current_account
from civickit.web.current import t
from civickit.web.limits import Limits


class Room:
    """One app's desk."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.accounts = Accounts(site.storage, ACCOUNTS, lambda: site.now())
        self.limits = Limits(site.storage, lambda: site.now())
        self.reports = Reports(site)
        self.urgent = report_settings(site.settings).urgent
        self.enquiries = Enquiries(site)
        self.guide = Guide(site)
        self.search = Search(site, self.guide)

    def show(self, page: str, /, **values: Any) -> str:
        """The app's own page of this name, else the kit's."""
        return render_template(
            [page, f"desk/{page}"],
            account=current_account(),
            clock=self.clock,
            urgent=self.urgent,
            street_at=self.street_at,
            kind_name=kind_name,
            word=lambda group, one, **values: t(f"{group}_{one}", **values),
            news=self.reports.count((NEW,)),
            site=self.site,
            **values,
        )

    def clock(self, at_ms: float) -> Markup:
        """A time on the city's clock; with the day, where that is not today."""
        zone = self.site.settings.zone
        at = datetime.fromtimestamp(at_ms // 1000, zone)
        said = say.clock(at_ms / 1000, self.site.now(), zone, t)
        return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), said)

    def street_at(self, report: Report) -> Street | None:
        """The street at a report's pin."""
        if report.lat is None or report.lon is None:
            return None
        return self.guide.near(report.lat, report.lon)

    def line(self, key: str) -> Line:
        """A street of the guide with what is known of it."""
        street = self.guide.streets[key]
        rows = self.site.ledger.street(street.id)
        return line_of(street, rows[0] if rows else None, self.site.now())


def me() -> Account:
    """Who is logged in, in a view that asks for a login."""
    account = current_account()
    assert account is not None
    return account
