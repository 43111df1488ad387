"""`civickit schemas`: the standard datasets, their columns, and what validators need."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from civickit.schemas import Field, Schema

WORDS = {
    "ja": {
        "needed": "位置が必要",
        "welcome": "位置があるとよい",
        "none": "位置なし",
        "number": "標準の番号",
        "complete": "全項目が分かっている版",
        "observed": "公開ファイルで見た項目だけの版",
        "read": "別名",
        "own": "civickit の項目",
        "columns": "{} 項目",
        "next": "civickit schemas NAME で項目を、--template で表のひな形を出します。",
    },
    "en": {
        "needed": "needs a position",
        "welcome": "better with a position",
        "none": "no position",
        "number": "number in the standard",
        "complete": "editions of which all columns are known",
        "observed": "editions of which only columns seen in files are known",
        "read": "also",
        "own": "civickit's own",
        "columns": "{} columns",
        "next": "civickit schemas NAME shows the columns; --template writes an empty table.",
    },
}


@click.command("schemas")
@click.argument("name", required=False)
@click.option("--json-schema", "form", flag_value="json", help="JSON Schema of one row.")
@click.option("--table-schema", "form", flag_value="table", help="Frictionless Table Schema.")
@click.option("--template", "form", flag_value="csv", help="An empty table for Excel (CSV).")
@click.option("--out", type=click.Path(dir_okay=False), metavar="FILE", help="Write it to a file.")
@click.option("--lang", type=click.Choice(["ja", "en"]), help="Language of the list.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON, for programs.")
def command(
    name: str | None, form: str | None, out: str | None, lang: str | None, as_json: bool
) -> None:
    """List the standard datasets, or show the columns of one (NAME).

    The standard requires the columns marked ◎.
    """
    from civickit import schemas
    from civickit.cli._check_words import language_of_the_console

    found = [schemas.get(one) for one in ([name] if name else schemas.names())]
    language = lang or language_of_the_console()
    if form and not name:
        raise click.UsageError("name the dataset, like: civickit schemas aed --template")
    if form:
        text = _written(found[0], form)
    elif as_json:
        listed = [described(one) for one in found]
        text = _as_json(listed[0] if name else listed)
    else:
        shown = _columns(found[0], language) if name else _list(found, language)
        text = "".join(f"{line}\n" for line in shown)
    with click.open_file(out or "-", "w", encoding="utf-8") as file:
        file.write(text)


def _written(schema: Schema, form: str) -> str:
    from civickit.schemas import json_schema, table_schema, template

    if form == "csv":
        return template(schema)
    return _as_json(json_schema(schema) if form == "json" else table_schema(schema))


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def described(schema: Schema) -> dict[str, Any]:
    """A dataset and its columns, for programs."""
    return {
        "name": schema.name,
        "title": dict(schema.title),
        "number": schema.listed,
        "positioned": schema.positioned.value,
        "editions": dict(schema.editions),
        "fields": [_described(field) for field in schema.fields],
    }


def _described(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "header": field.header,
        "aliases": list(field.aliases),
        "required": field.required,
        "own": field.own,
        "type": field.form.type,
        "unit": field.unit,
        "choices": list(field.form.choices),
        "en": field.en,
        "ja": field.ja,
    }


def _list(found: list[Schema], lang: str) -> Iterator[str]:
    words = WORDS[lang]
    for schema in sorted(found, key=lambda one: one.listed):
        count = words["columns"].format(sum(not field.own for field in schema.fields))
        title, where = schema.title[lang], words[schema.positioned.value]
        yield f"{schema.listed} {schema.name:20} {title} ({count}, {where})"
    yield ""
    yield words["next"]


def _columns(schema: Schema, lang: str) -> Iterator[str]:
    from civickit.schemas import meaning

    words = WORDS[lang]
    yield f"{schema.name}: {schema.title[lang]}"
    yield f"{words['number']} {schema.listed}, {words[schema.positioned.value]}"
    for known in ("complete", "observed"):
        editions = [edition for edition, sure in schema.editions.items() if sure == known]
        if editions:
            yield f"{words[known]}: {', '.join(editions)}"
    yield ""
    for field in schema.fields:
        mark = "◎" if field.required else "・" if field.own else "  "
        said = meaning(field, lang)
        note = f" ({words['own']})" if field.own else ""
        about = f": {said}" if said != field.header else ""
        yield f"{mark} {field.header} [{field.name}]{about}{note}"
        if field.form.choices:
            yield f"      {' / '.join(field.form.choices)}"
        if field.aliases:
            yield f"      {words['read']}: {', '.join(field.aliases)}"
