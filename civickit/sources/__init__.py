"""One published dataset per file: where it is, whose it is, and how it is to be read.

Each TOML file here is a source; CIVICKIT_SOURCES names a folder with a team's own. May live
here: addresses, licences, attributions, samples made by hand, and the way from "I need
hydrants" to a file on disk. May not: what a protocol says (that is `clients`), what a column
means (that is `schemas`), real data.
"""

from __future__ import annotations

from civickit.sources._bring import Brought, bring
from civickit.sources._catalogues import Catalogue, all_catalogues, catalogues
from civickit.sources._find import Search, Searched, find
from civickit.sources._hits import Hit
from civickit.sources._known import about, get, names, near, sources
from civickit.sources._last import hand_over, last_found, remember, take_over
from civickit.sources._offer import Offer, offer_of
from civickit.sources._source import Place, Source, read_source
from civickit.sources._take import Taken, keep_apart, provenance_of, take

__all__ = [
    "Brought",
    "Catalogue",
    "Hit",
    "Offer",
    "Place",
    "Search",
    "Searched",
    "Source",
    "Taken",
    "about",
    "all_catalogues",
    "bring",
    "catalogues",
    "find",
    "get",
    "hand_over",
    "keep_apart",
    "last_found",
    "names",
    "near",
    "offer_of",
    "provenance_of",
    "read_source",
    "remember",
    "sources",
    "take",
    "take_over",
]
