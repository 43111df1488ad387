"""Which dataset an unknown file is: by its columns, its name and the words in its cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from math import log
from pathlib import Path
from typing import NamedTuple

from civickit.core.text import clean, header_key
from civickit.schemas._columns import IN_BRACKETS
from civickit.schemas._load import Options, Source, open_table_as
from civickit.schemas._schema import Field, Positioned, Schema

SURE = 0.55
APART = 0.1
SAMPLE = 50
COLUMNS_TOLD = 4
MANY_ROWS, FEW_ROWS = 0.5, 0.1
NAME_WEIGHS = CELLS_WEIGH = 2.0
VAGUE = 0.4
"""What a Latin word like `type` weighs beside a header of the standard."""

REASONS = {
    "ja": ("列「{}」", "ファイル名", "「{}」などの言葉", "、"),
    "en": ("the columns {}", "the file name", "words like {} in the cells", ", "),
}


class Guess(NamedTuple):
    """A dataset that a file may be. `score` is 0 to 1; the rest is why.

    `columns` are headers that hardly another dataset has, `word` is one found in the cells,
    `by_name` whether the file is called like the dataset.
    """

    schema: str
    score: float
    columns: tuple[str, ...] = ()
    word: str = ""
    by_name: bool = False

    @property
    def reason(self) -> str:
        return self.because("en")

    def because(self, lang: str) -> str:
        """Why, in 'ja' or 'en'; '' where nothing speaks for it."""
        columns, name, word, comma = REASONS[lang]
        told = [columns.format(comma.join(self.columns[:COLUMNS_TOLD]))] if self.columns else []
        told += [name] if self.by_name else []
        told += [word.format(self.word)] if self.word else []
        return comma.join(told)


def guess(
    header: Sequence[str],
    rows: Iterable[Sequence[str]] = (),
    name: str = "",
    mapping: Mapping[str, str | int] | None = None,
) -> list[Guess]:
    """The datasets a table may be, the likeliest first; those nothing speaks for are left out.

    `rows` are some of its rows, `name` its file's name, `mapping` what a caller says of its
    columns.
    """
    sample = list(islice(rows, SAMPLE))
    found = [_judge(schema, header, sample, name) for schema in _possible(mapping or {})]
    most = max((weight for weight, _ in found), default=0.0)
    scored = [
        one._replace(score=round(weight / (weight + 1) * weight / most, 3))
        for weight, one in found
        if weight > 0
    ]
    return sorted(scored, key=lambda one: -one.score)


def sure(guesses: Sequence[Guess]) -> Guess | None:
    """The first, where it is likely enough and well before the second."""
    if not guesses or guesses[0].score < SURE:
        return None
    second = guesses[1].score if len(guesses) > 1 else 0.0
    return guesses[0] if guesses[0].score - second >= APART else None


def guess_file(source: Source, options: Options | None = None) -> list[Guess]:
    """The datasets a file may be, the likeliest first. Raises UnreadableTable."""
    options = options or Options()
    table = open_table_as(source, frozenset().union(*_headers().values()), options)
    rows = (row.cells for row in islice(table.rows(), SAMPLE))
    return guess(table.header, rows, table.name, options.mapping)


def _possible(mapping: Mapping[str, str | int]) -> list[Schema]:
    """The schemas that have all fields a caller names; all of them where none has."""
    from civickit.schemas import get, names

    every = [get(name) for name in names()]
    fitting = [one for one in every if mapping.keys() <= {field.name for field in one.fields}]
    return fitting or every


@lru_cache(maxsize=1)
def _headers() -> dict[str, dict[str, Field]]:
    """For each schema, the field that each header means."""
    from civickit.schemas import get, names

    return {
        name: {
            header_key(word): field
            for field in reversed(get(name).fields)
            for word in (*field.aliases[::-1], field.header)
        }
        for name in names()
    }


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    """What a header says about the dataset: 1 where one knows it, 0 where half of them do."""
    known = Counter(key for headers in _headers().values() for key in headers)
    every = len(_headers())
    return {
        key: (VAGUE if key.isascii() else 1.0) * log(every / times) / log(every)
        for key, times in known.items()
        if times * 2 <= every
    }


def _judge(
    schema: Schema, header: Sequence[str], rows: Sequence[Sequence[str]], name: str
) -> tuple[float, Guess]:
    """How much speaks for a schema, and what."""
    columns = _columns(schema, header, rows)
    weight = sum(columns.values())
    word, share = _telling_word(schema, header, rows)
    by_name = bool(columns) and _named(schema, name)
    weight += CELLS_WEIGH * min(share / MANY_ROWS, 1.0) + NAME_WEIGHS * by_name
    told = tuple(sorted(columns, key=lambda one: -columns[one]))
    return weight, Guess(schema.name, 0.0, told, word, by_name)


def _columns(
    schema: Schema, header: Sequence[str], rows: Sequence[Sequence[str]]
) -> dict[str, float]:
    """What each header says for the schema, each field counted once."""
    known, weights = _headers()[schema.name], _weights()
    found: dict[str, float] = {}
    fields = set()
    for place, written in enumerate(header):
        keys = (header_key(written), header_key(IN_BRACKETS.sub("", clean(written))))
        key = next((key for key in keys if key in known), "")
        if key not in weights or known[key].name in fields:
            continue
        if _fits(known[key], [row[place] for row in rows if len(row) > place]):
            fields.add(known[key].name)
            found[written] = weights[key]
    return found


def _fits(field: Field, cells: Sequence[str]) -> bool:
    """Whether half of the cells can be read as the field."""
    filled = [cell for cell in cells if cell.strip()]
    return sum(_reads(field, cell) for cell in filled) * 2 >= len(filled)


def _reads(field: Field, cell: str) -> bool:
    try:
        value = field.form.read(cell)
    except ValueError:
        return False
    return field.form.closed or value in field.form.choices


def _telling_word(
    schema: Schema, header: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[str, float]:
    """The commonest word of the dataset in the cells, and the share of rows that have one.

    Words alone say little about a dataset that needs no position and lacks its first column.
    """
    known = _headers()[schema.name]
    there = {known[key].name for key in map(header_key, header) if key in known}
    usable = schema.positioned is Positioned.NEEDED or schema.essential[0] in there
    if not schema.telling or not usable:
        return "", 0.0
    telling = re.compile(schema.telling, re.IGNORECASE)
    words = [found[0] for row in rows if (found := telling.search(" ".join(row)))]
    if len(words) <= FEW_ROWS * len(rows):
        return "", 0.0
    return Counter(words).most_common(1)[0][0], len(words) / len(rows)


def _named(schema: Schema, name: str) -> bool:
    """Whether a file is called after the dataset, as the standard asks: 232025_event.csv."""
    slug = re.escape(schema.slug or schema.name)
    return re.search(rf"(?:^|[_-]){slug}(?:[_.\d-]|$)", Path(name).name.casefold()) is not None
