"""Where servers send us on to, and what may travel along."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from core.fetch.portal import Portal, portal_at, said, sent_on

from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch import Fetcher, Store

KEY = "sesame-4711"


@pytest.fixture
def other() -> Iterator[Portal]:
    with portal_at() as made:
        made.says["*"] = [said(b"elsewhere")]
        yield made


def test_the_way_is_followed_and_told(portal: Portal, fetch: Fetcher) -> None:
    portal.says["/a"] = [sent_on("/b")]
    portal.says["/b"] = [sent_on("データ.csv", "301 Moved")]
    portal.says["/%E3%83%87%E3%83%BC%E3%82%BF.csv"] = [said(b"1")]
    answer = fetch.get(portal.url + "/a")
    assert answer.content == b"1"
    assert answer.url == portal.url + "/a"
    assert answer.final_url == portal.url + "/データ.csv"
    assert answer.provenance().url == answer.final_url


def test_going_round_in_circles_ends(portal: Portal, fetch: Fetcher) -> None:
    portal.says["/a"] = [sent_on("/b")]
    portal.says["/b"] = [sent_on("/a")]
    with pytest.raises(SourceUnavailable, match="sends us on more than 5 times"):
        fetch.get(portal.url + "/a")
    assert len(portal.asked) == 6


def test_a_redirect_to_a_page_is_not_data(portal: Portal, fetch: Fetcher) -> None:
    portal.says["/a.csv"] = [sent_on("/login")]
    portal.says["/login"] = [said("<!DOCTYPE html><title>ログイン</title>".encode())]
    with pytest.raises(SourceChanged, match="the web page 'ログイン'"):
        fetch.get(portal.url + "/a.csv")
    assert not list(fetch.store.folder.glob("asked/*/*"))


@pytest.mark.parametrize(
    "where",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/a",
        "javascript:alert(1)",
        "data:text/csv,1",
        "http://me:pw@127.0.0.1/",
        "http://[::1",
        "http://127.0.0.1:99999/",
    ],
)
def test_some_ways_are_not_gone(portal: Portal, fetch: Fetcher, where: str) -> None:
    portal.says["*"] = [sent_on(where)]
    with pytest.raises(SourceUnavailable, match=re.escape("sends us on to where we do not go")):
        fetch.get(portal.url)
    assert len(portal.asked) == 1


def test_being_sent_nowhere(portal: Portal, fetch: Fetcher) -> None:
    portal.says["*"] = [said(b"data?", "302 Found")]
    with pytest.raises(SourceUnavailable, match=r"gave no answer of its own.*HTTP 302"):
        fetch.get(portal.url)


def test_secrets_stay_with_their_host(portal: Portal, other: Portal, fetch: Fetcher) -> None:
    portal.says["/here"] = [sent_on("/there")]
    portal.says["/there"] = [sent_on(other.url)]
    fetch.get(
        portal.url + "/here",
        headers={"Authorization": "Bearer x", "X-Plain": "1"},
        secret_headers={"X-Key": KEY},
        secret_params={"key": KEY},
    )
    assert [asked.headers.get("x-key") for asked in portal.asked] == [KEY, KEY]
    assert other.asked[0].headers["x-plain"] == "1"
    assert KEY not in str(other.asked)
    assert "authorization" not in other.asked[0].headers


def test_secrets_go_from_http_to_https_and_never_back() -> None:
    from civickit.core.fetch.leg import _same_place

    assert _same_place("http://a.jp/x", "https://a.jp/y")
    assert _same_place("https://a.jp/x", "https://A.jp:443/y")
    assert not _same_place("https://a.jp/x", "http://a.jp/x")
    assert not _same_place("http://a.jp/x", "https://a.jp:8443/x")
    assert not _same_place("https://a.jp/x", "https://b.a.jp/x")


def test_secrets_are_neither_told_nor_kept(
    portal: Portal, make_fetch: Callable[..., Fetcher]
) -> None:
    link = f'<{portal.url}/?page=2&key={KEY}&n=1>; rel="next", </?key={KEY}>; rel="x"'
    portal.says["/a"] = [sent_on(f"/b?x=1&key={KEY}")]
    portal.says["/b"] = [said(b"1", Link=link, X_Echo=KEY)]
    fetch = make_fetch()
    secrets = {"secret_params": {"key": KEY}, "secret_headers": {"X-Key": KEY}}
    answer = fetch.get(portal.url + "/a", {"q": "1"}, **secrets)
    assert portal.asked[0].path == f"/a?q=1&key={KEY}"
    assert answer.headers["link"] == f'<{portal.url}/?page=2&n=1>; rel="next", </?>; rel="x"'
    assert answer.headers["x-echo"] == ""
    assert answer.final_url == portal.url + "/b?x=1"
    kept = b"".join(p.read_bytes() for p in fetch.store.folder.rglob("*") if p.is_file())
    assert KEY.encode() not in kept
    again = make_fetch(offline=True).get(portal.url + "/a", {"q": "1"}, **secrets)
    assert again.headers == answer.headers


@pytest.mark.parametrize(
    "answer", [said(b"", "403 No"), said(b"<html>"), b"HTTP/1.1 x\r\n\r\n", sent_on("file:///x")]
)
def test_secrets_are_in_no_message(portal: Portal, fetch: Fetcher, answer: bytes) -> None:
    portal.says["*"] = [answer]
    with pytest.raises((SourceUnavailable, SourceChanged)) as caught:
        fetch.get(portal.url, secret_params={"key": KEY}, secret_headers={"X-Key": KEY})
    assert KEY not in f"{caught.value} {getattr(caught.value, 'url', '')}"


def test_what_is_posted_arrives_as_it_was(portal: Portal, fetch: Fetcher) -> None:
    """A question stays a question; 303 says that the answer is to be got."""
    portal.says["/moved"] = [sent_on("/q", "301 Moved")]
    portal.says["/done"] = [sent_on("/q", "303 See")]
    portal.says["/q"] = [said(b"1")]
    fetch.query(portal.url + "/moved", json=[1])
    fetch.query(portal.url + "/done", json=[2])
    got = [(asked.method, asked.body) for asked in portal.asked if asked.path == "/q"]
    assert got == [("POST", b"[1]"), ("GET", b"")]


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Other", "308 Other"])
def test_what_is_told_goes_to_no_other_host(
    portal: Portal, other: Portal, fetch: Fetcher, status: str
) -> None:
    portal.says["*"] = [sent_on(other.url + "/requests", status)]
    with pytest.raises(SourceUnavailable, match=f"nothing was sent. Send it to {other.url}"):
        fetch.send("POST", portal.url, form={"name": "山田"}, secret_form={"api_key": KEY})
    assert other.asked == []


def test_what_is_told_may_move_within_its_host(portal: Portal, fetch: Fetcher) -> None:
    portal.says["/a"] = [sent_on("/b", "307 Other")]
    portal.says["/b"] = [sent_on("/c", "303 See")]
    portal.says["/c"] = [said(b"[1]")]
    assert fetch.send("POST", portal.url + "/a", form={"n": 1}).json() == [1]
    assert [(a.method, a.body) for a in portal.asked] == [
        ("POST", b"n=1"),
        ("POST", b"n=1"),
        ("GET", b""),
    ]


def test_a_redirect_to_a_private_address_is_refused(
    portal: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first host counts as public here, by its name; where it sends us on to does not."""
    from civickit.core.fetch import guard

    monkeypatch.delenv("CIVICKIT_ALLOW_PRIVATE")
    monkeypatch.setattr(guard, "is_public", lambda address: address == "127.0.0.1")
    with portal_at("127.0.0.2") as inner:
        inner.says["*"] = [said(b"secret")]
        portal.says["*"] = [sent_on(inner.url)]
        monkeypatch.setattr("socket.getaddrinfo", _numbers_only)
        fetch = Fetcher(store=Store(tmp_path), offline=False)
        with pytest.raises(SourceUnavailable, match=r"127\.0\.0\.2 is inside a private network"):
            fetch.get(portal.url)
        assert inner.asked == []
    assert len(portal.asked) == 1


def _numbers_only(host: str, port: int, **options: int) -> list[tuple[object, ...]]:
    import _socket

    return _socket.getaddrinfo(host, port, flags=_socket.AI_NUMERICHOST, **options)
