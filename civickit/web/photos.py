"""Pictures that people send, made harmless: read within bounds, painted anew, nothing but pixels.

Whatever else was in the file (where and when it was taken, by which camera, thumbnails, comments,
a page hidden behind the picture) does not come along.
"""

from __future__ import annotations

from io import BytesIO
from threading import Lock
from typing import IO, TYPE_CHECKING, NamedTuple

from civickit.web.params import BadParameter

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_MB = 8
MOST_MEGAPIXELS = {"JPEG": 64, "PNG": 16, "WEBP": 12}
"""By kind: a JPEG is read smaller at once, the others cost up to 17 bytes of memory a pixel. None
takes more than 250 MB, for a server of 512 MB has to live on."""
MOST_IN_LAYERS = 24
"""Megapixels of a JPEG in several scans, as progressive ones are: while read, it is held whole."""
_BASELINE, _FRAMES, _SCAN = (0xC0, 0xC1), {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}, 0xDA
LONGEST_SIDE_PX = 1600
QUALITIES = (85, 70, 50, 30)
MOST_KEPT_BYTES = 700_000
"""The first quality that gives no more is taken, else the last; only noise needs the second."""
PLAIN = ("RGB", "CMYK", "L")
ACCEPT = "image/jpeg,image/png,image/webp"
"""For the file field; an iPhone turns its HEIC into JPEG when it reads this. HEIC itself is refused
with advice: its readers come under the GPL or LGPL, and are one more decoder for strangers' bytes.
"""
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_ONE_AT_A_TIME = Lock()  # a large picture takes hundreds of MB while it is read


class Photo(NamedTuple):
    """A clean picture; the sides are of what is in `jpeg`."""

    jpeg: bytes
    width: int
    height: int


def clean_photo(stream: IO[bytes]) -> Photo:
    """The first picture of a JPEG, PNG or WebP file: upright, sRGB, at most 1600 px long.

    Raises BadParameter for `photo` with a reason that the shared languages say.
    """
    data = stream.read(MOST_MB * 1_000_000 + 1)
    if not data:
        raise _bad("photo_empty")
    if len(data) > MOST_MB * 1_000_000:
        raise _bad("photo_large", most=MOST_MB)
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        raise _bad("photo_heic")
    with _ONE_AT_A_TIME:
        return _encoded(_painted_anew(data))


def _bad(reason: str, **allowed: object) -> BadParameter:
    return BadParameter("photo", "", reason, **allowed)


def _painted_anew(data: bytes) -> Image:
    from PIL import Image

    try:
        opened = Image.open(BytesIO(data), formats=tuple(MOST_MEGAPIXELS))  # the header only
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _bad("photo_pixels", most=MOST_MEGAPIXELS["JPEG"]) from None
    except Exception as fault:  # Pillow meets a broken file with errors of any kind
        raise _bad("photo_kind") from fault
    most = MOST_MEGAPIXELS.get(opened.format or "")
    if opened.format in {"JPEG", "MPO"}:
        most = MOST_IN_LAYERS if _is_in_layers(data) else MOST_MEGAPIXELS["JPEG"]
    assert most
    if opened.width * opened.height > most * 1_000_000:
        raise _bad("photo_pixels", most=most)
    try:
        opened.draft("RGB", (LONGEST_SIDE_PX, LONGEST_SIDE_PX))  # a JPEG is read smaller at once
        opened.load()
        return _pixels(opened)
    except Exception as fault:
        raise _bad("photo_broken") from fault


def _is_in_layers(data: bytes) -> bool:
    """Whether not all of a JPEG's colours come whole in its first scan; if in doubt so."""
    at, colours = 2, 0
    while at + 10 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if marker == _SCAN:
            return data[at + 4] < colours
        if marker in _FRAMES:
            if marker not in _BASELINE:
                return True
            colours = data[at + 9]
        at += 1 if marker == 0xFF else 2 + length
    return True


def _pixels(image: Image) -> Image:
    """A new picture without the old one's extras; what was see-through is white.

    It is made small first: a copy of a large one would cost as much memory again.
    """
    from PIL import Image as Images
    from PIL import ImageOps

    profile = image.info.get("icc_profile")
    fitting = ("RGBA",) if image.has_transparency_data else PLAIN
    if image.mode not in fitting:
        image = image.convert(fitting[0])
    image.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX), Images.Resampling.LANCZOS)
    image = ImageOps.exif_transpose(image)
    mask = image.getchannel("A") if image.mode == "RGBA" else None
    clean = Images.new("RGB", image.size, "white")
    clean.paste(_srgb(image, profile), mask=mask)
    return clean


def _srgb(image: Image, profile: bytes | None) -> Image:
    from PIL import ImageCms

    if image.mode == "RGBA":
        image = image.convert("RGB")
    if not profile:
        return image.convert("RGB")
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        turned = ImageCms.profileToProfile(image, own, srgb, outputMode="RGB")
    except (OSError, ValueError, ImageCms.PyCMSError):  # no profile, or not of these colours
        turned = None
    return turned or image.convert("RGB")


def _encoded(image: Image) -> Photo:
    jpeg = b""
    for quality in QUALITIES:
        out = BytesIO()
        image.save(out, "JPEG", quality=quality, optimize=True)
        jpeg = out.getvalue()
        if len(jpeg) <= MOST_KEPT_BYTES:
            break
    return Photo(jpeg, *image.size)
