"""What residents report: a fallen tree, a bank of snow. Sent by a page or by programs (Open311),
seen by everybody once the desk has accepted it.
"""

from __future__ import annotations

from functools import partial

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from civickit.live.every import Every
from civickit.live.reports.form import add_form
from civickit.live.reports.open311 import make_open311
from civickit.live.reports.pages import add_pages
from civickit.live.reports.retention import EVERY_S, delete_old
from civickit.live.reports.room import Room
from civickit.live.reports.sender import add_sender
from civickit.live.site import Site
from civickit.web.current import EXTENSION


def make_reports(site: Site) -> Blueprint:
    """The pages under /reports, and /open311/v2. Raises InvalidRecord for what civic.toml says."""
    room = Room(site)
    pages = Blueprint("reports", __name__, template_folder="templates")
    pages.record_once(lambda state: _name_kinds(state, room))
    add_form(pages, room)
    add_sender(pages, room)
    add_pages(pages, room)
    pages.register_blueprint(make_open311(room))
    site.background.append(Every("old reports", EVERY_S, partial(delete_old, site)))
    return pages


def _name_kinds(state: BlueprintSetupState, room: Room) -> None:
    """The city's own kinds are called as civic.toml says, in every language."""
    texts = state.app.extensions[EXTENSION].languages.texts
    for lang, names in room.settings.names.items():
        texts[lang] |= {f"report_kind_{key}": name for key, name in names.items()}
