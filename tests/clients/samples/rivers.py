from __future__ import annotations

from typing import Any

from clients.contract import Sample
from pytest_httpserver import HTTPServer

from civickit.clients.rivers import Rivers, Series
from civickit.core.fetch import Fetcher

LEVEL = "2280600400020"
RAIN = "2206100100005"
LATEST = "/kawabou/file/system/tmCrntTime.json"
FILES = "/kawabou/file/files"


def level(time: str, stg: float | None, mark: int | None = 0) -> dict[str, Any]:
    return {"obsTime": time, "stg": stg, "stgCcd": mark, "stgOvlvl": 0}


def rain(time: str, mm: float | None, mark: int | None = 0) -> dict[str, Any]:
    return {"obsTime": time, "rn10m": mm, "rn10mCcd": mark, "rnHr": mm, "rnHrCcd": mark}


def series(*values: dict[str, Any]) -> dict[str, Any]:
    return {"obsValue": values[0], "min10Values": list(values), "hrValues": []}


LEVELS = series(
    level("2026/01/06 21:20", 1.45),
    level("2026/01/06 21:10", None, 190),
    level("2026/01/06 21:00", 1.38),
)
RAINS = series(rain("2026/01/06 21:20", 0.5), rain("2026/01/06 21:10", 0))
STATIONS = {
    "prefTwn": [
        {
            "twnCd": 701202,
            "stg": [
                {
                    "obsFcd": "2103600400004",
                    "obsNm": "湯川",
                    "warnStg": 1.5,
                    "spclWarnStg": 2,
                    "dngStg": None,
                }
            ],
        },
        {"twnCd": 701203, "rn": []},
    ]
}


def put(server: HTTPServer, path: str, data: Any, now: str = "2026/01/06 21:25") -> None:
    server.expect_request(LATEST).respond_with_json({"crntObsTime": now})
    server.expect_request(f"{FILES}/{path}").respond_with_json(data)


def seen(found: Series) -> tuple[float | None, list[tuple[str, float | None, int | None]]]:
    rows = [(one.time.isoformat(), one.value, one.mark) for one in found.values]
    return found.newest.value, rows


def stations(url: str, fetch: Fetcher) -> list[tuple[str, str, str, float | None, float | None]]:
    return [
        (one.code, one.name, one.town_code, one.caution_m, one.danger_m)
        for one in Rivers(url, fetch).stations("07")
    ]


SAMPLES = [
    Sample(
        client="rivers",
        call=lambda url, fetch: seen(Rivers(url, fetch).water_level(LEVEL)),
        serve=lambda server: put(server, f"tmlist/stg/20260106/2120/{LEVEL}.json", LEVELS),
        expected=(
            1.45,
            [
                ("2026-01-06T21:00:00+09:00", 1.38, 0),
                ("2026-01-06T21:10:00+09:00", None, 190),
                ("2026-01-06T21:20:00+09:00", 1.45, 0),
            ],
        ),
        name="water level",
    ),
    Sample(
        client="rivers",
        call=lambda url, fetch: seen(Rivers(url, fetch).rain(RAIN)),
        serve=lambda server: put(server, f"tmlist/rn/20260106/2120/{RAIN}.json", RAINS),
        expected=(
            0.5,
            [("2026-01-06T21:10:00+09:00", 0.0, 0), ("2026-01-06T21:20:00+09:00", 0.5, 0)],
        ),
        name="rain",
    ),
    Sample(
        client="rivers",
        call=stations,
        serve=lambda server: put(server, "obslist/twninfo/obs/stg/701.json", STATIONS),
        expected=[("2103600400004", "湯川", "701202", 1.5, None)],
        serve_empty=lambda server: put(server, "obslist/twninfo/obs/stg/701.json", {"prefTwn": []}),
        empty=[],
        name="stations",
    ),
]
