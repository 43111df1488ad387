"""The only way out: every byte that civickit takes from another machine comes through here.

May live here: requests, retries, the disk cache, offline replay, the guard against private
addresses, provenance. May not: what an answer means (that is `clients`).
"""

from __future__ import annotations

from civickit.core.fetch.answer import Answer
from civickit.core.fetch.fetcher import Fetcher
from civickit.core.fetch.limits import Limits
from civickit.core.fetch.provenance import Provenance
from civickit.core.fetch.snapshot import Saved
from civickit.core.fetch.store import Store

__all__ = ["Answer", "Fetcher", "Limits", "Provenance", "Saved", "Store"]
