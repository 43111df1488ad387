"""Taking an answer apart without trusting it: the wrong shape raises SourceChanged."""

from __future__ import annotations

from typing import Any, TypeVar

from civickit.core.errors import SourceChanged

T = TypeVar("T")


def expect(value: Any, kind: type[T], where: str) -> T:
    """The value, if it is of that one type. `where` names it: 'result of https://…'."""
    if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
        return value
    raise SourceChanged(f"{where} is not what it was", expected=kind.__name__, found=seen(value))


def member(data: Any, name: str, kind: type[T], where: str) -> T:
    """The member of an object, of that kind."""
    found = expect(data, dict, where)
    if name not in found:
        raise SourceChanged(
            f"{where} has no {name!r}", expected=name, found=", ".join(map(str, list(found)[:8]))
        )
    return expect(found[name], kind, f"{name!r} of {where}")


def text(value: Any) -> str:
    """A value as text for a person: '' for None, numbers as written."""
    return value if isinstance(value, str) else "" if value is None else str(value)


def seen(value: Any) -> str:
    """What a value looks like, short enough for a message."""
    said = repr(value)
    return said if len(said) <= 80 else f"{type(value).__name__} {said[:70]}…"
