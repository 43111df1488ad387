"""civic.toml, the file that says what an app is about."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from civickit.core.errors import CivicKitError, InvalidRecord

T = TypeVar("T")


def read_civic_toml(folder: Path, make: Callable[[dict[str, Any]], T]) -> T:
    """What `make` makes of the folder's civic.toml.

    Raises CivicKitError where the file is not there, is not TOML, lacks a line that `make`
    needs, or holds what `make` cannot use.
    """
    file = folder / "civic.toml"
    toml = _read(file)
    try:
        return make(toml)
    except KeyError as missing:
        raise InvalidRecord({str(file): f"has no line {missing}; add it back"}) from None
    except (TypeError, ValueError, AttributeError) as fault:
        if isinstance(fault, CivicKitError):
            raise
        raise InvalidRecord({str(file): f"says what the app cannot use: {fault}"}) from None


def zone_of(toml: dict[str, Any]) -> ZoneInfo:
    """The city's time zone, [place] zone. Raises InvalidRecord for a name that is none."""
    name = toml["place"]["zone"]
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # what zoneinfo raises for a name that is none
        raise InvalidRecord(
            {"[place] zone": f"{name!r} is no time zone; write one like 'Asia/Tokyo'"}
        ) from None


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise CivicKitError(f"there is no {file}. An app needs one beside its app.py.") from None
    except ValueError as fault:
        raise InvalidRecord({str(file): f"is not TOML: {fault}"}) from None
