"""A small broker for both versions of NGSI; see README.md for what is real."""

from __future__ import annotations

from flask import Flask, Response, jsonify, request
from servers.ngsi.ld import Ld
from servers.ngsi.v2 import V2


def make_broker(*, token: str = "") -> Flask:
    """An empty broker; with a token it stands behind a gateway that wants it as Bearer."""
    app = Flask(__name__)

    @app.before_request
    def gate() -> tuple[Response, int] | None:
        if token and request.headers.get("Authorization") != f"Bearer {token}":
            return jsonify(message="No credentials found for given token"), 401
        return None

    app.register_blueprint(V2().blueprint())
    app.register_blueprint(Ld().blueprint())
    return app
