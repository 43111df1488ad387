"""Write the reference pages from the code they describe. A test compares them with the code.

`python tools/make_docs.py` writes; `pages()` gives {path: text}.
"""

from __future__ import annotations

import inspect
import re
import sys
import tempfile
from fnmatch import fnmatchcase
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
GENERATED = "<!-- written by `make docs`; edit the code instead -->\n\n"


def main() -> None:
    for path, text in pages().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def pages() -> dict[Path, str]:
    makers = {
        "commands": commands,
        "templates": templates,
        "schemas": schemas,
        "sources": sources,
        "errors": errors,
        "clients": clients,
        "settings": settings,
        "collection-format": collection_format,
        "hydrant-map-api": lambda: api_of("hydrant_map"),
        "garbage-calendar-api": lambda: api_of("garbage_calendar"),
        "snowplow-nav-api": lambda: api_of("snowplow_nav"),
    }
    return {REFERENCE / f"{name}.md": GENERATED + make() for name, make in makers.items()}


def cell(text: str) -> str:
    """Text for one cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")


def table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell(c) for c in line) + " |" for line in lines) + "\n"


def commands() -> str:
    from civickit.cli import COMMANDS

    head = (
        "# Commands\n\nExit codes: 0 fine, 1 the data has problems, 2 misused, "
        "3 something outside failed.\n"
    )
    described = [
        page
        for name in COMMANDS.names()
        for page in command_pages(name.replace("_", "-"), COMMANDS.get(name))
    ]
    return "\n".join([head, *described])


def command_pages(name: str, command: click.Command) -> list[str]:
    """A command; of a group, the group and each of its commands after it."""
    if not isinstance(command, click.Group):
        return [command_page(name, command)]
    context = click.Context(command)
    listed = [(one, command.get_command(context, one)) for one in command.list_commands(context)]
    text = inspect.cleandoc(command.help or "")
    names = "".join(
        f"- [{one}](#{name}-{one}): {each.get_short_help_str(120)}\n" for one, each in listed
    )
    return [
        f"## {name}\n\n{text}\n\n{names}",
        *(command_page(f"{name} {one}", each) for one, each in listed),
    ]


def command_page(name: str, command: click.Command) -> str:
    from civickit.cli import main as group

    context = click.Context(command, info_name=f"civickit {name}", **group.context_settings)
    usage = command.get_usage(context).removeprefix("Usage: ")
    rows = [
        [f"`{record[0]}`", record[1]]
        for parameter in command.get_params(context)
        if (record := parameter.get_help_record(context)) and record[1]
    ]
    text = inspect.cleandoc(command.help or "").replace("\b\n", "")
    return f"## {name}\n\n```\n{usage}\n```\n\n{text}\n\n{table(['option', 'what it does'], rows)}"


def templates() -> str:
    """What `civickit new` offers, each with its sentence and a picture of what it makes."""
    from civickit.projects.bake import bake
    from civickit.projects.base import files_of
    from civickit.projects.templates import templates as every

    head = (
        '# Templates\n\nWhat `civickit new` makes a project from. A file marked "yours" is the '
        "team's own from the first day; the others are the frame, the same in every project. "
        "`civickit update` merges both.\n"
    )
    parts = [head]
    for template in every():
        with tempfile.TemporaryDirectory() as out:
            files = files_of(bake(template, {"slug": "app", "lang": "en"}, Path(out)))
        rows = [
            [f"`{name}`", "yours" if any(fnmatchcase(name, own) for own in template.own) else ""]
            for name in sorted(files)
        ]
        parts.append(
            f"## {template.name}\n\n{template.title['ja']} · {template.title['en']}\n\n"
            f"{template.sentence['ja']}\n\n{template.sentence['en']}\n\n"
            f"![{template.title['en']}](../images/template-{template.name}.png)\n\n"
            f"{table(['file', ''], rows)}"
        )
    return "\n".join(parts)


def errors() -> str:
    from civickit.core import errors as module

    tree = inspect.cleandoc(module.__doc__ or "")
    rows = [
        [f"`{name}`", inspect.cleandoc(found.__doc__ or "")]
        for name, found in vars(module).items()
        if inspect.isclass(found) and issubclass(found, module.CivicKitError)
    ]
    return f"# Errors\n\n{tree}\n\n{table(['error', 'meaning'], rows)}"


POSITIONS = {
    "needed": "A row without a position is refused.",
    "welcome": "A row without a position is kept.",
    "none": "Its rows have no position.",
}


def schemas() -> str:
    from civickit import schemas as package

    head = (
        "# Schemas\n\nThe standard datasets of Japan's municipalities whose columns are known. "
        "Columns are matched by name and alias, never by position. ◎ marks what the standard "
        "requires; an empty cell there is counted, not refused. Codes are checked, and a wrong one "
        "is told and kept.\n\nEditions: *complete* where all columns are known, *observed* where "
        "only those that published files show. Left out, for their columns are not known for "
        "certain: school lunches (16), school districts (17), support programmes (22), and 23 to "
        "27 and 29 to 31 of the standard.\n\nFor programs: `civickit schemas NAME --json-schema`, "
        "`--table-schema`, `--template`.\n"
    )
    found = sorted(map(package.get, package.names()), key=lambda one: one.listed)
    rows = [
        [
            one.listed,
            f"[`{one.name}`](#{one.name})",
            f"{one.title['ja']} · {one.title['en']}",
            one.positioned.value,
            ", ".join(f"{edition}: {sure}" for edition, sure in one.editions.items()),
        ]
        for one in found
    ]
    index = table(["number", "schema", "dataset", "position", "editions"], rows)
    return "\n".join([head, index, *map(schema_page, found)])


def schema_page(schema) -> str:
    from civickit.schemas import meaning

    rows = [
        [
            f"`{field.name}`",
            field.header,
            "◎" if field.required else "the kit's own" if field.own else "",
            meaning(field, "en"),
            " / ".join(field.form.choices),
            "、".join(field.aliases),
        ]
        for field in schema.fields
    ]
    header = ["field", "column we write", "", "meaning", "words", "also read as"]
    title = f"{schema.title['ja']} · {schema.title['en']}"
    said = f"{title}. {POSITIONS[schema.positioned.value]}"
    return f"## {schema.name}\n\n{said}\n\n{table(header, rows)}"


def sources() -> str:
    from civickit import sources as package
    from civickit.clients import licence_of

    head = (
        "# Sources\n\nPublished datasets that the kit knows where to find: `civickit get NAME`. "
        "Each is a TOML file in `civickit/sources/` that says where its facts come from. The last "
        "column says when the address was last known to answer; where nobody wrote that down, it "
        "is in doubt until `python tools/live.py` has tried it.\n"
    )
    rows = []
    for source in package.sources():
        licence = licence_of(source.licence.given, source.licence.url)
        known = f"[`{source.schema}`](schemas.md#{source.schema})" if source.schema else "as it is"
        rows.append(
            [
                f"`{source.name}`",
                f"[{source.title['ja']}]({source.page}) · {source.title['en']}",
                known,
                licence.title or source.licence.given or "not told",
                source.attribution,
                source.checked or "in doubt",
            ]
        )
    header = ["source", "what it is", "read as", "licence", "to be credited as", "known to answer"]
    return f"{head}\n{table(header, rows)}"


def clients() -> str:
    from civickit import clients as package

    head = (
        "# Clients\n\nOne protocol each: what `civickit find` and `civickit get` speak, and what a "
        "program can use: `from civickit.clients.ckan import Ckan`. All keep one contract: paging "
        "goes to the end or raises, a changed shape raises, an empty answer means there is "
        "nothing.\n"
    )
    rows = []
    for name in package.names():
        client = package.get(name)
        opened = client.opens
        import_line = f"`{opened.__module__}.{opened.__name__}`"
        can = [
            word for word, there in (("search", client.catalogue), ("rows", client.rows)) if there
        ]
        rows.append(
            [
                f"`{name}`",
                f"{client.title['ja']} · {client.title['en']}",
                import_line,
                ", ".join(can),
                f"`{client.key}`" if client.key else "",
                f"[specification]({client.specification})",
            ]
        )
    header = ["client", "what it speaks to", "to import", "for find and get", "key", "described in"]
    return f"{head}\n{table(header, rows)}"


SETTINGS = {
    "CIVICKIT_ALLOW_PRIVATE": "`1` lets requests reach addresses inside a town hall's own network",
    "CIVICKIT_CACHE": "the folder for answers that are kept, instead of the system's cache folder",
    "CIVICKIT_CONTACT": "an address that portals may write to; it is sent with every request",
    "CIVICKIT_DATA": "what `civickit run --data` hands to a dashboard, as JSON; not for people",
    "CIVICKIT_DEBUG": "`1` shows the traceback of an error that should not have happened",
    "CIVICKIT_OFFLINE": "`1` asks nothing of the network and replays what was fetched before",
    "CIVICKIT_SOURCES": "a folder with a team's own sources, one TOML file each",
    "HTTPS_PROXY, HTTP_PROXY, NO_PROXY": "the proxy of a town hall, as for other programs",
    "REQUESTS_CA_BUNDLE": "a file with the certificates that the town hall's own servers show",
}


def settings() -> str:
    """Every environment variable that the code names must have its line in SETTINGS."""
    from civickit import clients

    keys = {
        client.key: f"the key that {client.title['en']} asks for"
        for client in map(clients.get, clients.names())
        if client.key
    }
    known = SETTINGS | keys
    named = {
        word
        for file in (ROOT / "civickit").rglob("*.py")
        for word in re.findall(r"CIVICKIT_[A-Z_0-9]+", file.read_text("utf-8"))
    }
    if unknown := named - known.keys():
        raise SystemExit(f"tools/make_docs.py does not say what these are: {sorted(unknown)}")
    rows = [[f"`{name}`", known[name]] for name in sorted(known)]
    head = "# Settings\n\nEnvironment variables. An app's own settings are in its `civic.toml`.\n"
    return f"{head}\n{table(['variable', 'what it does'], rows)}"


NEEDED = {"collection": "must be there", "areas": "should be there", "kinds": "should be there"}
DAYS = (
    "毎週 月・木",
    "第2・第4 水曜",
    "最終 金",
    "隔週 火 2026-04-07から",
    "3週ごと 木 2026-04-02から",
    "2026-04-29 2026-05-06",
    "every Monday",
    "なし",
)

CHANGES = {
    "休み": "no collection on the day, or from the first day to the last",
    "追加": "one more day",
    "振替": "what would be collected on the day is collected on 振替日 instead",
    "定期休み": "a closure: regular days are left out, dates that are written out stay",
    "翌週へ": "a closure: the regular day and the later ones of its month move a week on",
}


ABOUT_ROWS = (
    "Of several languages the first in a table is the city's own. A line with nothing but a text "
    "after # is a comment.\n\nOne row is one rule; several rows of one area and kind come "
    "together. What is said of a kind, its colour and its names, has a table of its own, so that "
    "`collection.csv` says nothing twice; a city may begin with `collection.csv` alone. A row that "
    "cannot be read is refused as a whole, and told: half a list of dates would look like all of "
    "it.\n\nDates are written as 2026-04-01, 2026/4/1 or 令和8年4月1日; 6/13 is enough where the "
    "row holds for a year or less."
)


def collection_format() -> str:
    """The kit's own format of a calendar's tables, with what its words for days mean."""
    from civickit.calendars._native_columns import FILES, LANGUAGES
    from civickit.calendars._native_exceptions import WORDS

    head = (
        "# Collection format\n\nA folder of tables for a city that starts fresh: CSV, XLSX or TSV, "
        "as a spreadsheet writes them. `civickit check DIR` reads them and says what is wrong, "
        "`civickit days DIR` prints the days. Columns are matched by name, in Japanese or English, "
        "in any order. ◎ marks what must be filled in. Columns marked ✎ may be there once more for "
        "each language: `名称_en`, `名称_pt`, `名称(英語)`; languages by word: "
        f"{', '.join(LANGUAGES)}.\n\n{ABOUT_ROWS}\n\nCities that keep their days in the 5374 "
        "format need none of this: their five CSVs are read as they are.\n"
    )
    parts = [head, *(format_table(name, columns) for name, columns in FILES.items())]
    changes = [[f"`{name}`", CHANGES[name], "、".join(also)] for name, also in WORDS.items()]
    parts.append(
        "## areas.geojson\n\nIt may be there: where the areas are, so that people are told theirs "
        "by their position. A feature carries the area's id or name "
        "as its `id`, or among its properties.\n"
    )
    parts.append(
        "## Words for days\n\nWhat stands in 収集日, and the days it means from 2026-04-01 on.\n\n"
        + table(["days", "the first three"], [[f"`{one}`", first_days(one)] for one in DAYS])
    )
    parts.append(
        f"## Words for changes\n\n{table(['change', 'what happens', 'also read as'], changes)}\n"
        "A day that is moved or added stands, also where another row has it off.\n"
    )
    return "\n".join(parts)


def format_table(name: str, columns) -> str:
    rows = [
        [
            f"`{one.ja}`",
            f"`{one.en}`",
            " ".join(filter(None, ["◎" if one.needed else "", "✎" if one.texts else ""])),
            one.meaning,
            one.example,
            "、".join(one.also),
        ]
        for one in columns
    ]
    header = ["column", "in English", "", "meaning", "like", "also read as"]
    return f"## {name}.csv\n\nIt {NEEDED.get(name, 'may be there')}.\n\n{table(header, rows)}"


def first_days(words: str) -> str:
    from datetime import date
    from itertools import islice

    from civickit.calendars.opening import read_city

    with tempfile.TemporaryDirectory() as folder:
        text = f"地区,種類,収集日\n北町,びん,毎週 土\n北町,ごみ,{words}\n"
        Path(folder, "collection.csv").write_text(text, "utf-8")
        city = read_city(Path(folder))
    key = next(kind.key for kind in city.kinds if kind.names["ja"] == "ごみ")
    found = city.areas[0].days(key, date(2026, 4, 1), date(2027, 3, 31))
    return ", ".join(one.day.isoformat() for one in islice(found, 3)) or "none"


def api_of(app: str) -> str:
    from civickit.cli._apps import find_app, load_app

    with tempfile.TemporaryDirectory() as state:
        client = load_app(find_app(app), {"STATE": state}).test_client()
        described = client.get("/api/openapi.json").get_json()
    parts = [f"# {described['info']['title']}\n\n{described['info'].get('description', '')}\n"]
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            parts.append(operation_page(path, method, operation))
    return "\n".join(parts)


def operation_page(path: str, method: str, operation: dict) -> str:
    rows = [
        [
            f"`{parameter['name']}`",
            parameter["schema"].get("type", ""),
            limits(parameter["schema"]),
            parameter.get("description", ""),
        ]
        for parameter in operation.get("parameters", [])
    ]
    text = f"## {method.upper()} {path}\n\n{operation.get('summary', '')}\n"
    return text + ("\n" + table(["parameter", "type", "range", "meaning"], rows) if rows else "")


def limits(schema: dict) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    text = f"{low} to {high}" if low is not None and high is not None else ""
    default = f"default {schema['default']}" if "default" in schema else ""
    return ", ".join(filter(None, [text, default]))


if __name__ == "__main__":
    sys.exit(main())
