"""`civickit days`: what is collected when, by a city's own files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

import click

from civickit.cli._options import lang_option, settings_of, settings_options

if TYPE_CHECKING:
    from civickit.calendars.city import City
    from civickit.calendars.gomi5374 import Days, Settings

CITY_TIME = ZoneInfo("Asia/Tokyo")
YEAR = timedelta(days=365)
OF_5374 = {
    "reading": "--reading",
    "today": "--today",
    "week_shift": "--week-shift",
    "skip_suspend": "--skip-suspend",
    "max_labels": "--max-labels",
}


class _Day(click.ParamType[date]):
    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no date; write it as 2026-04-01", param, ctx)


@click.command("days")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--reading", type=click.Choice(["strict", "repaired"]), help="How 5374 files are read."
)
@click.option("--from", "first", type=_Day(), metavar="DATE", help="The first day (today).")
@click.option("--to", "last", type=_Day(), metavar="DATE", help="The last day (a year later).")
@click.option(
    "--today", type=_Day(), metavar="DATE", help="Open the 5374 app on this day (--from)."
)
@settings_options
@click.option("--area", metavar="TEXT", help="Only areas with this in their name.")
@lang_option
@click.option("--json", "as_json", is_flag=True, help="Print {area: {kind: [dates]}} as JSON.")
def command(
    folder: Path,
    reading: Literal["strict", "repaired"] | None,
    first: date | None,
    last: date | None,
    today: date | None,
    week_shift: bool | None,
    skip_suspend: bool | None,
    max_labels: int | None,
    area: str | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """Print what is collected when in a folder (DIR) of 5374's CSV files, or of the kit's own.

    DIR may be a zip of them.

    The strict reading of 5374 is exactly what the original script shows, mistakes included; the
    repaired one (the default) is what the city most likely meant.
    """
    from civickit.calendars.opening import format_of
    from civickit.cli._check_words import language_of_the_console
    from civickit.cli._collection import unpacked

    first = first or today or datetime.now(CITY_TIME).date()
    last = last or first + min(YEAR, date.max - first)
    if last < first:
        raise click.BadParameter(f"{last} is before {first}; give --from and --to in order")
    chosen = {name for name in OF_5374 if click.get_current_context().params[name] is not None}
    with unpacked(folder) as opened:
        found = format_of(opened) if opened.is_dir() else None
        if found and found[0] == "native" and chosen:
            options = ", ".join(OF_5374[name] for name in OF_5374 if name in chosen)
            raise click.UsageError(f"{options}: only 5374 files have readings; {folder} has none")
        settings = settings_of(opened, week_shift, skip_suspend, max_labels)
        days = _days(opened, reading or "repaired", settings, today or first, first, last)
    if not days:
        nothing = "The original script shows" if reading == "strict" else "The files give"
        click.echo(f"{nothing} no area at all; `civickit check` says why.", err=True)
    if area and days:
        days = {name: kinds for name, kinds in days.items() if area in name}
        if not days:
            click.echo(f"No area has {area!r} in its name.", err=True)
    if as_json:
        click.echo(json.dumps(days, ensure_ascii=False, indent=1))
        return
    for line in _lines(days, first, last, lang or language_of_the_console()):
        click.echo(line)


def _days(
    folder: Path, reading: str, settings: Settings, today: date, first: date, last: date
) -> Days:
    """The days by the names in the files. Raises UnreadableTable as `read_city` does."""
    from civickit.calendars import gomi5374
    from civickit.calendars.opening import format_of, read_city

    found = format_of(folder) if folder.is_dir() else None
    if found is None or found[0] == "native":
        return _of_native(read_city(folder), first, last)
    read = gomi5374.strict_days if reading == "strict" else gomi5374.repaired_days
    return read(found[1], settings, today=today, first=first, last=last)


def _of_native(city: City, first: date, last: date) -> Days:
    from civickit.calendars.city import text
    from civickit.calendars.gomi5374 import free_name

    own = city.languages[0]
    found: Days = {}
    for area in city.areas:
        kinds: dict[str, list[str]] = {}
        name = " ".join(filter(None, (text(area.group, own), text(area.names, own))))
        found[free_name(name, found)] = kinds
        for kind in city.kinds:
            if kind.key in area.schedules:
                each = area.days(kind.key, first, last)
                label = free_name(text(kind.names, own), kinds)
                kinds[label] = [day.day.isoformat() for day in each]
    return found


def _lines(days: Days, first: date, last: date, lang: str) -> Iterator[str]:
    """Each area, and under it each day with what is collected."""
    from civickit.calendars.why import weekday_said
    from civickit.cli._check_report import visible

    for area, kinds in days.items():
        yield visible(area)
        by_day: dict[str, list[str]] = {}
        for kind, dates in kinds.items():
            for day in dates:
                by_day.setdefault(day, []).append(kind)
        for day in sorted(by_day):
            weekday = weekday_said(date.fromisoformat(day).weekday(), lang)
            kinds_said = visible(", ".join(by_day[day]))
            yield f"  {day} {weekday[:3] if lang == 'en' else weekday[0]}  {kinds_said}"
        if not by_day:
            yield "  " + _NONE[lang].format(first=first, last=last)


_NONE = {
    "ja": "{first} から {last} までの収集日はありません",
    "en": "nothing from {first} to {last}",
}
