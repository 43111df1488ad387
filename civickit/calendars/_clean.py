"""Text from files, made fit for a calendar: whatever stands in it, the feed stays a feed."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256

_BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,23}")


def clean(value: str, longest: int = 2000) -> str:
    """One line: no control letters, no turning round of what follows, at most so many letters."""
    return _cut(" ".join(_UNSEEN.sub("", _BREAKS.sub(" ", value)).split()), longest)


def clean_lines(value: str, longest: int = 2000) -> str:
    """The same, with its line breaks kept as `\\n`."""
    lines = (clean(line, longest) for line in _BREAKS.split(value))
    return _cut("\n".join(line for line in lines if line), longest)


def _cut(value: str, longest: int) -> str:
    return value if len(value) <= longest else f"{value[: longest - 1]}…"


@lru_cache(4096)
def uid_part(key: str) -> str:
    """The key itself where it is short and plain, else what stands for it: always ASCII."""
    if _PLAIN.fullmatch(key):
        return key
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12]
