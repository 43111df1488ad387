"""`civickit sources`: the datasets that the kit knows where to find."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from civickit.cli._options import lang_option

if TYPE_CHECKING:
    from civickit.sources import Source


@click.command("sources")
@click.option("--near", metavar="LAT,LON", help="The nearest first, with their distance.")
@click.option("--topic", metavar="WORD", help="Only this topic or dataset, like hydrants or aed.")
@lang_option
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON, for programs.")
def command(near: str | None, topic: str | None, lang: str | None, as_json: bool) -> None:
    """List the known datasets: place, licence, and when their address was last known to answer."""
    from civickit.cli._check_words import language_of_the_console

    found = _found(_place(near) if near else None, topic)
    language = lang or language_of_the_console()
    if as_json:
        listed = [_as_json(way_m, source) for way_m, source in found]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=1))
        return
    for line in _lines(found, language):
        click.echo(line)


def _place(text: str) -> tuple[float, float]:
    """(lat, lon) of 37.49,139.93."""
    from civickit.core.geo import parse_coordinate

    lat, comma, lon = text.partition(",")
    try:
        found = parse_coordinate(lat), parse_coordinate(lon)
    except ValueError:
        found = (91.0, 0.0)
    if not comma or abs(found[0]) > 90:
        raise click.BadParameter(f"{text!r} is not LAT,LON, like 37.49,139.93")
    return found


def _found(near: tuple[float, float] | None, topic: str | None) -> list[tuple[float, Source]]:
    from civickit import sources

    listed = sources.near(*near) if near else [(-1.0, one) for one in sources.sources()]
    wanted = {one.name for one in sources.about(topic)} if topic is not None else None
    return [pair for pair in listed if wanted is None or pair[1].name in wanted]


def _lines(found: list[tuple[float, Source]], lang: str) -> list[str]:
    from civickit.cli._data_words import say

    if not found:
        return [say("no_sources", lang)]
    told: list[str] = []
    for way_m, source in found:
        told.append(f"{source.name}  {source.title[lang]}")
        told.append(f"    {' · '.join(_facts(way_m, source, lang))}")
    return [*told, "", say("get_name", lang)]


def _facts(way_m: float, source: Source, lang: str) -> list[str]:
    from civickit.cli._data_words import say
    from civickit.clients import licence_of

    licence = licence_of(source.licence.given, source.licence.url)
    checked = say("checked", lang, date=source.checked) if source.checked else say("doubted", lang)
    way = [say("way_km", lang, km=f"{way_m / 1000:,.0f}")] if way_m >= 0 else []
    named = licence.title or licence.given or say("no_licence", lang)
    return [*way, source.place.name, source.topic, named, checked]


def _as_json(way_m: float, source: Source) -> dict[str, Any]:
    from dataclasses import asdict

    told = asdict(source)
    told.pop("sample")
    told["place"] = source.place._asdict()
    told["licence"] = source.licence._asdict()
    return told | ({"distance_m": round(way_m)} if way_m >= 0 else {})
