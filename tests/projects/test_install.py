"""Where the kit of a project comes from, and what is said where installing fails."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from civickit.core.errors import CivicKitError
from civickit.projects.install import install, kit_here


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ('{"url": "file://HERE/civickit.whl"}', ["civickit[maps,web] @ file://HERE/civickit.whl"]),
        ('{"url": "file://HERE", "dir_info": {}}', ["civickit[maps,web] @ file://HERE"]),
        ('{"url": "file://HERE/with%20space"}', ["civickit[maps,web] @ file://HERE/with%20space"]),
        ('{"url": "file://HERE/gone.whl"}', []),
        ('{"url": "https://example.org/civickit.whl"}', []),
        ("not json", []),
        (None, []),
    ],
)
def test_a_kit_from_this_machine_is_installed_from_there(
    told: str | None, expected: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "civickit.whl").touch()
    (tmp_path / "with space").mkdir()
    here = str(tmp_path)
    info = tmp_path / "site" / "civickit-0.1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: civickit\nVersion: 0.1.0\n")
    if told is not None:
        (info / "direct_url.json").write_text(told.replace("HERE", here))
    monkeypatch.syspath_prepend(str(info.parent))
    assert kit_here("maps,web") == [one.replace("HERE", here) for one in expected]


def test_a_python_that_is_gone_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CivicKitError, match="the project is made, but"):
        install(tmp_path, "web")
