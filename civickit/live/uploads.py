"""The door for files: GPX, NMEA and CSV logs, by hand or by a program."""

from __future__ import annotations

import json
from collections import Counter
from threading import BoundedSemaphore

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Request, Response

from civickit.live._sent import ASK, body, login, refuse, without
from civickit.live.devices import Device
from civickit.live.site import Site
from civickit.live.writing import Busy, Taken
from civickit.tracks import devices as phones
from civickit.tracks.devices import Decoded, Message, Refused
from civickit.tracks.fixes import is_ahead
from civickit.tracks.traces import kind_of
from civickit.web.seldom import Seldom

LARGEST_BYTES = 8_000_000
BATCH = 2_000
AT_ONCE = 2
"""So many files are read at a time: each takes up to 100 MB of memory for some seconds."""


class Upload:
    """Answers how many fixes had which fate; sending a file twice does no harm. Raises Busy.

    The token: in the login (Basic or Bearer), or a field `token` before or after the file. The logs
    are for what devices send and for what strangers do.
    """

    def __init__(self, site: Site, log: Seldom, strangers: Seldom) -> None:
        self.site = site
        self.log = log
        self.strangers = strangers
        self._turns = BoundedSemaphore(AT_ONCE)

    def view(self, request: Request) -> Response:
        """The answer to one request with one file or several."""
        said = login(request.environ.get("HTTP_AUTHORIZATION", ""))
        device = self.site.devices.of_token(said.token)
        if said.token and device is None:  # then the file need not be read
            return self._unknown(request)
        if not self._turns.acquire(blocking=False):
            raise Busy(f"{AT_ONCE} files are being read; send this one again later")
        try:
            return self._read(request, device, said.token)
        finally:
            self._turns.release()

    def _read(self, request: Request, device: Device | None, said: str) -> Response:
        try:
            token, files = _files(request)
        except RequestEntityTooLarge:
            self.strangers.warn("upload: too_large, from %s", request.remote_addr)
            return refuse(413, "too_large", f"Send at most {LARGEST_BYTES:,} bytes at once.")
        device = device or self.site.devices.of_token(token)
        if device is None:
            return self._unknown(request)
        return self._take(device, files, said or token)

    def _unknown(self, request: Request) -> Response:
        self.strangers.warn("upload: no such token, from %s", request.remote_addr)
        return refuse(401, "unauthorized", "Send the device's token with the file.", ASK)

    def _take(self, device: Device, files: list[bytes], token: str) -> Response:
        taken: Counter[str] = Counter()
        refused: Counter[str] = Counter()
        why = "nothing was sent"
        for sent in files:
            told = _decoded(sent, device, self.site)
            refused.update(one.why for one in told.refused)
            self._tell(device, told, token)
            why = next((f"{one.why}: {one.what}" for one in told.refused), why)
            for start in range(0, len(told.fixes), BATCH):
                part = self.site.writer.take(device, told.fixes[start : start + BATCH])
                taken.update(part._asdict())
        if not taken:
            return refuse(422, "unreadable", f"There is no fix that can be used ({why}).")
        counts = {name: taken[name] for name in Taken._fields} | {"refused": dict(refused)}
        return Response(f"{json.dumps(counts)}\n", content_type="application/json")

    def _tell(self, device: Device, told: Decoded, token: str) -> None:
        """A line for each reason of a file."""
        for why, what in {one.why: one.what for one in reversed(told.refused)}.items():
            self.log.warn("upload: %s: %s: %s", device.name, why, without(token, what))
        if any(is_ahead(fix) for fix in told.fixes):
            self.log.warn("upload: %s: ahead: its clock or zone is wrong", device.name)


def _decoded(sent: bytes, device: Device, site: Site) -> Decoded:
    """The fixes of one file. Of a table of several vehicles, only those of this one; its times are
    the city's where it does not say their zone."""
    kind = kind_of(sent)
    whose = "" if kind == "csv" else device.name  # only a table says of each row whose it is
    message = Message(sent, device=whose, received_at=site.now(), zone=site.settings.zone)
    told = phones.get(kind).decode(message)
    names = {fix.device for fix in told.fixes}
    if len(names) <= 1:
        return told
    own = tuple(fix for fix in told.fixes if fix.device == device.name)
    one = Refused("other_vehicle", f"{len(names)} vehicles; each needs its own token")
    return told._replace(fixes=own, refused=(*told.refused, *[one] * (len(told.fixes) - len(own))))


def _files(request: Request) -> tuple[str, list[bytes]]:
    """The field `token` and the files of a form, or the body as one file."""
    if request.mimetype != "multipart/form-data":
        if (sent := body(request, LARGEST_BYTES)) is None:
            raise RequestEntityTooLarge
        return "", [sent]
    request.max_content_length = LARGEST_BYTES
    files = [file.read() for _, file in request.files.items(multi=True)]
    return request.form.get("token", ""), files
