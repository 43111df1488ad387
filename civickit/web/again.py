"""A form that came when nobody was logged in any more, or from a page that had grown too old: what
was typed is kept on the next page, and sent once more when somebody says so.
"""

from __future__ import annotations

import re

from flask import render_template, request

from civickit.web.csrf import FIELD, is_surely_ours

KEPT = "kept."
_SECRET = re.compile("password|old|again")
_MACHINE = re.compile(r"[\w./-]*", re.ASCII)

Kept = tuple[str, list[tuple[str, str]]]
"""(path that the form goes to, its fields)."""
NOTHING: Kept = ("", [])


def kept_form() -> Kept:
    """What was typed into the form that has just come. Passwords are typed anew, in their page."""
    if not is_surely_ours() or any(_SECRET.fullmatch(name) for name in request.form):
        return NOTHING
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != FIELD]
    return request.script_root + request.full_path.removesuffix("?"), fields


def carried_form(path: str) -> Kept:
    """The same, where the form to log in has carried it; `path` is one of this site, or ''."""
    form = request.form.items(multi=True)
    fields = [(name.removeprefix(KEPT), value) for name, value in form if name.startswith(KEPT)]
    return (path, fields) if path and fields else NOTHING


def again_page(kept: Kept, leave: str) -> str:
    """Asks whether the form is sent now; `leave` is where somebody goes who does not."""
    path, fields = kept
    seen = [value for _, value in fields if not _MACHINE.fullmatch(value)]
    return render_template("kit/again.html", action=path, fields=fields, seen=seen, leave=leave)
