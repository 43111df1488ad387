"""Tables that go home: whole, for Excel, and nothing in them runs."""

from __future__ import annotations

import csv
from io import StringIO

import pandas as pd

from civickit.desk.export import refused_csv, table_csv
from civickit.tables import Problem, Row


def rows(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf"), "Excel needs the mark"
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def test_formulas_are_shielded_and_numbers_stay_numbers() -> None:
    frame = pd.DataFrame({"=a": ["=1+1", "@x", "普通"], "n": [-1.5, 2.0, None]})
    frame = frame.astype({"=a": "str"})
    assert rows(table_csv(frame)) == [
        ["'=a", "n"],
        ["'=1+1", "-1.5"],
        ["'@x", "2.0"],
        ["普通", ""],
    ]
    assert frame["=a"].to_list()[0] == "=1+1", "what is shown stays as it was"


def test_refused_rows_go_home_with_their_line_and_reason() -> None:
    refused = [(Row(7, ["=cmd", "x"]), Problem(7, "値", "x", "ragged_row", "refused", ""))]
    assert rows(refused_csv(["+h", "値"], refused, ["-なぜ"])) == [
        ["line", "column", "reason", "message", "'+h", "値"],
        ["7", "値", "ragged_row", "'-なぜ", "'=cmd", "x"],
    ]
