"""Cities that keep their calendar for 5374 (ゴミナシ), the app of Code for Kanazawa.

```python
city = read(Path("data"), today=date(2026, 4, 1))
shown = strict_days(Path("data"), Settings(week_shift=False), today=date(2026, 4, 1))
```

Two readings: `strict` is what the original script shows, mistakes included (or the own copy of
a city that is known to have one: `_gomi_copies`); `repaired` is what the city most likely meant,
and every difference is a finding. A repair is made only where one reading makes sense; where two
do, the original's stays, and the doubt is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from civickit.calendars import _gomi_script as script
from civickit.calendars._gomi_book import FILE
from civickit.calendars._gomi_city import Reading
from civickit.calendars._gomi_script import free_name
from civickit.calendars._gomi_settings import Scope, Settings, settings_beside
from civickit.calendars._gomi_table import File, not_read, read_files
from civickit.calendars._native_table import file_of
from civickit.calendars.city import City, Finding
from civickit.calendars.opening import format_of
from civickit.core.errors import UnreadableTable

__all__ = [
    "Days",
    "Settings",
    "files_of",
    "free_name",
    "read",
    "repaired_days",
    "settings_of",
    "strict_days",
]

Days = dict[str, dict[str, list[str]]]
"""Area → kind → ISO dates, by the names in the files; `#2` for a second one of its name."""

YEAR = timedelta(days=365)


def settings_of(folder: Path) -> Settings:
    """The settings in the `js/setting.js` of a whole copy of the script; else the usual ones."""
    found = format_of(folder) if folder.is_dir() else None
    return settings_beside(found[1]) if found and found[0] == "gomi5374" else Settings()


def files_of(folder: Path) -> Mapping[str, File]:
    """The files of the folder, or of its `data`. Raises UnreadableTable without `area_days.csv`."""
    return read_files(_place_of(folder))


def _place_of(folder: Path) -> Path:
    for place in (folder, folder / "data"):
        paths = place.iterdir() if place.is_dir() else ()
        if any(path.name.lower() == FILE and path.is_file() for path in paths):
            return place
    other = file_of(folder, "area_days") or file_of(folder / "data", "area_days")
    step = "give the folder with the city's five CSV files"
    if other:
        step = f"open {other.name} and save it as CSV (UTF-8)"
    raise UnreadableTable(f"{str(folder)!r} holds no area_days.csv; {step}")


def read(
    folder: Path,
    *,
    reading: Literal["repaired", "strict"] = "repaired",
    settings: Settings = Settings(),  # noqa: B008 - a plain value
    today: date | None = None,
    first: date | None = None,
    last: date | None = None,
) -> City:
    """The city that the files describe, and what is odd about them.

    `today`, `first` and `last` are the day the original would be opened on and the days it is
    compared on (from today, for a year); without them nothing is compared, and findings count no
    dates. The strict reading needs them: it is only what the original shows on those days. No
    cell raises; UnreadableTable is raised where there are no files, or one that is far too large.
    """
    scope = scope_of(today, first, last)
    if reading == "strict" and scope is None:
        raise ValueError("the strict reading is what the script shows on some day; give today=")
    place = _place_of(Path(folder))
    found = Reading(read_files(place), settings, scope)
    if reading == "strict":
        return found.as_original()
    city = found.city()
    others = (Finding("doubtful", "file_not_read", name) for name in not_read(place))
    return city._replace(findings=(*city.findings, *others))


def repaired_days(
    folder: Path, settings: Settings = Settings(), *,  # noqa: B008 - a plain value
    today: date | None = None, first: date | None = None, last: date | None = None,
) -> Days:  # fmt: skip
    """The days of the repaired reading by the names in the files, as `strict_days` gives them."""
    scope = _needed(scope_of(today, first, last))
    return Reading(files_of(Path(folder)), settings, None).days(scope)


def strict_days(
    folder: Path, settings: Settings = Settings(), *,  # noqa: B008 - a plain value
    today: date | None = None, first: date | None = None, last: date | None = None,
) -> Days:  # fmt: skip
    """Exactly the days that the original shows when it is opened on `today`.

    In its order, and twice where it shows them twice; {} where it shows no area at all.
    """
    scope = _needed(scope_of(today, first, last))
    texts = {name: file.as_browsers_read for name, file in files_of(Path(folder)).items()}
    return script.strict_days(texts, settings, scope)


def scope_of(today: date | None, first: date | None, last: date | None) -> Scope | None:
    """The days compared: from the first one said, for a year; None where none is said."""
    start = first or today
    if start is None:
        return None
    end = last or date.fromordinal(min(start.toordinal() + YEAR.days, date.max.toordinal()))
    return Scope(today or start, start, end)


def _needed(scope: Scope | None) -> Scope:
    if scope is None:
        raise ValueError("say which days: give today=, or first=")
    return scope
