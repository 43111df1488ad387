"""Bodies that end too early, too late, never, or are something else than was promised."""

from __future__ import annotations

import gc
import gzip
import io
import re
import socket
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from core.fetch.portal import Portal, said

from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch import Fetcher
from civickit.core.fetch.progress import Progress
from civickit.core.fetch.web_page import is_web_page, title_of

Make = Callable[..., Fetcher]
ROWS = b"".join(b"%d,hydrant\n" % n for n in range(20_000))
PACKED = gzip.compress(ROWS)
OPEN = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"


def chunked(body: bytes, size: int = 1000) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)


CUT = {
    "shorter than its length": OPEN + b"Content-Length: 1000\r\n\r\n" + ROWS[:500],
    "packed, cut": OPEN + b"Content-Encoding: gzip\r\n\r\n" + PACKED[:-200],
    "packed, without its sum": OPEN + b"Content-Encoding: gzip\r\n\r\n" + PACKED[:-4],
    "packed, second part cut": OPEN + b"Content-Encoding: gzip\r\n\r\n" + PACKED + PACKED[:99],
    "packed, damaged": OPEN
    + b"Content-Encoding: gzip\r\n\r\n"
    + PACKED[:500]
    + b"\0" * 40
    + PACKED[540:],
    "said to be packed": OPEN + b"Content-Encoding: gzip\r\n\r\n" + ROWS,
    "packed in another way": OPEN + b"Content-Encoding: br\r\n\r\n" + ROWS,
    "chunks, no end": OPEN + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(ROWS),
    "chunk cut": OPEN + b"Transfer-Encoding: chunked\r\n\r\n" + b"fff\r\n" + ROWS[:100],
    "no chunk": OPEN + b"Transfer-Encoding: chunked\r\n\r\n" + b"hello\r\n",
}
WHOLE = {
    "with its length": said(ROWS),
    "HTTP/1.0, no length": b"HTTP/1.0 200 OK\r\n\r\n" + ROWS,
    "packed": said(PACKED, Content_Encoding="gzip"),
    "packed, upper case": said(PACKED, Content_Encoding=" X-GZIP "),
    "packed in parts": said(
        gzip.compress(ROWS[:9000]) + gzip.compress(ROWS[9000:]), Content_Encoding="gzip"
    ),
    "chunks": OPEN + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(ROWS) + b"0\r\n\r\n",
    "packed chunks": OPEN
    + b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
    + chunked(PACKED, 7)
    + b"0\r\nX-Sum: 1\r\n\r\n",
    "a charset named as packing": said(ROWS, Content_Encoding="UTF-8"),
    "length is no number": OPEN + b"Content-Length: many\r\n\r\n" + ROWS,
    "longer than its length": said(ROWS) + b"more",
}


def sending(content: bytes) -> Callable[[socket.socket], None]:
    return lambda made: made.sendall(content)


@pytest.mark.parametrize("how", CUT)
def test_a_cut_is_asked_again_and_never_taken(
    portal: Portal, fetch: Fetcher, how: str, leftovers: Callable[[], list[str]]
) -> None:
    portal.says["/mended"] = [sending(CUT[how]), said(ROWS)]
    portal.says["/cut"] = [sending(CUT[how])]
    assert fetch.get(portal.url + "/mended").content == ROWS
    with pytest.raises(SourceUnavailable, match="Try again later"):
        fetch.get(portal.url + "/cut")
    assert len(portal.asked) == 2 + 3
    assert leftovers() == []
    assert len(list(fetch.store.folder.glob("asked/*/*"))) == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_two_lengths_are_none(portal: Portal, fetch: Fetcher) -> None:
    """urllib3 leaves the socket of such an answer to the garbage collector."""
    two = OPEN + b"Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde"
    portal.says["*"] = [sending(two)]
    with pytest.raises(SourceUnavailable, match="sent an answer that cannot be read"):
        fetch.get(portal.url)
    gc.collect()


@pytest.mark.parametrize("how", WHOLE)
def test_a_whole_body_is_taken(portal: Portal, fetch: Fetcher, how: str) -> None:
    portal.says["*"] = [sending(WHOLE[how])]
    answer = fetch.get(portal.url)
    assert answer.content == ROWS
    assert answer.bytes == len(ROWS)
    assert len(portal.asked) == 1


@pytest.mark.parametrize("headers", [{}, {"Content_Encoding": "gzip"}])
def test_an_empty_body_is_empty(portal: Portal, fetch: Fetcher, headers: dict[str, str]) -> None:
    portal.says["*"] = [said(b"", **headers)]
    assert fetch.get(portal.url).content == b""


def endless(beginning: bytes, piece: bytes) -> Callable[[socket.socket], None]:
    def say(made: socket.socket) -> None:
        made.sendall(beginning)
        while True:
            made.sendall(piece)

    return say


def test_an_endless_body_ends(
    portal: Portal, make_fetch: Make, leftovers: Callable[[], list[str]]
) -> None:
    portal.says["*"] = [endless(OPEN + b"\r\n", b"1,hydrant\n" * 1000)]
    with pytest.raises(SourceUnavailable, match=r"/a is longer than 2 MB and was left"):
        make_fetch(bytes=2 * 1024**2).get(portal.url + "/a")
    assert len(portal.asked) == 1
    assert leftovers() == []


def test_the_body_of_a_redirect_is_not_read(portal: Portal, fetch: Fetcher) -> None:
    beginning = b"HTTP/1.1 302 Found\r\nLocation: /b\r\nConnection: close\r\n\r\n"
    portal.says["/a"] = [endless(beginning, bytes(65536))]
    portal.says["/b"] = [said(b"1")]
    assert fetch.get(portal.url + "/a").content == b"1"


def test_the_body_of_a_refusal_is_not_read(portal: Portal, fetch: Fetcher) -> None:
    portal.says["*"] = [endless(b"HTTP/1.1 403 No\r\nConnection: close\r\n\r\n", bytes(65536))]
    with pytest.raises(SourceUnavailable, match="HTTP 403"):
        fetch.get(portal.url)


def test_a_bomb_is_left_while_it_is_small(portal: Portal, make_fetch: Make) -> None:
    """Ninety megabytes of zeros pack into ninety kilobytes; it is never unpacked as a whole."""
    bomb = io.BytesIO()
    with gzip.GzipFile(fileobj=bomb, mode="wb") as packing:
        for _ in range(9):
            packing.write(bytes(10 * 1024**2))
    portal.says["*"] = [sending(OPEN + b"Content-Encoding: gzip\r\n\r\n" + bomb.getvalue())]
    with pytest.raises(SourceUnavailable, match="longer than 1 MB"):
        make_fetch(bytes=1024**2).get(portal.url)


def test_nothing_packed_without_end_is_left(portal: Portal, make_fetch: Make) -> None:
    """Empty packed members, one after the other: many bytes come, none of them unpack."""
    nothing = gzip.compress(b"") * 1000
    portal.says["*"] = [endless(OPEN + b"Content-Encoding: gzip\r\n\r\n", nothing)]
    with pytest.raises(SourceUnavailable, match=r"longer than 0\.5 MB"):
        make_fetch(bytes=512 * 1024).get(portal.url)


def test_a_body_that_drips_ends(portal: Portal, make_fetch: Make) -> None:
    def drip(made: socket.socket) -> None:
        made.sendall(OPEN + b"Content-Length: 60\r\n\r\n")
        for _ in range(60):
            made.sendall(b"1")
            time.sleep(0.05)

    portal.says["*"] = [drip]
    with pytest.raises(SourceUnavailable, match="took longer than 1 s"):
        make_fetch(total_s=0.6, read_s=0.4).get(portal.url)
    assert len(portal.asked) == 1


def test_a_body_that_falls_silent_ends(portal: Portal, make_fetch: Make) -> None:
    def stop(made: socket.socket) -> None:
        made.sendall(OPEN + b"Content-Length: 1000\r\n\r\n1")
        time.sleep(2)

    portal.says["*"] = [stop, said(b"1")]
    assert make_fetch(read_s=0.2).get(portal.url).content == b"1"


PAGES = {
    "plain": b"<!doctype HTML><html>",
    "after a mark and space": b"\xef\xbb\xbf \r\n<HTML lang=ja>",
    "after comments": b"<!-- a --> <!-- b --><html>",
    "XHTML": b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0">',
    "UTF-16": "\ufeff<!DOCTYPE html>".encode("utf-16-le"),
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("content_type", ["text/html", "text/csv"])
def test_a_page_is_not_data(portal: Portal, fetch: Fetcher, page: str, content_type: str) -> None:
    portal.says["*"] = [said(PAGES[page], Content_Type=content_type)]
    with pytest.raises(SourceChanged, match="did not answer with data"):
        fetch.get(portal.url)
    assert fetch.get(portal.url, expect="anything").content == PAGES[page]


@pytest.mark.parametrize("body", [b"a,b\n<html>,2\n", b"", b'{"a": "<html>"}', b"<?xml?><rss/>"])
def test_data_called_a_page_are_data(portal: Portal, fetch: Fetcher, body: bytes) -> None:
    portal.says["*"] = [said(body, Content_Type="text/html; charset=utf-8")]
    assert fetch.get(portal.url).content == body


@pytest.mark.parametrize("piece", [b"<br />\n<b>Warning</b>", b"<script>", b"<title>x", b"<!-- "])
def test_a_piece_of_a_page_is_one_where_the_server_says_so(piece: bytes) -> None:
    assert is_web_page(piece, "text/html")
    assert not is_web_page(piece, "application/xml")


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc-jp"])
def test_the_title_of_a_page_is_told(encoding: str) -> None:
    page = "<html><title lang=ja>\n ただいま&amp;メンテナンス中\n</title>" + "あ" * 40
    assert title_of(page.encode(encoding)[:-1]) == "ただいま&メンテナンス中"
    assert title_of(b"<html><title>\x81 \xff</title>") == ""


def test_a_download_is_whole_or_not_there(portal: Portal, fetch: Fetcher, tmp_path: Path) -> None:
    to = tmp_path / "out" / ("消火栓" * 20 + ".csv")
    portal.says["/cut"] = [sending(CUT["chunk cut"])]
    portal.says["/good"] = [said(ROWS)]
    with pytest.raises(SourceUnavailable):
        fetch.download(portal.url + "/cut", to)
    assert not to.parent.exists()
    answer = fetch.download(portal.url + "/good", to)
    assert to.read_bytes() == ROWS == answer.content
    assert [path.name for path in to.parent.iterdir()] == [to.name]
    plain = tmp_path / "plain"
    plain.write_bytes(b"")
    assert to.stat().st_mode == plain.stat().st_mode, "others may read it as any file"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def slowly(made: socket.socket) -> None:
    made.sendall(OPEN + b"Content-Length: 2400000\r\n\r\n")
    for _ in range(6):
        made.sendall(bytes(400_000))
        time.sleep(0.25)


@pytest.mark.parametrize("kind", [Terminal, io.StringIO])
def test_how_far_it_is_is_shown_on_a_terminal_only(
    portal: Portal, fetch: Fetcher, monkeypatch: pytest.MonkeyPatch, kind: type[io.StringIO]
) -> None:
    screen = kind()
    monkeypatch.setattr(sys, "stderr", screen)
    portal.says["*"] = [slowly]
    fetch.get(portal.url + "/hydrants.csv", progress=True)
    shown = screen.getvalue()
    if kind is Terminal:
        assert re.search(r"hydrants.csv: [12]\.\d of 2.4 MB \([678]\d%\)", shown)
        assert shown.endswith("\r\x1b[K"), "the line is gone afterwards"
    else:
        assert shown == ""


def test_how_far_it_is_where_nobody_knows_the_length(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr("civickit.core.fetch.progress.PATIENCE_S", 0.0)
    with Progress("a\x1b[2Jb", 0, wanted=True) as progress:
        progress.add(1_500_000)
    assert "a?[2Jb: 1.5 MB" in screen.getvalue()


def test_no_piece_of_unpacked_data_is_large() -> None:
    from civickit.core.fetch.body import CHUNK, _unpacked

    packing = zlib.compressobj(wbits=31)
    bomb = packing.compress(bytes(10_000_000)) + packing.flush()
    pieces = list(_unpacked(iter([bomb])))
    assert max(map(len, pieces)) <= CHUNK
    assert sum(map(len, pieces)) == 10_000_000
