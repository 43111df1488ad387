"""How a server is asked: who says so, how often, how soon again, and when not at all."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from core.fetch.portal import Portal, said

from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch import Fetcher, Limits, Store
from civickit.core.fetch.politeness import Turns, interval_s

Make = Callable[..., Fetcher]
BUSY = "503 Service Unavailable"


def test_the_data_come(portal: Portal, fetch: Fetcher) -> None:
    portal.says["/a.csv"] = [said(b"a,b\n1,2\n", Content_Type="text/csv; charset=utf-8")]
    answer = fetch.get(portal.url + "/a.csv", {"名": "会津", "n": None, "b": True, "l": [1, 2]})
    assert answer.content == b"a,b\n1,2\n"
    assert answer.content_type == "text/csv"
    assert not answer.stored
    assert portal.asked[0].path == "/a.csv?%E5%90%8D=%E4%BC%9A%E6%B4%A5&b=true&l=1&l=2"


def test_who_asks_is_told(portal: Portal, fetch: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    portal.says["*"] = [said(b"1")]
    fetch.get(portal.url)
    monkeypatch.setenv("CIVICKIT_CONTACT", "bosai@city.example.jp")
    fetch.get(portal.url)
    monkeypatch.setenv("CIVICKIT_CONTACT", "a\r\nX-Evil: 1")
    fetch.get(portal.url)
    named = [asked.headers["user-agent"] for asked in portal.asked]
    assert all(name.startswith("civickit/") for name in named)
    assert "bosai@city.example.jp" in named[1]
    assert named[2] == named[0]
    assert "x-evil" not in portal.asked[2].headers


def test_names_that_are_not_ascii(portal: Portal, fetch: Fetcher) -> None:
    portal.says["*"] = [said(b"1", Content_Disposition="attachment; filename=消火栓.csv")]
    answer = fetch.get(portal.url + "/消火栓 2024.csv", headers={"X-Place": "会津若松"})
    assert portal.asked[0].path == "/%E6%B6%88%E7%81%AB%E6%A0%93%202024.csv"
    assert portal.asked[0].headers["x-place"] == "会津若松"
    assert answer.headers["content-disposition"] == "attachment; filename=消火栓.csv"


def test_texts_that_no_encoding_knows_are_no_traceback(portal: Portal, fetch: Fetcher) -> None:
    portal.says["*"] = [said(b"1")]
    fetch.get(portal.url, {"q": "\udc80"})
    fetch.query(portal.url, json={"q": "\udc80"})
    assert portal.asked[0].path == "/?q=%3F"


def test_a_moment_of_weakness_is_overcome(portal: Portal, fetch: Fetcher) -> None:
    portal.says["*"] = [said(b"", BUSY), said(b"", "500 Oh"), said(b"1")]
    assert fetch.get(portal.url).content == b"1"
    assert len(portal.asked) == 3


def test_tries_end(portal: Portal, fetch: Fetcher) -> None:
    portal.says["*"] = [said(b"", BUSY)]
    with pytest.raises(SourceUnavailable, match=r"127\.0\.0\.1 cannot answer now.*HTTP 503") as e:
        fetch.get(portal.url)
    assert e.value.status == 503
    assert len(portal.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418])
def test_a_refusal_is_not_asked_again(portal: Portal, fetch: Fetcher, status: int) -> None:
    portal.says["*"] = [said(b"<html>blocked", f"{status} No")]
    with pytest.raises(SourceUnavailable) as caught:
        fetch.get(portal.url)
    assert caught.value.status == status
    assert len(portal.asked) == 1


def test_a_refusal_may_be_an_answer(portal: Portal, fetch: Fetcher) -> None:
    portal.says["*"] = [said(b'{"error": 1}', "404 No")]
    answer = fetch.get(portal.url, allow={404})
    assert (answer.status, answer.json()) == (404, {"error": 1})
    assert fetch.store.find(next(iter(fetch.used))) is None, "a refusal is not kept"


@pytest.mark.parametrize("status", ["429 Slow down", BUSY])
@pytest.mark.parametrize("wait", ["1", "3600", "99999999999999999999", "a date"])
def test_a_wait_that_is_asked_for_is_kept_within_bounds(
    portal: Portal, make_fetch: Make, status: str, wait: str
) -> None:
    if wait == "a date":
        wait = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    fetch = make_fetch(retry_after_s=0.2, backoff_s=0.001)
    portal.says["*"] = [said(b"", status, Retry_After=wait), said(b"1")]
    start = time.monotonic()
    fetch.get(portal.url)
    assert time.monotonic() - start >= 0.2
    assert fetch.notes == ["127.0.0.1 asked us to wait; we waited 0 s."]


@pytest.mark.parametrize("wait", ["", "soon", "-5", "１２x", "Mon, 99 Foo 99999 00:00:00 GMT"])
def test_a_wait_that_says_nothing_is_none(portal: Portal, fetch: Fetcher, wait: str) -> None:
    portal.says["*"] = [said(b"", BUSY, Retry_After=wait), said(b"1")]
    fetch.get(portal.url)
    assert fetch.notes == []


def test_a_long_wait_is_told(portal: Portal, make_fetch: Make) -> None:
    portal.says["*"] = [said(b"", "429 Slow", Retry_After="3600")]
    with pytest.raises(SourceUnavailable, match="asks for 60 minutes"):
        make_fetch(retries=0).get(portal.url)


def test_a_wait_holds_for_every_thread() -> None:
    turns = Turns(0)
    turns.hold("portal.example.jp", 0.2)
    start = time.monotonic()
    turns.wait("portal.example.jp.")
    assert time.monotonic() - start > 0.15
    turns.wait("another.example.jp")


def test_threads_take_turns_at_a_host() -> None:
    turns = Turns(0.05)
    started: list[float] = []

    def ask() -> None:
        turns.wait("portal.example.jp")
        started.append(time.monotonic())

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(started) - min(started) >= 0.24


def test_who_asks_for_patience_gets_it() -> None:
    assert interval_s("data.bodik.jp") == 2.0
    assert interval_s("data.bodik.jp", 5.0) == 5.0
    assert interval_s("portal.example.jp") == Limits().interval_s
    assert interval_s("127.0.0.1") == 0


def test_many_threads_on_one_fetcher(portal: Portal, fetch: Fetcher) -> None:
    for number in range(40):
        portal.says[f"/{number}"] = [said(str(number).encode() * 1000)]
    got: dict[int, bytes] = {}

    def ask(number: int) -> None:
        got[number] = fetch.get(f"{portal.url}/{number}").content

    threads = [threading.Thread(target=ask, args=(n % 40,)) for n in range(80)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == {number: str(number).encode() * 1000 for number in range(40)}


def test_a_connection_serves_again(portal: Portal, fetch: Fetcher) -> None:
    portal.says["*"] = [said(b"1", ETag='"a"'), said(b"22"), said(b"", "304 Same"), said(b"333")]
    for _ in range(4):
        fetch.get(portal.url)
    assert portal.connections == 1


def test_what_is_told_is_told_once_and_not_kept(portal: Portal, make_fetch: Make) -> None:
    fetch = make_fetch()
    portal.says["/break"] = [lambda made: made.close()]
    portal.says["/busy"] = [said(b"", BUSY)]
    portal.says["/good"] = [said(b'{"id": 1}', "201 Made")]
    for path in ("/break", "/busy"):
        with pytest.raises(SourceUnavailable):
            fetch.send("POST", portal.url + path, form={"name": "山田"})
    answer = fetch.send("POST", portal.url + "/good", form={"name": "山田"})
    assert answer.json() == {"id": 1}
    assert len(portal.asked) == 3
    assert not list(fetch.store.folder.glob("asked/*/*"))
    assert not list(fetch.store.folder.glob("bodies/*/*"))
    with pytest.raises(SourceUnavailable, match="was not told anything: this is offline"):
        make_fetch(offline=True).send("POST", portal.url + "/good")


def test_a_question_that_is_posted_is_kept_like_any(portal: Portal, make_fetch: Make) -> None:
    portal.says["*"] = [lambda made: made.close(), said(b"[1]")]
    assert make_fetch().query(portal.url, json={"q": "会津"}).json() == [1]
    assert portal.asked[-1].body == '{"q": "会津"}'.encode()
    assert make_fetch(offline=True).query(portal.url, json={"q": "会津"}).json() == [1]
    with pytest.raises(SourceUnavailable, match="never fetched"):
        make_fetch(offline=True).query(portal.url, json={"q": "other"})


def test_nobody_there(portal: Portal, fetch: Fetcher) -> None:
    portal.stop()
    with pytest.raises(SourceUnavailable, match="does not take connections now"):
        fetch.get(portal.url)


def test_the_connection_is_reset(portal: Portal, fetch: Fetcher) -> None:
    def reset(made: object) -> None:
        import socket
        import struct

        made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        made.close()

    portal.says["*"] = [reset, reset, said(b"1")]
    assert fetch.get(portal.url).content == b"1"


def late(made: object) -> None:
    """A good answer, for whoever waits three seconds for it."""
    time.sleep(3)
    made.sendall(said(b"1"))


def test_silence_ends(portal: Portal, make_fetch: Make) -> None:
    portal.says["*"] = [late]
    with pytest.raises(SourceUnavailable, match="did not answer in time"):
        make_fetch(read_s=0.2, retries=1).get(portal.url)


def test_silence_does_not_outlast_the_deadline(portal: Portal, make_fetch: Make) -> None:
    portal.says["*"] = [late]
    with pytest.raises(SourceUnavailable, match="took longer than"):
        make_fetch(total_s=0.4, read_s=5).get(portal.url)


def test_headers_that_drip_end(portal: Portal, make_fetch: Make) -> None:
    """Every byte comes in time; the whole never does."""

    def drip(made: object) -> None:
        made.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
        for _ in range(60):
            made.sendall(b"X")
            time.sleep(0.05)
        made.sendall(b"\r\nContent-Length: 1\r\n\r\n1")

    portal.says["*"] = [drip]
    with pytest.raises(SourceUnavailable, match="took longer than 1 s"):
        make_fetch(total_s=0.6, read_s=0.4).get(portal.url)
    assert len(portal.asked) == 1


@pytest.mark.parametrize(
    "flood",
    [
        b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 1000 + b"\r\n1",
        b"HTTP/1.1 200 OK\r\nX: " + b"1" * 200_000 + b"\r\n\r\n1",
        b"HTTP/1.1 2" + b"0" * 200_000,
        b"\x16\x03\x01 this is no HTTP",
        b"HTTP/1.1 abc\r\n\r\n",
        b"",
    ],
    ids=["many headers", "long header", "long status", "not HTTP", "no status", "nothing"],
)
def test_strange_beginnings(portal: Portal, make_fetch: Make, flood: bytes) -> None:
    def say(made: object) -> None:
        made.sendall(flood)

    portal.says["*"] = [say]
    with pytest.raises((SourceUnavailable, SourceChanged)):
        make_fetch(retries=0).get(portal.url)


def test_a_header_that_cannot_be_sent_is_told_without_it(fetch: Fetcher, portal: Portal) -> None:
    with pytest.raises(SourceUnavailable, match="holds signs that cannot be sent") as caught:
        fetch.get(portal.url, secret_headers={"X-Key": "sesame\n"})
    assert "sesame" not in str(caught.value)


def test_a_login_found_in_a_file_is_not_sent(
    portal: Portal, fetch: Fetcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password sesame")
    monkeypatch.setenv("NETRC", str(netrc))
    portal.says["*"] = [said(b"1")]
    fetch.get(portal.url)
    assert "authorization" not in portal.asked[0].headers


def test_the_first_fetch_of_a_machine(portal: Portal, tmp_path: Path) -> None:
    portal.says["*"] = [said(b"1")]
    folder = tmp_path / "deep" / "cache"
    Fetcher(store=Store(folder), offline=False).get(portal.url)
    assert folder.stat().st_mode & 0o777 == 0o700
