"""The cells of a row as values, several fields at a time."""

from __future__ import annotations

from collections.abc import Sequence
from operator import getitem, itemgetter
from typing import Any

from civickit.schemas._forms import all_plain
from civickit.schemas._schema import Form

REMEMBERED = 4_096


class Memo(dict[str, Any]):
    """Cells already read: most columns repeat few words."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.read, self.empty = form.read, form.empty

    def __missing__(self, cell: str) -> Any:
        value = self.read(cell) if cell.strip() else self.empty
        if len(self) < REMEMBERED:
            self[cell] = value
        return value


Step = tuple[str, int, Memo]


class Cells:
    """Some fields, with the columns they come from, read together."""

    def __init__(self, plan: Sequence[Step]) -> None:
        self.names = [name for name, _, _ in plan]
        self.known = [known for _, _, known in plan]
        places = [place for _, place, _ in plan]
        self.of = itemgetter(*places, *places[:1]) if places else _nothing

    def read(self, cells: list[str], values: dict[str, Any]) -> None:
        """Put the fields into `values`. Raises ValueError and IndexError."""
        values.update(zip(self.names, map(getitem, self.known, self.of(cells)), strict=True))

    def read_texts(self, cells: list[str], values: dict[str, Any]) -> None:
        """The same for texts: those of most rows are plain, which one look tells."""
        texts = self.of(cells)
        if all_plain(texts):
            values.update(zip(self.names, texts, strict=False))
        else:
            values.update(zip(self.names, map(getitem, self.known, texts), strict=True))


def _nothing(_: list[str]) -> tuple[str, ...]:
    return ()
