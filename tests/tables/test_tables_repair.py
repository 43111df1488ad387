"""Torn rows: each kind of accident by hand, and any of them at random, never mended wrongly."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civickit.tables import Problem, Repairer, Row, open_table

HEADER = ["種別", "電話", "住所", "方書", "緯度", "経度", "口径", "更新日"]
KINDS = ["消火栓", "防火水槽", "プール"]


def clean_rows(seed: int, count: int = 200) -> list[list[str]]:
    """A tidy table: words, telephone numbers, addresses, sparse texts, numbers, dates."""
    chance = random.Random(seed)
    days = [f"20{chance.randint(10, 24)}.{chance.randint(1, 12)}.{d}" for d in (1, 3, 18, 28)]
    return [
        [
            chance.choice(KINDS),
            f"0182-{chance.randint(10, 99)}-{chance.randint(1000, 9999)}",
            f"横手市{chance.choice('寿田前横南')}町{chance.randint(1, 30)}-{chance.randint(1, 99)}",
            chance.choice(["", "", "", "ビル北側", "学校前"]),
            f"39.{chance.randint(100000, 399999)}",
            f"140.{chance.randint(100000, 599999)}",
            chance.choice(["75", "100", "150"]),
            chance.choice(days),
        ]
        for _ in range(count)
    ]


def text_of(rows: list[list[str]]) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerows([HEADER, *rows])
    return stream.getvalue()


def mended(lines: str) -> list[tuple[Row, Problem | None]]:
    return list(open_table(lines.encode()).repaired_rows())


def with_torn(torn: str, at: int = 60) -> tuple[list[tuple[Row, Problem | None]], list[list[str]]]:
    """A clean table in which one row is replaced by a torn line, read and mended."""
    rows = clean_rows(1)
    for row in rows[::5]:
        row[7] = "2013.9.18"
    lines = text_of(rows).split("\r\n")
    lines[at + 1] = torn
    return mended("\r\n".join(lines)), rows


GOOD = [
    "消火栓",
    "0182-32-1138",
    "横手市寿町11-32",
    "",
    "39.312995",
    "140.561249",
    "75",
    "2013.9.18",
]

TORN = [
    ("消,2013.9.18火栓,0182-32-1138,横手市寿町11-32,,39.312995,140.561249,75", "種別", "pasted"),
    ("消火栓,0182,2013.9.18-32-1138,横手市寿町11-32,,39.312995,140.561249,75", "電話", "pasted"),
    ("消火栓,0182-32-1138,横手市,2013.9.18寿町11-32,,39.312995,140.561249,75", "住所", "pasted"),
    ("消火栓,0182-32-1138,横手市寿町11-32,,39.312995,140,2013.9.18.561249,75", "経度", "pasted"),
    ("消,2013.9.18火栓,0182-32-1138,横手市寿町11-32,,39.312995,140.561249,75,2013.9.18",
     "種別", "a copy of the last cell"),
    ("消火栓,0182-32-1138,,横手市寿町11-32,,39.312995,140.561249,75,2013.9.18", "住所", "too many"),
    ("消火栓,,0182-32-1138,横手市寿町11-32,,39.312995,140.561249,75,2013.9.18", "電話", "too many"),
    ("消火栓,0182-32-1138,横手市寿町11-32,39.312995,140.561249,75,2013.9.18", "方書", "left out"),
    ("消火栓0182-32-1138,横手市寿町11-32,,39.312995,140.561249,75,2013.9.18", "種別", "delimiter"),
    ("消火栓,0182-32-1138,横手市寿町11-32,,39.312995,140.561249,752013.9.18", "口径", "delimiter"),
    ("消火栓,0182-32-1138,横手市\n寿町11-32,,39.312995,140.561249,75,2013.9.18", "住所", "2 lines"),
    ("消火栓,0182-\n32-1138,横手市\n寿町11-32,,39.312995,140.561249,75,2013.9.18",
     "電話", "3 lines"),
]  # fmt: skip


@pytest.mark.parametrize(("torn", "column", "what"), TORN)
def test_each_accident_is_mended_and_told(torn: str, column: str, what: str) -> None:
    found, rows = with_torn(torn)
    row, problem = found[60]
    assert [cell.replace("\n", "") for cell in row.cells] == GOOD
    assert problem is not None
    assert (problem.action, problem.line, problem.column) == ("repaired", 62, column)
    assert what in problem.reason
    assert problem.value == torn
    assert problem.after == ",".join(row.cells)
    others = [(row.cells, problem) for row, problem in found[:60] + found[61:]]
    assert others == [(cells, None) for cells in rows[:60] + rows[61:]]


def test_an_unquoted_delimiter_inside_a_cell() -> None:
    found, _ = with_torn(
        "消火栓,0182-32-1138,横手市寿町11-32,北側,入口,39.312995,140.561249,75,2013.9.18"
    )
    row, problem = found[60]
    # Both the address and the note could have held the comma: nobody can tell, so it stays.
    assert len(row.cells) == 9
    assert problem is not None
    assert problem.action == "kept"
    assert problem.reason == "has 9 cells where the table has 8"
    found, _ = with_torn(
        "消火栓,0182-32-1138,横手市寿町11-32,北側,39.312995,140.561249,75,2013.9,18"
    )
    assert found[60][1] is not None
    assert len(found[60][0].cells) == 9


def test_a_comma_in_an_address_between_certain_columns() -> None:
    rows = [[*row[:3], *row[4:]] for row in clean_rows(2)]
    lines = [",".join(row) for row in [[*HEADER[:3], *HEADER[4:]], *rows]]
    lines[50] = "消火栓,0182-32-1138,横手市寿町11,32,39.312995,140.561249,75,2013.9.18"
    row, problem = mended("\n".join(lines))[49]
    assert row.cells[2] == "横手市寿町11,32"
    assert problem is not None
    assert (problem.column, problem.action) == ("住所", "repaired")


def test_a_table_of_twelve_rows_is_enough_to_notice_a_shift() -> None:
    lines = text_of(clean_rows(8, 12)).split("\r\n")
    lines[5] = "消火栓,0182-32-1138,横手市寿町11-32,,,39.312995,140.561249,75,2013.9.18"
    row, problem = mended("\r\n".join(lines))[4]
    assert row.cells == GOOD
    assert problem is not None


def test_what_can_be_mended_in_two_ways_is_left_alone() -> None:
    """39.3829 on 2013.9.1, or 39.329 on 2013.9.18: both would fit."""
    rows = clean_rows(3)
    for i, row in enumerate(rows):
        row[7] = f"2013.9.{i % 28 + 1}"
        row[4] = row[4][: 6 + i % 4]
    lines = text_of(rows).split("\r\n")
    lines[10] = "消火栓,0182-32-1138,横手市寿町11-32,,39.3,2013.9.1829,140.561249,75"
    row, problem = mended("\r\n".join(lines))[9]
    assert row.cells == lines[10].split(",")
    assert problem is None


def test_missing_last_cells_are_filled_and_told_unless_that_is_usual() -> None:
    rows = clean_rows(4)
    notes = ["備考", *["", "新設"] * 100]
    lines = [",".join([*row, note]) for row, note in zip([HEADER, *rows], notes, strict=True)]
    lines[10] = ",".join(rows[9])
    row, problem = mended("\n".join(lines))[9]
    assert row.cells == [*rows[9], ""]
    assert problem is not None
    assert (problem.action, problem.reason) == ("kept", "has 8 cells where the table has 9")
    usual = [line.removesuffix(",") for line in lines]
    assert [problem for _, problem in mended("\n".join(usual))] == [None] * 200


def test_a_foot_row_stays_and_is_told() -> None:
    found = mended(text_of(clean_rows(5)) + "ver 2024.1\r\n")
    assert len(found) == 201
    assert found[200][0].cells == ["ver 2024.1"]
    assert found[200][1] == (
        202, "", "ver 2024.1", "has 1 cells where the table has 8", "kept", "ver 2024.1"
    )  # fmt: skip


def test_odd_values_in_rows_of_the_right_width_are_not_touched() -> None:
    rows = clean_rows(6)
    rows[3][6] = "不明"
    rows[4][4], rows[4][5] = "0", "0"
    rows[5][7] = ""
    rows[6][0] = "井戸"
    assert mended(text_of(rows)) == [(Row(i, row), None) for i, row in enumerate(rows, start=2)]


def test_a_table_of_free_texts_is_not_touched() -> None:
    chance = random.Random(9)
    texts = ["".join(chance.choices("字a1-・/", k=9)) for _ in range(180)]
    lines = [",".join(texts[i : i + 3 if i % 9 == 0 else i + 2]) for i in range(0, 180, 3)]
    found = mended("\n".join(["名称,内容", *lines]))
    assert [len(row.cells) for row, _ in found] == [3, 2, 2] * 20
    assert [problem is not None for _, problem in found] == [True, False, False] * 20


def test_repairs_are_given_up_when_hardly_any_works() -> None:
    rows = clean_rows(7, 300)
    sample = [Row(0, row) for row in rows]
    repairer = Repairer(HEADER, sample)
    for _ in range(3000):
        cells, problem = repairer.repair(Row(1, ["a", "b", "c", "d"]))
        assert cells == ["a", "b", "c", "d"]
        assert problem is not None
    assert repairer.gave_up
    assert repairer.tried == 2000


# Any accident at random -------------------------------------------------------------------------

Tear = Callable[[list[str], random.Random], list[str] | None]


def delimiter_added(cells: list[str], chance: random.Random) -> list[str] | None:
    at = chance.choice([0, 1, 2, 4, 5])
    cut = chance.randint(1, len(cells[at]) - 1)
    return [*cells[:at], cells[at][:cut], cells[at][cut:], *cells[at + 1 :]]


def quotes_left_out(cells: list[str], chance: random.Random) -> list[str] | None:
    cells[2] = cells[2].replace("-", ",")  # an address that holds a comma
    return ",".join(cells).split(",")


def date_pasted(cells: list[str], chance: random.Random) -> list[str] | None:
    line = ",".join(cells[:-1])
    at = chance.randint(1, len(line))
    return f"{line[:at]},{cells[-1]}{line[at:]}".split(",")


def date_copied(cells: list[str], chance: random.Random) -> list[str] | None:
    line = ",".join(cells[:-1])
    at = chance.randint(1, len(line))
    return f"{line[:at]},{cells[-1]}{line[at:]},{cells[-1]}".split(",")


def empty_added(cells: list[str], chance: random.Random) -> list[str] | None:
    at = chance.randint(0, len(cells) - 1)
    return [*cells[:at], "", *cells[at:]]


def empty_left_out(cells: list[str], chance: random.Random) -> list[str] | None:
    empty = [i for i, cell in enumerate(cells) if not cell]
    if not empty:
        return None
    at = chance.choice(empty)
    return [*cells[:at], *cells[at + 1 :]]


def run_together(cells: list[str], chance: random.Random) -> list[str] | None:
    at = chance.randint(0, len(cells) - 2)
    return [*cells[:at], cells[at] + cells[at + 1], *cells[at + 2 :]]


TEARS: list[Tear] = [
    delimiter_added, quotes_left_out, date_pasted, date_copied,
    empty_added, empty_left_out, run_together,
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 10_000), tear=st.sampled_from(TEARS), at=st.integers(0, 99))
def test_a_torn_row_is_restored_exactly_or_left_alone(seed: int, tear: Tear, at: int) -> None:
    rows = clean_rows(seed, 100)
    torn = tear(rows[at], random.Random(seed + at))
    if torn is None or torn == rows[at]:
        return
    table = [Row(i, row) for i, row in enumerate([*rows[:at], torn, *rows[at + 1 :]])]
    found = list(Repairer(HEADER, table).repair_all(table))
    assert len(found) == 100
    row, problem = found[at]
    if problem is not None and problem.action == "repaired":
        assert row.cells == rows[at]
        assert problem.value == ",".join(torn)
    else:
        assert row.cells == torn
    assert [row.cells for row, _ in found[:at] + found[at + 1 :]] == rows[:at] + rows[at + 1 :]


def test_most_accidents_are_mended() -> None:
    """So that leaving everything alone is no way to pass."""
    counts = {}
    for tear in TEARS:
        tried = restored = 0
        for seed in range(40):
            rows = clean_rows(seed, 100)
            torn = tear(rows[30], random.Random(seed))
            if torn is None or torn == rows[30]:
                continue
            tried += 1
            table = [Row(i, row) for i, row in enumerate([*rows[:30], torn, *rows[31:]])]
            _, problem = list(Repairer(HEADER, table).repair_all(table))[30]
            restored += problem is not None and problem.action == "repaired"
        counts[tear.__name__] = restored / tried
    assert counts["delimiter_added"] >= 0.5
    assert counts["quotes_left_out"] >= 0.8, counts
    assert counts["date_pasted"] >= 0.9
    assert counts["date_copied"] >= 0.9
    assert counts["empty_added"] >= 0.6
    assert counts["empty_left_out"] >= 0.9
    assert counts["run_together"] >= 0.5, counts
