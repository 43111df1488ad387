"""Where a file came from."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Provenance:
    """What must be known of a fetched file to trust it, and to name it on a page.

    `fetched_at` is an ISO time in UTC; `stale` says why the copy is an older one, `doubt` what
    the source itself warns of, or ''.
    `encoding` and `rows` are filled in by whoever has read the file.
    """

    url: str
    fetched_at: str
    sha256: str
    bytes: int
    licence: str = ""
    licence_url: str = ""
    attribution: str = ""
    title: str = ""
    modified: str = ""
    encoding: str = ""
    rows: int | None = None
    stale: str = ""
    doubt: str = ""

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    def write_beside(self, file: Path) -> Path:
        """Write this as `FILE.provenance.json`; gives that path."""
        from civickit.core.fetch.store import write_whole

        beside = file.with_name(f"{file.name}.provenance.json")
        write_whole(beside, json.dumps(self.to_dict(), ensure_ascii=False, indent=1).encode())
        return beside
