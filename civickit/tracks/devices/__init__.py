"""What a device sends, as fixes, and the answer it waits for: one kind of device per file.

Each module offers `decoder`; all keep one contract (tests/tracks/test_devices_contract.py). May
live here: names of fields, units, times, answers. May not: who a token belongs to, storage;
a decoder never raises for what was sent, it says why something was refused.
"""

from __future__ import annotations

from civickit.core.registry import Registry
from civickit.tracks.devices._asked import sender
from civickit.tracks.devices._decoder import Answer, Decoded, Decoder, Message, Refused

__all__ = ["Answer", "Decoded", "Decoder", "Message", "Refused", "get", "names", "sender"]

_DECODERS: Registry[Decoder] = Registry("device", "civickit.tracks.devices", "decoder")


def names() -> list[str]:
    """The devices there are."""
    return _DECODERS.names()


def get(name: str) -> Decoder:
    """The decoder of that name. Raises UnknownName."""
    return _DECODERS.get(name)
