"""Links to the next page: followed only where they stay with the same server."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from civickit.core.errors import SourceChanged

_NEXT = re.compile(r'\s*<([^>]*)>.*;\s*rel="?next\b')


def next_of(header: str) -> str:
    """The address of rel="next" in a Link header, or ''."""
    for one in re.split(r",\s*(?=<)", header):
        if found := _NEXT.match(one):
            return found[1]
    return ""


def next_page(link: str, current: str) -> str:
    """The whole address of the next page. Raises SourceChanged where it leads elsewhere.

    Behind a gateway many servers write the address they have inside; following it would send
    keys to a stranger.
    """
    url = _whole(link, current)
    if urlsplit(url)[:2] != urlsplit(current)[:2]:
        raise SourceChanged(
            "the link to the next page leads to another server, and was not followed. "
            "Tell its owner that its own public address is set wrongly",
            expected="://".join(urlsplit(current)[:2]),
            found=link[:100],
        )
    return url


def _whole(link: str, current: str) -> str:
    try:
        return urljoin(current, link)
    except ValueError:
        raise SourceChanged(
            "the link to the next page is no address", expected="an address", found=link[:100]
        ) from None
