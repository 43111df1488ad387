"""What the last search found, so that the next command can say "the first one"."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from civickit.clients import Dataset, Licence, Resource
from civickit.core.errors import UnknownName
from civickit.core.fetch import Store
from civickit.core.fetch.store import copy_whole, write_whole
from civickit.sources._hits import Hit

FILE = "last_find.json"
LONGEST_BYTES = 16 * 1024**2


def remember(store: Store, hits: Sequence[Hit]) -> None:
    """Keep the results in the cache folder, numbered from 1."""
    kept = [{"dataset": asdict(hit.dataset), "source": hit.source} for hit in hits]
    write_whole(store.folder / FILE, json.dumps(kept, ensure_ascii=False).encode())


def hand_over(store: Store, folder: Path) -> None:
    """Put the results of the last search beside a snapshot: `get 1` then means the same there."""
    if (store.folder / FILE).is_file():
        copy_whole(store.folder / FILE, folder / FILE)


def take_over(folder: Path, store: Store) -> None:
    """Take the results that lie beside a snapshot for those of the last search, if any do."""
    handed = folder / FILE
    if handed.is_file() and handed.stat().st_size <= LONGEST_BYTES:
        copy_whole(handed, store.folder / FILE)


def last_found(store: Store, number: int) -> Dataset | str:
    """That result of the last search: a dataset, or the name of a source.

    Raises UnknownName where there is no such number.
    """
    kept = _kept(store)
    if not 1 <= number <= len(kept):
        raise UnknownName("result of the last find", str(number), _numbers(len(kept)))
    try:
        one = kept[number - 1]
        return str(one["source"]) or _dataset(one["dataset"])
    except (KeyError, TypeError):  # written by another version of the kit
        raise UnknownName("result of the last find", str(number), []) from None


def _kept(store: Store) -> list[Any]:
    try:
        kept = json.loads((store.folder / FILE).read_bytes())
    except (OSError, ValueError):
        return []
    return kept if isinstance(kept, list) else []


def _numbers(count: int) -> list[str]:
    return [f"1 to {count}"] if count else ["none; search with: civickit find WORDS"]


def _dataset(told: dict[str, Any]) -> Dataset:
    return Dataset(
        **{
            **told,
            "licence": Licence(*told["licence"]),
            "tags": tuple(told["tags"]),
            "resources": tuple(Resource(**one) for one in told["resources"]),
        }
    )
