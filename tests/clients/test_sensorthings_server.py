"""SensorThings against a real server: django-ogc-sensorthings on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from servers.sensorthings.server import start

from civickit.clients import write_csv
from civickit.clients.sensorthings import SensorThings
from civickit.core.errors import SourceUnavailable
from civickit.core.fetch import Fetcher, Store

pytestmark = pytest.mark.slow

START = datetime(2026, 1, 1, tzinfo=UTC)
MEASURED = 260
STEP = timedelta(minutes=10)


def thing(name: str, location: dict[str, Any]) -> dict[str, Any]:
    place = {"name": "橋", "description": "橋の下", "encodingType": "application/geo+json"}
    kind = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
    sensor = {"name": "超音波", "description": "-", "encodingType": "text/html", "metadata": "-"}
    stream = {
        "name": "水位",
        "description": "橋の下の水位",
        "observationType": kind,
        "unitOfMeasurement": {"name": "metre", "symbol": "m", "definition": "ucum:m"},
        "ObservedProperty": {"name": "水位", "description": "-", "definition": "http://level"},
        "Sensor": sensor,
    }
    told = {"name": name, "description": "水位計", "properties": {}}
    return {**told, "Locations": [{**place, "location": location}], "Datastreams": [stream]}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The service's address and the id of the datastream with 260 observations."""
    folder = tmp_path_factory.mktemp("sensorthings")
    patch = pytest.MonkeyPatch()
    patch.setenv("CIVICKIT_ALLOW_PRIVATE", "1")
    with patch.context(), start(folder) as url:
        fetch = Fetcher(store=Store(folder / "store"), offline=False)
        river = {"type": "LineString", "coordinates": [[139.93, 37.49], [139.94, 37.5]]}
        bridge = {"type": "Point", "coordinates": [139.93, 37.49]}
        for name, location in (("湯川橋", bridge), ("湯川 全体", river)):
            fetch.send("POST", f"{url}/Things", json=thing(name, location))
        sensors = SensorThings(url, fetch)
        stream = next(row["id"] for row in sensors.rows().rows if row["thing"] == "湯川橋")
        for number in range(MEASURED):
            sensors.send(stream, number / 10, START + number * STEP)
        yield url, stream
    patch.undo()


def test_all_observations_come_oldest_first(filled: tuple[str, str], fetch: Fetcher) -> None:
    url, stream = filled
    found = SensorThings(url, fetch).observations(stream)
    assert [one.result for one in found] == [number / 10 for number in range(MEASURED)]
    assert [one.at for one in found] == [START + number * STEP for number in range(MEASURED)]


def test_a_period_holds_its_beginning_and_not_its_end(
    filled: tuple[str, str], fetch: Fetcher
) -> None:
    url, stream = filled
    found = SensorThings(url, fetch).observations(
        stream, since=datetime.fromisoformat("2026-01-01T10:00+09:00"), until=START + 8 * STEP
    )
    assert [one.result for one in found] == [0.6, 0.7]


def test_the_latest_value_of_every_datastream(
    filled: tuple[str, str], fetch: Fetcher, tmp_path: Path
) -> None:
    url, stream = filled
    rows = {row["thing"]: row for row in SensorThings(url, fetch).rows().rows}
    bridge, river = rows["湯川橋"], rows["湯川 全体"]
    assert (bridge["id"], bridge["result"], bridge["unit"]) == (stream, 25.9, "m")
    assert bridge["at"] == (START + 259 * STEP).isoformat()
    assert (bridge["lat"], bridge["lon"]) == (37.49, 139.93)
    assert river["result"] is None
    assert river["location"]["type"] == "LineString"
    file = tmp_path / "latest.csv"
    assert write_csv(SensorThings(url, fetch).rows(), file) == 2
    assert "湯川橋,25.9,m,2026-01-02T19:10:00+00:00,37.49,139.93" in file.read_text("utf-8")


def test_offline_gives_the_same_again(
    filled: tuple[str, str], make_fetch: Callable[..., Fetcher]
) -> None:
    url, stream = filled
    online = SensorThings(url, make_fetch()).observations(stream)
    assert SensorThings(url, make_fetch(offline=True)).observations(stream) == online


def test_an_unknown_datastream_is_told(filled: tuple[str, str], fetch: Fetcher) -> None:
    url, _ = filled
    with pytest.raises(SourceUnavailable) as caught:
        SensorThings(url, fetch).observations("01a201c1-d56c-7596-90df-000000000000")
    assert caught.value.status == 404


def test_a_refused_observation_is_told(filled: tuple[str, str], fetch: Fetcher) -> None:
    url, _ = filled
    with pytest.raises(SourceUnavailable) as caught:
        SensorThings(url, fetch).send("nobody", 1.0, START)
    assert caught.value.status == 422
