"""One contract for every source: complete, lawful to use or saying why not, and readable."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from civickit import clients, schemas, sources
from civickit.clients import licence_of
from civickit.core import municipalities
from civickit.sources import Source
from civickit.tables import open_table

each_source = pytest.mark.parametrize("name", sources.names())
TEXTS = ("title", "owner", "attribution", "page", "url", "sample")


@each_source
def test_a_source_says_where_and_whose_it_is(name: str) -> None:
    source = sources.get(name)
    assert source.name == name == name.lower()
    assert all(getattr(source, text) for text in TEXTS)
    assert source.url.startswith("https://")
    assert source.page.startswith("https://")
    assert re.fullmatch("[a-z]+", source.topic)
    assert -90 <= source.place.lat <= 90
    assert -180 <= source.place.lon <= 180
    assert re.fullmatch("[A-Z]{2}", source.place.country)


@each_source
def test_a_source_says_when_its_address_was_known_or_doubts_it(name: str) -> None:
    source = sources.get(name)
    if source.checked:
        assert date.fromisoformat(source.checked) <= datetime.now(UTC).date()
    else:
        assert source.doubt


@each_source
def test_its_place_is_a_municipality_where_it_is_in_japan(name: str) -> None:
    place = sources.get(name).place
    if place.country != "JP":
        assert not place.code
        return
    assert municipalities.by_code(place.code).name == place.name


@each_source
def test_its_licence_is_open_or_it_says_why_not(name: str) -> None:
    source = sources.get(name)
    open_ = licence_of(source.licence.given, source.licence.url).open
    assert open_ is True or source.licence.why


@each_source
def test_its_client_exists_and_gives_rows_or_files(name: str) -> None:
    source = sources.get(name)
    if source.client == "file":
        assert source.dataset == source.resource == ""
        return
    client = clients.get(source.client)
    assert client.rows or client.catalogue


@each_source
def test_its_sample_is_read_whole(name: str) -> None:
    """Through the schema where there is one, else as a table."""
    source = sources.get(name)
    sample = source.sample.encode()
    if not source.schema:
        assert len(list(open_table(sample, name=f"{name}.csv").rows())) >= 2
        return
    loaded = schemas.load(sample, source.schema, mapping=source.mapping, name=f"{name}.csv")
    assert loaded.report.refused == 0
    assert len(loaded.records) >= 2
    assert all(_near(record, source) for record in loaded.records)


def _near(record: schemas.Record, source: Source) -> bool:
    """Latitude and longitude were not exchanged."""
    return abs(record.lat - source.place.lat) < 2 and abs(record.lon - source.place.lon) < 2


@each_source
def test_it_says_where_its_facts_come_from(name: str) -> None:
    file = Path(sources.__file__).parent / f"{name}.toml"
    assert file.read_text("utf-8").startswith("# ")
