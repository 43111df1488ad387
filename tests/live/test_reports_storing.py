"""Reports as they are kept, changed, and deleted in the end: the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from live.conftest import Clock
from live.desking import DATABASES, app_on
from live.reporting import pictures, telling_picture
from sqlalchemy import select, text

from civickit.core.errors import ProjectConflict, UnknownName
from civickit.live.reports.records import STATUSES, NewReport, Receipt
from civickit.live.reports.retention import delete_old
from civickit.live.reports.storing import Reports, TooMany
from civickit.live.reports.tables import report_log
from civickit.live.reports.tables import reports as table
from civickit.live.site import SITE, Site
from civickit.web.limits import Limits, attempts
from civickit.web.photos import clean_photo

DAY_S = 86_400
FALLEN = NewReport("tree", "電線に 🌲 <b>'\"; --", 38.4, 145.99, "本町", "a@example.jp")
PICTURE = clean_photo(BytesIO(telling_picture()))


@pytest.fixture(params=DATABASES)
def app(request: pytest.FixtureRequest, make_live: Callable[..., Flask]) -> Iterator[Flask]:
    with app_on(request, make_live) as app:
        yield app


@pytest.fixture
def site(app: Flask) -> Site:
    found: Site = app.extensions[SITE]
    return found


@pytest.fixture
def reports(site: Site) -> Reports:
    return Reports(site)


def new(reports: Reports, form: str = "f", **changes: Any) -> Receipt:
    return reports.new(FALLEN._replace(**changes), form)


def steps(reports: Reports, id_: int) -> list[tuple[str, str, str]]:
    return [(one.who, one.what, one.note) for one in reports.log(id_)]


# Arriving


def test_a_report_comes_back_as_it_was_sent(reports: Reports, clock: Clock) -> None:
    receipt = new(reports, photo=PICTURE, lang="en")
    report = reports.get(receipt.id)
    assert report[1:7] == FALLEN[:6]
    assert (report.lang, report.status, report.created_ms) == ("en", "new", clock.now * 1000)
    jpeg = reports.photo(report)
    assert jpeg
    assert jpeg == PICTURE.jpeg
    assert reports.of_token(receipt.token) == report
    assert steps(reports, receipt.id) == [("sender", "sent", "web")]


def test_the_status_link_is_kept_as_a_hash_only(reports: Reports, site: Site) -> None:
    receipt = new(reports)
    with site.storage.read() as connection:
        [row] = connection.execute(select(table)).all()
    assert receipt.token not in repr(row)
    assert len(receipt.token) == 40
    for other in ("", receipt.token[:-1], receipt.token.upper() + "x", "\0", "雪", "\ud800"):
        assert reports.of_token(other) is None


def test_the_same_form_is_kept_once_and_gives_the_same_link(reports: Reports) -> None:
    first, again = new(reports, photo=PICTURE), new(reports, photo=PICTURE)
    assert first.first
    assert not again.first
    assert first[:2] == again[:2]
    assert new(reports, form="g", photo=PICTURE).id != first.id
    assert len(pictures(reports)) == 2
    assert steps(reports, first.id) == [("sender", "sent", "web")]


def test_the_same_form_at_once_is_kept_once(reports: Reports) -> None:
    with ThreadPoolExecutor(20) as pool:
        receipts = list(pool.map(lambda _: new(reports, photo=PICTURE), range(20)))
    assert len({one.token for one in receipts}) == 1
    assert sum(one.first for one in receipts) == 1
    assert len(pictures(reports)) == len(reports.all()) == 1


def test_a_row_that_was_there_already_is_not_counted(site: Site) -> None:
    """SQLAlchemy says -1 for it on PostgreSQL, which is as good as "yes", unless told otherwise."""
    row = {"name": "x", "who_hash": "y", "place": 0, "until_ms": 5}
    never = site.storage.insert_or_set(attempts, where=lambda _new: attempts.c.until_ms > 5)
    with site.storage.write() as connection:
        new = site.storage.insert_new(attempts)
        assert [connection.execute(new, row).rowcount for _ in range(2)] == [1, 0]
        assert connection.execute(never, row).rowcount == 0


def test_what_is_not_let_in_leaves_nothing(reports: Reports) -> None:
    with pytest.raises(TooMany):
        reports.new(FALLEN._replace(photo=PICTURE), "f", lambda _connection: False)
    assert reports.all() == []
    assert pictures(reports) == []


def test_of_many_at_once_only_so_many_are_let_in(
    app: Flask, reports: Reports, clock: Clock
) -> None:
    """While old places are cleared away beside them."""
    limits = Limits(reports.site.storage, clock)

    def send(number: int) -> bool:
        with app.app_context():
            limits.take(f"other {number}", "somebody", 3, 0)
            try:
                reports.new(
                    FALLEN._replace(photo=PICTURE),
                    str(number),
                    lambda connection: limits.take_within(connection, "report", "x", 5, 3600),
                )
            except TooMany:
                return False
        return True

    for _ in range(3):
        with ThreadPoolExecutor(12) as pool:
            assert sum(pool.map(send, range(24))) == 5
        assert len(reports.all()) == len(pictures(reports)) == 5
        for report in reports.all():
            reports.withdraw(report.id)
            reports.site.storage.run(table.delete().where(table.c.id == report.id))
        clock.forward(3600)


def test_a_database_that_fails_leaves_no_picture(reports: Reports, site: Site) -> None:
    with site.storage.write() as connection:
        connection.execute(text("ALTER TABLE report_log RENAME TO elsewhere"))
    with pytest.raises(Exception, match="report_log"):
        new(reports, photo=PICTURE)
    assert pictures(reports) == []
    assert reports.all() == []


# The desk


def test_the_way_of_a_report_is_in_the_log(reports: Reports, site: Site, clock: Clock) -> None:
    told: list[object] = []
    id_ = new(reports, photo=PICTURE).id
    site.hub.listen("reports", told.append)
    for step in (
        lambda: reports.accept(id_, "sato", with_photo=False),
        lambda: reports.assign(id_, "除雪車 12", "sato", device_id=12),
        lambda: reports.answer(id_, "明日の朝", "suzuki"),
        lambda: reports.close(id_, "suzuki"),
    ):
        clock.forward(60)
        step()
    report = reports.get(id_)
    assert (report.status, report.answer, report.photo_public) == ("done", "明日の朝", False)
    assert (report.assigned_to, report.device_id) == ("除雪車 12", 12)
    assert report.changed_ms == report.closed_ms == clock.now * 1000
    assert steps(reports, id_)[1:] == [
        ("sato", "accepted", ""),
        ("sato", "assigned", "除雪車 12"),
        ("suzuki", "answered", "明日の朝"),
        ("suzuki", "done", ""),
    ]
    assert told == [{"id": id_}] * 4


ALLOWED = {
    "accept": {"new", "rejected", "done"},
    "reject": {"new", "open", "assigned"},
    "assign": {"open", "assigned"},
    "answer": {"new", "open", "assigned", "done", "rejected"},
    "close": {"open", "assigned"},
    "withdraw": {"new", "open", "assigned", "rejected"},
}


@pytest.mark.parametrize("status", STATUSES)
def test_only_what_the_status_allows(reports: Reports, site: Site, status: str) -> None:
    """And what is refused is in no log."""
    acts: dict[str, Callable[[int], None]] = {
        "accept": lambda id_: reports.accept(id_, "x"),
        "reject": lambda id_: reports.reject(id_, "x", "no"),
        "assign": lambda id_: reports.assign(id_, "y", "x"),
        "answer": lambda id_: reports.answer(id_, "z", "x"),
        "close": lambda id_: reports.close(id_, "x"),
        "withdraw": reports.withdraw,
    }
    for name, act in acts.items():
        id_ = new(reports, form=name).id
        site.storage.run(table.update().where(table.c.id == id_).values(status=status))
        if status in ALLOWED[name]:
            act(id_)
            assert len(steps(reports, id_)) == 2
            continue
        with pytest.raises(ProjectConflict, match=f"is {status}"):
            act(id_)
        assert len(steps(reports, id_)) == 1
        assert reports.get(id_).status == status


def test_why_it_was_rejected_is_not_published_when_it_is_accepted_after_all(
    reports: Reports,
) -> None:
    id_ = new(reports).id
    reports.reject(id_, "sato", "隣の人の名前があります")
    assert reports.get(id_).answer
    reports.accept(id_, "sato")
    assert reports.get(id_).answer == ""
    reports.reject(id_, "sato", "見つかりません")
    reports.answer(id_, "明日の朝に行きます", "suzuki")
    reports.accept(id_, "sato")
    assert reports.get(id_).answer == "明日の朝に行きます"


def test_what_is_opened_again_waits_for_somebody(reports: Reports) -> None:
    id_ = new(reports).id
    reports.accept(id_, "sato")
    reports.assign(id_, "除雪車 12", "sato", device_id=12)
    reports.answer(id_, "明日の朝", "sato")
    reports.close(id_, "sato")
    reports.accept(id_, "sato")
    report = reports.get(id_)
    assert (report.status, report.answer) == ("open", "明日の朝")
    assert (report.assigned_to, report.device_id) == ("", None)


def test_a_program_may_ask_for_what_no_text_of_a_database_holds(
    app: Flask, reports: Reports
) -> None:
    reports.accept(new(reports).id, "sato")
    found = app.test_client().get("/open311/v2/requests.json?service_code=icy%00,%20tree")
    assert [one["service_code"] for one in found.get_json()] == ["tree"]


@pytest.mark.parametrize("id_", [0, -1, 77, 2**31, 2**63, 10**30])
def test_no_such_report(reports: Reports, id_: int) -> None:
    with pytest.raises(UnknownName):
        reports.get(id_)
    with pytest.raises(UnknownName):
        reports.accept(id_, "x")


def test_of_two_at_the_desk_one_decides(reports: Reports) -> None:
    def decide(number: int) -> bool:
        try:
            if number % 2:
                reports.accept(id_, f"desk {number}")
            else:
                reports.reject(id_, f"desk {number}", "no", seen=1)
        except ProjectConflict:
            return False
        return True

    id_ = new(reports).id
    reports.reject(id_, "first", "no")
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(decide, range(16))) == 1
    assert [what for _, what, _ in steps(reports, id_)] == ["sent", "rejected", "accepted"]


def test_a_failing_log_changes_nothing(reports: Reports, site: Site) -> None:
    id_ = new(reports).id
    with site.storage.write() as connection:
        connection.execute(text("ALTER TABLE report_log RENAME TO elsewhere"))
    with pytest.raises(Exception, match="report_log"):
        reports.accept(id_, "x")
    assert reports.get(id_).status == "new"


def test_the_newest_come_first_and_by_status(reports: Reports, clock: Clock) -> None:
    ids = []
    for number in range(4):
        clock.forward(1)
        ids.append(new(reports, form=str(number)).id)
    reports.accept(ids[1], "x")
    assert [one.id for one in reports.all()] == ids[::-1]
    assert [one.id for one in reports.all("new", limit=2)] == [ids[3], ids[2]]
    assert [one.id for one in reports.all(("open", "done"))] == [ids[1]]


# The end


def test_the_sender_takes_it_back(reports: Reports) -> None:
    id_ = new(reports, photo=PICTURE, media_url="https://x.example/1.jpg").id
    reports.accept(id_, "x")
    reports.withdraw(id_)
    report = reports.get(id_)
    assert (report.status, report.contact, report.photo, report.media_url) == (
        *("withdrawn", "", "", ""),
    )
    assert not report.is_public
    assert pictures(reports) == []


def test_contacts_go_30_days_after_the_end_and_not_before(
    reports: Reports, site: Site, clock: Clock
) -> None:
    waiting, done = new(reports, form="1").id, new(reports, form="2", photo=PICTURE).id
    reports.accept(done, "x")
    reports.close(done, "x")
    clock.forward(30 * DAY_S)
    delete_old(site)
    assert reports.get(done).contact
    clock.forward(1)
    delete_old(site)
    report = reports.get(done)
    assert (report.contact, report.text) == ("", FALLEN.text)
    assert reports.photo(report)
    assert reports.get(waiting).contact


def test_what_nobody_may_see_goes_with_its_picture(
    reports: Reports, site: Site, clock: Clock
) -> None:
    rejected = new(reports, form="1", photo=PICTURE).id
    kept = new(reports, form="2", photo=PICTURE).id
    reports.reject(rejected, "x", "a joke")
    reports.accept(kept, "x")
    clock.forward(30 * DAY_S + 1)
    delete_old(site)
    report = reports.get(rejected)
    assert (report.text, report.photo, report.contact, report.address) == ("", "", "", "")
    assert pictures(reports) == [reports.get(kept).photo]
    assert steps(reports, rejected)[-1] == ("x", "rejected", "a joke")


def test_a_report_that_was_opened_again_keeps_its_contact(
    reports: Reports, site: Site, clock: Clock
) -> None:
    id_ = new(reports).id
    reports.reject(id_, "x", "no")
    reports.accept(id_, "x")
    clock.forward(100 * DAY_S)
    delete_old(site)
    assert reports.get(id_).contact


def test_every_picture_goes_a_year_after_the_end(
    reports: Reports, site: Site, clock: Clock
) -> None:
    waiting, done = (
        new(reports, form="1", photo=PICTURE).id,
        new(reports, form="2", photo=PICTURE).id,
    )
    for id_ in (waiting, done):
        reports.accept(id_, "x")
    reports.close(done, "x")
    clock.forward(365 * DAY_S + 1)
    delete_old(site)
    assert (reports.get(done).photo, reports.get(done).text) == ("", FALLEN.text)
    assert pictures(reports) == [reports.get(waiting).photo]


def test_another_machine_with_the_same_database_has_the_pictures(
    app: Flask, reports: Reports, make_live: Callable[..., Flask], tmp_path: Path
) -> None:
    report = reports.get(new(reports, photo=PICTURE).id)
    url = reports.site.storage.engine.url.render_as_string(hide_password=False)
    other: Site = make_live(DATABASE_URL=url, STATE=tmp_path / "other").extensions[SITE]
    assert Reports(other).photo(report) == PICTURE.jpeg
    other.writer.stop()
    other.hub.stop()
    other.storage.close()


def test_upkeep_works_beside_the_answers(reports: Reports, site: Site, clock: Clock) -> None:
    [upkeep] = [one for one in site.background if getattr(one, "name", "") == "old reports"]
    id_ = new(reports).id
    reports.withdraw(id_)
    clock.forward(31 * DAY_S)
    upkeep.start("http://127.0.0.1")
    upkeep.stop()
    assert reports.get(id_).text == ""


def test_the_log_goes_with_nothing(reports: Reports, site: Site) -> None:
    """Every line belongs to a report."""
    id_ = new(reports).id
    with site.storage.read() as connection:
        assert connection.execute(select(report_log.c.report_id)).scalars().all() == [id_]
