"""Re-create the fonts of the printed sheets: packed by npm, reduced to what names here are made of.

`pip install fonttools` first. What is kept is listed in KEPT; the manifest holds the SHA-256 of
the package's own file and of the reduced one. A reduced file that differs from the one listed
stops it, unless `--accept` says that it was looked at and is wanted.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import vendor

FONTS = Path(__file__).parent.parent / "civickit/calendars/fonts"


class Font(NamedTuple):
    package: vendor.Package
    source: str
    target: str
    kept: frozenset[int]


def two_bytes(encoding: str) -> Iterator[int]:
    """All letters that the encoding writes with two bytes, but for private ones."""
    for lead in range(0x81, 0xFD):
        for trail in range(0x40, 0xFD):
            try:
                letter = bytes((lead, trail)).decode(encoding)
            except UnicodeDecodeError:
                continue
            if len(letter) == 1 and not 0xE000 <= ord(letter) < 0xF900:
                yield ord(letter)


def blocks(*spans: tuple[int, int]) -> Iterable[int]:
    return (code for first, last in spans for code in range(first, last + 1))


LATIN = frozenset(blocks((0x20, 0x7E), (0xA0, 0x17F)))
JAPANESE = LATIN | frozenset(
    (
        *two_bytes("cp932"),  # JIS levels 1 and 2, and the letters of vendors: ①, 髙, 﨑
        *blocks((0x2010, 0x2027), (0x3000, 0x30FF), (0xFF01, 0xFF9F)),
    )
)
LATIN_AND_VIETNAMESE = LATIN | frozenset(
    blocks((0x1A0, 0x1B0), (0x300, 0x323), (0x1EA0, 0x1EF9), (0x2010, 0x2027))
)


def font(name: str, version: str, source: str, target: str, kept: frozenset[int]) -> Font:
    files = {"LICENSE_FONT": "LICENSE", source: target}
    return Font(vendor.Package(name, version, "OFL-1.1", files), source, target, kept)


KEPT = (
    font(
        *("@expo-google-fonts/biz-udpgothic", "0.4.2"),
        *("400Regular/BIZUDPGothic_400Regular.ttf", "BIZUDPGothic-Regular.ttf", JAPANESE),
    ),
    font(
        *("@expo-google-fonts/noto-sans", "0.4.2"),
        *("400Regular/NotoSans_400Regular.ttf", "NotoSans-Regular.ttf", LATIN_AND_VIETNAMESE),
    ),
)


def reduced(data: bytes, kept: frozenset[int]) -> bytes:
    """The font with these letters only, without hints and without forms nobody asks for."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options()
    options.hinting = False
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl"]
    options.drop_tables += ["vhea", "vmtx", "DSIG", "meta"]
    options.name_IDs = ["*"]
    options.recalc_timestamp = False
    whole = TTFont(BytesIO(data), recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=kept)
    cutter.subset(whole)
    out = BytesIO()
    whole.save(out)
    return out.getvalue()


def listed() -> dict[str, str]:
    """Path below the fonts' folder -> sha256, as the manifest on disk has it."""
    manifest = FONTS / "manifest.json"
    if not manifest.exists():
        return {}
    packages = json.loads(manifest.read_text("utf-8"))["packages"]
    return {
        f"{one['folder']}/{path}": digest
        for one in packages
        for path, digest in one["files"].items()
    }


def make(one: Font, accept: bool) -> dict[str, object]:
    files = vendor.fetch(one.package)
    source = vendor.sha256(files[one.target])
    files[one.target] = reduced(files[one.target], one.kept)
    entry = vendor.entry(one.package, files)
    entry["folder"] = folder = f"{one.package.name.rsplit('/', 1)[-1]}-{one.package.version}"
    entry["reduced"] = {one.target: {"from": one.source, "sha256": source}}
    for path, data in files.items():
        place = FONTS / folder / path
        known = listed().get(f"{folder}/{path}", vendor.sha256(data))
        if not accept and known != vendor.sha256(data):
            raise SystemExit(f"{place} is not the file we listed; look at it, then --accept")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return entry


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--accept", action="store_true", help="take new bytes for a listed file")
    accept = parser.parse_args().accept
    text = json.dumps({"packages": [make(one, accept) for one in KEPT]}, indent=2)
    (FONTS / "manifest.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
