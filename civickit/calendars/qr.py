"""Addresses as squares that a phone's camera reads."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from civickit.core.errors import CivicKitError, MissingExtra

if TYPE_CHECKING:
    from segno import QRCode

QUIET = 4
"""White modules around the code, as its standard asks: also where the page is dark."""


def qr_svg(text: str, title: str = "") -> str:
    """The text as an SVG element for a page; `title` says what it leads to (else the text).

    Nothing in it is a style or a script; its size comes from the page. Raises MissingExtra
    without segno, CivicKitError where the text is empty or too long for any code.
    """
    return _drawn(_made(text), f"<title>{escape(title or text)}</title>", ' role="img"')


def qr_picture(text: str) -> str:
    """The same as an SVG file of its own, for documents that name it themselves."""
    return _drawn(_made(text), "", ' xmlns="http://www.w3.org/2000/svg"')


def _made(text: str) -> QRCode:
    try:
        import segno
    except ImportError:
        raise MissingExtra("QR codes", "calendars") from None
    if not text:
        raise CivicKitError("a QR code needs an address to lead to, and none was given")
    try:
        return segno.make_qr(text, error="m")
    except (segno.DataOverflowError, ValueError, UnicodeEncodeError) as error:
        raise CivicKitError(
            f"no QR code can hold these {len(text)} letters ({text[:40]!r}): shorten the address"
        ) from error


def _drawn(code: QRCode, inside: str, attributes: str) -> str:
    rows = tuple(code.matrix)
    side = len(rows) + 2 * QUIET
    return (
        f'<svg class="qr"{attributes} viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'{inside}<path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path fill="#000" d="{"".join(_runs(rows))}"/></svg>'
    )


def _runs(rows: tuple[bytearray, ...]) -> list[str]:
    """The dark modules, those beside each other as one."""
    found = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            length = next((n for n, module in enumerate(row[x:]) if not module), len(row) - x)
            if length:
                found.append(f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z")
            x += length or 1
    return found
