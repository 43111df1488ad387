"""Who reads what right: the same awkward files, and the same CKAN, given to ours and to the peers.

`python benchmarks/peers.py --write` writes docs/explanation/peers.md. Every reader is called as
its documentation's first page calls it: no encoding, no header row is told.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

import awkward
from measuring import machine

PAGE = Path(__file__).resolve().parent.parent / "docs" / "explanation" / "peers.md"
Cells = list[dict[str, Any]]
"""Rows as {column: value}."""


def with_civickit(path: Path) -> Cells:
    from civickit import schemas

    made = schemas.load(path, "water_point").records
    names = ("municipality_code", "facility_id", "kind", "address", "lat", "lon", "surveyed")
    return [
        {column: getattr(record, name) for column, name in zip(awkward.HEADER, names, strict=True)}
        for record in made
    ]


def with_pandas(path: Path) -> Cells:
    import pandas

    return pandas.read_csv(path).to_dict("records")


def with_frictionless(path: Path) -> Cells:
    from frictionless import Resource

    return [dict(row) for row in Resource(str(path)).read_rows()]


def with_geopandas(path: Path) -> Cells:
    import geopandas

    return geopandas.read_file(path).to_dict("records")


READERS: dict[str, Callable[[Path], Cells]] = {
    "civickit": with_civickit,
    "pandas": with_pandas,
    "frictionless": with_frictionless,
    "geopandas": with_geopandas,
}


def judge(read: Callable[[Path], Cells], path: Path) -> str:
    """✓ where every value is right, else what is not."""
    try:
        cells = read(path)
    except Exception as error:
        return f"– {type(error).__name__}"
    if not cells or not set(awkward.HEADER) <= {str(name).strip() for name in cells[0]}:
        return "– header not found"
    wrong = faults(cells)
    return "~ " + ", ".join(wrong) if wrong else "✓"


def faults(cells: Cells) -> list[str]:
    """What is wrong with the first four rows, in words."""
    if len(cells) < len(awkward.TRUTH):
        return ["rows lost"]
    pairs = list(zip(awkward.TRUTH, cells, strict=False))
    wrong = []
    if any((t.code, t.id) != (row["全国地方公共団体コード"], row["ID"]) for t, row in pairs):
        wrong.append("codes changed")
    if not all(near(row["緯度"], t.lat) and near(row["経度"], t.lon) for t, row in pairs):
        wrong.append("positions wrong")
    if any(str(row["調査日"]) != t.surveyed for t, row in pairs):
        wrong.append("dates not read")
    return wrong


def near(value: Any, truth: float) -> bool:
    with suppress(TypeError, ValueError):
        return abs(float(value) - truth) < 1e-5
    return False


def of_files() -> dict[str, dict[str, str]]:
    """{file: {reader: verdict}}"""
    with tempfile.TemporaryDirectory() as folder:
        return {
            path.name: {name: judge(read, path) for name, read in READERS.items()}
            for path in awkward.write_all(Path(folder))
        }


def table(head: str, rows: Mapping[str, Mapping[str, str]]) -> list[str]:
    columns = list(next(iter(rows.values())))
    return [
        f"| {head} | {' | '.join(columns)} |",
        "| --- " * (len(columns) + 1) + "|",
        *(f"| {name} | {' | '.join(said[c] for c in columns)} |" for name, said in rows.items()),
        "",
    ]


def page(files: Mapping[str, Mapping[str, str]], ckan: Mapping[str, Mapping[str, str]]) -> str:
    peers = ("pandas", "frictionless", "geopandas", "ckanapi", "portalkit")
    versions = ", ".join(f"{name} {version(name)}" for name in peers)
    named = {f"{awkward.FILES[name][0]}": said for name, said in files.items()}
    right = {name: sum(said[name] == "✓" for said in files.values()) for name in READERS}
    score = ", ".join(f"{name} {count}" for name, count in right.items())
    lines = [
        "<!-- written by `python benchmarks/peers.py --write`; run that instead of editing -->",
        "",
        "# Who reads what right",
        "",
        f"One run on {machine()}, against {versions}, each called as its own first page calls it,",
        "without being told an encoding or a header row. The files are made up, their traits are",
        "those of published ones (`benchmarks/awkward.py`).",
        "",
        f"## Twelve awkward files: of {len(files)} read right: {score}",
        "",
        "✓ every code, position and date is right; ~ read, but as it says; – not read.",
        "",
        *table("file", named),
        "## The same CKAN",
        "",
        "A real CKAN 2.12 with its DataStore, filled with the same data for all. The search engine",
        "behind it is a stand-in that cuts words at blanks and punctuation; another may find more.",
        "",
        *table("task", ckan),
    ]
    return "\n".join(lines)


def main() -> None:
    from peers_ckan import of_ckan

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/explanation/peers.md")
    options = parser.parse_args()
    text = page(of_files(), of_ckan())
    print(text)
    if options.write:
        PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
