"""What `civickit new` made and what it understood of the data, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from civickit.cli._collection import SCHEMA
from civickit.cli._new_words import say
from civickit.cli._streets import SCHEMA as STREETS

if TYPE_CHECKING:
    from civickit.cli._new_data import Found
    from civickit.cli._new_wish import Wish
    from civickit.projects.templates import Template

SHOWN = 3


def of_data(found: Found, lang: str) -> Iterator[str]:
    """What was understood of the data, line by line; why not, where it cannot be used."""
    from civickit.cli._check_report import printable, visible

    if found.failure:
        why = visible(_why(found.failure, lang))
        yield say("unusable", lang, name=printable(found.wanted), why=why)
        return
    if found.city:
        from civickit.cli import _new_city

        yield from _new_city.lines(found, found.city, lang)
        return
    if found.streets:
        from civickit.cli import _new_streets

        yield from _new_streets.lines(found, found.streets, lang)
        return
    yield say("read", lang, name=printable(found.wanted))
    yield _taken(found, lang)
    if found.report:
        yield from _counts(found, lang)
    else:
        yield say("rows_only", lang, rows=f"{found.rows:,}")
    if found.centre:
        lat, lon = found.centre
        yield say("centre", lang, lat=lat, lon=lon, points=f"{found.points:,}")


def of_licence(found: Found, lang: str) -> str:
    """The licence, or that nobody knows it."""
    from civickit.cli._check_report import visible

    licence = found.about.get("data_licence", "")
    return say("licence_is" if licence else "licence_missing", lang, licence=visible(licence))


def _why(failure: Exception, lang: str) -> str:
    from civickit.cli._new_data import NothingUsable

    if isinstance(failure, NothingUsable):
        return say("no_positions", lang, rows=f"{failure.rows:,}")
    return str(failure)


def _taken(found: Found, lang: str) -> str:
    from civickit import schemas
    from civickit.cli._check_report import visible

    if not found.schema:
        return say("taken_any", lang)
    told = {"schema": found.schema, "title": schemas.get(found.schema).title[lang]}
    if found.guess:
        return say("taken_sure", lang, why=visible(found.guess.because(lang)), **told)
    return say("taken_places" if found.last_resort else "taken_told", lang, **told)


def _counts(found: Found, lang: str) -> Iterator[str]:
    from civickit.cli._check_report import findings

    report = found.report
    assert report is not None
    yield say("counts", lang, **counts(found))
    problems = findings(report.problems, lang)
    for one in problems[:SHOWN]:
        told = {"lines": one.lines, "column": one.column, "value": one.value}
        yield say("problem", lang, action=one.action, message=one.message, **told)
    if len(problems) > SHOWN:
        rest = f"{len(problems) - SHOWN:,}"
        yield say("more_problems", lang, count=rest, check=check_command(found))


def counts(found: Found) -> dict[str, str]:
    """The numbers of the import, as they are written."""
    names = ("rows", "kept", "repaired", "refused")
    return {name: f"{getattr(found.report, name):,}" for name in names}


def data_path(template: Template, found: Found) -> str:
    """Where the data lies in the project: beside the template's own sample, never over it."""
    if found.city:
        return found.name
    folder, _, name = found.name.rpartition("/")
    taken = list(template.folder.glob(f"{{{{cookiecutter.slug}}}}/{found.name}"))
    return f"{folder}/own_{name}" if taken else found.name


def check_command(found: Found) -> str:
    """The command that says all there is to say about the data, or fetches it again."""
    if not (found.is_here or found.used):
        return f"civickit get {quote(found.wanted)}"
    zipped = found.city and not Path(found.wanted).expanduser().is_dir()
    file = found.wanted if found.is_here and not zipped else found.name
    told = found.schema and not (found.city or found.streets)
    return f"civickit check {quote(file)}" + (f" --as {found.schema}" if told else "")


def of_project(wish: Wish, made: Path, lang: str) -> Iterator[str]:
    """Where the project is, and what to do now."""
    yield say("made", lang, path=made)
    if wish.found is None:
        yield say("with_sample", lang)
    elif wish.found.failure:
        yield from _way_back(made, wish.found, lang, wish.template.data)
    yield ""
    yield say("next", lang)
    yield from (f"  {step}" for step in next_steps(made))


def _way_back(made: Path, found: Found, lang: str, needs: str) -> Iterator[str]:
    yield say("come_back", lang)
    kind = {SCHEMA: "_folder", STREETS: "_streets"}.get(needs, "")
    first = f"come_check{kind}" if found.is_here else "come_get"
    yield say(first, lang, command=check_command(found))
    places = {"folder": made / "data", "toml": made / "civic.toml"}
    yield say(f"come_edit{kind}", lang, line=line_of_path(made / "civic.toml"), **places)
    yield say("come_run", lang, run=f"civickit run {quote(str(made))}")


def line_of_path(toml: Path) -> int:
    """The number of the line of civic.toml that names the data's file."""
    inside = False
    for number, line in enumerate(toml.read_text("utf-8").splitlines(), 1):
        if line.startswith("["):
            inside = line.startswith("[data]")
        elif inside and line.split("=")[0].strip() == "path":
            return number
    return 1


def next_steps(made: Path) -> list[str]:
    """Commands that go on from here, in the order in which they are typed."""
    return [f"cd {quote(str(made))}", "civickit run .", "python -m pytest"]


def as_json(wish: Wish, made: Path) -> dict[str, Any]:
    """For programs."""
    files = [one.relative_to(made).as_posix() for one in made.rglob("*") if one.is_file()]
    return {
        "made": str(made),
        "template": wish.template.name,
        "slug": wish.slug,
        "title": wish.title,
        "lang": wish.lang,
        "chosen": dict(wish.chosen),
        "data": _data_as_json(wish),
        "files": sorted(files),
        "next": next_steps(made),
    }


def _data_as_json(wish: Wish) -> dict[str, Any]:
    found = wish.found
    if found is None:
        return {"wanted": "", "used": False, "sample": True, "failure": ""}
    if found.city:
        from civickit.cli import _new_city

        return _new_city.as_json(found, found.city)
    if found.streets:
        from civickit.cli import _new_streets

        return _new_streets.as_json(found, found.streets)
    report = found.report.to_dict() if found.report else {}
    names = ("rows", "kept", "repaired", "refused", "encoding", "format", "columns")
    return {
        "wanted": found.wanted,
        "used": found.used,
        "sample": not found.used,
        "failure": str(found.failure or ""),
        "path": data_path(wish.template, found) if found.used else "",
        "schema": found.schema,
        "because": found.guess.reason if found.guess else "",
        "rows": found.rows,
        **{name: report[name] for name in names if report},
        "problems": report.get("problems", [])[:SHOWN],
        "points": found.points,
        "centre": list(found.centre) if found.centre else None,
        "licence": found.about.get("data_licence", ""),
        "check": check_command(found),
    }
