"""The CKAN client against a real CKAN 2.12 with its DataStore."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from servers.ckan import seed
from servers.ckan.server import PYTHON, Server, start
from servers.serving import serving
from werkzeug.wrappers import Request, Response

from civickit import schemas
from civickit.clients import write_csv
from civickit.clients.ckan import Ckan
from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch import Fetcher, Limits, Store

pytestmark = pytest.mark.slow

ROWS_MAX, DATASETS_MAX = 5_000, 7
HEADER = "名称,緯度,経度,種別\n"
LINES = "消火栓１,37.49,139.92,消火栓\n防火水槽２,37.50,139.93,防火水槽\n"
FILES = {
    "/hydrant_sjis.csv": (HEADER + LINES).encode("cp932"),
    "/hydrant_titled.csv": f"消防水利施設一覧\n令和8年4月1日現在\n\n{HEADER}{LINES}".encode(),
}


def plain_files(environ: Any, start_response: Any) -> Any:
    body = FILES.get(Request(environ).path)
    answer = Response(body, content_type="text/csv") if body else Response("none", 404)
    return answer(environ, start_response)


class Portal:
    """The running CKAN with what it holds."""

    def __init__(self, server: Server, table: str, rows: list[dict[str, Any]]) -> None:
        self.server = server
        self.url = server.url
        self.table = table
        self.rows = rows


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    if not PYTHON.is_file():
        reason = "no CKAN in .servers: python tools/prepare.py --for test"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    limits = {
        "ckan.search.rows_max": DATASETS_MAX,
        "ckan.datastore.search.rows_max": ROWS_MAX,
    }
    with (
        serving(plain_files) as files,
        start(tmp_path_factory.mktemp("ckan"), limits) as server,
    ):
        began = time.monotonic()
        seed.organisations(server)
        seed.hydrants(server, files)
        seed.datasets(server)
        rows = seed.rows()
        table = seed.table(server, rows)
        server.seconds["seed"] = round(time.monotonic() - began, 1)
        print(server.seconds)
        yield Portal(server, table, rows)


@pytest.fixture
def make_fetch(make_fetch: Callable[..., Fetcher]) -> Callable[..., Fetcher]:
    """A real CKAN on a busy machine may take its time."""
    return partial(make_fetch, limits=Limits(read_s=60, total_s=120, retries=1, backoff_s=0.01))


@pytest.fixture
def ckan(portal: Portal, fetch: Fetcher) -> Ckan:
    return Ckan(portal.url, fetch)


def refusal(call: Callable[[], object]) -> SourceUnavailable:
    with pytest.raises(SourceUnavailable) as caught:
        call()
    return caught.value


def test_what_the_portal_is(ckan: Ckan) -> None:
    status = ckan.status()
    assert status.version == "2.12.0"
    assert "datastore" in status.extensions
    assert status.title == "会津オープンデータ (テスト)"


def test_part_of_a_japanese_word_is_found_where_plain_q_finds_nothing(
    portal: Portal, ckan: Ckan
) -> None:
    assert portal.server.act("package_search", q="消火")["count"] == 0
    found = ckan.search("消火　位置")
    assert found.total == 1
    (dataset,) = found.datasets
    assert dataset.id == "072028_hydrant"
    assert dataset.url == f"{portal.url}/dataset/072028_hydrant"
    assert dataset.publisher == "会津若松市"
    assert (dataset.licence.id, dataset.licence.open) == ("CC-BY-4.0", True)
    assert dataset.tags == ("消防水利", "防災")
    assert dataset.place_code == "072028"
    assert dataset.contact == "shobo@city.example.jp"
    assert dataset.modified.endswith("Z")


def test_every_word_must_occur(ckan: Ckan) -> None:
    assert ckan.search("消火栓 除雪").total == 0


@pytest.mark.parametrize(
    "words",
    [
        '"', "\\", "C++", "(", "[A]", "a:b", "*:*", "AND", "OR NOT", "消火栓)", "_query_:x", "{!x}",
        "/", "~", "a^2", "&&", "||", "!", "?", "消火栓\u3000\u200b", "-", "''", "%", "<>", "a\tb",
    ],
)  # fmt: skip
def test_no_word_is_an_operator(ckan: Ckan, words: str) -> None:
    assert 0 <= ckan.search(words).total <= seed.DATASETS


def test_all_datasets_come_though_each_page_is_cut(ckan: Ckan) -> None:
    found = ckan.search("", limit=1000)
    assert found.total == seed.DATASETS
    assert len({one.id for one in found.datasets}) == seed.DATASETS
    assert {one.licence.open for one in found.datasets} == {True, False, None}
    files = [file for one in found.datasets for file in one.resources]
    plain = {file.format for file in files if not file.service}
    assert plain == {"CSV", "XLSX", "XLS", "SHP", "GEOJSON", "PDF"}
    assert {file.format for file in files if file.service} == {""}, "a table is no file"


def test_a_limit_across_pages_is_kept(ckan: Ckan) -> None:
    found = ckan.search("", limit=10)
    assert (found.total, len(found.datasets)) == (seed.DATASETS, 10)


def test_a_place_is_kept_to(ckan: Ckan) -> None:
    found = ckan.search("", place_code="072087", limit=100)
    assert found.total == 13
    assert {one.publisher for one in found.datasets} == {"喜多方市"}
    assert ckan.search("消火栓", place_code="072087").total == 0
    assert ckan.search("", place_code="07").total == seed.DATASETS - 13


def test_one_dataset_and_its_files(portal: Portal, ckan: Ckan) -> None:
    files = ckan.dataset("072028_hydrant").resources
    plain, titled, table = files
    assert (plain.format, plain.service, plain.bytes) == ("CSV", "", 512)
    assert titled.url.endswith("/hydrant_titled.csv")
    assert (table.service, table.service_id) == ("ckan", portal.table)
    assert table.service_url == f"{portal.url}/api/3/action/"


def test_rows_are_what_was_put_in_though_each_page_is_cut(portal: Portal, ckan: Ckan) -> None:
    found = ckan.rows(portal.table)
    assert found.columns == tuple(name for name, _ in seed.COLUMNS)
    assert found.total == seed.ROWS
    assert [dict(row) for row in found.rows] == portal.rows


def test_rows_become_a_file_in_which_codes_keep_their_zeros(
    portal: Portal, ckan: Ckan, tmp_path: Path
) -> None:
    assert write_csv(ckan.rows(portal.table), tmp_path / "rows.csv") == seed.ROWS
    first = (tmp_path / "rows.csv").read_text("utf-8").splitlines()[2:4]
    assert first[0].startswith("0001,防火水槽,37.40001,139.90001,100,2026-04-02T01:30:00.000,")


def test_filters_and_columns(portal: Portal, ckan: Ckan) -> None:
    wanted = [row for row in portal.rows if row["種別"] == "消火栓" and row["コード"] == "072028"]
    filters = {"種別": "消火栓", "コード": ["072028", "nothing"]}
    found = ckan.rows(portal.table, filters=filters, fields=["コード", "名称, 通称"])
    assert found.columns == ("コード", "名称, 通称")
    assert found.total == len(wanted) == 572
    assert [row["名称, 通称"] for row in found.rows] == [row["名称, 通称"] for row in wanted]


def test_the_number_of_a_row_comes_when_asked_for(portal: Portal, ckan: Ckan) -> None:
    found = ckan.rows(portal.table, fields=["_id", "コード"], filters={"_id": [1, 2]})
    assert list(found.rows) == [{"_id": 1, "コード": "072028"}, {"_id": 2, "コード": "0001"}]


def test_nothing_that_fits_is_no_rows(portal: Portal, ckan: Ckan) -> None:
    found = ckan.rows(portal.table, filters={"種別": "雪"})
    assert (found.total, list(found.rows)) == (0, [])


def test_rows_added_while_reading_are_left_for_next_time(portal: Portal, ckan: Ckan) -> None:
    put_in = seed.rows(ROWS_MAX + 10)
    table = seed.table(portal.server, put_in, "grows")
    found = ckan.rows(table)
    reading = iter(found.rows)
    first = [dict(next(reading)) for _ in range(ROWS_MAX)]
    portal.server.act(
        "datastore_upsert", resource_id=table, records=put_in[:5], method="insert", force=True
    )
    assert first + [dict(row) for row in reading] == put_in
    assert ckan.rows(table).total == ROWS_MAX + 15


def test_rows_taken_away_while_reading_are_told(portal: Portal, ckan: Ckan) -> None:
    table = seed.table(portal.server, seed.rows(ROWS_MAX + 10), "shrinks")
    reading = iter(ckan.rows(table).rows)
    for _ in range(ROWS_MAX):
        next(reading)
    portal.server.act(
        "datastore_delete", resource_id=table, filters={"_id": ROWS_MAX + 3}, force=True
    )
    with pytest.raises(SourceChanged, match="changed while it was read"):
        list(reading)


def test_errors_say_what_ckan_says(portal: Portal, ckan: Ckan) -> None:
    unknown = refusal(lambda: ckan.dataset("no_such"))
    assert unknown.status == 404
    assert "Not Found Error" in str(unknown)
    column = refusal(lambda: ckan.rows(portal.table, filters={"雪": "x"}))
    assert column.status == 409
    assert "Validation Error" in str(column)
    assert "雪" in str(column)
    assert refusal(lambda: ckan.rows("no_such")).status == 404
    action = refusal(lambda: ckan.asking.ask("site_read", {}, dict))
    assert action.status == 400
    assert "Action name not known: site_read" in str(action)
    params = refusal(lambda: ckan.asking.ask("package_search", {"foo": 1}, dict))
    assert params.status == 400
    assert "Search Query Error" in str(params)
    negative = refusal(lambda: ckan.asking.ask("package_search", {"rows": -1}, dict))
    assert "rows: Must be a natural number" in str(negative)


def test_a_page_of_the_portal_is_no_catalogue(portal: Portal, fetch: Fetcher) -> None:
    elsewhere = Ckan(f"{portal.url}/about/api/action/", fetch)
    assert "is this the address of a CKAN?" in str(refusal(elsewhere.status))


def test_what_is_private_needs_the_token(portal: Portal, make_fetch: Callable[..., Any]) -> None:
    name = "072028_private"
    portal.server.act("package_create", name=name, title="下書き", owner_org="072028", private=True)
    try:
        closed = refusal(lambda: Ckan(portal.url, make_fetch()).dataset(name))
        assert closed.status == 403
        assert "CIVICKIT_CKAN_TOKEN" in str(closed)
        wrong = refusal(lambda: Ckan(portal.url, make_fetch(), key="wrong-token").dataset(name))
        assert "does not open it" in str(wrong)
        assert "wrong-token" not in str(wrong)
        opened = Ckan(portal.url, make_fetch(), key=portal.server.token).dataset(name)
        assert opened.title == "下書き"
    finally:
        portal.server.act("package_delete", id=name)


@pytest.mark.parametrize("name", ["hydrant_sjis.csv", "hydrant_titled.csv"])
def test_a_plain_file_is_read_with_its_title_rows_and_its_encoding(
    ckan: Ckan, fetch: Fetcher, tmp_path: Path, name: str
) -> None:
    (file,) = (one for one in ckan.dataset("072028_hydrant").resources if one.url.endswith(name))
    answer = fetch.download(file.url, tmp_path / name)
    assert answer.bytes == len(FILES[f"/{name}"])
    loaded = schemas.load(tmp_path / name, "water_point")
    assert [(one.name, one.lat) for one in loaded.records] == [
        ("消火栓１", 37.49),
        ("防火水槽２", 37.5),
    ]


def test_a_search_engine_that_is_down_is_told_and_what_was_found_stays(
    portal: Portal, make_fetch: Callable[..., Any], tmp_path: Path
) -> None:
    kept = Ckan(portal.url, make_fetch()).search("消火栓")
    portal.server.solr.stop()
    try:
        quick = Limits(retries=0)
        elsewhere = make_fetch(store=Store(tmp_path / "empty"), limits=quick)
        down = refusal(lambda: Ckan(portal.url, elsewhere).search("消火栓"))
        assert down.status == 500
        assert "Search Connection Error" in str(down)
        fetch = make_fetch(limits=quick)
        assert Ckan(portal.url, fetch).search("消火栓") == kept
        assert "copy" in fetch.notes[0]
    finally:
        portal.server.solr.start()


def test_all_is_there_when_the_portal_is_gone(
    portal: Portal, make_fetch: Callable[..., Any]
) -> None:
    """The last test of this module: it stops the server."""
    there = Ckan(portal.url, make_fetch())
    before = there.search("消火栓"), [dict(row) for row in there.rows(portal.table).rows]
    portal.server.stop()
    for fetch in (make_fetch(), make_fetch(offline=True)):
        gone = Ckan(portal.url, fetch)
        assert (gone.search("消火栓"), [dict(r) for r in gone.rows(portal.table).rows]) == before
