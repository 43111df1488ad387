"""The report of a check as one page with a map, complete in itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from civickit import __version__, schemas
from civickit.cli import _check_report as text
from civickit.cli._check_words import say
from civickit.schemas import DOUBT_WORDS, Options, Outputs, Report, Schema, replacing

LISTED = 300
ON_THE_MAP = 20_000
SAFE = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:;"
    " base-uri 'none'; form-action 'none'"
)
STYLE = """
:root { color-scheme: light dark; font: 1.06rem/1.7 system-ui, "Hiragino Sans",
  "Noto Sans JP", "Noto Sans CJK JP", Meiryo, sans-serif; }
body { max-width: 68rem; margin: 0 auto; padding: 1rem; color: #1a1c21; background: #fff; }
h1 { font-size: 1.6rem; line-height: 1.35; } h2 { font-size: 1.25rem; margin: 2.2rem 0 .5rem; }
dl.counts { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0; }
dl.counts div { border: 1px solid #6b7280; border-radius: .5rem; padding: .4rem 1rem; }
dl.counts dt { font-size: .95rem; } dl.counts dd { margin: 0; font-size: 1.6rem; font-weight: 700; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #9aa1ad; padding: .4rem .7rem .4rem 0; text-align: left;
  vertical-align: top; overflow-wrap: anywhere; } th { white-space: nowrap; }
td:first-child { white-space: nowrap; } td { min-width: 4.5rem; }
td:last-child { min-width: 11rem; }
footer { margin: 3rem 0 1rem; }
@media (prefers-color-scheme: dark) { body { color: #f1f3f7; background: #12151b; } }
"""
LOOKS = {
    "hydrant": ("circle", "#a30000"),
    "cistern": ("square", "#0b4a75"),
    "pool": ("pentagon", "#0b4a75"),
    "river": ("drop", "#0b4a75"),
    "pond": ("drop", "#2f5a2a"),
    "sea": ("drop", "#1f2d5c"),
    "well": ("hexagon", "#2f5a2a"),
    "sewer": ("triangle", "#4d4d52"),
}
DOUBTFUL = ("diamond", "#7a4a00")


class Seen:
    """What the page shows of the records: the doubtful ones, and the points of the map."""

    def __init__(self) -> None:
        self.doubtful: list[Any] = []
        self.fine: list[Any] = []
        self.count = self.doubtful_count = 0

    def __call__(self, records: Iterable[Any]) -> None:
        for record in records:
            self._see(record)

    def _see(self, record: Any) -> None:
        self.count += 1
        if record.doubts and set(record.doubts) != {"old_survey"}:
            self.doubtful_count += 1
            kept = self.doubtful
        else:
            kept = self.fine
        if len(kept) < ON_THE_MAP:
            kept.append(record)

    def on_the_map(self) -> list[Any]:
        return [*self.doubtful, *self.fine][:ON_THE_MAP]


def check_with_page(
    file: str, schema: Schema, options: Options, outputs: Outputs, page: Path
) -> Report:
    """Check a file as `schemas.check` does, and write the page of the report."""
    seen = Seen()
    report = schemas.check(file, schema.name, options, outputs._replace(each=seen))
    with replacing(page) as out:
        out.write(page_of(report, schema, seen, outputs.lang))
    return report


def page_of(report: Report, schema: Schema, seen: Seen, lang: str) -> str:
    head, body, script = _map(seen, schema, lang)
    title = escape(text.printable(f"{report.source}: {schema.title[lang]}"))
    parts = [
        f"<h1>{title}</h1>",
        _counts(report, lang),
        _list(say("next", lang), text.next_steps(report, lang, "next_doubts_here")),
        _kinds(report, schema, lang),
        _doubts(report, lang),
        _part(say("map", lang), _shown(seen, lang) + body) if body else "",
        _records(report, schema, seen, lang),
        _problems(report, lang),
        _list(say("notes", lang), text.missing(report, lang) + text.notes(report, lang)),
        _columns(report, schema, lang),
    ]
    made = escape(say("made_by", lang, version=__version__))
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{SAFE}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{title}</title>\n<link rel="icon" href="data:,">\n{head}\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{''.join(parts)}\n</main>\n"
        f"<footer><p>{made}</p></footer>\n<script>\n{script}\n</script>\n</body>\n</html>\n"
    )


def _map(seen: Seen, schema: Schema, lang: str) -> tuple[str, str, str]:
    points = [_point(record, schema, lang) for record in seen.on_the_map() if _is_placed(record)]
    if not points:
        return "", "", ""
    from civickit.maps.layers import Kind
    from civickit.maps.local_map import LocalMap

    kinds = {"": Kind(schema.title[lang])}
    for kind, words in schema.kinds.items():
        kinds[kind] = Kind(words[lang], *LOOKS.get(kind, ("cross", "#4d4d52")))
    kinds["doubtful"] = Kind(say("records", lang), *DOUBTFUL)
    used = {point["kind"] for point in points}
    found = LocalMap(mode="inline", lang=lang, title=say("map", lang))
    found.add_points(points, {name: kind for name, kind in kinds.items() if name in used})
    return found.parts()


def _is_placed(record: Any) -> bool:
    return getattr(record, "lat", None) is not None


def _point(record: Any, schema: Schema, lang: str) -> dict[str, Any]:
    doubtful = record.doubts and set(record.doubts) != {"old_survey"}
    kind = getattr(record, "kind", "")
    word = schema.kinds[kind][lang] if kind else ""
    return {
        "lat": record.lat,
        "lon": record.lon,
        "kind": "doubtful" if doubtful else kind,
        "key": record.key,
        "name": f"{word} {_name(record, schema)}".strip(),
        "lines": [
            say("line", lang, lines=record.line),
            record.address,
            *(DOUBT_WORDS[doubt][lang] for doubt in record.doubts),
        ],
    }


def _name(record: Any, schema: Schema) -> str:
    named = (getattr(record, name, "") for name in ("number", *schema.named_by))
    return text.printable(next(filter(None, named), ""))


def _counts(report: Report, lang: str) -> str:
    cells = "".join(
        f"<div><dt>{escape(word)}</dt><dd>{count:,}</dd></div>"
        for word, count in text.counts(report, lang)
    )
    return f'<dl class="counts">{cells}</dl>'


def _kinds(report: Report, schema: Schema, lang: str) -> str:
    rows = [(schema.kinds[kind][lang], f"{n:,}") for kind, n in report.kinds.most_common()]
    return _table(say("kinds", lang), (say("kinds", lang), say("kept", lang)), rows)


def _doubts(report: Report, lang: str) -> str:
    rows = [(DOUBT_WORDS[doubt][lang], f"{n:,}") for doubt, n in report.doubts.most_common()]
    return _table(say("doubts", lang), (say("table_todo", lang), say("table_rows", lang)), rows)


def _shown(seen: Seen, lang: str) -> str:
    if seen.count <= ON_THE_MAP:
        return ""
    said = say("map_some", lang, shown=f"{ON_THE_MAP:,}", count=f"{seen.count:,}")
    return f"<p>{escape(said)}</p>"


def _records(report: Report, schema: Schema, seen: Seen, lang: str) -> str:
    told_once = {doubt for doubt, times in report.doubts.items() if times == report.kept}
    rows = [
        (
            str(record.line),
            _name(record, schema),
            f"{record.lat:.6f}, {record.lon:.6f}" if _is_placed(record) else "",
            " ".join(DOUBT_WORDS[doubt][lang] for doubt in record.doubts if doubt not in told_once),
        )
        for record in seen.doubtful[:LISTED]
    ]
    names = ("table_line", "table_name", "table_place", "table_todo")
    more = seen.doubtful_count - len(rows)
    after = f"<p>{escape(say('records_more', lang, count=f'{more:,}'))}</p>" if more else ""
    return _table(say("records", lang), [say(name, lang) for name in names], rows, after)


def _problems(report: Report, lang: str) -> str:
    found = text.findings(report.problems, lang)
    rows = [
        (one.lines, one.column, one.value, f"{one.action} {one.after}".strip(), one.message)
        for one in found[:LISTED]
    ]
    names = ("table_line", "table_column", "table_value", "table_what", "table_todo")
    rest = sum(one.times for one in found[LISTED:])
    after = f"<p>{escape(say('more', lang, count=f'{rest:,}'))}</p>" if rest else ""
    if not rows:
        return _part(say("problems", lang), f"<p>{escape(say('no_problems', lang))}</p>")
    return _table(say("problems", lang), [say(name, lang) for name in names], rows, after)


def _columns(report: Report, schema: Schema, lang: str) -> str:
    rows = text.column_names(report, schema, lang)
    unused = ", ".join(map(text.printable, report.unused)) or say("none", lang)
    after = f"<p>{escape(say('unused', lang))}: {escape(unused)}</p>"
    return _table(
        say("columns", lang), (schema.title[lang], say("table_column", lang)), rows, after
    )


def _table(title: str, names: Sequence[str], rows: Iterable[Sequence[str]], after: str = "") -> str:
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    if not body:
        return ""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    table = f"<table><thead><tr>{head}</tr></thead>{body}</table>"
    wide = f'<div class="wide" tabindex="0" role="region" aria-label="{escape(title)}">'
    return _part(title, f"{wide}{table}</div>{after}")


def _list(title: str, items: Sequence[str]) -> str:
    body = "".join(f"<li>{escape(item)}</li>" for item in items)
    return _part(title, f"<ul>{body}</ul>") if body else ""


def _part(title: str, body: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{body}</section>"
