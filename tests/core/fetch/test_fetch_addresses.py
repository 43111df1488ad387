"""No spelling, name, redirect or proxy leads to a private address."""

from __future__ import annotations

import _socket
import ipaddress
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from core.fetch.portal import Portal, portal_at, said
from hypothesis import given
from hypothesis import strategies as st

from civickit.core.errors import SourceUnavailable
from civickit.core.fetch import Fetcher
from civickit.core.fetch.address import check_url, is_public


def words(text: str) -> list[str]:
    return text.split()


PRIVATE = words("""
127.0.0.1 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1
169.254.169.254 100.64.0.1 100.127.255.254 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.9
192.88.99.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
::1 :: fe80::1 fe80::1%eth0 fc00::1 fd12::1 ff02::1 2001:db8::1 fec0::1 100::1
::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 ::127.0.0.1 ::ffff:0:127.0.0.1
2002:7f00:1:: 2002:a00:1:: 2002:c0a8:101::1 2001:0:4136:e378:8000:63bf:3fff:fdd2
64:ff9b::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b:1::1
""")
PUBLIC = words("""
8.8.8.8 1.1.1.1 172.15.0.1 172.32.0.1 100.63.255.255 100.128.0.1 133.242.0.1 192.88.98.1
2606:4700:4700::1111 2001:4860:4860::8888 2400:8500::1 64:ff9b::8.8.8.8 2002:808:808::1
""")
LOCAL = words("""
127.0.0.1 127.1 2130706433 0x7f000001 0x7f.1 0177.0.0.1 017700000001 0 [::1] [::ffff:127.0.0.1]
[::ffff:7f00:1] [0:0:0:0:0:0:0:1] [::]
""")
ODD = words("""
127.0.0.1. [fe80::1%25lo] %31%32%37.0.0.1 a..b ①②⑦.⓪.⓪.① １２７.０.０.１ 127。0。0。1
""")


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_address_within_an_address_counts(inner: ipaddress.IPv4Address) -> None:
    """Nothing private becomes public by being wrapped."""
    wrapped = [
        ipaddress.IPv6Address((0x0064FF9B << 96) | int(inner)),
        ipaddress.IPv6Address((0x2002 << 112) | (int(inner) << 80) | 1),
    ]
    if not is_public(str(inner)):
        assert not any(is_public(str(one)) for one in wrapped)
    assert not is_public(f"::ffff:{inner}")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("file:///etc/passwd", "must begin with https://"),
        ("ftp://example.jp/a", "must begin with https://"),
        ("gopher://example.jp", "must begin with https://"),
        ("example.jp/a.csv", "must begin with https://"),
        ("//example.jp/a.csv", "must begin with https://"),
        ("https://", "must begin with https://"),
        ("https:///a", "must begin with https://"),
        ("", "must begin with https://"),
        ("https://me:pw@example.jp/", "leave them out"),
        ("https://me@example.jp/", "leave them out"),
        ("https://@example.jp/", "leave them out"),
        ("https://example.jp\\@127.0.0.1/", "leave them out"),
        ("https://example.jp\\.evil.jp/", "copy it again"),
        ("https://example.jp/a\x00b", "copy it again"),
        ("https://example.jp/a\r\nX: 1", "copy it again"),
        ("https://[::1/", "is not an address"),
        ("https://example.jp:99999/", "is not an address"),
        ("https://example.jp:abc/", "is not an address"),
    ],
)
def test_what_is_not_fetched_at_all(fetch: Fetcher, url: str, words: str) -> None:
    for ask in (fetch.get, fetch.query, lambda url: fetch.send("POST", url)):
        with pytest.raises(SourceUnavailable, match=words) as caught:
            ask(url)
        assert "pw" not in f"{caught.value}{caught.value.url}"


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_a_sentence(text: str) -> None:
    for url in (text, f"https://{text}", f"https://{text}.jp/", f"https://a.jp/{text}"):
        with suppress(SourceUnavailable):
            check_url(url)


def numbers_only(host: str, port: int, *args: Any, **options: Any) -> Any:
    """Reads any spelling of a number, and looks no name up."""
    options["flags"] = _socket.AI_NUMERICHOST
    return _socket.getaddrinfo(host, port, *args, **options)


@pytest.fixture
def guarded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CIVICKIT_ALLOW_PRIVATE")
    monkeypatch.setattr(socket, "getaddrinfo", numbers_only)


@pytest.fixture
def names(guarded: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """What the world's name servers answer, one list after the other; the last repeats."""
    known: dict[str, list[list[str]]] = {}

    def look_up(host: str, port: int, *args: Any, **options: Any) -> Any:
        answers = known.get(host)
        if answers is None:
            return numbers_only(host, port, *args, **options)
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", place)
            for one in found
            for place in [(one, port, 0, 0) if ":" in one else (one, port)]
        ]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize("spelling", LOCAL)
def test_no_spelling_leads_to_this_machine(
    portal: Portal, make_fetch: Callable[..., Fetcher], spelling: str
) -> None:
    portal.says["*"] = [said(b"secret")]
    with pytest.raises(SourceUnavailable, match="is inside a private network, which is refused"):
        make_fetch(retries=0).get(f"http://{spelling}:{portal.port}/")
    assert portal.connections == 0


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize("spelling", ODD)
def test_no_odd_spelling_gets_through(
    portal: Portal, make_fetch: Callable[..., Fetcher], spelling: str
) -> None:
    with pytest.raises(SourceUnavailable):
        make_fetch(retries=0).get(f"http://{spelling}:{portal.port}/")
    assert portal.connections == 0


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::1", "8.8.8.8"], ["fe80::1%2"]],
    ids=str,
)
def test_a_name_for_a_private_address(
    names: dict[str, list[list[str]]],
    portal: Portal,
    make_fetch: Callable[..., Fetcher],
    addresses: list[str],
) -> None:
    names["portal.example.jp"] = [addresses]
    fetch = make_fetch()
    with pytest.raises(SourceUnavailable, match=r"portal\.example\.jp is inside a private"):
        fetch.get(f"http://portal.example.jp:{portal.port}/")
    assert portal.connections == 0


def test_what_was_checked_is_what_is_connected_to(
    names: dict[str, list[list[str]]],
    portal: Portal,
    fetch: Fetcher,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The name is looked up once: a second answer, which is private, is never asked for."""
    connected: list[Any] = []

    def connect(self: socket.socket, where: Any) -> None:
        connected.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    names["portal.example.jp"] = [["8.8.8.8"], ["127.0.0.1"]]
    with pytest.raises(SourceUnavailable, match="is inside a private network"):
        fetch.get(f"http://portal.example.jp:{portal.port}/")
    assert connected == [("8.8.8.8", portal.port)], "tried again, looked up again, refused"


def test_a_name_that_nobody_knows(guarded: None, make_fetch: Callable[..., Fetcher]) -> None:
    with pytest.raises(SourceUnavailable, match=r"no machine called nobody\.example\.jp, or no"):
        make_fetch(retries=0).get("http://nobody.example.jp/")


def test_the_next_address_of_a_host_is_tried(
    names: dict[str, list[list[str]]],
    portal: Portal,
    fetch: Fetcher,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CIVICKIT_ALLOW_PRIVATE", "1")
    names["portal.example.jp"] = [["127.0.0.9", "127.0.0.1"]]
    monkeypatch.setattr(socket.socket, "connect", socket.SocketType.connect)
    portal.says["*"] = [said(b"1")]
    assert fetch.get(f"http://portal.example.jp:{portal.port}/").content == b"1"


def test_a_machine_with_a_long_address(fetch: Fetcher) -> None:
    try:
        with portal_at("::1") as portal:
            portal.says["*"] = [said(b"1")]
            assert fetch.get(portal.url).content == b"1"
    except OSError:
        pytest.skip("this machine has no IPv6")


class Proxy(Portal):
    """A proxy of the ordinary kind, which answers by itself so that nothing leaves."""


@pytest.fixture
def proxy(names: dict[str, list[list[str]]], monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    with portal_at() as made:
        made.says["*"] = [said(b"from the proxy")]
        monkeypatch.setenv("HTTP_PROXY", made.url)
        monkeypatch.setenv("http_proxy", made.url)
        monkeypatch.setenv("https_proxy", made.url)
        yield made


def test_a_proxy_looks_names_up_by_itself(proxy: Proxy, fetch: Fetcher) -> None:
    assert fetch.get("http://only-the-proxy-knows.example.jp/a").content == b"from the proxy"
    assert proxy.asked[0].path == "http://only-the-proxy-knows.example.jp/a"


def test_a_public_name_goes_to_the_proxy(
    proxy: Proxy, names: dict[str, list[list[str]]], fetch: Fetcher
) -> None:
    names["portal.example.jp"] = [["8.8.8.8"]]
    assert fetch.get("http://portal.example.jp/").content == b"from the proxy"


@pytest.mark.parametrize("host", ["10.0.0.1", "0x7f.1", "[::1]", "inner.example.jp"])
def test_a_private_address_is_not_told_to_a_proxy(
    proxy: Proxy, names: dict[str, list[list[str]]], fetch: Fetcher, host: str
) -> None:
    names["inner.example.jp"] = [["192.168.0.1"]]
    for scheme in ("http", "https"):
        with pytest.raises(SourceUnavailable, match="is inside a private network"):
            fetch.get(f"{scheme}://{host}/")
    assert proxy.asked == []


def test_hosts_that_need_no_proxy(
    proxy: Proxy, portal: Portal, fetch: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("CIVICKIT_ALLOW_PRIVATE", "1")
    portal.says["*"] = [said(b"direct")]
    assert fetch.get(portal.url).content == b"direct"
    assert proxy.asked == []


def test_a_proxy_that_refuses(proxy: Proxy, make_fetch: Callable[..., Fetcher]) -> None:
    proxy.says["*"] = [said(b"", "407 Proxy Authentication Required")]
    with pytest.raises(SourceUnavailable, match="the proxy of this network did not connect to"):
        make_fetch(retries=0).get("https://portal.example.jp/")
    proxy.stop()
    with pytest.raises(SourceUnavailable, match="the proxy of this network did not connect to"):
        make_fetch(retries=0).get("http://portal.example.jp/")


def test_a_proxy_that_drips(proxy: Proxy, make_fetch: Callable[..., Fetcher]) -> None:
    import time

    def drip(made: socket.socket) -> None:
        for _ in range(100):
            made.sendall(b"H")
            time.sleep(0.05)

    proxy.says["*"] = [drip]
    for scheme in ("http", "https"):
        with pytest.raises(SourceUnavailable, match="took longer than"):
            make_fetch(total_s=0.4, retries=0).get(f"{scheme}://portal.example.jp/")
