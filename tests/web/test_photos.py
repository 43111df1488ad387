"""Pictures from strangers: whatever else is in the file is gone, and no file harms the server."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from civickit.web.languages import LANGUAGES, Languages
from civickit.web.params import BadParameter
from civickit.web.photos import LONGEST_SIDE_PX, MOST_KEPT_BYTES, Photo, clean_photo

GPS = 0x8825
MARKS = (b"Exif", b"GPS", b"SECRET", b"http://ns.adobe.com", b"ICC_PROFILE", b"Photoshop", b"MPF")


def exif(**tags: Any) -> Image.Exif:
    made = Image.Exif()
    made[0x010E] = made[0x010F] = made[0x9286] = "SECRET"
    for tag, value in tags.items():
        made[int(tag, 16)] = value
    made.get_ifd(GPS).update({1: "N", 2: (38.0, 24.0, 48.6), 3: "E", 4: (145.0, 58.0, 1.0)})
    return made


def picture(kind: str, image: Image.Image | None = None, **options: Any) -> bytes:
    out = io.BytesIO()
    (image or Image.new("RGB", (80, 60), "navy")).save(out, kind, **options)
    return out.getvalue()


def cleaned(data: bytes) -> tuple[Photo, Image.Image]:
    photo = clean_photo(io.BytesIO(data))
    image = Image.open(io.BytesIO(photo.jpeg))
    image.load()
    assert image.format == "JPEG"
    assert image.mode == "RGB"
    assert image.size == (photo.width, photo.height)
    return photo, image


def refusal(data: bytes) -> str:
    with pytest.raises(BadParameter) as refused:
        clean_photo(io.BytesIO(data))
    assert refused.value.parameter == "photo"
    return refused.value.reason


def is_bare(photo: Photo, image: Image.Image) -> bool:
    told = [mark for mark in MARKS if mark in photo.jpeg]
    return not told and not image.getexif() and set(image.info) <= {
        *("jfif", "jfif_version", "jfif_unit", "jfif_density"),
    }  # fmt: skip


# Nothing but the picture


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_where_it_was_taken_is_gone(kind: str) -> None:
    before = picture(kind, exif=exif(), xmp=b"<x:xmpmeta>SECRET http://ns.adobe.com</x:xmpmeta>")
    assert Image.open(io.BytesIO(before)).getexif().get_ifd(GPS)[1] == "N"
    assert b"SECRET" in before
    photo, image = cleaned(before)
    assert is_bare(photo, image)


def test_comments_thumbnails_iptc_and_a_profile_are_gone() -> None:
    thumbnail = b"\xff\xd8\xff\xe0SECRET thumbnail\xff\xd9"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    before = picture("JPEG", comment=b"SECRET", icc_profile=profile, exif=exif())
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x0aSECRET    "
    block = b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc
    before = before[:2] + block + before[2:] + thumbnail
    opened = Image.open(io.BytesIO(before))
    assert {"comment", "icc_profile", "exif", "photoshop"} <= set(opened.info)
    photo, image = cleaned(before)
    assert is_bare(photo, image)


def test_text_in_a_png_is_gone() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "SECRET")
    info.add_itxt("XML:com.adobe.xmp", "SECRET", zip=True)
    photo, image = cleaned(picture("PNG", pnginfo=info) + b"SECRET trailing")
    assert is_bare(photo, image)


@pytest.mark.parametrize(
    "hidden",
    [b"<?php system($_GET['c']); ?>", b"<script>alert(1)</script>", b"PK\x03\x04 zip", b"%PDF-1.7"],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_hides_behind_a_picture_is_gone(kind: str, hidden: bytes) -> None:
    photo, _ = cleaned(picture(kind) + hidden)
    assert hidden not in photo.jpeg
    if kind == "JPEG":
        assert hidden not in cleaned(picture(kind, comment=hidden))[0].jpeg


def test_a_second_picture_in_the_file_is_gone() -> None:
    """MPO, as phones write: behind the photo stands another."""
    behind = Image.new("RGB", (80, 60), "red")
    before = picture("MPO", save_all=True, append_images=[behind])
    photo, image = cleaned(before)
    assert is_bare(photo, image)
    assert photo.jpeg.count(b"\xff\xd8\xff") == 1
    assert image.getpixel((5, 5))[2] > 100


# As it was seen


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_it_stands_upright(kind: str, orientation: int) -> None:
    """Red is at the top left once it stands; the camera noted how it was held."""
    upright = Image.new("RGB", (64, 32), "white")
    upright.paste("red", (0, 0, 16, 16))
    held = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = upright.transpose(held[orientation]) if orientation in held else upright
    _, image = cleaned(picture(kind, stored, exif=exif(**{"0112": orientation})))
    assert image.size == (64, 32)
    assert image.getpixel((6, 6))[1] < 80 < 200 < image.getpixel((50, 24))[1]


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_a_broken_note_of_the_camera_costs_nothing() -> None:
    for note in (b"", b"MM", b"II*\x00\xff\xff\xff\xff", b"MM\x00*\x00\x00\x00\x08\xff\xff" * 9):
        block = b"\xff\xe1" + struct.pack(">H", len(note) + 8) + b"Exif\0\0" + note
        plain = picture("JPEG")
        photo, _ = cleaned(plain[:2] + block + plain[2:])
        assert (photo.width, photo.height) == (80, 60)


def test_a_large_one_becomes_1600() -> None:
    for size, shown in (((4000, 3000), (1600, 1200)), ((300, 9000), (53, 1600))):
        for kind in ("JPEG", "PNG"):
            photo, _ = cleaned(picture(kind, Image.new("RGB", size, "white")))
            assert (photo.width, photo.height) == shown
    assert LONGEST_SIDE_PX == 1600


@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (1600, 1600)])
def test_a_small_one_stays(size: tuple[int, int]) -> None:
    photo, _ = cleaned(picture("PNG", Image.new("RGB", size, "white")))
    assert (photo.width, photo.height) == (size[0], min(size[1], 1600))


def test_what_is_see_through_is_white() -> None:
    grey = picture("PNG", Image.new("L", (20, 20), 0), transparency=0)
    assert cleaned(grey)[1].getpixel((9, 9)) == (255, 255, 255)
    palette = picture("PNG", Image.new("P", (20, 20), 0), transparency=0)
    assert cleaned(palette)[1].getpixel((9, 9)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("mode", "colour"),
    [
        *(("RGBA", (255, 0, 0, 255)), ("LA", (255, 0)), ("P", 0), ("1", 1), ("L", 255)),
        *(("CMYK", (0, 0, 0, 0)), ("I;16", 65535), ("RGBA", (0, 0, 0, 0))),
    ],
)
def test_every_mode_is_painted(mode: str, colour: Any) -> None:
    image = Image.new(mode, (20, 20), colour)
    kind = "JPEG" if mode == "CMYK" else "PNG"
    _, seen = cleaned(picture(kind, image))
    red = mode == "RGBA" and colour[3]
    expected = (255, 0, 0) if red else (0, 0, 0) if mode == "P" else (255, 255, 255)
    assert all(
        abs(got - want) < 8 for got, want in zip(seen.getpixel((9, 9)), expected, strict=True)
    )


def test_colours_of_another_profile_become_srgb() -> None:
    """A profile that swaps red and blue, so that nobody can miss it."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    red, blue = lab.index(b"rXYZ"), lab.index(b"bXYZ")
    swapped = bytearray(lab)
    swapped[red : red + 4], swapped[blue : blue + 4] = b"bXYZ", b"rXYZ"
    given = picture("PNG", Image.new("RGB", (20, 20), "red"), icc_profile=bytes(swapped))
    photo, image = cleaned(given)
    assert image.getpixel((9, 9))[2] > 200 > 80 > image.getpixel((9, 9))[0]
    assert is_bare(photo, image)


@pytest.mark.parametrize("profile", [b"", b"no profile", b"\0" * 128])
def test_a_broken_profile_costs_nothing(profile: bytes) -> None:
    _, image = cleaned(picture("PNG", Image.new("RGB", (9, 9), "red"), icc_profile=profile))
    assert image.getpixel((4, 4))[0] > 240


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_moving_one_the_first_picture(kind: str) -> None:
    frames = [Image.new("RGB", (30, 30), colour) for colour in ("red", "lime", "blue")]
    moving = picture(kind, frames[0], save_all=True, append_images=frames[1:])
    assert Image.open(io.BytesIO(moving)).n_frames == 3  # type: ignore[attr-defined]
    _, image = cleaned(moving)
    assert image.getpixel((9, 9))[0] > 200


def test_the_same_file_gives_the_same_picture() -> None:
    """So a form that is sent twice is known again."""
    given = picture("JPEG", exif=exif())
    assert clean_photo(io.BytesIO(given)) == clean_photo(io.BytesIO(given))


# What is no photo


def png_header(width: int, height: int) -> bytes:
    """A small PNG that says it is large; its rows are packed a thousandfold."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    rows = zlib.compress(b"\0" * 5_000_000, 9)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [4_900, 8_100, 9_600, 20_000, 60_000, 2_000_000_000])
def test_a_bomb_is_refused_by_its_header(side: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(*_args: Any) -> None:
        pytest.fail("the picture was decoded")

    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", load)
    assert refusal(png_header(side, side)) in {"photo_pixels", "photo_kind"}


def test_64_megapixels_are_refused_and_a_little_less_are_not() -> None:
    assert refusal(picture("JPEG", Image.new("L", (8001, 8001)))) == "photo_pixels"
    photo, _ = cleaned(picture("JPEG", Image.new("L", (8000, 8000))))
    assert (photo.width, photo.height) == (1600, 1600)


def test_what_is_held_whole_while_it_is_read_must_be_smaller() -> None:
    """Of 64 megapixels it would take a server's 512 MB, and with them the server."""
    large = Image.new("RGB", (5000, 5000))
    assert refusal(picture("JPEG", large, progressive=True)) == "photo_pixels"
    cleaned(picture("JPEG", large))
    cleaned(picture("JPEG", Image.new("RGB", (2000, 2000)), progressive=True))
    assert refusal(picture("WEBP", Image.new("RGB", (4000, 3001)))) == "photo_pixels"
    cleaned(picture("JPEG", large, exif=exif()))


def test_a_jpeg_that_brings_its_colours_one_by_one_is_held_whole_too() -> None:
    plain = picture("JPEG", Image.new("RGB", (5000, 5000)))
    scan = plain.index(b"\xff\xda")
    first = plain[: scan + 2] + b"\0\x08\x01" + plain[scan + 5 : scan + 7] + plain[scan + 11 :]
    assert refusal(first) == "photo_pixels"


def test_packed_text_in_a_png_does_not_fill_the_memory() -> None:
    plain = picture("PNG")
    for _ in range(3):
        body = b"Comment\0\0" + zlib.compress(b"\0" * 200_000_000, 9)
        chunk = struct.pack(">I", len(body)) + b"zTXt" + body
        chunk += struct.pack(">I", zlib.crc32(b"zTXt" + body))
        plain = plain[:33] + chunk + plain[33:]
    assert refusal(plain) == "photo_kind"


class Endless(io.RawIOBase):
    """A stream that counts what was taken from it."""

    taken = 0

    def read(self, size: int = -1) -> bytes:
        assert size >= 0, "read without bounds"
        self.taken += size
        return b"\xff" * size


def test_a_large_file_is_not_read_to_its_end() -> None:
    stream = Endless()
    with pytest.raises(BadParameter) as refused:
        clean_photo(stream)  # type: ignore[arg-type]
    assert refused.value.reason == "photo_large"
    assert stream.taken == 8_000_001


def test_8_mb_are_taken_and_9_are_not() -> None:
    plain = picture("JPEG")
    cleaned(plain + b"\0" * (8_000_000 - len(plain)))
    assert refusal(plain + b"\0" * (9_000_000 - len(plain))) == "photo_large"


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"<?php phpinfo();",
        b"GIF89a<script>",
        b"PK\x03\x04",
        b"\xff",
        b"\xff\xd8",
        b"\xff\xd8\xff<html>",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x00\x00\x00\x00WEBP",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"id,name\n1,x\n",
        picture("GIF"),
        picture("BMP"),
        picture("TIFF"),
        picture("ICO"),
        picture("PPM"),
    ],
)
def test_what_is_no_photo_is_told_so(data: bytes) -> None:
    assert refusal(data) == "photo_kind"


def test_nothing_is_told_so() -> None:
    assert refusal(b"") == "photo_empty"


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1"])
def test_heic_is_told_with_what_to_do(brand: bytes) -> None:
    assert refusal(b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1heic") == "photo_heic"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_half_a_photo_is_told_so(kind: str) -> None:
    noise = Image.effect_noise((400, 400), 80).convert("RGB")
    whole = picture(kind, noise)
    assert refusal(whole[: len(whole) // 2]) in {"photo_broken", "photo_kind"}
    cleaned(whole)


SAMPLES = [
    picture("JPEG", exif=exif()),
    picture("JPEG", progressive=True),
    picture("PNG", Image.new("RGBA", (40, 30), (9, 9, 9, 90))),
    picture("WEBP", exif=exif()),
    picture("MPO", save_all=True, append_images=[Image.new("RGB", (8, 8))]),
]


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@given(
    data=st.sampled_from(SAMPLES),
    changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=12),
    cut=st.floats(0.2, 1),
)
def test_a_damaged_file_is_a_photo_or_a_refusal(
    data: bytes, changes: list[tuple[float, int]], cut: float
) -> None:
    damaged = bytearray(data[: max(1, int(len(data) * cut))])
    for place, value in changes:
        damaged[int(place * (len(damaged) - 1))] = value
    try:
        photo = clean_photo(io.BytesIO(bytes(damaged)))
    except BadParameter:
        return
    assert is_bare(photo, Image.open(io.BytesIO(photo.jpeg)))


def test_every_refusal_has_words() -> None:
    words: Callable[..., str] = Languages().text
    reasons = ("empty", "large", "pixels", "kind", "heic", "broken")
    for lang in LANGUAGES:
        for key in (f"photo_{one}" for one in reasons):
            assert words(lang, key, parameter="photo", value="", most=8) not in {key, ""}


def test_noise_takes_no_more_room_than_a_photo() -> None:
    """What is kept is bounded, whatever somebody draws."""
    noise = Image.frombytes("RGB", (1600, 1600), Random(6).randbytes(1600 * 1600 * 3))
    photo, _ = cleaned(picture("JPEG", noise, quality=85))
    assert len(photo.jpeg) <= MOST_KEPT_BYTES
