"""Whose data it is: what must stand on every page that shows it."""

from __future__ import annotations

import streamlit as st

from civickit.desk import show
from civickit.desk.opened import Opened
from civickit.desk.page import Page
from civickit.desk.settings import Data
from civickit.web.languages import long_date


def notice(page: Page, data: Data) -> None:
    """Above the data: that it is made up, and what must be known before it is believed."""
    if data.fictional:
        st.warning(page.t("fictional_notice"))
    if data.doubt:
        st.warning(page.t("doubt"))
        show.line(data.doubt)


def about(page: Page, opened: Opened | None) -> None:
    """Title, date, licence, attribution and origin of the data, and what the file was."""
    if opened is None:
        return
    st.header(page.t("about_data"), anchor=False)
    data, report = opened.data, opened.report
    told = [
        (page.t("data_title"), data.titled(page.lang)),
        (page.t("data_attribution"), data.attribution),
        (page.t("data_date"), long_date(data.date, page.lang) or page.t("data_undated")),
        (page.t("data_licence"), data.licence or page.t("no_licence")),
        (page.t("licence_page"), data.licence_url),
        (page.t("data_page"), data.page),
        (page.t("data_fetched"), long_date(data.fetched, page.lang)),
        (page.t("file"), opened.name),
        (page.t("format"), " · ".join(filter(None, [report.format, report.encoding]))),
    ]
    show.facts([(name, text) for name, text in told if text])
    if data.fictional:
        show.hint(page.t("fictional_notice"))
