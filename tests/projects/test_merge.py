"""Merging by lines: laws it keeps, what it keeps of a file, and git as its judge."""

from __future__ import annotations

import random
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civickit.projects.merge import alike, are_lines, merge, unsolved

ROOT = Path(__file__).parents[2]
REAL = ["README.md", "civickit/cli/get.py", "docs/how-to/check-a-file.md", "pyproject.toml"]

line = st.sampled_from(
    [b"", b"a", b"b", b"c", "消火栓".encode(), b"}", b"<<<<", "é".encode("cp1252")]
)
end = st.sampled_from([b"\n", b"\r\n"])
texts = st.builds(
    lambda lines, mark, last: mark + b"".join(map(b"".join, lines)) + last,
    st.lists(st.tuples(line, end), max_size=12),
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
    line,
)


@given(texts, texts)
def test_what_only_one_side_changed_is_taken_byte_for_byte(base: bytes, new: bytes) -> None:
    assert merge(base, base, new).content == new
    assert merge(base, new, base).content == new
    assert merge(base, new, new).content == new
    assert merge(None, new, new).content == new


def added_lines(base: bytes, new: bytes) -> Counter[bytes]:
    return Counter(lines(new)) - Counter(lines(base))


def lines(content: bytes) -> list[bytes]:
    return content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").split(b"\n")


@given(texts, texts, texts)
def test_no_line_that_either_side_wrote_is_lost(base: bytes, mine: bytes, theirs: bytes) -> None:
    merged = Counter(lines(merge(base, mine, theirs).content))
    for side in (mine, theirs):
        lost = {text for text in added_lines(base, side) if not merged[text]}
        assert not lost


@given(texts, texts)
def test_without_a_base_both_sides_can_be_read_out_again(mine: bytes, theirs: bytes) -> None:
    content = merge(None, mine, theirs).content
    ours, new = sides(content)
    assert [text for text in ours if text] == [text for text in lines(mine) if text]
    assert [text for text in new if text] == [text for text in lines(theirs) if text]


def sides(content: bytes) -> tuple[list[bytes], list[bytes]]:
    """What stands on each side of the conflicts, with all that stands outside."""
    kept: tuple[list[bytes], list[bytes]] = ([], [])
    into = kept
    for text in lines(content):
        if text == b"<<<<<<< yours":
            into = (kept[0],)
        elif text == b"=======":
            into = (kept[1],)
        elif text == b">>>>>>> template":
            into = kept
        else:
            for side in into:
                side.append(text)
    return kept


BASE = b"one\ntwo\nthree\nfour\nfive\n"


def test_edits_in_different_places_are_both_there() -> None:
    merged = merge(BASE, b"ONE\ntwo\nthree\nfour\nfive\n", b"one\ntwo\nthree\nfour\nFIVE\nsix\n")
    assert merged == (b"ONE\ntwo\nthree\nfour\nFIVE\nsix\n", ())


def test_edits_in_the_same_place_are_marked_and_told() -> None:
    mine = BASE.replace(b"three", b"drei\nvier")
    merged = merge(BASE, mine, BASE.replace(b"three", b"trois"), "2")
    assert merged.content == (
        b"one\ntwo\n<<<<<<< yours\ndrei\nvier\n=======\ntrois\n>>>>>>> template 2\nfour\nfive\n"
    )
    assert merged.conflicts == (3,)
    assert unsolved(merged.content) == (3,)


def test_edits_that_touch_are_marked_as_git_does() -> None:
    assert merge(BASE, BASE.replace(b"two", b"2"), BASE.replace(b"three", b"3")).conflicts == (2,)


def test_what_both_wrote_alike_stands_once_and_outside_the_conflict() -> None:
    mine, theirs = BASE.replace(b"three", b"a\nb\nz"), BASE.replace(b"three", b"a\nc\nz")
    assert merge(BASE, mine, theirs).content == (
        b"one\ntwo\na\n<<<<<<< yours\nb\n=======\nc\n>>>>>>> template\nz\nfour\nfive\n"
    )


def dos(content: bytes) -> bytes:
    return content.replace(b"\n", b"\r\n")


def test_line_endings_stay_as_the_team_has_them() -> None:
    mine, theirs = dos(BASE.replace(b"one", b"ONE")), BASE.replace(b"five", b"5\n6")
    assert merge(BASE, mine, theirs).content == dos(b"ONE\ntwo\nthree\nfour\n5\n6\n")
    assert merge(dos(BASE), BASE.replace(b"one", b"ONE"), dos(theirs)).content == (
        b"ONE\ntwo\nthree\nfour\n5\n6\n"
    )
    conflict = merge(BASE, mine, BASE.replace(b"one", b"uno"), "2").content
    assert conflict.count(b"\n") == conflict.count(b"\r\n")


def test_a_file_whose_line_endings_an_editor_exchanged_is_not_an_edited_one() -> None:
    theirs = BASE.replace(b"three", b"3")
    assert merge(BASE, dos(BASE), theirs) == (dos(theirs), ())
    assert alike(BASE, dos(BASE))


def test_mixed_line_endings_stay_where_they_are() -> None:
    mine = b"ONE\ntwo\r\nthree\nfour\r\nfive\r\n"
    assert merge(BASE, mine, BASE + b"six\n").content == mine + b"six\r\n"


@pytest.mark.parametrize("ending", ["", "\n"])
def test_a_missing_last_line_end_stays_missing(ending: str) -> None:
    base = BASE.removesuffix(b"\n") + ending.encode()
    mine, theirs = base.replace(b"one", b"ONE"), base.replace(b"three", b"3")
    assert merge(base, mine, theirs).content == mine.replace(b"three", b"3")


def test_a_conflict_at_a_last_line_without_an_end_keeps_its_markers_apart() -> None:
    merged = merge(b"a\nb", b"a\nmine", b"a\ntheirs", "2")
    assert merged.content == (b"a\n<<<<<<< yours\nmine\n=======\ntheirs\n>>>>>>> template 2\n")


def test_the_mark_of_notepad_stays_and_the_rest_is_merged() -> None:
    mark = b"\xef\xbb\xbf"
    theirs = BASE.replace(b"one", b"uno")
    assert merge(BASE, mark + BASE, theirs).content == mark + theirs
    assert merge(mark + BASE, mark + BASE + b"six\n", theirs).content == theirs + b"six\n"


def test_text_in_another_encoding_is_merged_byte_for_byte() -> None:
    base = "種別\n消火栓\n表示\n".encode("cp932")
    mine = base.replace("種別".encode("cp932"), "種類".encode("cp932"))
    theirs = base + "防火水槽\n".encode("cp932")
    assert are_lines(base, mine, theirs)
    assert merge(base, mine, theirs).content.decode("cp932") == "種類\n消火栓\n表示\n防火水槽\n"


def test_what_are_no_lines_of_one_encoding_is_not_merged() -> None:
    assert not are_lines(b"PNG\0\0", b"text")
    assert not are_lines("表".encode("utf-16"), "表".encode("utf-16"))
    assert not are_lines("消火栓".encode(), "消火栓".encode("cp932"))
    assert are_lines(b"plain", "消火栓".encode("cp932"))


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"a\n<<<<<<< yours\nx\n=======\ny\n>>>>>>> template 2\n", (2,)),
        (b"a\r\n<<<<<<< yours\r\nx\r\n=======\r\ny\r\n>>>>>>> template 2\r\n", (2,)),
        (b"the opening is gone\n>>>>>>> template 2\n", (2,)),
        (b"  <<<<<<< yours is how a conflict begins\n", ()),
        (b"Title\n=======\n", ()),
    ],
)
def test_marks_that_were_left_are_found(content: bytes, found: tuple[int, ...]) -> None:
    assert unsolved(content) == found


def git_merges(folder: Path, *versions: list[str]) -> tuple[list[str], bool]:
    """What the real `git merge-file` makes of (mine, base, theirs), and whether it was clean."""
    for name, version in zip(("mine", "base", "theirs"), versions, strict=True):
        (folder / name).write_text("".join(f"{text}\n" for text in version), "utf-8")
    said = subprocess.run(
        ["git", "merge-file", "-p", "mine", "base", "theirs"],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    assert 0 <= said.returncode < 128, said.stderr
    return said.stdout.decode().splitlines(), said.returncode == 0


def we_merge(mine: list[str], base: list[str], theirs: list[str]) -> tuple[list[str], bool]:
    told = ["".join(f"{text}\n" for text in one).encode() for one in (base, mine, theirs)]
    merged = merge(*told)
    return merged.content.decode().splitlines(), not merged.conflicts


def edited(chance: random.Random, version: list[str], word: Callable[[], str]) -> list[str]:
    """The version after one to three edits: lines put in, taken out, or exchanged."""
    new = list(version)
    for _ in range(chance.randint(1, 3)):
        at, count = chance.randint(0, len(new)), chance.randint(1, 3)
        words = [word() for _ in range(count)]
        kind = chance.choice(("put in", "take out", "exchange"))
        new[at : at if kind == "put in" else at + count] = [] if kind == "take out" else words
    return new


def compared(
    folder: Path, rounds: int, make: Callable[[random.Random], list[list[str]]]
) -> Counter:
    """How often git and we agree on random edits of what `make` gives."""
    counted: Counter[str] = Counter()
    for seed in range(rounds):
        mine, base, theirs = make(random.Random(seed))
        (git, git_clean), (ours, we_clean) = (
            git_merges(folder, mine, base, theirs),
            we_merge(mine, base, theirs),
        )
        counted["git clean"] += git_clean
        counted["both clean"] += git_clean and we_clean
        counted["only git clean"] += git_clean and not we_clean
        counted["only we clean"] += we_clean and not git_clean
        counted["differ"] += git_clean and we_clean and git != ours
    return counted


def test_git_makes_the_same_of_real_text(tmp_path: Path) -> None:
    """Where both are clean the texts are equal; one of us alone marks at most 1 in 100."""
    real = [text for name in REAL for text in (ROOT / name).read_text("utf-8").splitlines()]

    def make(chance: random.Random) -> list[list[str]]:
        start = chance.randint(0, len(real) - 60)
        base = real[start : start + chance.randint(5, 60)]
        mine, theirs = (edited(chance, base, lambda: chance.choice(real)) for _ in range(2))
        return [mine, base, theirs]

    counted = compared(tmp_path, 500, make)
    assert counted["both clean"] > 200
    assert counted["differ"] == 0
    assert counted["only git clean"] <= counted["git clean"] / 100
    assert counted["only we clean"] <= 500 / 100


def test_git_makes_the_same_of_lines_that_repeat(tmp_path: Path) -> None:
    """The hardest case, three different lines in all: still nearly always the same."""

    def make(chance: random.Random) -> list[list[str]]:
        base = [chance.choice("abc") for _ in range(chance.randint(0, 25))]
        mine, theirs = (edited(chance, base, lambda: chance.choice("abc")) for _ in range(2))
        return [mine, base, theirs]

    counted = compared(tmp_path, 500, make)
    assert counted["both clean"] > 200
    assert counted["differ"] <= counted["both clean"] / 50
    assert counted["only git clean"] <= counted["git clean"] / 10


@st.composite
def different_lines(draw: st.DrawFn) -> tuple[list[str], list[str], list[str]]:
    """Edits of lines that are all different, so that they can be matched in one way only."""
    base = [f"line {number}" for number in range(draw(st.integers(0, 12)))]

    def side(name: str) -> list[str]:
        new: list[str] = []
        for text in base:
            what = draw(st.sampled_from(["keep", "keep", "keep", "take out", "exchange", "add"]))
            new += {"keep": [text], "take out": [], "exchange": [f"{name} for {text}"]}.get(
                what, [text, f"{name} after {text}"]
            )
        return new

    return side("mine"), base, side("theirs")


@given(different_lines())
def test_git_makes_the_same_of_different_lines(
    tmp_path_factory: pytest.TempPathFactory, versions: tuple[list[str], list[str], list[str]]
) -> None:
    """The same verdict each time, and where that is clean the same text."""
    folder = tmp_path_factory.getbasetemp()
    (git, git_clean), (ours, we_clean) = git_merges(folder, *versions), we_merge(*versions)
    assert git_clean == we_clean
    assert git == ours or not git_clean
