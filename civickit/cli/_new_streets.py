"""The data answer of `civickit new` for a live app: a file of streets, tried at once, and told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civickit.cli._new_about import about, safe_name
from civickit.cli._new_data import Came, Found, come
from civickit.cli._new_words import say
from civickit.cli._patience import patience
from civickit.cli._streets import SCHEMA, ending_of, why_left_out
from civickit.core.errors import CivicKitError, UnknownName

if TYPE_CHECKING:
    from civickit.cli._new_wish import Flags
    from civickit.tracks.streets import Network


def try_streets(wanted: str, flags: Flags, folder: Path, lang: str) -> Found:
    """What the file is; what is fetched goes into `folder`.

    Raises BadParameter where the answer names nothing, UnknownName where no street has the
    property of --map; whatever else is wrong is in `failure`.
    """
    try:
        came = come(wanted, flags.offline, folder)
        with patience(say("reading", lang)):
            return _read(wanted, came, str(flags.mapping.get("id", "")))
    except UnknownName as error:
        if flags.mapping:
            raise
        return Found(wanted, failure=error)
    except (CivicKitError, OSError) as error:
        return Found(wanted, failure=error)


def _read(wanted: str, came: Came, id_property: str) -> Found:
    from civickit.tracks.streets import read_streets

    network = read_streets(came.file, id_property)
    return Found(
        wanted,
        came.file,
        name=f"data/{_name(came.file.name)}",
        schema=SCHEMA,
        rows=len(network.segments),
        centre=_middle(network),
        about=about(came.known, came.title, came.page),
        columns={"id": id_property} if id_property else {},
        streets=network,
    )


def _name(name: str) -> str:
    """The file's name in plain letters, with the ending that says what it is."""
    ending = ending_of(name)
    stem = name[: -len(ending)] if name.lower().endswith(ending) else Path(name).stem
    return safe_name(f"{stem}.json", SCHEMA, None).removesuffix(".json") + ending


def _middle(network: Network) -> tuple[float, float]:
    lats, lons = zip(*(point for one in network.segments for point in one.line), strict=True)
    return (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2


def lines(found: Found, network: Network, lang: str) -> Iterator[str]:
    """What was understood, line by line: how much, what was left out and why, where it lies."""
    from civickit.cli._check_report import printable, visible

    yield say("read", lang, name=printable(found.wanted))
    yield say("streets_size", lang, **sizes(network))
    for why, count in network.left_out.items():
        said = why_left_out(why, lang)
        yield visible(say("streets_left", lang, why=said, count=f"{count:,}"))
    if found.centre:
        lat, lon = found.centre
        yield say("streets_centre", lang, lat=lat, lon=lon)
        if not (20 <= lat <= 46 and 122 <= lon <= 154):
            yield say("streets_zone", lang)


def sizes(network: Network) -> dict[str, str]:
    """The numbers of the network, as they are written."""
    lengths = network.lengths()
    return {
        "lines": f"{len(network.segments):,}",
        "streets": f"{len(lengths):,}",
        "km": f"{sum(lengths.values()) / 1000:,.1f}",
        "left_out": f"{sum(network.left_out.values()):,}",
    }


def as_json(found: Found, network: Network) -> dict[str, Any]:
    """For programs."""
    lengths = network.lengths()
    return {
        "wanted": found.wanted,
        "used": True,
        "sample": False,
        "failure": "",
        "path": found.name,
        "schema": found.schema,
        "lines": len(network.segments),
        "streets": len(lengths),
        "km": round(sum(lengths.values()) / 1000, 1),
        "left_out": network.left_out,
        "centre": list(found.centre) if found.centre else None,
        "licence": found.about.get("data_licence", ""),
    }
