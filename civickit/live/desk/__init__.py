"""The desk: what a control room sees and does. Nothing of it is public; `web.accounts` opens it.

The pages work without a script; static/desk.js keeps the live picture live.
"""

from __future__ import annotations

from flask import Blueprint

from civickit.live.desk.account_pages import add_accounts
from civickit.live.desk.daily_pages import add_daily
from civickit.live.desk.device_edit import add_device_edit
from civickit.live.desk.device_pages import add_devices
from civickit.live.desk.enquiry_pages import add_enquiries
from civickit.live.desk.first_account import FirstAccount
from civickit.live.desk.picture import add_picture
from civickit.live.desk.report_pages import add_reports
from civickit.live.desk.room import Room
from civickit.live.desk.storm_pages import add_storms
from civickit.live.site import Site
from civickit.web.accounts import check_form, make_login, not_kept


def make_desk(site: Site) -> Blueprint:
    """Everything under /desk."""
    room = Room(site)
    desk = Blueprint("desk", __name__, template_folder="templates", url_prefix="/desk")
    desk.before_request(check_form)
    desk.after_request(not_kept)
    add_picture(desk, room)
    add_reports(desk, room)
    add_devices(desk, room)
    add_device_edit(desk, room)
    add_daily(desk, room)
    add_enquiries(desk, room)
    add_storms(desk, room)
    add_accounts(desk, room)
    command = f"civickit admin add NAME --app {site.settings.folder.name}"
    site.background.append(FirstAccount(room.accounts, command))
    login = make_login(room.accounts, room.limits, home="desk.picture", command=command)
    desk.register_blueprint(login)
    return desk
