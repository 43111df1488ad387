"""The doors through which phones and trackers send, each as its app sends by itself.

A token opens them; no page of another site knows one, so they need no protection against forged
forms. 2xx means that what was taken is durable. They stand in front of Flask, which would cost more
than all the rest.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, cast

from flask import Blueprint, Flask
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Request, Response

from civickit.live._sent import ASK, QUIET, body, login, message, reason, refuse, without
from civickit.live.devices import Device
from civickit.live.every import Every
from civickit.live.mqtt import Mqtt
from civickit.live.retention import EVERY_S, delete_old
from civickit.live.seldom import Seldom
from civickit.live.site import Site
from civickit.live.uploads import Upload
from civickit.live.writing import Busy
from civickit.tracks import devices as phones
from civickit.tracks.devices import Answer, Decoder, Message
from civickit.tracks.fixes import is_ahead
from civickit.web.headers import HEADERS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    Door = Callable[[Request], Response]

LARGEST_BYTES = 256_000
LARGEST_LIST_BYTES = 1_000_000
RETRY_S = 5
OWNTRACKS, OSMAND, TRACCAR, GPSLOGGER = map(
    phones.get, ("owntracks", "osmand", "traccar", "gpslogger")
)


def make_ingest(site: Site) -> Blueprint:
    """The doors, and what works beside them: writing, MQTT, deleting what is old."""
    made = Blueprint("ingest", __name__)
    made.record_once(lambda state: _put_in_front(cast(Flask, state.app), site))
    site.background.append(site.writer)
    if site.settings.mqtt_url:
        site.background.append(Mqtt(site))
    site.background.append(Every("old positions", EVERY_S, partial(delete_old, site)))
    return made


def _put_in_front(app: Flask, site: Site) -> None:
    """Before Flask, behind what tells the addresses of clients."""
    whole = app.wsgi_app
    if isinstance(whole, ProxyFix):
        whole.app = Doors(site, whole.app)
    else:
        app.wsgi_app = Doors(site, whole)  # type: ignore[method-assign]  # as Flask's own docs do


class Doors:
    """The WSGI app of the addresses below /ingest/; whatever else is asked goes `inside`."""

    def __init__(self, site: Site, inside: WSGIApplication) -> None:
        self.site = site
        self.log = Seldom(logging.getLogger(__name__))
        self.strangers = Seldom(logging.getLogger(__name__))  # they silence nobody we know
        self._inside = inside
        self._doors: dict[str, tuple[Door, tuple[str, ...]]] = {
            "/ingest/owntracks": (self.owntracks, ("POST",)),
            "/ingest/osmand": (self.osmand, ("GET", "POST")),
            "/ingest/gpslogger": (self.gpslogger, ("GET", "POST")),
            "/ingest/upload": (Upload(site, self.log, self.strangers).view, ("POST",)),
        }

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if (found := self._doors.get(f"/{environ['PATH_INFO'].strip('/')}")) is None:
            return self._inside(environ, start_response)
        with Request(environ, populate_request=False) as request:  # it closes uploaded files
            response = self._answer(*found, request)
        response.headers.extend(HEADERS)
        return response(environ, start_response)

    def _answer(self, door: Door, methods: tuple[str, ...], request: Request) -> Response:
        if request.method not in methods:
            allowed = ", ".join(methods)
            return refuse(405, "method_not_allowed", f"Send {allowed}.", {"Allow": allowed})
        try:
            return door(request)
        except (Busy, SQLAlchemyError) as fault:
            self.log.warn("%s: answered 503: %s", request.path, reason(fault))
            wait = {"Retry-After": str(RETRY_S)}
            return refuse(503, "unavailable", "Nothing can be written now; send it later.", wait)
        except HTTPException as fault:  # of a body that broke off
            return refuse(fault.code or 400, "bad_request", "The request did not come whole.")
        except Exception:  # as web.errors does for pages: the phone keeps it and sends it again
            self.log.logger.exception("%s failed", request.path)
            return refuse(500, "internal", "This is our fault; send it again later.")

    def owntracks(self, request: Request) -> Response:
        """A known phone is answered 200 for all it sends: a refusal blocks what waits behind."""
        said = login(request)
        device = self.site.devices.of_token(said.token)
        if device is None or not said.is_of(device.name):
            self.strangers.warn("owntracks: no such name and token, from %s", request.remote_addr)
            return refuse(401, "unauthorized", "Log in with the device's name and token.", ASK)
        sent = body(request, LARGEST_LIST_BYTES)
        if sent is None or (len(sent) > LARGEST_BYTES and not sent.lstrip().startswith(b"[")):
            self.log.warn("owntracks: %s: too_large: %s bytes", device.name, request.content_length)
            return _response(OWNTRACKS.unknown_device)
        return self._take(OWNTRACKS, device, message(request, sent), said.token)

    def osmand(self, request: Request) -> Response:
        """Both generations of Traccar Client are set to this address."""
        if (sent := body(request, LARGEST_BYTES)) is None:
            return self._too_large(request, LARGEST_BYTES)
        decoder = TRACCAR if sent.lstrip().startswith(b"{") else OSMAND
        told = message(request, sent)
        return self._by_id(request, decoder, told, phones.sender(told))

    def gpslogger(self, request: Request) -> Response:
        """The token is in the login, in the address or in the form."""
        if (sent := body(request, LARGEST_LIST_BYTES)) is None:
            return self._too_large(request, LARGEST_LIST_BYTES)
        told = message(request, sent)
        token = login(request).token or phones.sender(told)
        return self._by_id(request, GPSLOGGER, told, token)

    def _by_id(self, request: Request, decoder: Decoder, told: Message, token: str) -> Response:
        device = self.site.devices.of_token(token)
        if device is None:
            self.strangers.warn("%s: an unknown id, from %s", decoder.name, request.remote_addr)
            return _response(decoder.unknown_device)
        return self._take(decoder, device, told, token)

    def _take(self, decoder: Decoder, device: Device, told: Message, token: str) -> Response:
        found = decoder.decode(told._replace(device=device.name, received_at=self.site.now()))
        for one in found.refused:
            if one.why not in QUIET:
                what = without(token, one.what)
                self.log.warn("%s: %s: %s: %s", decoder.name, device.name, one.why, what)
        if any(is_ahead(fix) for fix in found.fixes):
            self.log.warn("%s: %s: ahead: its clock or zone is wrong", decoder.name, device.name)
        self.site.writer.take(device, found.fixes)
        return _response(found.answer)

    def _too_large(self, request: Request, most_bytes: int) -> Response:
        said = request.content_length, request.remote_addr
        self.strangers.warn("%s: too_large: %s bytes, from %s", request.path, *said)
        return refuse(413, "too_large", f"Send at most {most_bytes:,} bytes at once.")


def _response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, content_type=answer.content_type)
