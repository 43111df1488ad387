"""What others wrote is listed, unchanged, licensed and named."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from civickit.core.errors import UnknownName
from civickit.maps import assets

ROOT = Path(__file__).parent.parent.parent
PACKAGES = json.loads((assets.STATIC / "vendor/manifest.json").read_text("utf-8"))["packages"]


@pytest.fixture
def vendor() -> ModuleType:
    spec = importlib.util.spec_from_file_location("vendor_tool", ROOT / "tools/vendor.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_vendored_files_are_as_listed(vendor: ModuleType) -> None:
    assert vendor.changed() == []


def test_a_changed_a_missing_and_a_stray_file_are_found(
    vendor: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x-1").mkdir()
    (tmp_path / "x-1/kept.js").write_text("changed")
    (tmp_path / "x-1/stray.js").write_text("")
    package = {"folder": "x-1", "files": {"kept.js": "00", "gone.js": "00"}}
    (tmp_path / "manifest.json").write_text(json.dumps({"packages": [package]}))
    monkeypatch.setattr(vendor, "VENDOR", tmp_path)
    monkeypatch.setattr(vendor, "MANIFEST", tmp_path / "manifest.json")
    assert vendor.changed() == [
        "missing: x-1/gone.js",
        "not listed: x-1/stray.js",
        "different bytes: x-1/kept.js",
    ]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda one: one["name"])
def test_every_package_has_its_licence_and_its_line_in_the_notice(package: dict[str, str]) -> None:
    licence = assets.STATIC / "vendor" / package["folder"] / "LICENSE"
    assert "Copyright" in licence.read_text("utf-8")
    notice = (ROOT / "NOTICE").read_text("utf-8")
    assert f"{package['name']} {package['version']}".lower() in notice.lower()
    assert package["licence"].split("-")[0] in notice


def test_the_manifest_names_what_the_tool_would_fetch(vendor: ModuleType) -> None:
    listed = {(one["name"], one["version"], *one["files"]) for one in PACKAGES}
    wanted = {(one.name, one.version, *sorted(one.files.values())) for one in vendor.PACKAGES}
    assert listed == wanted


def test_the_own_script_and_style_stay_small() -> None:
    import gzip

    own = [path for path in (*assets.SCRIPTS, *assets.STYLES) if not path.startswith("vendor")]
    sizes = {path: len(gzip.compress((assets.STATIC / path).read_bytes())) for path in own}
    assert sum(sizes.values()) < 15_000, sizes


def test_an_address_changes_with_the_file() -> None:
    assert assets.address("civic_map.js", "/kit/maps/").startswith("/kit/maps/civic_map.js?v=")


def test_a_style_carries_its_pictures() -> None:
    style = assets.style_text(assets.STYLES[0])
    assert "images/" not in style
    assert style.count("url(data:image/png;base64,") == 3


def test_an_unknown_file_and_an_unknown_language_say_what_is_known() -> None:
    with pytest.raises(UnknownName, match=r"heatmap\.js"):
        assets.local("https://cdn.example/heatmap.js?1")
    with pytest.raises(UnknownName, match="Known: en, ja, ja_easy"):
        assets.words("tlh")


def test_the_languages_say_the_same_things() -> None:
    keys = {lang: set(assets.words(lang)) for lang in ("ja", "ja_easy", "en")}
    assert keys["ja"] == keys["ja_easy"] == keys["en"]
    for key in keys["ja"]:
        places = {
            lang: sorted(part.split("}")[0] for part in assets.words(lang)[key].split("{")[1:])
            for lang in keys
        }
        assert places["ja"] == places["ja_easy"] == places["en"], key


def test_every_word_the_scripts_ask_for_is_there() -> None:
    import re

    text = "".join((assets.STATIC / path).read_text("utf-8") for path in assets.SCRIPTS[1:])
    asked = set(re.findall(r'say\([\w.]+, "(\w+)"', text))
    assert asked | {"no_script"} == set(assets.words("ja"))
