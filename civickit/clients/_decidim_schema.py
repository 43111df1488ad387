"""What one installation can be asked: fields come, go and change their names with the version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from civickit.clients._shape import expect, member

INTROSPECTION = """{
  __schema { queryType { name } types {
    name
    fields(includeDeprecated: true) { name args { name type { ...T } } type { ...T } }
    inputFields { name }
  } }
}
fragment T on __Type { name ofType { name ofType { name ofType { name } } } }"""

Wish: TypeAlias = "Mapping[str, Wanted]"


class Wanted(NamedTuple):
    """One value we would like: under which names versions have it, the newest first.

    `of`: what we would like of it where it is an object; where it is plain, it is asked plainly.
    """

    names: tuple[str, ...]
    of: Wish | None = None


class Field(NamedTuple):
    type: str
    args: Mapping[str, str]


EVERYWHERE = {"__typename": Field("String", {})}


class Schema:
    """The types of one installation, from its answer to INTROSPECTION."""

    def __init__(self, data: Any, where: str) -> None:
        told = member(data, "__schema", dict, where)
        self.query = member(member(told, "queryType", dict, where), "name", str, where)
        self.fields: dict[str, dict[str, Field]] = {}
        self.inputs: dict[str, set[str]] = {}
        for one in member(told, "types", list, where):
            name = member(one, "name", str, where)
            self.fields[name] = {
                member(field, "name", str, where): _field(field, where)
                for field in expect(one.get("fields") or [], list, where)
            }
            self.inputs[name] = {
                member(field, "name", str, where)
                for field in expect(one.get("inputFields") or [], list, where)
            }

    def field(self, type_name: str, *names: str) -> tuple[str, Field] | None:
        """The first of these names that the type has."""
        has = {**self.fields.get(type_name, {}), **EVERYWHERE}
        return next(((name, has[name]) for name in names if name in has), None)

    def selection(self, type_name: str, wish: Wish) -> str:
        """The part of the wish that this version can fulfil, under our names: `{a b: c {d}}`."""
        asked = []
        for ours, wanted in wish.items():
            found = self.field(type_name, *wanted.names)
            if not found:
                continue
            name, field = found
            is_object = bool(self.fields.get(field.type))
            inner = self.selection(field.type, wanted.of or {}) if is_object else ""
            if inner != "{}":
                asked.append(f"{name if ours == name else f'{ours}: {name}'}{inner}")
        return "{" + " ".join(asked) + "}"

    def missing(self, type_name: str, wish: Wish) -> list[str]:
        return [our for our, wanted in wish.items() if not self.field(type_name, *wanted.names)]

    def takes(self, field: Field, arg: str, member_name: str = "") -> bool:
        """Whether an argument is there, and its object has a member of that name."""
        if arg not in field.args:
            return False
        return not member_name or member_name in self.inputs.get(field.args[arg], set())


def _field(data: dict[str, Any], where: str) -> Field:
    args = expect(data.get("args") or [], list, where)
    return Field(
        _named(member(data, "type", dict, where), where),
        {
            member(arg, "name", str, where): _named(member(arg, "type", dict, where), where)
            for arg in args
        },
    )


def _named(data: dict[str, Any], where: str) -> str:
    """The name of a type below its wrappings: not null, list of."""
    while data.get("name") is None:
        data = member(data, "ofType", dict, where)
    return member(data, "name", str, where)
