"""What a standard dataset is: fields with their headers, and the record they make."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple, Protocol

Words = Mapping[str, Mapping[str, str]]
Values = tuple[Any, ...]
"""The values of one record in the order of its fields."""


class Record(Protocol):
    """What every record has, whatever its schema. Records are NamedTuples."""

    @property
    def key(self) -> str: ...
    @property
    def lat(self) -> float: ...
    @property
    def lon(self) -> float: ...
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
    """

    read: Callable[[str], Any]
    write: Callable[[Any], str]
    empty: Any
    plain_stays: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a standard dataset.

    `header` is the current standard's word for it (or the kit's own, with `own`);
    `aliases` are earlier standards' words and those of files met in the wild.
    """

    name: str
    header: str
    form: Form
    aliases: tuple[str, ...] = ()
    own: bool = False


@dataclass(frozen=True, slots=True)
class Schema:
    """One standard dataset: its columns in the standard's order, and what a row becomes.

    `complete` gets the values of one row, by field name, and fills what other cells tell.
    `number` is the field of the city's own numbers, if the dataset has one.
    """

    name: str
    title: Mapping[str, str]
    record: Any
    fields: tuple[Field, ...]
    complete: Callable[[dict[str, Any]], None]
    number: str | None = None
    kinds: Words = field(default_factory=dict)

    def records(self, values: Iterable[Values]) -> list[Any]:
        """Records of values in the order of the fields."""
        return list(map(partial(tuple.__new__, self.record), values))

    def of(self, name: str) -> Field:
        """The field of that name."""
        return next(one for one in self.fields if one.name == name)
