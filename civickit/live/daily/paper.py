"""Texts made printable with our own fonts, and put on paper."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from civickit.calendars._sheet_font import FILES, FOLDER, run_of
from civickit.core.errors import MissingExtra

if TYPE_CHECKING:
    from typst import Compiler

_ONE_AT_A_TIME = Lock()
_LONG = re.compile(r"[^\s\u3000-\u9fff]{13,}")
"""A word that would run into the next column."""


def lacks_letters(page: dict[str, Any]) -> bool:
    """Whether letters have to be replaced, because no font of ours has them."""
    return bool(run_of(json.dumps(page, ensure_ascii=False)).lacking)


def printed(page: dict[str, Any]) -> bytes:
    """The page that `sheet.typ` draws, as PDF. Raises MissingExtra."""
    told = json.dumps(_printable({**page, "fonts": list(FILES)}))
    with _ONE_AT_A_TIME:
        made = _compiler().compile(sys_inputs={"data": told}, format="pdf", pdf_standards=["ua-1"])
    assert isinstance(made, bytes)
    return made


def _printable(told: Any) -> Any:
    """The same with every letter that our fonts lack replaced, and words that can be broken."""
    if isinstance(told, str):
        return "\n".join(_LONG.sub(_broken, run_of(line).text) for line in told.split("\n"))
    if isinstance(told, list):
        return [_printable(one) for one in told]
    if isinstance(told, dict):
        return {name: _printable(one) for name, one in told.items()}
    return told


def _broken(word: re.Match[str]) -> str:
    """With places between every two letters at which a line may end."""
    return "\u200b".join(word[0])


@cache
def _compiler() -> Compiler:
    """What draws, with our own fonts and no others: once in a process."""
    try:
        from typst import Compiler, Fonts
    except ImportError:
        raise MissingExtra("Printed sheets", "live") from None
    drawing = Path(__file__).with_name("sheet.typ")
    fonts = Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str((FOLDER / path).parent) for path in FILES.values()],
    )
    return Compiler(drawing, root=drawing.parent, font_paths=fonts)
