"""From options and answers to one wish: what `civickit new` is to make."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from civickit.cli._collection import SCHEMA, is_collection
from civickit.cli._new_words import SAMPLE, say
from civickit.cli._streets import SCHEMA as STREETS
from civickit.cli._streets import is_streets
from civickit.core.errors import UnknownName
from civickit.projects.answers import (
    LONGEST,
    LONGEST_TITLE,
    SLUG_PROBLEMS,
    TEXT_PROBLEMS,
    derived_slug,
    slug_problem,
    text_problem,
    title_problem,
)
from civickit.projects.bake import keep_apart
from civickit.projects.templates import Template, find_template, templates

if TYPE_CHECKING:
    from civickit.cli._new_asking import Person
    from civickit.cli._new_data import Found


class Flags(NamedTuple):
    """What was answered on the command line; None where it was not."""

    template: str | None
    slug: str | None
    title: str | None
    data: str | None
    licence: str | None
    lang: str | None
    mapping: Mapping[str, str | int]
    out: Path
    offline: bool
    chosen: Mapping[str, str] = {}


class Wish(NamedTuple):
    """All that is needed to make a project.

    `found` is None for the sample data; `chosen` are the choices that only this template has.
    """

    template: Template
    title: str
    slug: str
    found: Found | None
    lang: str
    chosen: Mapping[str, str]


def gather(flags: Flags, console: str, folder: Path, *, yes: bool) -> Wish:
    """The wish: of the options, and of a person where one is there and `yes` was not said.

    `console` is the language to speak; what is fetched goes into `folder`. Raises UsageError
    and UnknownName for options that cannot be, ProjectConflict where the goal is there already.
    """
    check(flags, console)
    if yes or not sys.stdin.isatty():
        return _without_asking(flags, console, folder, yes=yes)
    from civickit.cli._new_asking import Person

    return _by_asking(flags, Person(console), folder)


def check(flags: Flags, console: str) -> None:
    """Raises BadParameter for a text that cannot stand in a project, UnknownName for a template."""
    if flags.template is not None:
        find_template(flags.template)
    if flags.slug is not None and (code := slug_problem(flags.slug)):
        _refuse("--slug", flags.slug, SLUG_PROBLEMS[code][console])
    if flags.title is not None and (code := title_problem(flags.title)):
        _refuse("--title", flags.title, TEXT_PROBLEMS[code][console].format(most=LONGEST_TITLE))
    if flags.licence and (code := text_problem(flags.licence)):
        _refuse("--licence", flags.licence, TEXT_PROBLEMS[code][console].format(most=LONGEST))


def _refuse(flag: str, value: str, why: str) -> None:
    raise click.BadParameter(f"{value!r} {why}", param_hint=flag)


def _without_asking(flags: Flags, console: str, folder: Path, *, yes: bool) -> Wish:
    if not yes:
        _refuse_gaps(flags, console)
    template = find_template(flags.template) if flags.template else offered(flags)[0]
    _refuse_options(flags, template, console)
    title = (flags.title or template.called[console]).strip()
    slug = flags.slug or derived_slug(flags.title or "")
    if not slug and not yes:
        raise click.UsageError(say("needs_slug", console))
    slug = slug or str(template.defaults["slug"])
    keep_apart(flags.out / slug)
    found = None
    if flags.data is not None and flags.data != SAMPLE:
        found = understand(flags, flags.data, template, console, folder)
        if found.used:
            tell_licence(found, console)
    elif flags.mapping or flags.licence:
        raise click.UsageError(say("goes_with", console, flag="--map, --licence", other="--data"))
    return Wish(template, title, slug, found, console, flags.chosen)


def _refuse_gaps(flags: Flags, console: str) -> None:
    given = {
        "--template": flags.template,
        "--title": flags.title or flags.slug,
        "--data": flags.data,
    }
    gaps = [name for name, value in given.items() if value is None]
    if gaps:
        raise click.UsageError(say("missing", console, flags=", ".join(gaps)))


def _by_asking(flags: Flags, person: Person, folder: Path) -> Wish:
    person.say("hello")
    template = find_template(flags.template) if flags.template else person.kind(offered(flags))
    _refuse_options(flags, template, person.lang)
    title = (flags.title or person.title(template.called[person.lang])).strip()
    slug = _slug_by_asking(flags, person, title)
    left = [name for name in template.choices if name not in flags.chosen]
    chosen = {**flags.chosen, **{name: person.choice(template, name) for name in left}}
    found = _data_by_asking(flags, person, template, folder)
    lang = flags.lang or person.language()
    return Wish(template, title, slug, found, lang, chosen)


def _refuse_options(flags: Flags, template: Template, lang: str) -> None:
    """Raises UsageError and UnknownName for columns and choices that the template does not have."""
    if flags.mapping and template.data == SCHEMA:
        raise click.UsageError(say("no_columns", lang))
    if template.data == STREETS and flags.mapping.keys() - {"id"}:
        raise click.UsageError(say("only_id", lang))
    for name, chosen in flags.chosen.items():
        if name not in template.choices:
            raise UnknownName(f"choice of {template.name}", name, template.choices)
        if chosen not in template.choices[name]:
            raise UnknownName(name, chosen, template.choices[name])


def offered(flags: Flags) -> list[Template]:
    """All templates; the one for a calendar's folder, or for streets, first where that is given."""
    found = templates()
    if flags.data and flags.data != SAMPLE:
        path = Path(flags.data).expanduser()
        given = SCHEMA if is_collection(path) else STREETS if is_streets(path) else ""
        found.sort(key=lambda one: bool(given) and one.data != given)
    return found


def _slug_by_asking(flags: Flags, person: Person, title: str) -> str:
    """The folder's name: told, else made from a title in plain letters, else asked for."""
    if flags.slug:
        keep_apart(flags.out / flags.slug)
        return flags.slug
    slug = derived_slug(title)
    return slug if slug and not person.taken(slug, flags.out) else person.slug(flags.out)


def _data_by_asking(flags: Flags, person: Person, template: Template, folder: Path) -> Found | None:
    def tried(answer: str) -> Found:
        return understand(flags, answer, template, person.lang, folder)

    if flags.data == SAMPLE:
        return None
    found = tried(flags.data) if flags.data else person.data(tried, template.data)
    if found and found.used:
        if not found.about.get("data_licence"):
            take_licence(found, person.licence())
        tell_licence(found, person.lang)
    return found


def understand(flags: Flags, wanted: str, template: Template, lang: str, folder: Path) -> Found:
    """The data tried, and what was understood of it told."""
    from civickit.cli._new_data import try_data
    from civickit.cli._new_report import of_data

    found = try_data(wanted, template.data, flags, folder, lang)
    if found.used:
        take_licence(found, flags.licence or "")
    for line in of_data(found, lang):
        click.echo(line, err=True)
    return found


def take_licence(found: Found, given: str) -> None:
    """What a person says of the licence goes before what is written beside the file."""
    from civickit.cli._new_about import licence_answers

    if given:
        found.about |= licence_answers(given)


def tell_licence(found: Found, lang: str) -> None:
    from civickit.cli._new_report import of_licence

    click.echo(of_licence(found, lang), err=True)
