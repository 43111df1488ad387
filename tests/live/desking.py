"""What the tests of the desk share: somebody who is logged in, and names that bite."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from civickit.core.errors import UnknownName
from civickit.live.desk.tables import ACCOUNTS
from civickit.live.site import SITE, Site
from civickit.web.account_store import Accounts

DATABASES = ("sqlite", "postgres")
PASSWORD = "correct horse battery"
HOSTILE = "<img src=x onerror=alert(1)>\"'`{{7*7}}"


def accounts_of(site: Site) -> Accounts:
    return Accounts(site.storage, ACCOUNTS, lambda: site.now())


@contextmanager
def app_on(request: pytest.FixtureRequest, make_live: Callable[..., Flask]) -> Iterator[Flask]:
    """The app on the database that a fixture's parameter names, one of DATABASES."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else ""
    app = make_live(DATABASE_URL=url)
    yield app
    site: Site = app.extensions[SITE]
    site.writer.stop()
    site.hub.stop()
    site.storage.close()


class Staff:
    """Somebody at the desk, with a browser of their own."""

    def __init__(self, app: Flask, name: str = "Sato", role: str = "staff") -> None:
        self.app, self.name = app, name
        self.site: Site = app.extensions[SITE]
        self.client: FlaskClient = app.test_client()
        accounts = accounts_of(self.site)
        try:
            accounts.named(name)
        except UnknownName:
            accounts.add(name, PASSWORD, role)
        key = accounts.log_in(name, PASSWORD)
        assert key
        with self.client.session_transaction() as session:
            session["login"], session["csrf"] = key, "0" * 32

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def page(self, path: str, status: int = 200) -> str:
        """The page in English, which must be there."""
        answer = self.client.get(path, headers={"Accept-Language": "en"})
        assert answer.status_code == status, answer.text
        return answer.text

    def post(self, path: str, **form: Any) -> TestResponse:
        """As a form of ours sends it."""
        data = {"csrf": "0" * 32, **form}
        given = {name: value for name, value in data.items() if value is not None}
        return self.client.post(path, data=given, headers={"Accept-Language": "en"})


def hidden_fields(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that does this: `name="action" value="assign"`."""
    for form in re.findall(r"<form.*?</form>", page, re.DOTALL):
        fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
        if fields.get("action") == action:
            return fields
    raise AssertionError(f"no form to {action}")


def assert_harmless(page: str) -> None:
    """Nothing that was typed has become an element, or was run by the template."""
    assert "<img src=x" not in page
    assert "onerror=alert(1)>" not in page.replace("onerror=alert(1)&gt;", "")
    assert "`49" not in page
