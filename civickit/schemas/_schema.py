"""What a standard dataset is: fields with their headers, and the record they make."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple, Protocol

Words = Mapping[str, Mapping[str, str]]
Values = tuple[Any, ...]
"""The values of one record in the order of its fields."""


class Record(Protocol):
    """What every record has, whatever its schema. Records are NamedTuples."""

    @property
    def key(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def doubts(self) -> tuple[str, ...]: ...
    def _asdict(self) -> dict[str, Any]: ...


class Told(ValueError):
    """A cell that makes a value, but not one to take without a word: `.code`, `.value`."""

    def __init__(self, code: str, value: Any) -> None:
        self.code = code
        self.value = value
        super().__init__(code)


class Form(NamedTuple):
    """How a cell becomes a value and a value becomes a cell again.

    `read` takes a cell that is not blank and raises ValueError where it makes no value.
    `plain_stays`: a cell of plain signs is its own value, and `read` need not be asked.
    `type` is what other tools call the written cell: string, number, integer, boolean or date.
    `choices` are all words a written cell may be, or with `closed` False the usual ones.
    `pattern` is what every written cell matches.
    """

    read: Callable[[str], Any]
    write: Callable[[Any], str]
    empty: Any
    plain_stays: bool = False
    type: str = "string"
    choices: tuple[str, ...] = ()
    closed: bool = True
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a standard dataset.

    `header` is the current standard's word for it (or the kit's own, with `own`);
    `aliases` are earlier standards' words and those of files met in the wild. `required`:
    marked so by the standard (◎). `en` and `ja` say what the header does not; `unit` is the
    unit of a number.
    """

    name: str
    header: str
    form: Form
    aliases: tuple[str, ...] = ()
    own: bool = False
    required: bool = False
    unit: str = ""
    en: str = ""
    ja: str = ""


class Positioned(StrEnum):
    """Whether a row needs a position to be of use, is better with one, or has none."""

    NEEDED = "needed"
    WELCOME = "welcome"
    NONE = "none"


def as_read(values: dict[str, Any]) -> None:
    """Leaves the values of a row as they are: no cell tells about another."""


@dataclass(frozen=True, slots=True)
class Schema:
    """One standard dataset: its columns in the standard's order, and what a row becomes.

    `complete` gets the values of one row, by field name, and fills what other cells tell.
    `number` is the field of the city's own numbers, if the dataset has one. `named_by` are the
    fields that tell a record without ID from others; without the first of them a row of a
    dataset that needs no position is of no use. `listed` is the dataset's number in the
    standard, `slug` what the standard's file names call it. `editions` says of which editions
    all columns are known ("complete") and of which only those seen in files ("observed").
    `telling` matches words in cells that hardly another dataset has.
    """

    name: str
    title: Mapping[str, str]
    record: Any
    fields: tuple[Field, ...]
    complete: Callable[[dict[str, Any]], None] = as_read
    number: str | None = None
    kinds: Words = field(default_factory=dict)
    positioned: Positioned = Positioned.NEEDED
    named_by: tuple[str, ...] = ("name", "address")
    listed: str = ""
    slug: str = ""
    editions: Mapping[str, str] = field(default_factory=dict)
    telling: str = ""

    def records(self, values: Iterable[Values]) -> list[Any]:
        """Records of values in the order of the fields."""
        return list(map(partial(tuple.__new__, self.record), values))

    def of(self, name: str) -> Field:
        """The field of that name."""
        return next(one for one in self.fields if one.name == name)

    @property
    def essential(self) -> tuple[str, ...]:
        """The fields whose columns a file must have."""
        return ("lat", "lon") if self.positioned is Positioned.NEEDED else self.named_by[:1]

    @property
    def blank(self) -> dict[str, Any]:
        """The values of a record of which nothing is known, by field name in order."""
        empty = {one.name: one.form.empty for one in self.fields}
        default = self.record._field_defaults
        return {name: empty.get(name, default.get(name)) for name in self.record._fields}


def getter(fields: Sequence[str], names: Iterable[str]) -> Callable[[Values], tuple[Any, ...]]:
    """Gives the values of these fields of a record as a tuple; '' where it has no such field."""
    places = [fields.index(name) if name in fields else None for name in names]
    if None not in places and len(places) > 1:
        return itemgetter(*places)
    return lambda values: tuple("" if at is None else values[at] for at in places)


def record_of(name: str, fields: Iterable[Field]) -> Any:
    """The NamedTuple for records with these fields, for datasets whose records no app names.

    `key` comes first, `line` and `doubts` last; every field has its form's empty value.
    """
    values = {one.name: one.form.empty for one in fields if one.name != "doubts"}
    names = ("key", *values, "line", "doubts")
    made: Any = namedtuple(  # type: ignore[misc] # the name is an argument
        name, names, defaults=(*values.values(), 0, ())
    )
    return made
