"""Printable sheets as PDF: a year or a month of one area, one A4 page each.

```python
imprint = Imprint("North Town", "https://…/areas/east", data=date(2026, 4, 1))
pdf = year_sheet(city, area, date(2026, 4, 1), "ja", imprint)
```
"""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from civickit.calendars._sheet_font import FILES, FOLDER
from civickit.calendars._sheet_month import month_page
from civickit.calendars._sheet_page import Imprint
from civickit.calendars._sheet_year import year_page
from civickit.calendars.city import Area, City
from civickit.calendars.grid import OUTLINES
from civickit.core.errors import MissingExtra

if TYPE_CHECKING:
    from typst import Compiler, Fonts

__all__ = ["Imprint", "has_drawn", "month_sheet", "year_sheet"]

NOTHING_SAID = Imprint()
_ONE_AT_A_TIME = Lock()


def year_sheet(
    city: City, area: Area, first_month: date, lang: str, imprint: Imprint = NOTHING_SAID
) -> bytes:
    """Twelve months from `first_month` on, upright, as PDF. The same input gives the same bytes.

    Letters that no font of ours has are replaced, and the sheet says so. Raises MissingExtra
    without the extra `calendars`.
    """
    return _pdf(year_page(city, area, first_month, lang, imprint), lang)


def month_sheet(
    city: City, area: Area, month: date, lang: str, imprint: Imprint = NOTHING_SAID
) -> bytes:
    """The month that `month` lies in, lying, as PDF; else as `year_sheet`."""
    return _pdf(month_page(city, area, month, lang, imprint), lang)


def _pdf(page: dict[str, Any], lang: str) -> bytes:
    told = {**page, "lang": lang.split("_")[0], "outlines": dict(OUTLINES)}
    compiler = _compiler()
    with _ONE_AT_A_TIME:
        made = compiler.compile(
            sys_inputs={"data": json.dumps(told)}, format="pdf", pdf_standards=["ua-1"]
        )
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> Compiler:
    """What draws, with the fonts loaded: once in a process."""
    try:
        from typst import Compiler
    except ImportError:
        raise MissingExtra("Printed sheets", "calendars") from None
    drawing = Path(__file__).with_name("sheet.typ")
    return Compiler(drawing, root=drawing.parent, font_paths=_fonts())


def has_drawn() -> bool:
    """Whether this process has drawn a sheet; what draws keeps threads, so it cannot be copied."""
    return _compiler.cache_info().currsize > 0


def _fonts() -> Fonts:
    """Our own fonts and no others: a sheet looks the same on every machine."""
    from typst import Fonts

    return Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str((FOLDER / path).parent) for path in FILES.values()],
    )
