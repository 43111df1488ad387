"""Things found by their file: a schema, a source, a command is one module in one folder."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Generic, TypeVar

from civickit.core.errors import UnknownName

T = TypeVar("T")


class Registry(Generic[T]):
    """The modules of one package, each offering one object under the same attribute.

    Names come from the file names, so listing them imports nothing. Modules whose name
    starts with an underscore are the folder's own machinery and are not listed.
    """

    def __init__(self, what: str, package: str, attribute: str) -> None:
        self.what = what
        self.package = package
        self.attribute = attribute

    def names(self) -> list[str]:
        paths = import_module(self.package).__path__
        return sorted(m.name for m in iter_modules(paths) if not m.name.startswith("_"))

    def get(self, name: str) -> T:
        """The object of the module called `name`. Raises UnknownName."""
        if name not in self.names():
            raise UnknownName(self.what, name, self.names())
        found: T = getattr(import_module(f"{self.package}.{name}"), self.attribute)
        return found
