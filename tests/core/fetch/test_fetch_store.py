"""What is kept: asked again cheaply, given when nobody answers, never believed when damaged."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from core.fetch.portal import Portal, said

from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch import Answer, Fetcher, Store
from civickit.core.fetch.fetcher import age_words
from civickit.core.fetch.tidy import tidy

Make = Callable[..., Fetcher]
DAY_S = 86_400


def entry_file(store: Store) -> Path:
    return next(store.folder.glob("asked/*/*.json"))


def change(store: Store, **fields: object) -> None:
    path = entry_file(store)
    path.write_text(json.dumps({**json.loads(path.read_bytes()), **fields}))


def test_it_is_asked_whether_anything_changed(portal: Portal, fetch: Fetcher) -> None:
    dated = "Wed, 01 Oct 2025 00:00:00 GMT"
    portal.says["*"] = [
        said(b"old", ETag='"a"', Last_Modified=dated, Content_Type="text/csv", X_Count="1"),
        said(b"", "304 Not Modified", X_Count="1"),
        said(b"new", ETag='"b"'),
    ]
    assert [fetch.get(portal.url).content for _ in range(3)] == [b"old", b"old", b"new"]
    assert "if-none-match" not in portal.asked[0].headers
    assert portal.asked[1].headers["if-none-match"] == '"a"'
    assert portal.asked[1].headers["if-modified-since"] == dated
    assert fetch.notes == []


def test_unchanged_is_as_good_as_new(portal: Portal, store: Store, fetch: Fetcher) -> None:
    portal.says["*"] = [said(b"1", ETag='"a"', Content_Type="text/csv"), said(b"", "304 Same")]
    fetch.get(portal.url)
    change(store, fetched_at="2020-01-01T00:00:00+00:00")
    answer = fetch.get(portal.url)
    assert (answer.status, answer.stored, answer.stale) == (200, False, "")
    assert answer.content_type == "text/csv"
    assert answer.fetched_at > "2026"
    assert json.loads(entry_file(store).read_bytes())["fetched_at"] == answer.fetched_at


def test_unchanged_since_never(portal: Portal, fetch: Fetcher) -> None:
    portal.says["*"] = [said(b"", "304 Not Modified")]
    with pytest.raises(SourceUnavailable, match="HTTP 304"):
        fetch.get(portal.url)


def test_a_fresh_copy_is_not_asked_again(portal: Portal, make_fetch: Make, store: Store) -> None:
    portal.says["*"] = [said(b"1"), said(b"2")]
    fetch = make_fetch(fresh_s=60)
    fetch.get(portal.url)
    again = fetch.get(portal.url)
    assert (again.content, again.stored, len(portal.asked)) == (b"1", True, 1)
    change(store, fetched_at="2999-01-01T00:00:00+00:00")
    assert fetch.get(portal.url).content == b"2", "a clock that was wrong keeps nothing fresh"


def test_on_sunday_the_copy_is_given_and_told(
    portal: Portal, make_fetch: Make, store: Store
) -> None:
    portal.says["*"] = [said(b"1"), said(b"", "503 No")]
    make_fetch().get(portal.url)
    change(store, fetched_at="2026-01-01T00:00:00+00:00")
    fetch = make_fetch()
    answer = fetch.get(portal.url)
    assert (answer.content, answer.stored) == (b"1", True)
    assert "HTTP 503" in answer.stale
    assert "Here is the copy of" in answer.stale
    assert "days ago" in answer.stale
    assert fetch.notes == [answer.stale]
    assert answer.provenance().stale == answer.stale


@pytest.mark.parametrize("trouble", ["403 No", "429 Slow", "500 Oh", "page", "gone", "cut"])
def test_the_copy_helps_in_every_trouble(portal: Portal, fetch: Fetcher, trouble: str) -> None:
    portal.says["*"] = [said(b"1")]
    fetch.get(portal.url)
    if trouble == "gone":
        portal.stop()
    elif trouble == "page":
        portal.says["*"] = [said(b"<html>")]
    elif trouble == "cut":
        portal.says["*"] = [lambda made: made.sendall(said(b"22")[:-1])]
    else:
        portal.says["*"] = [said(b"", trouble)]
    answer = fetch.get(portal.url)
    assert answer.content == b"1"
    assert answer.stale


@pytest.mark.parametrize("status", [401, 404, 410])
def test_what_is_withdrawn_is_not_given(portal: Portal, fetch: Fetcher, status: int) -> None:
    portal.says["*"] = [said(b"1"), said(b"", f"{status} Gone")]
    fetch.get(portal.url)
    with pytest.raises(SourceUnavailable):
        fetch.get(portal.url)


def test_a_silent_host_is_waited_for_once(portal: Portal, make_fetch: Make) -> None:
    portal.says["/a"] = portal.says["/b"] = [said(b"1")]
    fetch = make_fetch(read_s=0.2)
    for path in "ab":
        fetch.get(f"{portal.url}/{path}")
    portal.says["/a"] = portal.says["/b"] = [lambda made: time.sleep(0.5)]
    fetch.get(portal.url + "/a")
    asked = len(portal.asked)
    assert fetch.get(portal.url + "/b").stale
    assert len(portal.asked) == asked, "the second copy is given at once"
    with pytest.raises(SourceUnavailable):
        fetch.get(portal.url + "/never-fetched")
    assert len(portal.asked) > asked, "what is not there is asked for"


def test_offline_replays_and_says_so(portal: Portal, make_fetch: Make, store: Store) -> None:
    portal.says["*"] = [said(b"1", Content_Type="text/csv", Link="</b>")]
    live = make_fetch().get(portal.url, {"q": "会津"}, headers={"Accept": "text/csv"})
    portal.stop()
    change(store, fetched_at=(age := "2026-01-01T00:00:00+00:00"))
    fetch = make_fetch(offline=True)
    answer = fetch.get(portal.url, {"q": "会津"}, headers={"Accept": "text/csv"})
    assert (answer.content, answer.headers, answer.stored) == (b"1", live.headers, True)
    assert fetch.notes == [f"Offline: 127.0.0.1 as it was {age_words(age)}."]
    for other in ({"q": "東京"}, {"q": "会津", "n": 1}):
        with pytest.raises(SourceUnavailable, match="never fetched on this machine, and this is"):
            fetch.get(portal.url, other, headers={"Accept": "text/csv"})


def test_the_variable_means_offline(monkeypatch: pytest.MonkeyPatch, store: Store) -> None:
    monkeypatch.setenv("CIVICKIT_OFFLINE", "1")
    assert Fetcher(store=store).offline
    assert not Fetcher(store=store, offline=False).offline


DAMAGE: dict[str, Callable[[Path, Path], object]] = {
    "entry empty": lambda entry, body: entry.write_bytes(b""),
    "entry cut": lambda entry, body: entry.write_bytes(entry.read_bytes()[:50]),
    "entry a list": lambda entry, body: entry.write_bytes(b"[]"),
    "entry nested": lambda entry, body: entry.write_bytes(b"[" * 100_000),
    "entry a folder": lambda entry, body: (entry.unlink(), entry.mkdir()),
    "body gone": lambda entry, body: body.unlink(),
    "body shorter": lambda entry, body: body.write_bytes(b"a"),
    "body other": lambda entry, body: body.write_bytes(b"x" * body.stat().st_size),
}
FIELDS = {
    "url": 1,
    "sha256": "../../../etc/passwd",
    "bytes": "3",
    "status": None,
    "fetched_at": "2026-01-01",
    "headers": {"etag": 1},
    "final_url": [],
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_damaged_is_not_there(
    portal: Portal, make_fetch: Make, store: Store, damage: str
) -> None:
    portal.says["*"] = [said(b"abc", ETag='"a"')]
    answer = make_fetch().get(portal.url)
    entry = entry_file(store)
    DAMAGE[damage](entry, answer.path)
    fresh = Store(store.folder)
    with pytest.raises(SourceUnavailable, match="never fetched"):
        Fetcher(store=fresh, offline=True).get(portal.url)
    if not entry.is_dir():
        assert Fetcher(store=fresh, offline=False).get(portal.url).content == b"abc"
        assert "if-none-match" not in portal.asked[-1].headers
        assert Fetcher(store=fresh, offline=True).get(portal.url).content == b"abc", "mended"


@pytest.mark.parametrize("name", FIELDS)
def test_an_entry_of_another_shape_is_not_there(
    portal: Portal, make_fetch: Make, store: Store, name: str
) -> None:
    portal.says["*"] = [said(b"abc")]
    make_fetch().get(portal.url)
    change(store, **{name: FIELDS[name]})
    with pytest.raises(SourceUnavailable, match="never fetched"):
        make_fetch(offline=True).get(portal.url)


def test_a_full_disk_is_a_sentence(
    portal: Portal, fetch: Fetcher, monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    """The disk is the outside: /dev/full stands in for it."""
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    portal.says["*"] = [said(b"1" * 1_000_000)]
    real = Path.open

    def open_full(self: Path, mode: str = "r", *args: object, **options: object) -> object:
        if mode == "xb":
            real(self, mode).close()
            full = open("/dev/full", "wb")  # noqa: PTH123, SIM115 - stands in for another open
            return _Named(full, str(self))
        return real(self, mode, *args, **options)

    monkeypatch.setattr(Path, "open", open_full)
    with pytest.raises(OSError, match=r"cannot be kept in .*Make room there") as caught:
        fetch.get(portal.url)
    assert caught.value.errno == errno.ENOSPC
    assert list(store.folder.rglob("*.part")) == []
    assert len(portal.asked) == 1, "asking again makes no room"


class _Named:
    def __init__(self, file: object, name: str) -> None:
        self._file = file
        self.name = name

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)

    def __enter__(self) -> _Named:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()


def test_a_folder_that_cannot_be_written_is_a_sentence(portal: Portal, tmp_path: Path) -> None:
    portal.says["*"] = [said(b"1")]
    (tmp_path / "file").write_bytes(b"")
    fetch = Fetcher(store=Store(tmp_path / "file" / "cache"), offline=False)
    with pytest.raises(OSError, match="name another folder in CIVICKIT_CACHE"):
        fetch.get(portal.url)


def test_processes_share_a_folder(portal: Portal, store: Store) -> None:
    portal.says["*"] = [said(b"1" * 100_000)]
    code = (
        "import sys; from pathlib import Path; from civickit.core.fetch import *\n"
        "fetch = Fetcher(store=Store(Path(sys.argv[1])), offline=False)\n"
        "assert all(len(fetch.get(sys.argv[2]).content) == 100_000 for _ in range(30))"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(store.folder), portal.url])
        for _ in range(3)
    ]
    assert [process.wait(timeout=30) for process in running] == [0, 0, 0]
    assert list(store.folder.rglob("*.part")) == []


def test_killed_in_the_middle(portal: Portal, store: Store, make_fetch: Make) -> None:
    started = threading.Event()

    def half(made: socket.socket) -> None:
        made.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 400000\r\n\r\n" + b"1" * 200_000)
        started.set()
        time.sleep(5)

    portal.says["*"] = [half, said(b"whole")]
    code = (
        "import sys; from pathlib import Path; from civickit.core.fetch import *\n"
        "Fetcher(store=Store(Path(sys.argv[1])), offline=False).get(sys.argv[2])"
    )
    running = subprocess.Popen([sys.executable, "-c", code, str(store.folder), portal.url])
    assert started.wait(20)
    end = time.monotonic() + 10
    while not list(store.folder.glob("parts/*")) and time.monotonic() < end:
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.wait()
    parts = list(store.folder.glob("parts/*"))
    assert len(parts) == 1
    with pytest.raises(SourceUnavailable):
        make_fetch(offline=True).get(portal.url)
    assert make_fetch().get(portal.url).content == b"whole"
    assert parts[0].exists(), "somebody may still be writing it"
    os.utime(parts[0], (time.time() - DAY_S,) * 2)
    tidy(store.folder, store.limit_bytes)
    assert not parts[0].exists()


def test_the_folder_stays_within_its_bound(portal: Portal, tmp_path: Path) -> None:
    """What was asked for longest ago goes first; what was asked for within the hour stays."""
    store = Store(tmp_path, limit_bytes=2500)
    fetch = Fetcher(store=store, offline=False)
    answers: dict[str, Answer] = {}
    for number, name in enumerate("abcd"):
        portal.says[f"/{name}"] = [said(name.encode() * 1000)]
        answers[name] = fetch.get(f"{portal.url}/{name}")
        os.utime(answers[name].path, (time.time() - DAY_S + number,) * 2)
    offline = Fetcher(store=store, offline=True)
    offline.get(portal.url + "/a")
    (tmp_path / "tidied").unlink()
    portal.says["/e"] = [said(b"e")]
    fetch.get(portal.url + "/e")
    there = [name for name in "abcd" if answers[name].path.exists()]
    assert there == ["a", "d"]
    assert len(list(tmp_path.glob("asked/*/*.json"))) == 3
    assert offline.get(portal.url + "/d").content == b"d" * 1000


def test_what_was_just_fetched_stays(portal: Portal, tmp_path: Path) -> None:
    store = Store(tmp_path, limit_bytes=10)
    portal.says["*"] = [said(b"1" * 1000)]
    answer = Fetcher(store=store, offline=False).get(portal.url)
    tidy(store.folder, store.limit_bytes)
    assert answer.content == b"1" * 1000


def test_an_entry_leads_nowhere_else(
    portal: Portal, make_fetch: Make, store: Store, tmp_path: Path
) -> None:
    portal.says["*"] = [said(b"abc")]
    fetch = make_fetch(fresh_s=1e9)
    fetch.get(portal.url)
    secret = tmp_path / "secret"
    secret.write_bytes(b"xyz")
    change(store, sha256=str(secret))
    assert fetch.get(portal.url).content == b"abc"


def test_what_is_told_leaves_no_trace_for_long(
    portal: Portal, store: Store, fetch: Fetcher
) -> None:
    portal.says["*"] = [said(b"your token is 1")]
    answer = fetch.send("POST", portal.url)
    assert answer.content == b"your token is 1"
    os.utime(answer.path, (time.time() - DAY_S,) * 2)
    tidy(store.folder, store.limit_bytes)
    assert not answer.path.exists()


def test_words_of_an_answer(portal: Portal, fetch: Fetcher, tmp_path: Path) -> None:
    bodies = {
        "text/csv; charset=Shift_JIS": "①㈱髙".encode("cp932"),
        "text/csv; charset=nonsense": "①㈱髙".encode(),
        "text/csv; charset=undefined": "①㈱髙".encode(),
        'text/csv; charset="utf-16"': "①㈱髙".encode("utf-16"),
        "text/csv": b"\xef\xbb\xbf" + "①㈱髙".encode(),
    }
    for number, (kind, body) in enumerate(bodies.items()):
        portal.says[f"/{number}"] = [said(body, Content_Type=kind)]
        assert fetch.get(f"{portal.url}/{number}").text() == "①㈱髙"
    for name, body in {"deep": b"[" * 200_000, "cut": b'{"a":', "empty": b""}.items():
        portal.says[f"/{name}"] = [said(body)]
        with pytest.raises(SourceChanged, match="JSON"):
            fetch.get(f"{portal.url}/{name}").json()


def test_where_a_file_came_from_lies_beside_it(
    portal: Portal, fetch: Fetcher, tmp_path: Path
) -> None:
    portal.says["/a.csv"] = [said(b"a,b\n1,2\n")]
    file = tmp_path / "消火栓.csv"
    answer = fetch.download(portal.url + "/a.csv", file)
    known = {"licence": "CC BY 4.0", "attribution": "会津若松市", "encoding": "utf-8", "rows": 1}
    beside = answer.provenance(**known).write_beside(file)
    assert beside.name == "消火栓.csv.provenance.json"
    told = json.loads(beside.read_text("utf-8"))
    assert told["url"] == portal.url + "/a.csv"
    assert told["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert told["bytes"] == 8
    assert told["fetched_at"].endswith("+00:00")
    assert known.items() <= told.items()
    assert "会津若松市" in beside.read_text("utf-8")


def test_importing_is_cheap() -> None:
    code = "import sys, civickit.core.fetch; print({'requests', 'urllib3'} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert loaded.stdout.strip() == "set()"
