"""A server that does not prove who it is."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from civickit.core.errors import SourceUnavailable
from civickit.core.fetch import Fetcher

COMMAND = (
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
    "-subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem"
)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(COMMAND.split(), cwd=folder, check=True, capture_output=True)
    return folder / "cert.pem"


@pytest.fixture(scope="module")
def server(certificate: Path) -> Iterator[HTTPServer]:
    proof = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    proof.load_cert_chain(certificate, certificate.with_name("key.pem"))
    with HTTPServer(host="localhost", ssl_context=proof) as made:
        made.expect_request("/").respond_with_data("1", content_type="text/csv")
        yield made


def test_who_proves_nothing_is_not_believed(
    server: HTTPServer, make_fetch: Callable[..., Fetcher]
) -> None:
    with pytest.raises(SourceUnavailable, match=r"localhost did not prove who it is: self.signed"):
        make_fetch().get(server.url_for("/"))


def test_the_certificate_of_this_network_is_believed(
    server: HTTPServer,
    certificate: Path,
    fetch: Fetcher,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    assert fetch.get(server.url_for("/")).content == b"1"


def test_another_name_is_not_believed(
    server: HTTPServer,
    certificate: Path,
    make_fetch: Callable[..., Fetcher],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with pytest.raises(SourceUnavailable, match="did not prove who it is"):
        make_fetch(retries=0).get(server.url_for("/").replace("localhost", "127.0.0.1"))
