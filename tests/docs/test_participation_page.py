"""What the page about proposals and reports shows is run here, against servers of this machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from docs.examples import read_proposals, send_report
from servers.decidim.site import create_app
from servers.open311.endpoint import Endpoint
from servers.open311.town import city as made_city
from servers.serving import serving


@pytest.fixture(autouse=True)
def on_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CIVICKIT_ALLOW_PRIVATE", "1")
    monkeypatch.setenv("CIVICKIT_CACHE", str(tmp_path))
    monkeypatch.setenv("CIVICKIT_OPEN311_KEY", "demo-key")


def test_proposals_are_read() -> None:
    with serving(create_app("recent")) as site:
        found = read_proposals.proposals_with_a_place(site)
    assert len(found) == 119
    assert found[0] == ("ベンチを1つ", 39.7, 141.1)


def test_a_report_is_sent(capsys: pytest.CaptureFixture[str]) -> None:
    city = made_city()
    with serving(Endpoint(city).app()) as url:
        opened = send_report.open_city(url)
        send_report.what_can_be_told(opened)
        number = send_report.tell_of_a_hole(opened, 39.7, 141.1)
    assert "KINDS どんな危険がありますか *" in capsys.readouterr().out
    assert [one["service_request_id"] for one in city.requests] == [number]
    assert city.requests[0]["description"].startswith("A hole in the road")
