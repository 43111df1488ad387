"""What is known of a team's data, as texts that may stand in a project."""

from __future__ import annotations

import re
from pathlib import Path
from unicodedata import normalize

from civickit.clients import licence_of
from civickit.core.fetch import Provenance
from civickit.core.text import clean_name
from civickit.projects import answers
from civickit.schemas import Report

FORMATS = {".csv", ".tsv", ".txt", ".json", ".geojson", ".xlsx", ".zip"}
LONGEST_NAME = 40


def about(known: Provenance | None, title: str, page: str) -> dict[str, str]:
    """What is known of the data, as the answers of a template."""
    told = {"data_title": title, "data_page": page}
    if known:
        told |= {
            "data_date": known.modified[:10],
            "data_licence": known.licence,
            "data_licence_url": known.licence_url,
            "data_attribution": known.attribution,
            "data_fetched": known.fetched_at[:10],
            "data_doubt": " ".join(filter(None, [known.doubt, known.stale])),
        }
    lines = {name: one_line(text) for name, text in told.items()}
    return {name: text for name, text in lines.items() if answers.fits(name, text)}


def one_line(text: str) -> str:
    """A text from elsewhere as one line that may stand in a project."""
    plain = clean_name(text.encode("utf-8", "replace").decode())
    return " ".join(plain.split())[: answers.LONGEST]


def licence_answers(given: str) -> dict[str, str]:
    """A licence as a person writes it, with its address where it is one that is known."""
    known = licence_of(given)
    told = {"data_licence": known.title or given, "data_licence_url": known.url}
    return {name: text for name, text in told.items() if answers.fits(name, text)}


def safe_name(name: str, schema: str, report: Report | None) -> str:
    """A file's name in plain letters; what is not ASCII is left out, never transliterated."""
    ending = Path(name).suffix.lower()
    if ending not in FORMATS:
        ending = f".{report.format}" if report and report.format else ".csv"
    stem = re.sub(r"[^a-z0-9]+", "_", normalize("NFKC", Path(name).stem).lower()).strip("_")
    stem = stem[:LONGEST_NAME]
    if not re.search("[a-z]", stem) or answers.DEVICE.fullmatch(stem):
        stem = "_".join(filter(None, [schema or "data", stem]))
    return f"{stem}{ending}"
