"""The objects of a long JSON list, one at a time, so that the file is never held whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import TextIOBase
from typing import Any

from civickit.core.errors import UnreadableTable

SPACE = re.compile(r"[ \t\r\n]*")
# Where the records are in what portals and exports write.
LISTS = ("features", "records", "result", "results", "data", "items", "rows", "value")


class NumberText(str):
    """A number exactly as the file writes it: 39.90 stays 39.90."""

    __slots__ = ()


class JsonText:
    """A JSON text read piece by piece."""

    def __init__(self, stream: TextIOBase, name: str, max_object_chars: int) -> None:
        self.stream = stream
        self.name = name
        self.longest = max_object_chars
        self.text = ""
        self.at = 0
        self.ended = False
        self.found_list = False
        self.outside: dict[str, Any] = {}
        self.decoder = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_float=NumberText,
            parse_int=NumberText,
            parse_constant=self._constant,
        )

    def records(self) -> Iterator[Any]:
        """The members of the first list of records; all that stands beside it is in `outside`."""
        start = self._peek()
        if start == "[":
            yield from self._members()
        elif start == "{":
            yield from self._inside_object()
        else:
            raise self._wrong("a list or an object is expected")
        if self._peek():
            raise self._wrong("something stands after the end")

    def _inside_object(self) -> Iterator[Any]:
        self._take("{")
        while self._peek() != "}":
            key = self._value()
            self._take(":")
            start = self._peek()
            if key in LISTS and not self.found_list and start in {"[", "{"}:
                yield from self._members() if start == "[" else self._inside_object()
            else:
                self.outside[str(key)] = self._value()
            if self._peek() != ",":
                break
            self._take(",")
        self._take("}")

    def _members(self) -> Iterator[Any]:
        self.found_list = True
        self._take("[")
        while self._peek() != "]":
            yield self._value()
            if self._peek() != ",":
                break
            self._take(",")
        self._take("]")

    def _peek(self) -> str:
        """The next character that is not a space; '' at the end."""
        while True:
            found = SPACE.match(self.text, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self.text) or not self._more():
                return self.text[self.at : self.at + 1]

    def _take(self, sign: str) -> None:
        if self._peek() != sign:
            raise self._wrong(f"{sign!r} is expected")
        self.at += 1

    def _value(self) -> Any:
        self._peek()
        while True:
            try:
                value, end = self.decoder.raw_decode(self.text, self.at)
            except json.JSONDecodeError as error:
                if not self._more():
                    raise self._wrong(error.msg) from error
                continue
            except RecursionError as error:
                raise self._wrong("values are nested too deeply") from error
            # A number at the very end of what was read may go on in the next piece.
            length = end - self.at
            if end < len(self.text) or not self._more():
                self.at += length
                return value

    def _more(self) -> bool:
        """Reads on, twice as much each time while one value needs it."""
        if self.ended:
            return False
        left = len(self.text) - self.at
        if left > self.longest:
            raise self._wrong(f"one record has more than {self.longest:,} characters")
        piece = self.stream.read(max(1 << 18, left))
        self.ended = not piece
        self.text = self.text[self.at :] + piece
        self.at = 0
        return not self.ended

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise self._wrong(f"the key {twice!r} stands twice in one object")
        return found

    def _constant(self, word: str) -> None:
        raise self._wrong(f"{word} is not JSON, null is")

    def _wrong(self, what: str) -> UnreadableTable:
        near = self.text[self.at : self.at + 40]
        return UnreadableTable(
            f"{self.name} is not a JSON table that can be read: {what} near {near!r}; "
            "check the download or export it as CSV"
        )
