"""What a server said, kept on disk so that it can be read again without it."""

from __future__ import annotations

import codecs
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from civickit.core.errors import SourceChanged
from civickit.core.fetch.provenance import Provenance

Content = bytes  # within the class, `bytes` is their number
# Who says Shift_JIS means what Windows writes: with ①, ㈱ and 髙.
WINDOWS = dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis"), "cp932")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `path` holds its body, decoded from any transfer compression.

    `url` is what was asked for, without secrets; `final_url` where redirects led. `stored` is
    True for a copy that was not asked for again, and `stale` then says why it may be old, or ''.
    Header names are in lower case.
    """

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str]
    fetched_at: str
    sha256: str
    bytes: int
    path: Path
    stored: bool = False
    stale: str = ""

    @property
    def content(self) -> Content:
        return self.path.read_bytes()

    @property
    def content_type(self) -> str:
        """The media type in lower case, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def text(self) -> str:
        """The body as text: by its byte order mark, its charset, else UTF-8 with gaps marked."""
        content = self.content
        charset = self.headers.get("content-type", "").lower().partition("charset=")[2]
        encoding = charset.partition(";")[0].strip(" \"'") or "utf-8"
        encoding = WINDOWS.get(encoding, encoding)
        if content.startswith(codecs.BOM_UTF8):
            encoding = "utf-8-sig"
        elif content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            encoding = "utf-16"
        try:
            return content.decode(encoding, "replace")
        except (LookupError, UnicodeError):
            return content.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as JSON. Raises SourceChanged where it is something else."""
        try:
            return json.loads(self.content)
        except ValueError:
            raise SourceChanged(
                f"{self.url} did not answer with JSON", expected="JSON", found=self.beginning()
            ) from None
        except RecursionError:
            raise SourceChanged(
                f"{self.url} answered with JSON nested too deeply",
                expected="JSON of ordinary depth",
                found=self.beginning(),
            ) from None

    def beginning(self) -> str:
        """The first words of the body, for a message."""
        with self.path.open("rb") as file:
            said = " ".join(file.read(200).decode("utf-8", "replace").split())
        return repr(said[:80]) if said else "an empty body"

    def provenance(self, **known: Any) -> Provenance:
        """Where this came from; `known` are further fields of Provenance."""
        return Provenance(
            url=self.final_url,
            fetched_at=self.fetched_at,
            sha256=self.sha256,
            bytes=self.bytes,
            stale=self.stale,
            **known,
        )
