"""What was sent, read field by field: either a report, or every fault at once.

The page for people and the endpoint for programs read the same way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from werkzeug.datastructures import FileStorage

from civickit.core.text import clean, clean_name
from civickit.live.reports.settings import ReportSettings
from civickit.web import params
from civickit.web.params import BadParameter
from civickit.web.photos import Photo, clean_photo

T = TypeVar("T")
LONGEST_TEXT = 1000
LONGEST_ADDRESS = 200
LONGEST_CONTACT = 200
LARGEST_REQUEST_BYTES = 10_000_000
"""A photo of 8 MB and room, so that a larger one is told as such, beside what was typed."""
LEAST_DIGITS = 7
_BLANK = re.compile(r"\n{3,}")
MARGIN_DEG = 0.1
"""A pin this far outside the streets is still the city's: about 10 km."""

Form = Mapping[str, str]
Corners = Sequence[tuple[float, float]]
"""The south-west and the north-east one, (lat, lon)."""


class Reader:
    """Reads one form; `faults` gathers what is wrong, by field."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.faults: dict[str, BadParameter] = {}

    def read(self, field: str, reading: Callable[[], T]) -> T | None:
        """What `reading` gives; None where it is a fault, which is noted."""
        try:
            return reading()
        except BadParameter as fault:
            self.faults.setdefault(field, fault)
            return None

    def kind(self, field: str, settings: ReportSettings) -> str:
        """One of the kinds that the city takes."""
        return self.read(field, lambda: params.choice(self.form, field, settings.kinds)) or ""

    def text(self, field: str, longest: int) -> str:
        """Lines as they were typed, without what nobody sees."""
        lines = (clean_name(line) for line in self.form.get(field, "").splitlines())
        text = _BLANK.sub("\n\n", "\n".join(lines)).strip("\n")
        if len(text) > longest:
            fault = BadParameter(field, text, "parameter_long", longest=longest)
            self.faults.setdefault(field, fault)
        return text

    def line(self, field: str, longest: int) -> str:
        return self.read(field, lambda: params.text(self.form, field, "", longest=longest)) or ""

    def place(
        self, lat: str, lon: str, address: str, corners: Corners
    ) -> tuple[float, float] | None:
        """(lat, lon) in the city; None where there is an address instead, or a fault."""
        if not any(clean(self.form.get(one, "")) for one in (lat, lon)):
            if not clean(self.form.get(address, "")):
                self.faults.setdefault(address, BadParameter(address, "", "report_no_place"))
            return None
        found = (
            self.read(lat, lambda: params.number(self.form, lat, -90, 90)),
            self.read(lon, lambda: params.number(self.form, lon, -180, 180)),
        )
        if found[0] is None or found[1] is None:
            return None
        here = found[0], found[1]
        if not _is_inside(here, corners):
            said = f"{here[0]:.4f}, {here[1]:.4f}"
            self.faults.setdefault(lat, BadParameter(lat, said, "report_far"))
        return here

    def contact(self, field: str) -> str:
        """A mail address or a telephone number, as somebody writes it."""
        given = self.line(field, LONGEST_CONTACT)
        digits = sum(letter.isdecimal() for letter in given)
        if given and "@" not in given and digits < LEAST_DIGITS:
            self.faults.setdefault(field, BadParameter(field, given, "report_no_contact"))
        return given

    def photo(self, field: str, file: FileStorage | None) -> Photo | None:
        """The clean picture; None where no file was chosen, or for a fault."""
        if file is None or not (file.filename or file.stream.read(1)):
            return None
        file.stream.seek(0)
        return self.read(field, lambda: clean_photo(file.stream))


def _is_inside(here: tuple[float, float], corners: Corners) -> bool:
    return all(
        low - MARGIN_DEG <= at <= high + MARGIN_DEG
        for at, low, high in zip(here, *corners, strict=True)
    )
