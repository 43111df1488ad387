"""Write the made-up data of templates/dashboard_app: snow sensors, and a home's electricity.

`python tools/dashboard_samples.py` writes; `files()` gives {name: text}. The same every time:
nothing here asks the clock or chance.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from math import cos, pi
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "templates/dashboard_app/{{cookiecutter.slug}}/data"
ONLY_WITHOUT_OWN_DATA = "{{% if not cookiecutter.data_path %}}{}{{% endif %}}"
STATIONS = (("役場前", 38.4001, 145.9998, 0), ("峠の駐車場", 38.4098, 145.9871, 35))
OUT_OF_ORDER = range(118, 130)  # a day and a half without the mountain's sensor
BROKEN = {60: "999", 201: "欠測"}
SEVEN_DAYS = 7 * 48
EMPTY_HALF_HOURS = range(SEVEN_DAYS + 20, SEVEN_DAYS + 31)


def main() -> None:
    DATA.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (DATA / ONLY_WITHOUT_OWN_DATA.format(name)).write_text(text, "utf-8")


def files() -> dict[str, str]:
    return {"snow_depth.csv": snow_depth(), "home_energy.csv": home_energy()}


def wobble(number: int) -> float:
    """From -1 to 1, without a pattern that shows."""
    return (number * 7919 % 211) / 105.5 - 1


def snow_depth() -> str:
    """Six weeks of two stations, every three hours, with a gap, a fault and a missing value."""
    rows = ["日時,観測点,緯度,経度,積雪深(cm),気温(℃)"]
    start = datetime(2026, 1, 10)  # noqa: DTZ001 - the town's own clock
    for step in range(6 * 7 * 8):
        at = start + timedelta(hours=3 * step)
        for station, (name, lat, lon, more) in enumerate(STATIONS):
            if station and step in OUT_OF_ORDER:
                continue
            depth, degrees = snow(step, station)
            shown = BROKEN.get(step, str(depth + more)) if not station else str(depth + more)
            rows.append(f"{at:%Y-%m-%d %H:%M},{name},{lat},{lon},{shown},{degrees:.1f}")
    return "\n".join(rows) + "\n"


def snow(step: int, station: int) -> tuple[int, float]:
    day = step / 8
    degrees = -3 - 2 * station - 3.5 * cos((step % 8 - 1) * pi / 4) + day / 9 + 1.5 * wobble(step)
    falls = sum(12 * (day > first) * min(day - first, 1.5) for first in (1, 6.5, 12, 18, 25, 33))
    return round(40 + falls - day * (1.6 - 0.3 * station) + wobble(step + station)), degrees


def home_energy() -> str:
    """Two weeks of half hours of one home, with a morning that the meter did not send."""
    rows = ["日時,使用量(kWh)"]
    start = datetime(2026, 1, 12)  # noqa: DTZ001 - the town's own clock
    for half_hour in range(14 * 48):
        if half_hour in EMPTY_HALF_HOURS:
            continue
        at = start + timedelta(minutes=30 * half_hour)
        rows.append(f"{at:%Y-%m-%d %H:%M},{kwh(at, half_hour):.3f}")
    return "\n".join(rows) + "\n"


def kwh(at: datetime, half_hour: int) -> float:
    morning = 0.45 if 6 <= at.hour < 9 else 0
    evening = 0.75 if 17 <= at.hour < 22 else 0
    at_home = 0.25 if at.weekday() >= 5 and 9 <= at.hour < 17 else 0
    return (
        0.11
        + (morning + evening + at_home) * (1 + wobble(half_hour) / 4)
        + 0.02 * (1 + wobble(half_hour * 3))
    )


if __name__ == "__main__":
    sys.exit(main())
