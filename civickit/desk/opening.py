"""Which file is shown: one of the project's, or one that the reader brings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from civickit import schemas
from civickit.core.errors import CivicKitError, UnreadableTable
from civickit.desk import show
from civickit.desk.about import notice
from civickit.desk.opened import Opened
from civickit.desk.page import Page
from civickit.desk.reading import likely_dataset, read_file
from civickit.desk.settings import Data

MEBIBYTE = 1_048_576
"""What Streamlit means by a megabyte."""
KEPT_IN_SESSION = "civickit_upload"


def open_file(page: Page) -> Opened | None:
    """The file that the reader chose, read; None where there is none yet, or it is no table.

    What is wrong with a file that cannot be read is told here. Files of the project are read
    once for everybody; an upload is read for its reader alone and is gone with the session.
    """
    data = page.settings.data
    names = [*(one.titled(page.lang) for one in data), page.t("own_file")]
    chosen = st.selectbox(page.t("which_data"), range(len(names)), format_func=names.__getitem__)
    try:
        opened = _uploaded(page) if chosen == len(data) else _of_project(page, data[chosen])
    except (CivicKitError, OSError) as fault:
        st.error(page.t("unreadable"))
        show.line(_sentence(fault))
        st.info(page.t("unreadable_next"))
        return None
    if opened:
        notice(page, opened.data)
    return opened


def _sentence(fault: Exception) -> str:
    if isinstance(fault, OSError) and not isinstance(fault, CivicKitError):
        return f"{fault.strerror}: {fault.filename}"
    return str(fault)


def _of_project(page: Page, data: Data) -> Opened:
    file = data.path or Path()
    if not file.is_file():
        raise UnreadableTable(f"{str(file)!r} is not there; see [data] in civic.toml")
    known = file.stat()
    with st.spinner(page.t("reading")):
        return _read_once(repr(data), known.st_mtime_ns, known.st_size, data)


# Not cache_data: that would copy half a million rows for every click. Nobody changes the frame.
@st.cache_resource(max_entries=4, show_spinner=False)
def _read_once(told: str, changed_ns: int, size: int, _data: Data) -> Opened:  # noqa: ARG001 - the key
    file = _data.path or Path()
    return read_file(file, file.name, _data)


def _uploaded(page: Page) -> Opened | None:
    largest = int(st.get_option("server.maxUploadSize"))
    file = st.file_uploader(page.t("upload"), max_upload_size=largest)
    show.hint(page.t("upload_hint", megabytes=largest))
    read_as = _read_as(page)
    if file is None:
        st.session_state.pop(KEPT_IN_SESSION, None)
        return None
    if file.size > largest * MEBIBYTE:
        raise UnreadableTable(f"{file.name} has {file.size:,} bytes: more than {largest} MB")
    asked = (file.file_id, read_as)
    kept = st.session_state.get(KEPT_IN_SESSION)
    if kept is None or kept[0] != asked:
        with st.spinner(page.t("reading")):
            kept = (asked, _read_upload(file, read_as))
        st.session_state[KEPT_IN_SESSION] = kept
    opened: Opened = kept[1]
    return opened


def _read_as(page: Page) -> str:
    """What the file shall be taken for: '' to look, a kind, or a standard dataset."""
    titles = {"": page.t("as_found"), "table": page.t("as_table")}
    titles["household_energy"] = page.t("as_home")
    titles |= {name: _title(page, name) for name in schemas.names()}
    chosen: str = st.selectbox(page.t("read_as"), list(titles), format_func=titles.__getitem__)
    return chosen


def _title(page: Page, schema: str) -> str:
    return schemas.get(schema).title["en" if page.lang == "en" else "ja"]


def _read_upload(file: Any, read_as: str) -> Opened:
    content: bytes = file.getvalue()
    data = Data(title=file.name)
    if read_as in {"table", "household_energy"}:
        return read_file(content, file.name, data._replace(kind=read_as))
    if read_as:
        return read_file(content, file.name, data._replace(schema=read_as, kind="table"))
    return _as_found(content, file.name, data)


def _as_found(content: bytes, name: str, data: Data) -> Opened:
    """As what the file surely is; as it is where that keeps less than half of its rows."""
    opened = read_file(content, name, data)
    if opened.home:
        return opened
    dataset = likely_dataset(content, name)
    if not dataset:
        return opened
    try:
        found = read_file(content, name, data._replace(schema=dataset, kind="table"))
    except UnreadableTable:
        return opened
    return found if found.report.kept * 2 > found.report.rows else opened
