"""From a source to a clean file with its provenance; and everything that can go wrong there."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from sources.fake_catalogue import WATER, package, resource, serve_catalogue

from civickit import schemas, sources
from civickit.clients import Resource
from civickit.core.errors import (
    ProjectConflict,
    SourceChanged,
    SourceUnavailable,
    UnknownName,
    UnreadableTable,
)
from civickit.core.fetch import Fetcher
from civickit.sources import Offer, Taken

PDF = b"%PDF-1.7 for people"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Write a source of the test's own and give its name."""
    folder = tmp_path / "own_sources"
    folder.mkdir()
    monkeypatch.setenv("CIVICKIT_SOURCES", str(folder))

    def write(**told: str) -> str:
        keys = {
            "topic": "hydrants",
            "owner": "見本町",
            "attribution": "見本町「消火栓」、CC BY 4.0",
            "page": "https://example.org/page",
            "client": "file",
            "schema": "water_point",
            "sample": "-",
            "title.ja": "見本町 消火栓",
            "title.en": "Hydrants in Mihon",
            "licence.given": "CC BY 4.0",
            "place.name": "見本町",
            **told,
        }
        lines = [f"{key} = {json.dumps(value)}" for key, value in keys.items()]
        place = ["place.lat = 37.2", "place.lon = 140.3"]
        (folder / "mihon.toml").write_text("\n".join([*lines, *place]), "utf-8")
        return "mihon"

    return write


@pytest.fixture
def get(fetch: Fetcher, tmp_path: Path) -> Callable[..., Taken]:
    """What `civickit get` does, into the test's folder."""

    def take(
        wanted: str | Offer, schema: str = "", fetch: Fetcher = fetch, **options: Any
    ) -> Taken:
        offer = sources.offer_of(wanted, fetch) if isinstance(wanted, str) else wanted
        brought = sources.bring(offer, tmp_path / "raw", fetch, **options)
        return sources.take(brought, lambda suffix: tmp_path / f"out{suffix}", schema)

    return take


def serve_file(server: HTTPServer, content: bytes, path: str = "/water.csv") -> str:
    server.expect_request(path).respond_with_data(content, content_type="text/csv")
    return server.url_for(path)


def test_a_file_becomes_the_standard_table_with_its_provenance(
    httpserver: HTTPServer, own: Callable[..., str], get: Callable[..., Taken]
) -> None:
    content = WATER.encode("cp932")
    url = serve_file(httpserver, content)
    taken = get(own(url=url))
    assert taken.report.schema == "water_point"
    assert [one.kind for one in schemas.load(taken.path).records] == ["hydrant", "cistern"]
    known = sources.provenance_of(taken.path)
    assert known == taken.provenance
    assert (known.url, known.sha256) == (url, hashlib.sha256(content).hexdigest())
    assert (known.encoding, known.rows, known.licence) == ("cp932", 2, "CC BY 4.0")
    assert known.attribution == "見本町「消火栓」、CC BY 4.0"


def test_columns_that_the_source_names_are_used(
    httpserver: HTTPServer, own: Callable[..., str], get: Callable[..., Taken]
) -> None:
    url = serve_file(httpserver, "a,b,c\n消火栓,37.2865,140.3727\n".encode())
    named = {"mapping.kind": "a", "mapping.lat": "b", "mapping.lon": "c"}
    [point] = schemas.load(get(own(url=url, **named)).path).records
    assert (point.kind, point.lat, point.lon) == ("hydrant", 37.2865, 140.3727)


def test_a_column_named_by_a_person_goes_before_the_sources(
    httpserver: HTTPServer, own: Callable[..., str], fetch: Fetcher, tmp_path: Path
) -> None:
    url = serve_file(httpserver, "a,b,c,d\n消火栓,1,37.2865,140.3727\n".encode())
    named = {"mapping.kind": "a", "mapping.lat": "b", "mapping.lon": "d"}
    offer = sources.offer_of(own(url=url, **named), fetch)
    brought = sources.bring(offer, tmp_path / "raw", fetch)
    taken = sources.take(brought, lambda end: tmp_path / f"out{end}", mapping={"lat": "c"})
    [point] = schemas.load(taken.path).records
    assert (point.kind, point.lat) == ("hydrant", 37.2865)


def test_a_column_that_is_gone_is_told(
    httpserver: HTTPServer, own: Callable[..., str], get: Callable[..., Taken], tmp_path: Path
) -> None:
    url = serve_file(httpserver, WATER.encode())
    with pytest.raises((UnreadableTable, SourceChanged), match="anzahl"):
        get(own(url=url, **{"mapping.diameter_mm": "anzahl"}))
    assert not list(tmp_path.glob("out*"))


DATASTORE = {
    "resource_id": "r1",
    "fields": [
        {"id": "_id", "type": "int"},
        {"id": "種別", "type": "text"},
        {"id": "緯度", "type": "numeric"},
        {"id": "経度", "type": "numeric"},
        {"id": "ID", "type": "text"},
    ],
    "records": [{"_id": 1, "種別": "消火栓", "緯度": 37.2865, "経度": 140.3727, "ID": "0001"}],
    "total": 1,
    "limit": 32000,
}


def serve_rows(server: HTTPServer, rows: dict[str, Any] = DATASTORE) -> str:
    server.expect_request("/api/3/action/datastore_search").respond_with_json(
        {"success": True, "result": rows}
    )
    return server.url_for("").rstrip("/")


def test_rows_of_a_portals_table_become_a_file(
    httpserver: HTTPServer, own: Callable[..., str], get: Callable[..., Taken]
) -> None:
    site = serve_rows(httpserver)
    taken = get(own(client="ckan", url=site, dataset="d", resource="r1"))
    [point] = schemas.load(taken.path).records
    assert point.facility_id == "0001"
    assert taken.provenance.rows == 1
    assert taken.provenance.url.startswith(site)


def test_a_dataset_is_asked_for_its_files_and_the_best_is_taken(
    httpserver: HTTPServer, own: Callable[..., str], get: Callable[..., Taken]
) -> None:
    url = serve_file(httpserver, WATER.encode())
    files = [resource("https://e.org/a.pdf", "PDF"), resource(url, "CSV")]
    site = serve_catalogue(httpserver, "", [package("d", "消火栓", *files)])
    taken = get(own(client="ckan", url=site.rstrip("/"), dataset="d"))
    assert taken.provenance.url == url
    assert taken.report.kept == 2


def test_the_one_file_that_is_meant_is_taken(
    httpserver: HTTPServer, own: Callable[..., str], get: Callable[..., Taken]
) -> None:
    meant = serve_file(httpserver, WATER.encode(), "/f/water.csv")
    files = [resource("https://e.org/new.csv", last_modified="2027-01-01"), resource(meant)]
    site = serve_catalogue(httpserver, "", [package("d", "消火栓", *files)]).rstrip("/")
    told = {"client": "ckan", "url": site, "dataset": "d"}
    assert get(own(**told, file="water.csv")).provenance.url == meant
    with pytest.raises(SourceChanged, match=r"gone\.csv.*一覧"):
        get(own(**told, file="gone.csv"))


def test_where_the_file_is_gone_the_portals_rows_are_taken_and_told(
    httpserver: HTTPServer, fetch: Fetcher, get: Callable[..., Taken]
) -> None:
    site = serve_rows(httpserver)
    gone = Resource(f"{site}/gone.csv", "CSV", "", "r1", None, "", "ckan", site, "r1")
    taken = get(Offer("d", "消火栓", (gone,)))
    assert taken.report.kept == 1
    assert any("instead" in note for note in fetch.notes)


@pytest.mark.parametrize("told", ["PDF", ""])
def test_a_document_for_people_is_told_with_its_page(
    told: str, httpserver: HTTPServer, get: Callable[..., Taken], tmp_path: Path
) -> None:
    httpserver.expect_request("/plan").respond_with_data(PDF, content_type="application/pdf")
    offer = Offer(
        "d", "計画", (Resource(httpserver.url_for("/plan"), told),), page="https://e.org/p"
    )
    with pytest.raises(UnreadableTable, match=r"PDF.*https://e\.org/p"):
        get(offer)
    assert not list(tmp_path.glob("out*"))


def test_a_dataset_without_files_is_told(get: Callable[..., Taken]) -> None:
    with pytest.raises(UnreadableTable, match=r"without any file.*https://e\.org/p"):
        get(Offer("d", "計画", (), page="https://e.org/p"))


@pytest.mark.parametrize("named", ["2", "r-2", "二枚目"])
def test_another_file_can_be_named(
    named: str, httpserver: HTTPServer, get: Callable[..., Taken]
) -> None:
    first = serve_file(httpserver, WATER.encode(), "/1.csv")
    second = serve_file(httpserver, WATER.encode(), "/2.csv")
    files = (Resource(first, "CSV", "一枚目", "r-1"), Resource(second, "CSV", "二枚目", "r-2"))
    assert get(Offer("d", "消火栓", files), resource=named).provenance.url == second


def test_a_file_that_is_not_there_is_told(get: Callable[..., Taken]) -> None:
    with pytest.raises(UnknownName, match="一枚目"):
        get(Offer("d", "x", (Resource("https://e.org/1", "CSV", "一枚目"),)), resource="9")


def test_what_no_schema_fits_is_kept_as_it_came(
    httpserver: HTTPServer, get: Callable[..., Taken]
) -> None:
    content = "地区,可燃ごみ\n見本町,月 木\n".encode("cp932")
    url = serve_file(httpserver, content)
    taken = get(Offer("gomi", "収集日", (Resource(url, "CSV"),)))
    assert taken.report is None
    assert taken.path.read_bytes() == content
    known = sources.provenance_of(taken.path)
    assert (known.url, known.encoding, known.rows) == (url, "cp932", 1)


def test_a_wrong_guess_is_not_forced_on_a_file(
    httpserver: HTTPServer, get: Callable[..., Taken]
) -> None:
    """The title says AED, the rows are something else."""
    url = serve_file(httpserver, "年,台数\n2024,12\n".encode())
    assert get(Offer("aed", "AEDの台数", (Resource(url, "CSV"),))).report is None


def test_a_told_schema_that_fits_no_row_is_an_error(
    httpserver: HTTPServer, get: Callable[..., Taken], tmp_path: Path
) -> None:
    url = serve_file(httpserver, "年,台数\n2024,12\n".encode())
    with pytest.raises(UnreadableTable):
        get(Offer("aed", "台数", (Resource(url, "CSV"),)), schema="aed")
    assert not list(tmp_path.glob("out*"))


def test_a_file_that_is_not_ours_is_never_overwritten(
    httpserver: HTTPServer, own: Callable[..., str], get: Callable[..., Taken], tmp_path: Path
) -> None:
    (tmp_path / "out.csv").write_text("my own work", "utf-8")
    with pytest.raises(ProjectConflict, match="-o"):
        get(own(url=serve_file(httpserver, WATER.encode())))
    assert (tmp_path / "out.csv").read_text("utf-8") == "my own work"


def test_a_file_of_ours_is_written_again_unless_it_was_edited(
    httpserver: HTTPServer, own: Callable[..., str], get: Callable[..., Taken]
) -> None:
    name = own(url=serve_file(httpserver, WATER.encode()))
    path = get(name).path
    assert get(name).path == path
    path.write_text("edited", "utf-8")
    later = path.stat().st_mtime + 60
    os.utime(path, (later, later))
    with pytest.raises(ProjectConflict, match="changed"):
        get(name)
    assert path.read_text("utf-8") == "edited"


def test_a_portal_that_is_down_gives_the_kept_copy_with_its_age(
    httpserver: HTTPServer,
    own: Callable[..., str],
    get: Callable[..., Taken],
    make_fetch: Callable[..., Fetcher],
) -> None:
    name = own(url=serve_file(httpserver, WATER.encode()))
    fresh = get(name).provenance
    httpserver.stop()
    later = make_fetch()
    stale = get(name, fetch=later).provenance
    assert stale.sha256 == fresh.sha256
    assert "ago" in stale.stale or "moment" in stale.stale
    assert later.notes
    assert get(name, fetch=make_fetch(offline=True)).provenance.sha256 == fresh.sha256


def test_nothing_is_written_where_rows_are_cut(
    httpserver: HTTPServer, own: Callable[..., str], get: Callable[..., Taken], tmp_path: Path
) -> None:
    site = serve_rows(httpserver, {**DATASTORE, "total": 5000})
    with pytest.raises((SourceChanged, SourceUnavailable)):
        get(own(client="ckan", url=site, resource="r1"))
    assert not list(tmp_path.glob("out*"))
    assert not list(tmp_path.glob("raw/*.csv"))


@pytest.mark.parametrize("body", ["<!DOCTYPE html><html>閉鎖中</html>", ""])
def test_a_page_or_nothing_instead_of_a_file_is_told(
    body: str, httpserver: HTTPServer, own: Callable[..., str], get: Callable[..., Taken]
) -> None:
    httpserver.expect_request("/water.csv").respond_with_data(body, content_type="text/html")
    with pytest.raises((SourceChanged, UnreadableTable)):
        get(own(url=httpserver.url_for("/water.csv"), schema=""))


def test_an_address_without_an_extension_is_looked_at(
    httpserver: HTTPServer, get: Callable[..., Taken]
) -> None:
    assert get(serve_file(httpserver, WATER.encode(), "/download/77")).report.kept == 2


def test_a_page_of_no_portal_is_told(httpserver: HTTPServer, get: Callable[..., Taken]) -> None:
    page = "<!DOCTYPE html><html>市のページ</html>"
    httpserver.expect_request("/soshiki/1.html").respond_with_data(page, content_type="text/html")
    httpserver.expect_request(re.compile(".*")).respond_with_data("no", status=404)
    with pytest.raises(SourceUnavailable, match="address of the file itself"):
        get(httpserver.url_for("/soshiki/1.html"))


def test_a_file_inside_a_dataset_comes_with_the_datasets_licence(
    httpserver: HTTPServer, get: Callable[..., Taken]
) -> None:
    path = "/dataset/d/resource/r-2/download/water.csv"
    url = serve_file(httpserver, WATER.encode(), path)
    files = [resource("https://e.org/1.csv"), resource(url, id="r-2")]
    serve_catalogue(httpserver, "", [package("d", "消火栓", *files)])
    known = get(url).provenance
    assert (known.url, known.licence) == (url, "CC BY 4.0")


def test_a_file_that_only_looks_like_a_portals_is_a_file(
    httpserver: HTTPServer, get: Callable[..., Taken]
) -> None:
    url = serve_file(httpserver, WATER.encode(), "/dataset/water.csv")
    httpserver.expect_request(re.compile("/(api|arcgis|data).*")).respond_with_data("", status=404)
    assert get(url).report.kept == 2


@pytest.mark.parametrize("wanted", ["no_such_source", "take../x", "消火栓", "", "0", "７"])
def test_what_is_nothing_is_told(wanted: str, get: Callable[..., Taken]) -> None:
    with pytest.raises(UnknownName):
        get(wanted)
