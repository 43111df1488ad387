"""What the tests of reports share: a resident at the form, and pictures that tell too much."""

from __future__ import annotations

import io
import re
from typing import Any, NamedTuple

from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from civickit.live.reports.storing import Reports
from civickit.live.reports.tables import report_photos

PLACE = {"lat": "38.4036", "lon": "145.9950"}
"""In the sample town."""
SECRETS = (b"Exif", b"GPS", b"SECRET", b"ns.adobe.com")
GPS = 0x8825


class Opened(NamedTuple):
    """The two values that a page puts into its form."""

    csrf: str
    form: str


def open_form(client: FlaskClient, path: str = "/reports/new") -> Opened:
    return opened(client.get(path).text)


def opened(page: str) -> Opened:
    return Opened(*(found(name, page) for name in Opened._fields))


def found(name: str, page: str) -> str:
    value = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert value, f"no {name} in the page"
    return value[1]


def send(client: FlaskClient, page: Opened | None = None, **fields: Any) -> TestResponse:
    """Fill in the form as a resident does; a field that is None is left out."""
    given = {"kind": "tree", **PLACE, **(page or open_form(client))._asdict(), **fields}
    data = {name: value for name, value in given.items() if value is not None}
    return post(client, "/reports/new", data)


def post(client: FlaskClient, path: str, data: dict[str, Any]) -> TestResponse:
    """Post a form; a large one is in a file meanwhile, which must be closed."""
    sent: TestResponse = client.post(path, data=data)
    sent.request.environ["wsgi.input"].close()
    return sent


def photo(kind: str = "JPEG", name: str = "photo.jpg") -> tuple[io.BytesIO, str]:
    """A picture that tells where it was taken, for a field of a form."""
    return io.BytesIO(telling_picture(kind)), name


def telling_picture(kind: str = "JPEG") -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "SECRET"
    exif.get_ifd(GPS).update({1: "N", 2: (38.0, 24.0, 48.6), 3: "E", 4: (145.0, 58.0, 1.0)})
    out = io.BytesIO()
    Image.new("RGB", (120, 80), "navy").save(out, kind, exif=exif)
    assert b"SECRET" in out.getvalue()
    return out.getvalue()


def pictures(reports: Reports) -> list[str]:
    """The names of all pictures that are kept, whether a report has them or not."""
    with reports.site.storage.read() as connection:
        return sorted(connection.execute(select(report_photos.c.name)).scalars())


def assert_bare(jpeg: bytes) -> None:
    """A JPEG with nothing in it but the picture."""
    image = Image.open(io.BytesIO(jpeg))
    image.load()
    assert image.format == "JPEG"
    assert not image.getexif()
    assert [one for one in SECRETS if one in jpeg] == []
