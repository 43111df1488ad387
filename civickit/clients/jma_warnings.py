"""Weather warnings of the Japan Meteorological Agency that are in force in a municipality.

The JSON behind the agency's own pages; it is not a promised service. Its address moved in May
2026, and the old one still answers, frozen and without a single warning. So nothing here is
believed before its age and its shape have been checked, and nothing old is ever given: where
nobody can say what is in force now, SourceUnavailable or SourceChanged is raised.

A file holds one report for each kind of bulletin (`dataTypeCode`: rain, landslides, wind, snow …),
whose ages differ by months. What is in force in any of them is in force. Should one kind have
several reports, the newest decides on each code. None of this is documented: it is how several
programs read it, and it errs towards warning. Floods of designated rivers come elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from civickit.clients._client import Client
from civickit.clients._jma_areas import Areas
from civickit.clients._jma_codes import NAMES, level
from civickit.clients._jma_reports import Report, Told, in_force, reports_of, time_of
from civickit.clients._shape import member
from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch import Answer, Fetcher

HOST = "https://www.jma.go.jp"
AREAS = "/bosai/common/const/area.json"
REPORTS = "/bosai/warning/data/r8/{office}.json"
LATEST = "/bosai/warning/data/r8/map_time.json"
MAX_AGE_H = 6.0
# Offices whose forecasts are filed with a neighbour's. Where they have no file of their own here
# either, the neighbour's is read, which must name their areas.
NEIGHBOURS = {"014030": "014100", "460040": "460100"}
CLOCKS_DIFFER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class WeatherWarning:
    """One warning in force. `level` is the alert level 2 to 5 where its name carries one.

    `status` is in the agency's words (発表, 継続, 危険警報から警報 …).
    """

    code: str
    name: str
    level: int | None
    status: str
    area_code: str
    area_name: str
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class InForce:
    """What is in force; no `warnings` means that the agency says there are none.

    `updated_at` is when the agency last changed any warning in Japan. `stale` says why this is
    a copy kept on this machine, at most the hours old that were allowed, or is ''.
    """

    warnings: tuple[WeatherWarning, ...]
    updated_at: datetime
    stale: str = ""


class JmaWarnings:
    """Warnings in force. `url` is the agency's host; `now` tells the time.

    What is older than `max_age_h` hours is not given: SourceUnavailable where a kept copy is,
    SourceChanged where the agency's own data is.
    """

    def __init__(
        self,
        url: str = HOST,
        fetch: Fetcher | None = None,
        *,
        max_age_h: float = MAX_AGE_H,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.url = url.rstrip("/")
        self.fetch = fetch or Fetcher()
        self.max_age = timedelta(hours=max_age_h)
        self.now = now
        self._areas: Areas | None = None

    def areas(self) -> Areas:
        """The agency's areas; asked for once."""
        if self._areas is None:
            answer = self.fetch.get(self.url + AREAS)
            self._areas = Areas(answer.json(), answer.url)
        return self._areas

    def warnings(self, municipality_code: str) -> InForce:
        """What is in force in a municipality, by its code of 5 or 6 digits. Raises UnknownName."""
        areas = self.areas()
        parts = areas.of_municipality(municipality_code)
        chains = [areas.chain(part) for part in parts]
        wanted = {code for area, _, region, _ in chains for code in (area, region)}
        return self._in_force(chains[0][3], frozenset(wanted))

    def warnings_of_office(self, office: str) -> InForce:
        """What is in force in all municipalities of an office (070000). Raises UnknownName."""
        return self._in_force(office, self.areas().under_office(office))

    def _in_force(self, office: str, wanted: frozenset[str]) -> InForce:
        updated_at, latest = self._updated_at()
        answer = self._file_of(office)
        reports = reports_of(answer.json(), answer.url)
        self._check_named(reports, office, answer.url)
        found = in_force(reports, wanted, answer.url)
        warnings = tuple(self._warning(*one, answer.url) for one in found)
        return InForce(warnings, updated_at, answer.stale or latest.stale)

    def _file_of(self, office: str) -> Answer:
        try:
            return self._recent(REPORTS.format(office=office))
        except SourceUnavailable as error:
            if error.status != 404 or office not in NEIGHBOURS:
                raise
        return self._recent(REPORTS.format(office=NEIGHBOURS[office]))

    def _updated_at(self) -> tuple[datetime, Answer]:
        """When the agency last said anything. Raises where that is too long ago."""
        answer = self._recent(LATEST)
        where = f"'latestControlDatetime' of {answer.url}"
        told = time_of(member(answer.json(), "latestControlDatetime", str, answer.url), where)
        self._check_age(told, f"the newest warning of {self.url}")
        return told, answer

    def _recent(self, path: str) -> Answer:
        """An answer that is not an old copy."""
        answer = self.fetch.get(self.url + path)
        age = self.now() - datetime.fromisoformat(answer.fetched_at)
        if age > self.max_age:
            raise SourceUnavailable(
                f"What is kept of {answer.url} is {_hours(age)} old, which is too old to say "
                "which warnings are in force. Ask again with a network, or look at "
                f"{HOST}/bosai/warning/ . {answer.stale}".rstrip(),
                url=answer.url,
            )
        return answer

    def _check_age(self, told: datetime, what: str) -> None:
        age = self.now() - told
        if -CLOCKS_DIFFER <= age <= self.max_age:
            return
        raise SourceChanged(
            f"{what} is {_hours(age)} old: nobody can tell what is in force now. "
            f"Look at {HOST}/bosai/warning/ ",
            expected=f"at most {_hours(self.max_age)}",
            found=told.isoformat(),
        )

    def _check_named(self, reports: Iterable[Report], office: str, where: str) -> None:
        """A file that names no area of the office is not this office's file."""
        ours = self.areas().under_office(office)
        named = {item["areaCode"] for report in reports for item in report.items}
        if not ours & named:
            raise SourceChanged(
                f"{where} names no area of the office {office}",
                expected=", ".join(sorted(ours)[:3]),
                found=", ".join(sorted(named)[:3]) or "no area",
            )

    def _warning(self, area: str, code: str, told: Told, where: str) -> WeatherWarning:
        if code not in NAMES:
            raise SourceChanged(
                f"{where} warns {self.areas().name(area)} with the code {code!r}, which is new; "
                f"look at {HOST}/bosai/warning/ and update civickit",
                expected="a known code",
                found=code,
            )
        name = NAMES[code]
        return WeatherWarning(
            code, name, level(name), told.status, area, self.areas().name(area), told.at
        )


def _hours(age: timedelta) -> str:
    return f"{age.total_seconds() / 3600:.1f} h"


client = Client(
    name="jma_warnings",
    title={"ja": "気象庁 警報・注意報", "en": "Weather warnings of Japan"},
    specification="https://www.jma.go.jp/bosai/warning/",
    opens=JmaWarnings,
)
