"""A demo on a USB stick: everything replays on another machine, and nothing hostile comes in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from core.fetch.portal import Portal, said

from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch import Fetcher, Store

Make = Callable[..., Fetcher]
Change = Callable[[Path, dict[str, object], dict[str, object]], object]


@pytest.fixture
def saved(portal: Portal, fetch: Fetcher, tmp_path: Path) -> Path:
    portal.says["/a.csv"] = [said("消火栓".encode(), Content_Type="text/csv; charset=utf-8")]
    portal.says["/b"] = [said(b"[1]", Content_Type="application/json")]
    fetch.get(portal.url + "/a.csv", {"key": "1"}, secret_params={"token": "sesame"})
    fetch.query(portal.url + "/b", json={"q": 1})
    to = tmp_path / "usb"
    assert fetch.store.save(to) == (to, 2, 12, 0)
    return to


@pytest.fixture
def other(tmp_path: Path) -> Store:
    """The store of another machine."""
    return Store(tmp_path / "other")


def test_everything_replays_elsewhere(portal: Portal, saved: Path, other: Store) -> None:
    portal.stop()
    assert other.use(saved) == (other.folder, 2, 12, 0)
    fetch = Fetcher(store=other, offline=True)
    answer = fetch.get(portal.url + "/a.csv", {"key": "1"}, secret_params={"token": "another"})
    assert answer.text() == "消火栓"
    assert answer.content_type == "text/csv"
    assert fetch.query(portal.url + "/b", json={"q": 1}).json() == [1]
    assert other.use(saved) == (other.folder, 0, 0, 2), "a second time nothing is newer"


def test_it_can_be_read_by_people_and_carried_by_anything(portal: Portal, saved: Path) -> None:
    told = json.loads((saved / "snapshot.json").read_text("utf-8"))
    first = next(one for one in told["answers"] if "a.csv" in one["url"])
    assert first["url"] == portal.url + "/a.csv?key=1"
    assert first["media_type"] == "text/csv"
    assert first["sha256"] == hashlib.sha256("消火栓".encode()).hexdigest()
    files = [path for path in saved.rglob("*") if path.is_file()]
    assert len(files) == 3
    assert all(path.name.replace(".", "").isalnum() and len(path.name) <= 64 for path in files)
    assert not any(path.is_symlink() or path.stat().st_nlink > 1 for path in files)
    assert b"sesame" not in b"".join(path.read_bytes() for path in files)


def test_only_what_a_demo_asked_for(
    portal: Portal, saved: Path, make_fetch: Make, tmp_path: Path, other: Store
) -> None:
    demo = make_fetch(offline=True)
    demo.query(portal.url + "/b", json={"q": 1})
    to = tmp_path / "demo"
    assert demo.store.save(to, demo.used) == (to, 1, 3, 0)
    assert other.use(to).answers == 1
    assert demo.store.save(to, {*demo.used, "f" * 64, "../../x"}).passed_over == 2
    assert demo.store.save(saved, demo.used).answers == 1
    assert len(list((saved / "bodies").iterdir())) == 1, "what is no longer listed is gone"


def test_what_is_damaged_is_not_saved(saved: Path, store: Store, tmp_path: Path) -> None:
    next(p for p in store.folder.glob("bodies/*/*") if p.stat().st_size == 3).write_bytes(b"xyz")
    assert Store(store.folder).save(tmp_path / "again").passed_over == 1


def test_a_newer_answer_stays(portal: Portal, saved: Path, fetch: Fetcher, other: Store) -> None:
    told = json.loads((saved / "snapshot.json").read_bytes())
    for one in told["answers"]:
        one["fetched_at"] = "2020-01-01T09:00:00+09:00"
    (saved / "snapshot.json").write_text(json.dumps(told))
    portal.says["/b"] = [said(b"[2]")]
    fetch.query(portal.url + "/b", json={"q": 1})
    assert fetch.store.use(saved) == (fetch.store.folder, 0, 0, 2)
    assert fetch.query(portal.url + "/b", json={"q": 1}).json() == [2]
    assert other.use(saved).answers == 2, "old is better than none"


def field(**values: object) -> Change:
    return lambda folder, told, one: one.update(values)


def grown(folder: Path, told: dict[str, object], one: dict[str, object]) -> None:
    with (folder / "bodies" / str(one["sha256"])).open("ab") as file:
        file.write(b"more")


def linked(folder: Path, told: dict[str, object], one: dict[str, object]) -> None:
    body = folder / "bodies" / str(one["sha256"])
    body.rename(folder / "real")
    body.symlink_to(folder / "real")


HOSTILE: dict[str, Change] = {
    "a key that is a path": field(key="../../../x"),
    "a key that is no text": field(key=1),
    "a hash that is a path": field(sha256="../../etc/passwd"),
    "a hash in capitals": lambda f, t, one: one.update(sha256=str(one["sha256"]).upper()),
    "another hash": field(sha256="a" * 64),
    "too long": field(bytes=10**12),
    "negative": field(bytes=-1),
    "another length": field(bytes=2),
    "true for a number": field(status=True),
    "headers that are no texts": field(headers={"a": {}}),
    "no time": field(fetched_at="yesterday"),
    "a time without zone": field(fetched_at="2026-01-01T00:00:00"),
    "a body that grew": grown,
    "a body that is a link": linked,
    "a body that is missing": lambda f, t, one: (f / "bodies" / str(one["sha256"])).unlink(),
    "answers that are none": lambda f, t, one: t.update(answers=[1]),
    "no list": lambda f, t, one: t.update(answers={}),
    "another kind of file": lambda f, t, one: t.update(what="something"),
}


@pytest.mark.parametrize("how", HOSTILE)
def test_a_hostile_folder_is_refused(saved: Path, other: Store, how: str) -> None:
    told = json.loads((saved / "snapshot.json").read_bytes())
    HOSTILE[how](saved, told, told["answers"][-1])
    (saved / "snapshot.json").write_text(json.dumps(told))
    with pytest.raises(SourceChanged, match="nothing was taken from"):
        other.use(saved)
    assert not list(other.folder.glob("asked/*/*")), "all of it or nothing"
    assert not list(other.folder.rglob("*.part"))


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 100_000, b"[]", b"null", b"\xff"])
def test_a_list_that_is_none(saved: Path, other: Store, content: bytes) -> None:
    (saved / "snapshot.json").write_bytes(content)
    with pytest.raises(SourceChanged, match="nothing was taken from"):
        other.use(saved)


@pytest.mark.parametrize("folder", ["nowhere", "store"])
def test_a_folder_without_a_list(saved: Path, other: Store, tmp_path: Path, folder: str) -> None:
    with pytest.raises(SourceUnavailable, match=r"holds no snapshot\.json"):
        other.use(tmp_path / folder)
