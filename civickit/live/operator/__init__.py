"""What a driver has in the hand: one sheet that sets a phone up, one page with a few big buttons.

The page, static/operator.js, keeps what it records on the phone until the server has it. Whose
phone it is stands behind the `#` of its address, which no server sees.
"""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug import Response as AnyResponse

from civickit.live.operator.api import add_api
from civickit.live.operator.login import device_of, let_in
from civickit.live.operator.setup import setup_page
from civickit.live.site import Site
from civickit.web.assets import asset
from civickit.web.current import language, shell, t
from civickit.web.installable import MANIFEST, manifest
from civickit.web.params import text

__all__ = ["make_operator", "setup_page"]

EVERY_S = 5.0
"""So often does the page keep where a moving vehicle is; OPERATOR_EVERY_S is another."""


def make_operator(site: Site) -> Blueprint:
    """The page of a driver, the sheet that sets a phone up, and what the page asks and tells."""
    operator = Blueprint("operator", __name__, template_folder="templates")
    add_api(operator, site)
    _add_pages(operator, site)
    _add_sheet(operator, site)
    return operator


def _add_pages(operator: Blueprint, site: Site) -> None:
    @operator.get("/operator")
    def page() -> str:
        texts = shell().languages.starting
        words = texts(language(), "operator_say_") | texts(language(), "state_")
        every_s = current_app.config.get("OPERATOR_EVERY_S", EVERY_S)
        told = {"site": site, "words": words, "every_ms": round(every_s * 1000)}
        return render_template("operator/operator.html", **told)

    @operator.get("/operator/")
    def typed() -> AnyResponse:
        return redirect(url_for("operator.page"))

    @operator.get("/operator/<any(ja, ja_easy, en):lang>.webmanifest")
    def app(lang: str) -> Response:
        """Puts the driver's page on the home screen, not the residents'."""
        start = f"{url_for('operator.page')}?lang={lang}"
        name = shell().languages.text(lang, "operator_title")
        told = manifest(lang, name, start=start, icon=asset("web", "icon.svg"))
        response = jsonify(told | {"scope": url_for("operator.page")})
        response.mimetype = MANIFEST
        return response


def _add_sheet(operator: Blueprint, site: Site) -> None:
    @operator.get("/operator/setup")
    def ask() -> str:
        return render_template("operator/setup.html", wrong="")

    @operator.post("/operator/setup")
    def sheet() -> Response:
        """The sheet for whoever has a device's token: it is nowhere kept, so nobody else can."""
        name, token = text(request.form, "name", ""), text(request.form, "token", "")
        device = device_of(site, name, token)
        if device is None:
            status = 401 if let_in(site) else 429
            wrong = t("operator_setup_wrong" if status == 401 else "error_429")
            page = render_template("operator/setup.html", wrong=wrong, name=name)
        else:
            told = setup_page(site, device, token, request.url_root)
            status, page = 200, render_template("operator/setup.html", wrong="", **told)
        response = Response(page, status)
        response.cache_control.no_store = True
        return response
