"""The vendored fonts: as listed, licensed, with the letters names here are made of."""

from __future__ import annotations

import json
import random
from hashlib import sha256
from pathlib import Path

import pytest
from typst import Compiler

from civickit.calendars import sheet
from civickit.calendars._sheet_font import FILES, FOLDER, JAPANESE, LATIN, faces, run_of, width
from civickit.calendars._sheet_text import Printer

ROOT = Path(__file__).parents[2]
PACKAGES = json.loads((FOLDER / "manifest.json").read_text("utf-8"))["packages"]


def two_bytes(encoding: str, first: int, last: int) -> str:
    """All letters of a two-byte encoding's rows, as far as they are any."""
    codes = (bytes((a, b)) for a in range(first, last + 1) for b in range(0xA1, 0xFF))
    return "".join(code.decode(encoding, "ignore") for code in codes)


def test_the_files_are_as_listed() -> None:
    listed = {
        f"{one['folder']}/{path}": digest
        for one in PACKAGES
        for path, digest in one["files"].items()
    }
    here = {
        path.relative_to(FOLDER).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in FOLDER.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert here == listed
    assert set(FILES.values()) <= listed.keys()


@pytest.mark.parametrize("package", PACKAGES, ids=lambda one: one["name"])
def test_a_font_has_its_licence_and_its_line_in_the_notice(package: dict[str, str]) -> None:
    licence = (FOLDER / package["folder"] / "LICENSE").read_text("utf-8")
    assert licence.startswith("Copyright")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Reserved Font Name" not in licence.split("PREAMBLE")[0]  # so a reduced one may keep it
    notice = (ROOT / "NOTICE").read_text("utf-8")
    assert f"{package['name']} {package['version']}" in notice


def test_the_fonts_add_little_to_the_wheel() -> None:
    assert sum((FOLDER / path).stat().st_size for path in FILES.values()) < 2_200_000


@pytest.mark.parametrize(
    "letters",
    [
        two_bytes("euc_jp", 0xA4, 0xA5),  # kana
        two_bytes("euc_jp", 0xB0, 0xCF),  # JIS level 1
        two_bytes("euc_jp", 0xD0, 0xF4),  # JIS level 2
        "髙﨑德神ヶ々〆①②⑳㈱℡",
        "áàâãäçéêíñóôõöúüÁÀÂÃÇÉÊÍÓÔÕÚ",
        (
            "ăâđêôơưẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊịỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợ"
            "ỤụỦủỨứỪừỬửỮữỰựỲỳỴỵỶỷỸỹ"
        ),
    ],
)
def test_the_letters_of_names_are_there(letters: str) -> None:
    assert len(letters) > 10
    assert run_of(letters).lacking == ""


def test_marks_that_stand_apart_are_joined() -> None:
    printer = Printer("ja")
    assert printer.run("カ\u3099ラス Nguye\u0302\u0303n").text == "ガラス Nguyễn"
    assert printer.lacking == {}


def test_widths_are_those_that_are_drawn() -> None:
    """typst, which reads the same files by its own means, comes to the same widths."""
    chance = random.Random(5)
    texts = [
        "".join(chance.choices([*one], k=12))
        for one in (face.widths for face in faces())
        for _ in "x" * 40
    ]
    families = [run_of(text).families for text in texts]
    for first in ((JAPANESE,), (LATIN, JAPANESE)):
        chosen = [text for text, one in zip(texts, families, strict=True) if one == first]
        assert len(chosen) > 20
        for text, wide in zip(chosen, drawn(chosen, first), strict=True):
            # typst sets brackets and stops closer: what we reckon is never too narrow
            least = 0.97 if text.isalnum() else 0.8
            assert least * width(text, first, 100) <= wide <= width(text, first, 100) + 2, text


def drawn(texts: list[str], families: tuple[str, ...]) -> list[float]:
    source = (
        "#set text(size: 100pt, fallback: false, kerning: false, ligatures: false,"
        " cjk-latin-spacing: none, font: json(bytes(sys.inputs.families)))\n"
        "#context [#metadata(json(bytes(sys.inputs.texts)).map("
        "one => measure(box(text(one))).width.pt())) <wide>]"
    )
    inputs = {"texts": json.dumps(texts), "families": json.dumps(families)}
    compiler = Compiler(source.encode(), font_paths=sheet._fonts(), sys_inputs=inputs)
    answer = compiler.query("<wide>", field="value", one=True)
    found: list[float] = json.loads(answer)
    return found
