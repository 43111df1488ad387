"""Phones that speak MQTT: OwnTracks on owntracks/NAME/TOKEN of a broker.

The broker keeps what comes while nobody is there: the session lasts, and a message is acknowledged
once its fix is durable. The last part of the topic is the device's token; where the broker itself
sees to it that each may only publish under his own name (MQTT_TRUSTS_TOPICS=1, or
`mqtt_trusts_topics = true` below [live] in civic.toml), it may be anything.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from hashlib import sha256
from threading import Event, Thread
from time import sleep
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from civickit.live._broker import Broker
from civickit.live._sent import QUIET, reason
from civickit.live.devices import Device
from civickit.live.lease import Lease
from civickit.live.writing import Busy, Taken
from civickit.tracks import devices as phones
from civickit.tracks.devices import Message
from civickit.tracks.fixes import Fix
from civickit.web.seldom import Seldom

if TYPE_CHECKING:
    from civickit.live.site import Site

LARGEST_BYTES = 256_000
LEASE_S = 15.0
TURN_S = 3.0
BUSY_S = 0.5
OWNTRACKS = phones.get("owntracks")


class Mqtt:
    """Takes what a broker hands on, between `start` and `stop`; of several processes one does.

    Raises InvalidRecord for an MQTT_URL that is none, MissingExtra without paho.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self.trusts_topics = os.environ.get("MQTT_TRUSTS_TOPICS") == "1" or bool(
            site.settings.toml["live"].get("mqtt_trusts_topics")
        )
        self.log = Seldom(logging.getLogger(__name__))
        self._broker = Broker(site.settings.mqtt_url, _client_id(site), self._came, self.log)
        self._lease = Lease(site.storage, "mqtt", LEASE_S)
        self._again = Event()
        self._stopping = Event()
        self._thread: Thread | None = None

    def start(self, address: str) -> None:  # noqa: ARG002 - as every Background
        """Listen to the broker from now on, and come back to it whenever it was gone."""
        self._stopping.clear()
        self._thread = Thread(target=self._go_on, name="mqtt", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Leave; what comes from now on waits at the broker."""
        self._stopping.set()
        if self._thread:
            self._thread.join()

    def _go_on(self) -> None:
        while not self._stopping.is_set():
            try:
                self._turn()
            except Exception:  # no file left for a connection, for example: it may be mended
                self.log.logger.exception("mqtt failed; it is tried again")
            self._stopping.wait(TURN_S)
        self._broker.leave()
        self._lease.let_go()

    def _turn(self) -> None:
        if self._again.is_set() or not self._is_ours():
            self._broker.leave()
            self._again.clear()
        else:
            self._broker.attend()

    def _is_ours(self) -> bool:
        try:
            return self._lease.take()
        except SQLAlchemyError as fault:
            self.log.warn("mqtt: waits for the database: %s", reason(fault))
            return False

    def _came(self, topic: str, payload: bytes, acknowledge: Callable[[], None]) -> None:
        """Write one message, and acknowledge it when it is durable or nobody's."""
        try:
            device = self._device(topic)
        except SQLAlchemyError as fault:
            self._come_again(fault)
            return
        if device is None or len(payload) > LARGEST_BYTES:
            why = "nobody has this name and token" if device is None else "too_large"
            self.log.warn("mqtt: %s: %s", device.name if device else "a message", why)
            acknowledge()
            return
        sent = Message(body=payload, device=device.name, received_at=self.site.now())
        told = OWNTRACKS.decode(sent)
        for one in told.refused:
            if one.why not in QUIET:
                self.log.warn("mqtt: %s: %s: %s", device.name, one.why, one.what)
        self._submit(device, told.fixes).add_done_callback(partial(self._written, acknowledge))

    def _device(self, topic: str) -> Device | None:
        _, name, token = topic.split("/")
        if self.trusts_topics:
            return self.site.devices.of_name(name)
        device = self.site.devices.of_token(token)
        return device if device and device.name == name else None

    def _submit(self, device: Device, fixes: Sequence[Fix]) -> Future[Taken]:
        """While too much waits to be written, the broker waits too."""
        while True:
            try:
                return self.site.writer.submit(device, fixes)
            except Busy:
                sleep(BUSY_S)

    def _written(self, acknowledge: Callable[[], None], done: Future[Taken]) -> None:
        if fault := done.exception():
            self._come_again(fault)
        else:
            acknowledge()

    def _come_again(self, fault: BaseException) -> None:
        """The broker sends again what was not acknowledged when the line is made anew."""
        self.log.warn("mqtt: not written, the broker will send it again: %s", reason(fault))
        self._again.set()


def _client_id(site: Site) -> str:
    """The same for all processes of an app, and after each start: the broker keeps what waits."""
    database = site.storage.engine.url.render_as_string(hide_password=True)
    return f"civickit-{sha256(database.encode()).hexdigest()[:12]}"
