"""The doors through which phones and trackers send, each as its app sends by itself.

A token opens them; no page of another site knows one, so they need no protection against forged
forms. 2xx means that what was taken is durable. They stand in front of Flask, which would cost more
than all the rest; a server without threads asks them itself.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple, cast

from flask import Blueprint, Flask
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Request, Response

from civickit.live._sent import ASK, QUIET, Login, body, login, reason, refuse, without
from civickit.live.devices import Device
from civickit.live.every import Every
from civickit.live.mqtt import Mqtt
from civickit.live.retention import EVERY_S, delete_old
from civickit.live.site import Site
from civickit.live.uploads import Upload
from civickit.live.writing import Busy, Taken
from civickit.tracks import devices as phones
from civickit.tracks.devices import Answer, Decoder, Message
from civickit.tracks.fixes import is_ahead
from civickit.web.headers import HEADERS
from civickit.web.prompt import Pending, Sent, Unready, answer_of, answer_promptly
from civickit.web.quick import Answer as RawAnswer
from civickit.web.seldom import Seldom

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LARGEST_BYTES = 256_000
LARGEST_LIST_BYTES = 1_000_000
RETRY_S = 5
TOLD = {
    b"authorization": "HTTP_AUTHORIZATION",
    b"content-length": "CONTENT_LENGTH",
    b"content-type": "CONTENT_TYPE",
}
"""Headers that doors look at, and how WSGI calls them."""
OWNTRACKS, OSMAND, TRACCAR, GPSLOGGER = map(
    phones.get, ("owntracks", "osmand", "traccar", "gpslogger")
)


class Taking(NamedTuple):
    """What a phone is answered, once what it sent is kept."""

    kept: Future[Taken]
    answer: Answer


class Stranger(Exception):
    """Somebody is refused who is none of our devices, or sends what none would."""

    def __init__(self, response: Response, told: str, *about: object) -> None:
        super().__init__(told)
        self.response, self.told, self.about = response, told, about


class Door(NamedTuple):
    """`take` gets what was sent, and its body, or None where that is larger than `most_bytes`."""

    take: Callable[[Sent, bytes | None], Taking]
    methods: tuple[str, ...]
    most_bytes: int


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
        whole.app = doors = Doors(site, whole.app)
    else:
        app.wsgi_app = doors = Doors(site, whole)  # type: ignore[method-assign]  # as Flask's docs
    answer_promptly(app, doors.promptly, *doors.phones)


class Doors:
    """The WSGI app of the addresses below /ingest/; whatever else is asked goes `inside`."""

    def __init__(self, site: Site, inside: WSGIApplication) -> None:
        self.site = site
        self.log = Seldom(logging.getLogger(__name__))
        self.strangers = Seldom(logging.getLogger(__name__))  # they silence nobody we know
        self._inside = inside
        self.phones = {
            "/ingest/owntracks": Door(self.owntracks, ("POST",), LARGEST_LIST_BYTES),
            "/ingest/osmand": Door(self.osmand, ("GET", "POST"), LARGEST_BYTES),
            "/ingest/gpslogger": Door(self.gpslogger, ("GET", "POST"), LARGEST_LIST_BYTES),
        }
        upload = Upload(site, self.log, self.strangers).view
        self._views: dict[str, tuple[Callable[[Request], Response], tuple[str, ...]]] = {
            **{
                path: (partial(self._ask, door), door.methods) for path, door in self.phones.items()
            },
            "/ingest/upload": (upload, ("POST",)),
        }

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if (found := self._views.get(f"/{environ['PATH_INFO'].strip('/')}")) is None:
            return self._inside(environ, start_response)
        with Request(environ, populate_request=False) as request:  # it closes uploaded files
            response = self._answer(*found, request)
        response.headers.extend(HEADERS)
        return response(environ, start_response)

    def promptly(self, sent: Sent) -> Pending | Unready | None:
        """For a server without threads: only what a known phone may send is taken here."""
        door = self.phones[sent.path]
        if sent.method not in door.methods:
            return None
        if not self.site.devices.are_at_hand:
            return Unready(self.site.devices.have_at_hand)
        try:
            taking = door.take(sent, sent.body)
        except Exception:  # whatever it is: nothing is kept yet, and the app will answer it
            return None
        return Pending(taking.kept, partial(self._settled, sent.path, taking.answer))

    def _settled(self, path: str, answer: Answer, kept: Future[Taken]) -> RawAnswer:
        fault = kept.exception()
        return answer_of(self._failed(path, fault), HEADERS) if fault else _raw(answer)

    def _answer(
        self, view: Callable[[Request], Response], methods: tuple[str, ...], request: Request
    ) -> Response:
        if request.method not in methods:
            allowed = ", ".join(methods)
            return refuse(405, "method_not_allowed", f"Send {allowed}.", {"Allow": allowed})
        try:
            return view(request)
        except Stranger as one:
            self.strangers.warn(f"{one.told}, from %s", *one.about, request.remote_addr)
            return one.response
        except HTTPException as fault:  # of a body that broke off
            return refuse(fault.code or 400, "bad_request", "The request did not come whole.")
        except Exception as fault:
            return self._failed(request.path, fault)

    def _failed(self, path: str, fault: BaseException) -> Response:
        """Nothing of the request is kept: the phone has it still, and sends it again."""
        if isinstance(fault, Busy | SQLAlchemyError):
            self.log.warn("%s: answered 503: %s", path, reason(fault))
            wait = {"Retry-After": str(RETRY_S)}
            return refuse(503, "unavailable", "Nothing can be written now; send it later.", wait)
        self.log.logger.error("%s failed", path, exc_info=fault)
        return refuse(500, "internal", "This is our fault; send it again later.")

    def _ask(self, door: Door, request: Request) -> Response:
        found = request.environ
        told = {name: found.get(key, "").encode("latin-1") for name, key in TOLD.items()}
        query = found.get("QUERY_STRING", "")
        sent = Sent(request.method, request.path, query, told, b"")
        taking = door.take(sent, body(request, door.most_bytes))
        taking.kept.result()
        return _response(taking.answer)

    def owntracks(self, sent: Sent, body: bytes | None) -> Taking:
        """A known phone is answered 200 for all it sends: a refusal blocks what waits behind."""
        said = _login(sent)
        device = self.site.devices.of_token(said.token)
        if device is None or not said.is_of(device.name):
            asked = refuse(401, "unauthorized", "Log in with the device's name and token.", ASK)
            raise Stranger(asked, "owntracks: no such name and token")
        if body is None or (len(body) > LARGEST_BYTES and not body.lstrip().startswith(b"[")):
            self.log.warn("owntracks: %s: too_large: %s bytes", device.name, _size(sent))
            return self._take(OWNTRACKS, device, Message(), said.token)
        return self._take(OWNTRACKS, device, _message(sent, body), said.token)

    def osmand(self, sent: Sent, body: bytes | None) -> Taking:
        """Both generations of Traccar Client are set to this address."""
        if body is None:
            raise _too_large(sent, LARGEST_BYTES)
        decoder = TRACCAR if body.lstrip().startswith(b"{") else OSMAND
        told = _message(sent, body)
        return self._by_id(decoder, told, phones.sender(told))

    def gpslogger(self, sent: Sent, body: bytes | None) -> Taking:
        """The token is in the login, in the address or in the form."""
        if body is None:
            raise _too_large(sent, LARGEST_LIST_BYTES)
        told = _message(sent, body)
        return self._by_id(GPSLOGGER, told, _login(sent).token or phones.sender(told))

    def _by_id(self, decoder: Decoder, told: Message, token: str) -> Taking:
        device = self.site.devices.of_token(token)
        if device is None:
            unknown = _response(decoder.unknown_device)
            raise Stranger(unknown, "%s: an unknown id", decoder.name)
        return self._take(decoder, device, told, token)

    def _take(self, decoder: Decoder, device: Device, told: Message, token: str) -> Taking:
        found = decoder.decode(told._replace(device=device.name, received_at=self.site.now()))
        kept = self.site.writer.submit(device, found.fixes)
        for one in found.refused:
            if one.why not in QUIET:
                what = without(token, one.what)
                self.log.warn("%s: %s: %s: %s", decoder.name, device.name, one.why, what)
        if any(is_ahead(fix) for fix in found.fixes):
            self.log.warn("%s: %s: ahead: its clock or zone is wrong", decoder.name, device.name)
        return Taking(kept, found.answer)


def _login(sent: Sent) -> Login:
    return login(sent.headers.get(b"authorization", b"").decode("latin-1"))


def _message(sent: Sent, body: bytes) -> Message:
    """What was sent, for a decoder."""
    content_type = sent.headers.get(b"content-type", b"").decode("latin-1")
    return Message(body=body, query=sent.query, content_type=content_type)


def _size(sent: Sent) -> str:
    """What the sender says."""
    return sent.headers.get(b"content-length", b"").decode("latin-1") or "?"


def _too_large(sent: Sent, most_bytes: int) -> Stranger:
    refused = refuse(413, "too_large", f"Send at most {most_bytes:,} bytes at once.")
    return Stranger(refused, "%s: too_large: %s bytes", sent.path, _size(sent))


def _response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, content_type=answer.content_type)


@lru_cache(64)
def _raw(answer: Answer) -> RawAnswer:
    """Phones are answered one of a few things."""
    return answer_of(_response(answer), HEADERS)
