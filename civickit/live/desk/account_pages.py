"""Accounts, for administrators."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from civickit.core.errors import InvalidRecord
from civickit.live.desk.room import Room, me
from civickit.web.account_store import LONGEST_NAME, ROLES, Account
from civickit.web.accounts import login_required
from civickit.web.current import t
from civickit.web.params import choice, text
from civickit.web.passwords import LEAST_LETTERS, WeakPassword

DONE = ("made", "given", "removed")


def add_accounts(desk: Blueprint, room: Room) -> None:
    @desk.get("/accounts")
    @login_required("admin")
    def accounts() -> str:
        return _page(room)

    @desk.post("/accounts")
    @login_required("admin")
    def make_account() -> ResponseReturnValue:
        name = text(request.form, "name", longest=LONGEST_NAME)
        role = choice(request.form, "role", ROLES)
        try:
            room.accounts.add(name, request.form.get("password", ""), role)
        except WeakPassword as weak:
            return _page(room, t(f"login_weak_{weak.reason}"), request.form), 400
        except InvalidRecord:
            return _page(room, t("desk_account_taken", name=name), request.form), 400
        return _done("made", name)

    @desk.post("/accounts/password")
    @login_required("admin")
    def give_password() -> ResponseReturnValue:
        name = _named(room).name
        try:
            room.accounts.set_password(name, request.form.get("password", ""))
        except WeakPassword as weak:
            return _page(room, t(f"login_weak_{weak.reason}")), 400
        return _done("given", name)

    @desk.post("/accounts/remove")
    @login_required("admin")
    def remove_account() -> ResponseReturnValue:
        account = _named(room)
        if account == me():  # somebody must be left who can make accounts
            return _page(room, t("desk_account_own")), 409
        room.accounts.remove(account.name)
        return _done("removed", account.name)


def _named(room: Room) -> Account:
    """The account of the form. Raises UnknownName, which is a 404."""
    return room.accounts.named(request.form.get("name", ""))


def _done(what: str, name: str) -> ResponseReturnValue:
    return redirect(url_for("desk.accounts", done=what, name=name), 303)


def _page(room: Room, wrong: str = "", typed: Mapping[str, str] | None = None) -> str:
    done = request.args.get("done", "")
    said = t(f"desk_account_{done}", name=request.args.get("name", "")) if done in DONE else ""
    return room.show(
        "accounts.html",
        found=room.accounts.all(),
        roles=ROLES,
        least=LEAST_LETTERS,
        wrong=wrong,
        said=said,
        typed=typed or {},
    )
