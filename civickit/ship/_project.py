"""What there is to ship: a project's civic.toml, and whether Flask or Streamlit serves it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from civickit.core.errors import InvalidRecord
from civickit.projects.answers import SLUG
from civickit.projects.served import FLASK, STREAMLIT, served_by

SERVICES = ("postgres", "redis")
HEALTH = {FLASK: "/healthz", STREAMLIT: "/_stcore/health"}


class Project(NamedTuple):
    """A project that can be shipped. Its name is a safe slug; its title may be any text."""

    folder: Path
    name: str
    title: str
    lang: str
    """The language its own texts are written in: ja or en."""
    kind: str
    """`flask`: app.py has create_app; `streamlit`: app.py is a Streamlit script."""
    services: tuple[str, ...]
    """What [ship] services in civic.toml says the app uses: postgres, redis."""
    keeps: bool
    """[ship] state: the app keeps files in the folder STATE, which must outlive it."""
    toml: Mapping[str, Any]

    @property
    def host_name(self) -> str:
        """The name as hosts want it: no underscores, at most 30 characters."""
        return self.name.replace("_", "-")[:30].strip("-")

    @property
    def health(self) -> str:
        """The path that answers when the app is well."""
        return HEALTH[self.kind]


def read_project(folder: Path, lang: str = "ja") -> Project:
    """The project in `folder`; `lang` is for one that does not say its own.

    Raises InvalidRecord where civic.toml or app.py cannot be read, or says what cannot be.
    """
    toml = _read_toml(folder / "civic.toml")
    app = _table(toml, "app")
    name = app.get("name") or folder.name
    if not isinstance(name, str) or not SLUG.fullmatch(name):
        raise InvalidRecord(
            {"civic.toml [app] name": f"{name!r} is not a name like my_map (a-z, 0-9, _ and -)"}
        )
    own = _table(_table(toml, "template"), "answers").get("lang") or app.get("lang")
    chosen = own if own in {"ja", "en"} else lang
    return Project(
        folder=folder,
        name=name,
        title=_title(toml, chosen) or name,
        lang=chosen,
        kind=served_by(folder),
        services=_services(_table(toml, "ship").get("services", [])),
        keeps=_table(toml, "ship").get("state") is True,
        toml=toml,
    )


def text_of(toml: Mapping[str, Any], table: str, key: str) -> str:
    """A text of civic.toml; '' where there is none, or something else."""
    found = _table(toml, table).get(key)
    return found if isinstance(found, str) else ""


def one_line(text: str) -> str:
    """A text as it may stand in a comment: one line, nothing invisible."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise InvalidRecord(
            {str(file): "is not there, so this is no project; `civickit new` makes one"}
        ) from None
    except ValueError as fault:
        raise InvalidRecord({str(file): f"cannot be read: {fault}"}) from fault


def _table(toml: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = toml.get(name)
    return found if isinstance(found, dict) else {}


def _title(toml: Mapping[str, Any], lang: str) -> str:
    titles = _table(toml, "title")
    found = titles.get(lang) or next(iter(titles.values()), "")
    return one_line(found) if isinstance(found, str) else ""


def _services(told: object) -> tuple[str, ...]:
    if isinstance(told, list) and all(one in SERVICES for one in told):
        return tuple(one for one in SERVICES if one in told)
    raise InvalidRecord(
        {"civic.toml [ship] services": f"{told!r} is not a list of {' and '.join(SERVICES)}"}
    )
