"""An MQTT broker whose messages are acknowledged one by one, when we say so."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from civickit.core.errors import InvalidRecord, MissingExtra
from civickit.web.seldom import Seldom

if TYPE_CHECKING:
    from paho.mqtt.client import Client, MQTTMessage

TOPICS = "owntracks/+/+"
PORTS = {"mqtt": 1883, "mqtts": 8883}
KEEP_ALIVE_S = 30
LONGEST_PAUSE_S = 30


class Broker:
    """The line to a broker.

    `came` is called with the topic, what was sent, and what acknowledges it. Raises InvalidRecord
    for an address that is none, MissingExtra without paho.
    """

    def __init__(
        self,
        url: str,
        client_id: str,
        came: Callable[[str, bytes, Callable[[], None]], None],
        log: Seldom,
    ) -> None:
        self._make = partial(_client, url, client_id)
        self._make()  # what is wrong with the address is told now
        self._where = url.rpartition("@")[2]
        self._came = came
        self._log = log
        self._client: Client | None = None

    def attend(self) -> None:
        """Connect, and again whenever the connection was lost."""
        if self._client is None:
            self._client = client = self._make()
            client.on_connect = self._connected
            client.on_connect_fail = self._failed
            client.on_disconnect = self._disconnected
            client.on_subscribe = self._subscribed
            client.on_message = self._message
            client.loop_start()

    def leave(self) -> None:
        """Disconnect; what was not acknowledged comes again."""
        if self._client:
            self._client.disconnect()
            self._client.loop_stop()
            self._client = None

    def _connected(self, client: Client, _data: Any, _flags: Any, code: Any, _: Any) -> None:
        if code.is_failure:
            self._log.warn("mqtt: the broker refuses us: %s; check MQTT_URL", code)
        else:
            client.subscribe(TOPICS, qos=1)

    def _subscribed(self, _client: Client, _data: Any, _mid: int, codes: Any, _: Any) -> None:
        for code in codes:
            if code.is_failure:
                self._log.warn("mqtt: the broker does not let us read %s: %s", TOPICS, code)

    def _failed(self, _client: Client, _data: Any) -> None:
        self._log.warn("mqtt: %s cannot be reached; it is tried again", self._where)

    def _disconnected(self, _client: Client, _data: Any, _flags: Any, code: Any, _: Any) -> None:
        if code.is_failure:
            self._log.warn("mqtt: the connection was lost: %s; it is made again", code)

    def _message(self, client: Client, _data: Any, message: MQTTMessage) -> None:

        def acknowledge() -> None:
            client.ack(message.mid, message.qos)

        try:
            self._came(message.topic, bytes(message.payload), acknowledge)
        except Exception:  # one message must not end the line
            self._log.logger.exception("mqtt: a message was not understood")
            acknowledge()


def _client(url: str, client_id: str) -> Client:
    """A client that is about to connect."""
    try:
        from paho.mqtt.client import Client
        from paho.mqtt.enums import CallbackAPIVersion
    except ModuleNotFoundError:
        raise MissingExtra("MQTT", "servers") from None
    client = Client(
        CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=False, manual_ack=True
    )
    client.reconnect_delay_set(1, LONGEST_PAUSE_S)
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS[parts.scheme]
        client.connect_async(parts.hostname or "", port, keepalive=KEEP_ALIVE_S)
    except (ValueError, KeyError):
        shown = url.rpartition("@")[2]  # without a password
        raise InvalidRecord(
            {"MQTT_URL": f"{shown!r} is no address like mqtt://host:1883"}
        ) from None
    if parts.username:
        client.username_pw_set(unquote(parts.username), unquote(parts.password or ""))
    if parts.scheme == "mqtts":
        client.tls_set()
    return client
