"""Files as utilities hand them out; here they come from a server only to be read like any."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from clients.contract import Sample
from pytest_httpserver import HTTPServer

from civickit.clients.household_energy import read
from civickit.core.fetch import Fetcher

HALF_HOURS = [f"{minutes // 60}:{minutes % 60:02}" for minutes in range(0, 1440, 30)]

LONG = "日時,使用量(kWh)\n" + "".join(
    f"2026/04/01 {clock},0.{number % 10}\n" for number, clock in enumerate(HALF_HOURS)
)
WIDE = (
    "お客さま番号,000-000\nご使用量の記録\n日付,"
    + ",".join(HALF_HOURS)
    + "\n"
    + "".join(f"2026/4/{day}," + ",".join(["0.2"] * 48) + "\n" for day in range(1, 11))
)
DAYS = {
    "list": [
        {
            "consignmentDate": "20260401",
            "dailyUsage": 14.4,
            "halfHourlyUsages": [{"usage": 0.3, "status": "0"}] * 48,
        }
    ]
}


def green_button(
    readings: str,
    *,
    kind: str = "<uom>72</uom><powerOfTenMultiplier>0</powerOfTenMultiplier>"
    "<flowDirection>1</flowDirection><intervalLength>3600</intervalLength>",
    clock: str = "<tzOffset>-18000</tzOffset><dstOffset>3600</dstOffset>"
    "<dstStartRule>360E2000</dstStartRule><dstEndRule>B40E2000</dstEndRule>",
) -> str:
    """A feed with one meter. The clock is that of Toronto: changed in March and November."""

    def entry(own: str, content: str, links: str = "") -> str:
        return f'<entry><link rel="self" href="{own}"/>{links}<content>{content}</content></entry>'

    point = "/UsagePoint/1"
    meter = f"{point}/MeterReading/1"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:espi="http://naesb.org/espi">'
        + entry(point, '<UsagePoint xmlns="http://naesb.org/espi"/>')
        + entry("/Clock/1", f'<LocalTimeParameters xmlns="http://naesb.org/espi">{clock}'
                "</LocalTimeParameters>" if clock else "")
        + entry(meter, '<MeterReading xmlns="http://naesb.org/espi"/>',
                '<link rel="related" href="/ReadingType/1"/>')
        + entry("/ReadingType/1",
                f'<ReadingType xmlns="http://naesb.org/espi">{kind}</ReadingType>')
        + entry(f"{meter}/IntervalBlock/1",
                f'<IntervalBlock xmlns="http://naesb.org/espi">{readings}</IntervalBlock>',
                f'<link rel="up" href="{meter}/IntervalBlock"/>')
        + "</feed>"
    )  # fmt: skip


def interval(start: int, value: int, more: str = "") -> str:
    return (
        f"<IntervalReading><timePeriod><duration>3600</duration><start>{start}</start>"
        f"</timePeriod><value>{value}</value>{more}</IntervalReading>"
    )


GREEN_BUTTON = green_button(interval(1767243600, 1500) + interval(1767247200, 250))


def call(url: str, fetch: Fetcher) -> Any:
    series = read(fetch.get(f"{url}/energy").path)
    return [(one.start.isoformat(), one.minutes, one.kwh) for one in series.readings]


def serving(body: bytes) -> Callable[[HTTPServer], None]:
    def serve(server: HTTPServer) -> None:
        server.expect_request("/energy").respond_with_data(
            body, content_type="application/octet-stream"
        )

    return serve


SAMPLES = [
    Sample(
        client="household_energy",
        name="long table",
        call=call,
        serve=serving(LONG.encode("cp932")),
        expected=[
            (f"2026-04-01T{clock.zfill(5)}:00+09:00", 30, (number % 10) / 10)
            for number, clock in enumerate(HALF_HOURS)
        ],
    ),
    Sample(
        client="household_energy",
        name="wide table",
        call=call,
        serve=serving(WIDE.encode("cp932")),
        expected=[
            (f"2026-04-{day:02}T{clock.zfill(5)}:00+09:00", 30, 0.2)
            for day in range(1, 11)
            for clock in HALF_HOURS
        ],
    ),
    Sample(
        client="household_energy",
        name="half hours",
        call=call,
        serve=serving(json.dumps(DAYS).encode()),
        expected=[(f"2026-04-01T{clock.zfill(5)}:00+09:00", 30, 0.3) for clock in HALF_HOURS],
        serve_empty=serving(b'{"list": []}'),
        empty=[],
    ),
    Sample(
        client="household_energy",
        name="green button",
        call=call,
        serve=serving(GREEN_BUTTON.encode()),
        expected=[
            ("2026-01-01T00:00:00-05:00", 60, 1.5),
            ("2026-01-01T01:00:00-05:00", 60, 0.25),
        ],
    ),
]
