"""Who is logged in: the pages to log in and out, and what only they may see.

`make_login(...)` gives the pages; `@login_required("admin")` closes a view; `current_account()` is
who asks. Everything else about accounts is in `account_store`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import NamedTuple, ParamSpec
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from civickit.web.account_store import Account, Accounts, name_key
from civickit.web.again import NOTHING, Kept, again_page, carried_form, kept_form
from civickit.web.csrf import STALE, check_csrf
from civickit.web.current import t
from civickit.web.errors import wants_json
from civickit.web.known import known_browser, remember_browser
from civickit.web.limits import Limits, client_address
from civickit.web.params import BadParameter
from civickit.web.passwords import LEAST_LETTERS, WeakPassword

P = ParamSpec("P")
EXTENSION = "civickit_login"
SESSION_KEY = "login"
OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
PER_ADDRESS = (30, 600)
"""(tries, seconds) of browsers in which nobody of that name has logged in before. A whole office
may have one address."""
PER_NAME = (20, 600)
"""The same, from all addresses together."""
PER_BROWSER = (10, 600)
"""Of a browser that the name has used before: no stranger can use these up."""


class Login(NamedTuple):
    """`home`: the endpoint to go to; `command`: what makes the first account, to be shown."""

    accounts: Accounts
    limits: Limits
    home: str
    command: str
    prefix: str = ""


def make_login(accounts: Accounts, limits: Limits, *, home: str, command: str) -> Blueprint:
    """Pages /login, /logout and /password, to be registered in the room that they open."""
    pages = Blueprint("login", __name__)
    pages.before_request(check_csrf)

    def keep(state: BlueprintSetupState) -> None:
        prefix = f"{state.name_prefix}.{state.name}.".lstrip(".")
        state.app.extensions[EXTENSION] = Login(accounts, limits, home, command, prefix)

    pages.record_once(keep)
    pages.get("/login")(show_login)
    pages.post("/login")(enter)
    pages.post("/logout")(log_out)
    pages.get("/password")(login_required()(show_password))
    pages.post("/password")(login_required()(change_password))
    pages.after_request(not_kept)
    return pages


def not_kept(response: Response) -> Response:
    """What only some may see stays on no disk and in no cache."""
    response.cache_control.clear()
    response.cache_control.no_store = True
    return response


def current_account(*, active: bool = True) -> Account | None:
    """Who asks; None where nobody is logged in."""
    if "civickit_account" not in g:
        key = session.get(SESSION_KEY)
        found = _login().accounts.of_session(key, active=active) if key else None
        g.civickit_account = found
    account: Account | None = g.civickit_account
    return account


def login_required(
    role: str = "staff", *, active: bool = True
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """A view for accounts of this role; others are led to the login, and back afterwards.

    `active`: False for what a page asks by itself, so that it keeps nobody logged in.
    """

    def close(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def closed(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            account = current_account(active=active)
            if account is None:
                return _to_login()
            if not account.may(role):
                abort(403, t("login_role", name=account.name))
            return view(*args, **kwargs)

        return closed

    return close


def check_form() -> ResponseReturnValue | None:
    """As `check_csrf`, for views of people who are logged in: what was typed is not lost."""
    try:
        check_csrf()
    except BadParameter as fault:
        kept = kept_form() if fault.reason == STALE else NOTHING
        if kept == NOTHING:
            raise
        return (again_page(kept, url_for(_login().home)), 400) if current_account() else _to_login()
    return None


def own_path(wish: str) -> str:
    """The wish, where it is a path of this site; else ''."""
    return wish if OWN_PATH.fullmatch(wish) else ""


def _login() -> Login:
    found: Login = current_app.extensions[EXTENSION]
    return found


def _to_login() -> ResponseReturnValue:
    """To the login; a form that was sent too late is carried along, to be sent afterwards."""
    if wants_json():
        return jsonify(error={"code": "login", "status": 401, "message": t("login_ended")}), 401
    if request.method in {"GET", "HEAD"}:
        here = request.full_path.removesuffix("?")
        return redirect(url_for(f"{_login().prefix}show_login", next=request.script_root + here))
    try:
        back = own_path(urlsplit(request.referrer or "").path)
    except ValueError:  # no address at all
        back = ""
    kept = kept_form()
    told = "login_not_kept" if kept == NOTHING else "login_kept"
    return _page("", told=told, to=back, kept=kept), 401


def _page(name: str, *, told: str = "", to: str = "", kept: Kept = NOTHING) -> str:
    """The form; `told` is the key of what stands above it."""
    login = _login()
    return render_template(
        "kit/login.html",
        name=name,
        told=told,
        to=to,
        kept=kept,
        command="" if login.accounts.all() else login.command,
        action=url_for(f"{login.prefix}enter"),
    )


def show_login() -> ResponseReturnValue:
    to = own_path(request.args.get("next", ""))
    if current_account():
        return redirect(to or url_for(_login().home))
    return _page("", to=to)


def enter() -> ResponseReturnValue:
    name, password = request.form.get("name", ""), request.form.get("password", "")
    to = own_path(request.form.get("next", ""))
    kept = carried_form(own_path(request.form.get("again", "")))
    if not _may_try(name):
        return _page(name, told="login_often", to=to, kept=kept), 429
    key = _login().accounts.log_in(name, password)
    if key is None:
        return _page(name, told="login_wrong", to=to, kept=kept), 403
    _start_session(key)
    home = to or url_for(_login().home)
    inside = redirect(home, 303) if kept == NOTHING else again_page(kept, home)
    response = make_response(inside)
    remember_browser(response, name_key(name))
    return response


def _may_try(name: str) -> bool:
    take, wanted = _login().limits.take, name_key(name)
    if browser := known_browser(wanted):
        return take("login_browser", f"{browser} {wanted}", *PER_BROWSER)
    by_address = take("login_address", client_address(), *PER_ADDRESS)
    return by_address and take("login_name", wanted, *PER_NAME)


def _start_session(key: str) -> None:
    """Nothing of the session before stays: whoever may have put it there knows none of the new."""
    session.clear()
    session[SESSION_KEY] = key


def log_out() -> ResponseReturnValue:
    if key := session.get(SESSION_KEY):
        _login().accounts.log_out(key)
    session.clear()
    return redirect(url_for(f"{_login().prefix}show_login"), 303)


def show_password(told: str = "") -> str:
    action = url_for(f"{_login().prefix}change_password")
    values = {"told": told, "action": action, "least": LEAST_LETTERS, "account": current_account()}
    return render_template("kit/password.html", **values)


def change_password() -> ResponseReturnValue:
    account, form = current_account(), request.form
    assert account
    if not _login().limits.take("login_change", str(account.id), *PER_BROWSER):
        return show_password("login_often"), 429
    if not _login().accounts.is_password(account, form.get("old", "")):
        return show_password("login_old_wrong"), 403
    if form.get("password", "") != form.get("again", ""):
        return show_password("login_differ"), 400
    try:
        _login().accounts.set_password(account.name, form.get("password", ""))
    except WeakPassword as weak:
        return show_password(f"login_weak_{weak.reason}"), 400
    session.clear()
    return _page(account.name, told="login_changed")
