"""One contract for every client: no answer may be lost, misread, or end in a traceback."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path

import pytest
from clients.contract import Sample
from pytest_httpserver import HTTPServer

from civickit import clients
from civickit.core.errors import CivicKitError, SourceChanged, SourceUnavailable
from civickit.core.fetch import Fetcher, Store

MODULES = sorted(
    path.stem for path in (Path(__file__).parent / "samples").glob("*.py") if path.stem[0] != "_"
)
SAMPLES: list[Sample] = [
    sample for name in MODULES for sample in import_module(f"clients.samples.{name}").SAMPLES
]
ANYTHING = re.compile(".*")
NONSENSE = [
    b"",
    b"null",
    b"[]",
    b"{}",
    b"3",
    b'"x"',
    b"[[]]",
    b'{"result": 1}',
    b"{",
    b"\xff\xfe\x00",
]
PAGE = "<!DOCTYPE html><html><title>メンテナンス中</title></html>"

each_sample = pytest.mark.parametrize(
    "sample", SAMPLES, ids=[f"{one.client} {one.name}".strip() for one in SAMPLES]
)


@pytest.fixture
def mortal() -> Iterator[HTTPServer]:
    """A server of this test alone, so that it can be stopped."""
    with HTTPServer(host="127.0.0.1", threaded=True) as server:
        yield server


def test_every_client_has_a_sample() -> None:
    assert sorted({one.client for one in SAMPLES}) == clients.names()


@pytest.mark.parametrize("name", clients.names())
def test_a_client_says_what_it_is(name: str) -> None:
    client = clients.get(name)
    assert client.name == name
    assert client.title["ja"]
    assert client.title["en"]
    assert client.specification.startswith("http")


@each_sample
def test_the_right_answer_is_read(sample: Sample, httpserver: HTTPServer, fetch: Fetcher) -> None:
    sample.serve(httpserver)
    assert sample.call(httpserver.url_for("").rstrip("/"), fetch) == sample.expected


@each_sample
def test_offline_gives_what_was_fetched_before(
    sample: Sample, mortal: HTTPServer, make_fetch: Callable[..., Fetcher]
) -> None:
    sample.serve(mortal)
    url = mortal.url_for("").rstrip("/")
    sample.call(url, make_fetch())
    mortal.stop()
    if sample.writes:
        with pytest.raises(SourceUnavailable):
            sample.call(url, make_fetch(offline=True))
    else:
        assert sample.call(url, make_fetch(offline=True)) == sample.expected
        assert sample.call(url, make_fetch()) == sample.expected


@each_sample
def test_nothing_is_nothing(sample: Sample, httpserver: HTTPServer, fetch: Fetcher) -> None:
    if sample.serve_empty is None:
        return
    sample.serve_empty(httpserver)
    assert sample.call(httpserver.url_for("").rstrip("/"), fetch) == sample.empty


@each_sample
def test_a_cut_is_never_silent(sample: Sample, httpserver: HTTPServer, fetch: Fetcher) -> None:
    if sample.serve_cut is None:
        return
    sample.serve_cut(httpserver)
    with pytest.raises((SourceChanged, SourceUnavailable)):
        sample.call(httpserver.url_for("").rstrip("/"), fetch)


@each_sample
@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 503])
def test_a_refusal_is_told_with_its_status(
    sample: Sample, status: int, httpserver: HTTPServer, fetch: Fetcher
) -> None:
    httpserver.expect_request(ANYTHING).respond_with_data("no", status=status)
    with pytest.raises(SourceUnavailable) as caught:
        sample.call(httpserver.url_for("").rstrip("/"), fetch)
    assert caught.value.status == status
    assert caught.value.url


@each_sample
@pytest.mark.parametrize("body", NONSENSE, ids=repr)
def test_a_strange_shape_is_told(
    sample: Sample, body: bytes, httpserver: HTTPServer, fetch: Fetcher
) -> None:
    httpserver.expect_request(ANYTHING).respond_with_data(body, content_type="application/json")
    try:
        given = sample.call(httpserver.url_for("").rstrip("/"), fetch)
    except CivicKitError:
        return
    assert given == sample.empty, "a strange answer was taken for data"


@each_sample
def test_a_web_page_is_not_data(sample: Sample, httpserver: HTTPServer, fetch: Fetcher) -> None:
    httpserver.expect_request(ANYTHING).respond_with_data(PAGE, content_type="text/html")
    with pytest.raises((SourceChanged, SourceUnavailable)):
        sample.call(httpserver.url_for("").rstrip("/"), fetch)


@pytest.mark.parametrize(
    "sample",
    [one for one in SAMPLES if one.refusal is not None],
    ids=lambda one: f"{one.client} {one.name}".strip(),
)
def test_an_error_with_status_200_is_told_and_loses_no_kept_answer(
    sample: Sample, httpserver: HTTPServer, make_fetch: Callable[..., Fetcher], tmp_path: Path
) -> None:
    url = httpserver.url_for("").rstrip("/")
    sample.serve(httpserver)
    sample.call(url, make_fetch())
    httpserver.clear()
    httpserver.expect_request(ANYTHING).respond_with_json(sample.refusal)
    with pytest.raises(SourceUnavailable):
        sample.call(url, make_fetch(store=Store(tmp_path / "empty")))
    assert sample.call(url, make_fetch()) == sample.expected
    assert sample.call(url, make_fetch(offline=True)) == sample.expected


@each_sample
def test_nobody_there_is_told(sample: Sample, fetch: Fetcher) -> None:
    with closing(socket.socket()) as held:
        held.bind(("127.0.0.1", 0))  # taken, and not listening
        url = f"http://127.0.0.1:{held.getsockname()[1]}"
        with pytest.raises(SourceUnavailable):
            sample.call(url, fetch)
