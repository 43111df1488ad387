"""Every error civickit raises on purpose, as one tree.

```
CivicKitError
├── UnknownName(LookupError)      no source, schema or template has that name
├── SourceUnavailable             .url .status   time-out, DNS, 4xx/5xx, blocked
├── SourceChanged                 .expected .found   a portal or a file altered its shape
├── UnreadableTable(ValueError)   not a table we can read; says what was tried
├── InvalidRecord(ValueError)     .errors {field: reason}, all faults at once
├── ProjectConflict               scaffold, update or ship would overwrite something
└── MissingExtra(ImportError)     an optional package is not installed
```

A message says what happened, the value, and the next step. The command line prints it
without a traceback; web apps turn it into a page or JSON in plain words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class CivicKitError(Exception):
    """The base of all errors raised on purpose."""


class UnknownName(CivicKitError, LookupError):
    """Nothing of this kind has that name."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        self.what = what
        self.name = name
        self.known = tuple(sorted(known))
        self.close = self._close()
        super().__init__(f"no {what} called {name!r}. {self._next_step()}")

    def _close(self) -> str:
        """The name that was most likely meant; '' for none."""
        from difflib import get_close_matches

        return next(iter(get_close_matches(self.name, self.known, n=1)), "")

    def _next_step(self) -> str:
        if self.close:
            return f"Did you mean {self.close!r}?"
        return f"Known: {', '.join(self.known) or 'none'}."


class SourceUnavailable(CivicKitError):
    """A published source did not answer, or answered with an error."""

    def __init__(self, message: str, *, url: str, status: int | None = None) -> None:
        self.url = url
        self.status = status
        super().__init__(message)


class SourceChanged(CivicKitError):
    """A portal or a file no longer has the shape it had."""

    def __init__(self, message: str, *, expected: str, found: str) -> None:
        self.expected = expected
        self.found = found
        super().__init__(f"{message} (expected {expected}; found {found})")


class UnreadableTable(CivicKitError, ValueError):
    """The bytes are not a table that can be read; the message says what was tried."""


class InvalidRecord(CivicKitError, ValueError):
    """A row does not make a record; `errors` maps each bad field to its reason."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__("; ".join(f"{field}: {why}" for field, why in self.errors.items()))


class ProjectConflict(CivicKitError):
    """Writing would overwrite something that is already there."""


class MissingExtra(CivicKitError, ImportError):
    """An optional part of the kit is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        self.extra = extra
        super().__init__(f"{what} need: pip install 'civickit[{extra}]'")
