"""The rows of areas.csv and kinds.csv."""

from __future__ import annotations

import re

from civickit.calendars._native_names import Names, is_plain, made_key
from civickit.calendars._native_table import Line
from civickit.calendars.city import Area, Kind, Texts

CLOSURES_UNKNOWN = "closures_unknown"
NO = {"", "なし", "無", "無し", "no", "0", "false", "-", "×"}
_BETWEEN = re.compile(r"[、,;，；\n]+")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_POSTAL = re.compile(r"\d{5,7}")


def read_areas(lines: list[Line], names: Names) -> list[Area]:
    """An area for each good row; its schedules are filled in later."""
    found = []
    for line in lines:
        key = _key(line, names, line.name("group"))
        if not key:
            continue
        if names.named(line.name("name")):
            line.find("doubtful", "area_name_twice", "name", key)
        texts = line.texts("name")
        names.add(key, texts.values())
        names.gather(key, line.texts("group").values())
        line.key = key
        found.append(
            Area(
                key,
                texts,
                line.texts("group"),
                line.name("reading"),
                (*parts(line.name("towns")), *map(_postal, parts(line.get("postal")))),
                line.name("centre"),
                _remarks(line.texts("remarks")),
                () if line.get("doubts").casefold() in NO else (CLOSURES_UNKNOWN,),
            )
        )
    return found


def read_kinds(lines: list[Line], names: Names) -> list[Kind]:
    """A kind for each good row."""
    found = []
    for line in lines:
        key = _key(line, names)
        if key:
            texts = line.texts("name")
            names.add(key, texts.values())
            found.append(Kind(key, texts, line.texts("description"), colour_of(line)))
    return found


def parts(cell: str) -> list[str]:
    """The words of a cell that holds several."""
    return [word for part in _BETWEEN.split(cell) if (word := part.strip())]


def colour_of(line: Line) -> str:
    """`#rrggbb` in small letters, '' for an empty cell and, told, for anything else."""
    said = line.get("colour").casefold()
    if said and not _COLOUR.fullmatch(said):
        line.find("doubtful", "bad_colour", "colour")
        return ""
    return said


def _key(line: Line, names: Names, within: str = "") -> str:
    """The key of a row: its id, or one made of its name. '' for a row that is refused."""
    said, name = line.get("id"), line.name("name")
    if any(one.fate == "refused" for one in line.findings):
        return ""
    if said and names.taken(said):
        line.find("refused", "same_id", "id", name=said)
        return ""
    if is_plain(said):
        return said
    key = made_key(names.what, said or f"{within} {name}".strip(), names)
    if said or ("id", "") in line.sheet.places:
        line.find("doubtful", "id_made" if said else "id_empty", "id", key)
    return key


def _postal(word: str) -> str:
    """`060-0001` for 0600001, and for 600001: spreadsheets drop the zeros in front."""
    return re.sub("(?=.{4}$)", "-", word.zfill(7)) if _POSTAL.fullmatch(word) else word


def _remarks(texts: Texts) -> tuple[Texts, ...]:
    """One remark a line; the languages go together line by line."""
    lines = {lang: words.split("\n") for lang, words in texts.items()}
    most = max(map(len, lines.values()), default=0)
    return tuple(
        {lang: told[at] for lang, told in lines.items() if at < len(told)} for at in range(most)
    )
