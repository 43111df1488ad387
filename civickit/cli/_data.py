"""What `civickit run --data` gives an app: a file or a folder, and what must be said about it."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from civickit.cli._apps import apps_for, schema_of
from civickit.cli._collection import SCHEMA, collection_folder, is_collection
from civickit.cli._options import existing_file, settings_of
from civickit.cli._streets import SCHEMA as STREETS
from civickit.core.errors import UnknownName

if TYPE_CHECKING:
    from civickit.core.fetch import Fetcher, Provenance
    from civickit.sources import Offer

Config = dict[str, Any]


def app_config(
    wanted: str | None, mapping: Mapping[str, str | int], app: Path, offline: bool
) -> Config:
    """What an app is started with: its data, where some was named, and the columns of it."""
    if mapping and schema_of(app) == SCHEMA:
        raise click.UsageError("--map is for tables; the columns of a calendar's CSVs are known")
    if schema_of(app) == STREETS and mapping.keys() - {"id"}:
        raise click.UsageError("for streets --map knows only id=PROPERTY, the street's own id")
    return _with_mapping({} if wanted is None else data_config(wanted, app, offline), mapping)


def data_config(wanted: str, app: Path, offline: bool) -> Config:
    """DATA, and ABOUT and MAPPING where they are known, for a file, a source or an address.

    A source is fetched into the cache folder; offline, or while its portal is down, the copy
    that was kept is used. What does not fit the app is refused. A calendar app is given a
    folder; that of a zip is there as long as the command runs.
    """
    if schema_of(app) == SCHEMA:
        return _of_folder(wanted)
    if Path(wanted).is_dir():
        raise click.BadParameter(_folder_for_another(wanted))
    if Path(wanted).is_file() or not is_elsewhere(wanted):
        return _of_file(Path(existing_file(wanted)))
    refuse_unknown(wanted)
    from civickit import sources
    from civickit.cli.get import tell
    from civickit.core.fetch import Fetcher

    fetch = Fetcher(offline=offline or None)
    offer = sources.offer_of(wanted, fetch)
    _refuse_what_does_not_fit(wanted, offer, schema_of(app))
    config = _fetched(offer, fetch)
    tell(fetch.notes)
    return config


def is_elsewhere(wanted: str) -> bool:
    """Whether this is an address or a source's name, not the name of a file."""
    if wanted.startswith(("http://", "https://")):
        return True
    return not Path(wanted).suffix and Path(wanted).name == wanted


def refuse_unknown(wanted: str) -> None:
    """A bare word that names nothing is most often a file or a folder that lies elsewhere."""
    from civickit import sources

    names = sources.names()
    if wanted.isdecimal() or "://" in wanted or wanted in names:
        return
    close = UnknownName("source", wanted, names).close
    hint = f" Did you mean {close!r}?" if close else ""
    raise click.BadParameter(
        f"there is no file, no folder and no source {wanted!r}; check the name and the folder "
        f"you are in (`civickit sources` lists the sources).{hint}"
    )


def _of_folder(wanted: str) -> Config:
    """The folder of a calendar app: a person may name it, a file in it, or a zip of it."""
    from civickit.calendars.gomi5374 import Settings

    path = Path(wanted).expanduser()
    if not path.exists():
        raise click.BadParameter(
            f"there is no folder {wanted!r}; name the folder with the city's CSVs, or a zip of it. "
            "A calendar app takes no addresses and no names of sources."
        )
    scratch = click.get_current_context().with_resource(TemporaryDirectory())
    folder = collection_folder(path, Path(scratch))
    own, usual = settings_of(folder, None, None, None)._asdict(), Settings()._asdict()
    reading = {name: value for name, value in own.items() if value != usual[name]}
    about = {"title": path.resolve().stem}
    return {"DATA": str(folder), "ABOUT": about, **({"READING": reading} if reading else {})}


def _folder_for_another(wanted: str) -> str:
    fitting = ", ".join(apps_for(SCHEMA))
    if is_collection(Path(wanted)):
        return f"{wanted!r} is the data of a garbage calendar. Apps that show it: {fitting}."
    return f"{wanted!r} is a folder; name the file in it that is to be shown"


def _of_file(file: Path) -> Config:
    from civickit.sources import provenance_of

    known = provenance_of(file)
    return {"DATA": str(file)} | ({"ABOUT": _about(known)} if known else {})


def _refuse_what_does_not_fit(wanted: str, offer: Offer, shown: str) -> None:
    from civickit.sources import sources
    from civickit.sources._offer import likely_schema

    schemas = {likely_schema(offer, one) for one in offer.resources} - {""}
    if not shown or not schemas or shown in schemas:
        return
    fitting = ", ".join(one.name for one in sources() if one.schema == shown)
    raise click.BadParameter(
        f"{wanted!r} is {' or '.join(sorted(schemas))}, but this app shows {shown}. "
        f"Sources that fit: {fitting or 'none'}."
    )


def _fetched(offer: Offer, fetch: Fetcher) -> Config:
    from civickit import sources

    kept = sha256(offer.page.encode() + offer.name.encode()).hexdigest()[:16]
    brought = sources.bring(offer, fetch.store.folder / "data" / kept, fetch, progress=True)
    about = _about(brought.provenance)
    if offer.title_en:
        about["title"] = {"ja": offer.title, "en": offer.title_en}
    return {"DATA": str(brought.path), "ABOUT": about, "MAPPING": dict(offer.mapping)}


def _about(known: Provenance) -> Config:
    """What an app says of its data, in the words of civic.toml's [data]."""
    return {
        "title": known.title,
        "date": known.modified[:10],
        "licence": known.licence,
        "licence_url": known.licence_url,
        "attribution": known.attribution,
        "fetched": known.fetched_at[:10],
        "doubt": known.doubt,
    }


def _with_mapping(config: Config, mapping: Mapping[str, str | int]) -> Config:
    """The configuration with columns that the person names; these go before a source's."""
    named = {**config.get("MAPPING", {}), **mapping}
    return {**config, "MAPPING": named} if named else config
