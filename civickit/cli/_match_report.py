"""What `civickit match` says to people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from civickit.tracks.coverage import Cleared
    from civickit.tracks.streets import Network

WORDS = {
    "ja": {
        "worked": "作業済み",
        "passed": "通過",
        "unknown": "不明",
        "sum": "作業済み {worked}、通過 {passed}、不明 {unknown} 区間。延長 {km:.1f} km。",
        "none": "通った道はありません。",
        "sure": "確かさ",
        "dropped": "使わなかった測位: {}",
        "left_out": "使わなかった道路: {}",
        "no_position": "位置なし",
        "position": "位置が誤り",
        "no_time": "時刻なし",
        "time": "時刻が誤り",
        "future": "24 時間より先の時刻",
        "duplicate": "重複",
        "standing": "停車中",
        "alone": "前後の測位なし",
        "too_close": "前の点に近すぎる",
        "outlier": "飛び",
        "inaccurate": "精度が 100 m より悪い",
        "off_street": "道から遠い",
        "no_way": "つながる道がない",
        "checksum": "チェックサム違い",
        "void": "測位できていない",
        "unreadable": "読めない",
    },
    "en": {
        "worked": "worked",
        "passed": "passed",
        "unknown": "unknown",
        "sum": "{worked} streets worked, {passed} passed, {unknown} unknown; {km:.1f} km in all.",
        "none": "No street was driven.",
        "sure": "sure",
        "dropped": "Fixes that were left out: {}",
        "left_out": "Streets of the file that were left out: {}",
        "no_position": "no position",
        "position": "impossible position",
        "no_time": "no time",
        "time": "impossible time",
        "future": "more than 24 hours ahead",
        "duplicate": "twice",
        "standing": "standing",
        "alone": "no fix near in time",
        "too_close": "too close to the one before",
        "outlier": "a jump",
        "inaccurate": "off by more than 100 m, as they say themselves",
        "off_street": "far from any street",
        "no_way": "no way there",
        "checksum": "wrong checksum",
        "void": "no signal",
        "unreadable": "unreadable",
    },
}


def lines(
    found: Sequence[Cleared], dropped: Mapping[str, int], network: Network, lang: str
) -> Iterator[str]:
    """A line for each street, in the order in which they were driven, and the sums."""
    from civickit.cli._streets import why_left_out
    from civickit.cli.match import utc

    words = WORDS[lang]
    names = {one.id: one.name for one in network.segments if one.name}
    for one in found:
        times = f"{utc(one.first)}  {utc(one.last)[11:]}"
        about = f"{one.share:4.0%}  {words['sure']} {one.confidence:4.0%}"
        yield f"{words[one.claim]:8} {times}  {about}  {one.id} {names.get(one.id, '')}".rstrip()
    yield _sum(found, network, words)
    if dropped:
        counts = (f"{words.get(why, why)} {count}" for why, count in dropped.items())
        yield words["dropped"].format(", ".join(counts))
    if network.left_out:
        counts = (f"{why_left_out(why, lang)} {count}" for why, count in network.left_out.items())
        yield words["left_out"].format(", ".join(counts))


def _sum(found: Sequence[Cleared], network: Network, words: Mapping[str, str]) -> str:
    if not found:
        return words["none"]
    claims = Counter(one.claim for one in found)
    lengths = network.lengths()
    km = sum(lengths[one.id] * one.share for one in found) / 1000
    counts = {claim: claims[claim] for claim in ("worked", "passed", "unknown")}
    return words["sum"].format(km=km, **counts)
