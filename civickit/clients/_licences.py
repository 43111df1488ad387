"""Licences as portals write them, as what they are."""

from __future__ import annotations

from typing import NamedTuple


class Licence(NamedTuple):
    """`id` is an SPDX identifier or the kit's own (PDL-1.0, GJSTU-2.0); '' where not known.

    `open`: True where anyone may use and change the data for any purpose, False where not,
    None where that cannot be told. `given` is what the portal wrote, to be shown to people.
    """

    id: str = ""
    title: str = ""
    url: str = ""
    open: bool | None = None
    given: str = ""


UNKNOWN = Licence()


def licence_of(*written: str | None) -> Licence:
    """The licence meant by an id, a title or an address, whichever are there."""
    raise NotImplementedError
