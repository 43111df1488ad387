"""Devices and their tokens."""

from __future__ import annotations

import base64
import time
from typing import Any

import pytest
from live.sent import rows

from civickit.core.errors import InvalidRecord, UnknownName
from civickit.live import tables
from civickit.live.devices import REMEMBERED_S, Device, Devices
from civickit.live.site import Site


@pytest.fixture
def devices(each_site: Site) -> Devices:
    return each_site.devices


def test_a_device_is_known_by_its_token(devices: Devices) -> None:
    made, token = devices.add(
        "除雪 12", contractor="会津建設", kind="grader", note="3 号車", by_button=True
    )
    assert devices.of_token(token) == made == devices.named("除雪 12")
    assert made == Device(
        made.id, "除雪 12", "会津建設", "grader", "3 号車", True, False, made.created_ms, None
    )


def test_a_token_is_160_random_bits_and_is_not_kept(devices: Devices, each_site: Site) -> None:
    tokens = [devices.add(f"plow {number}")[1] for number in range(20)]
    assert {len(base64.urlsafe_b64decode(token + "=")) for token in tokens} == {20}
    assert len(set(tokens)) == 20
    kept = str(rows(each_site, tables.devices))
    assert not any(token in kept for token in tokens)


@pytest.mark.parametrize("token", ["", "x", "é" * 40, "\ud800", "0" * 100_000])
def test_what_is_no_token_opens_nothing(devices: Devices, token: str) -> None:
    devices.add("plow")
    assert devices.of_token(token) is None


def test_a_change_here_counts_at_once(devices: Devices) -> None:
    made, first = devices.add("plow")
    assert devices.of_token(first)
    second = devices.renew("plow")
    assert devices.of_token(first) is None
    assert devices.of_token(second) == made
    devices.revoke("plow")
    assert devices.of_token(second) is None
    assert devices.of_name("plow") is None
    assert devices.named("plow").revoked_ms is not None
    third = devices.renew("plow")
    assert devices.of_token(third) == made == devices.of_name("plow")


def test_a_change_by_another_process_counts_within_two_seconds(devices: Devices) -> None:
    """And until then a request asks the database nothing."""
    _, token = devices.add("plow")
    assert devices.of_token(token)
    Devices(devices.storage, devices.now).revoke("plow")
    assert REMEMBERED_S < 2
    time.sleep(REMEMBERED_S)
    assert devices.of_token(token) is None


def test_a_second_revocation_keeps_the_time_of_the_first(devices: Devices, clock: Any) -> None:
    devices.add("plow")
    devices.revoke("plow")
    first = devices.named("plow").revoked_ms
    clock.forward(60)
    devices.revoke("plow")
    assert devices.named("plow").revoked_ms == first


def test_names_are_compared_as_people_write_them(devices: Devices) -> None:
    made, _ = devices.add("  がんば  号  ")
    assert made.name == "がんば 号"
    assert devices.named("か\u3099んば 号") == made
    assert [one.name for one in devices.all()] == ["がんば 号"]


@pytest.mark.parametrize(
    "name", ["", "   ", "\u200b", "x" * 41, "a/b", "a:b", "a+", "#", "a\nb\x00/", "\ud800"]
)
def test_a_name_that_cannot_be_used_is_told(devices: Devices, name: str) -> None:
    with pytest.raises(InvalidRecord) as told:
        devices.add(name)
    assert list(told.value.errors) == ["name"]
    assert devices.all() == []


def test_all_that_is_wrong_is_told_at_once(devices: Devices) -> None:
    with pytest.raises(InvalidRecord) as told:
        devices.add("a/b", contractor="x" * 201, note="y" * 201)
    assert set(told.value.errors) == {"name", "contractor", "note"}


def test_a_name_is_taken_once(devices: Devices) -> None:
    devices.add("plow")
    with pytest.raises(InvalidRecord, match="is there already"):
        devices.add("plow")
    assert len(devices.all()) == 1


def test_an_unknown_name_is_told_with_one_like_it(devices: Devices) -> None:
    devices.add("plow 1")
    for act in (devices.named, devices.revoke, devices.renew):
        with pytest.raises(UnknownName, match="Did you mean 'plow 1'"):
            act("plow 2")
