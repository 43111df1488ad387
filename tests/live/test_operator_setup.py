"""The sheet that sets a phone up: what its codes say, who may see it, and that nobody keeps it."""

from __future__ import annotations

import io
import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape

from civickit.live import operator
from civickit.live.operator import setup_page
from civickit.live.operator.setup import operator_link, owntracks_link, traccar_link
from civickit.live.site import SITE, Site
from civickit.web.languages import check_languages

from .conftest import STORM_S

HERE = Path(operator.__file__).parent
BASE = "https://snow.example.jp"
NAME = "除雪 12号"
WEB = HERE.parents[1] / "web" / "languages"


def config_of(link: str) -> dict[str, Any]:
    """An OwnTracks link read as its apps do: split at `&` and `=`, then undo the percent signs."""
    assert link.startswith("owntracks:///config?")
    pairs = [pair.split("=") for pair in urlsplit(link).query.split("&")]
    assert [len(pair) for pair in pairs] == [2]
    found: dict[str, Any] = json.loads(b64decode(unquote(pairs[0][1]), validate=True))
    return found


def test_the_languages_are_complete() -> None:
    beside = [HERE.parent / "languages", WEB]
    assert check_languages(HERE / "languages", HERE / "templates", beside=beside) == []


def test_every_key_is_used_and_every_key_that_is_used_is_there() -> None:
    keys = set(json.loads((HERE / "languages" / "en.json").read_text("utf-8")))
    files = [*HERE.rglob("*.html"), *HERE.rglob("*.js"), *HERE.rglob("*.py")]
    written = "\n".join(path.read_text("utf-8") for path in files)
    made = {  # keys that a template or a script puts together
        *(f"operator_{fact}" for fact in ("sent", "waiting", "accuracy", "screen")),
        *(f"operator_setup_{way}{n}" for way in ("browser", "owntracks") for n in range(1, 5)),
        *(f"operator_setup_traccar{n}" for n in range(1, 6)),
        *(f"operator_setup_{way}{end}" for way in WAYS for end in ("", "_qr")),
        *(f"operator_say_{fault}" for fault in FAULTS),
    }
    for key in keys - made:
        said = key.removeprefix("operator_say_")
        assert key in written or f'"{said}"' in written, f"{key} is never said"
    assert made <= keys


WAYS = ("browser", "owntracks", "traccar")
FAULTS = (
    *("network", "server", "portal", "ahead", "withdrawn", "storage"),
    *("insecure", "denied", "no_gps"),
)


# What the codes say


def test_the_link_of_the_browser_keeps_the_token_behind_the_hash() -> None:
    link = operator_link(BASE, NAME, "a-B_9")
    assert link == f"{BASE}/operator#%E9%99%A4%E9%9B%AA%2012%E5%8F%B7:a-B_9"
    assert "a-B_9" not in urlsplit(link)._replace(fragment="").geturl()


def test_owntracks_gets_all_it_needs_and_no_remote_control(site: Site) -> None:
    device, token = site.devices.add("plow 7")
    assert config_of(owntracks_link(BASE, device, token)) == {
        "_type": "configuration",
        "mode": 3,
        "url": f"{BASE}/ingest/owntracks",
        "auth": True,
        "username": "plow 7",
        "password": token,
        "deviceId": str(device.id),
        "tid": f"0{device.id}",
        "monitoring": 2,
        "locatorInterval": 10,
        "locatorDisplacement": 50,
        "moveModeLocatorInterval": 10,
        "extendedData": True,
        "autostartOnBoot": False,
        "cmd": False,
        "remoteConfiguration": False,
    }


def test_owntracks_links_need_no_equals_sign_whatever_the_name(site: Site) -> None:
    for name in ("a", "ab", "abc", "abcd", "~~~???>>>", NAME):
        device, token = site.devices.add(name)
        link = owntracks_link(BASE, device, token)
        assert link.isascii()
        assert link.count("=") == 1
        assert "%3D" not in link
        assert "+" not in link  # which some read as a space
        assert config_of(link)["password"] == token


@pytest.mark.parametrize("name", ["plow 7", NAME, "Räumer 3"])
def test_what_owntracks_is_told_opens_the_door(site: Site, client: FlaskClient, name: str) -> None:
    """As its app does: name and token in Latin-1, and the name in a header of its own."""
    device, token = site.devices.add(name)
    told = config_of(owntracks_link("http://localhost", device, token))
    login = b64encode(f"{told['username']}:{told['password']}".encode("latin-1")).decode()
    fix = {"_type": "location", "tst": int(STORM_S), "lat": 38.4, "lon": 145.9}
    head = {"Authorization": f"Basic {login}", "X-Limit-U": told["username"]}
    answer = client.post(urlsplit(told["url"]).path, json=fix, headers=head)
    assert (answer.status_code, answer.get_json()) == (200, [])
    answer = client.get("/operator/api/me", headers=basic(name, token))
    assert answer.get_json()["last"]["at"] == int(STORM_S)


def basic(name: str, token: str) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{name}:{token}".encode()).decode()}


def test_traccar_gets_what_a_plow_needs() -> None:
    link = traccar_link(BASE, "a-B_9")
    assert link.partition("?")[0] == f"{BASE}/ingest/osmand"
    assert parse_qs(urlsplit(link).query, strict_parsing=True) == {
        "id": ["a-B_9"],
        "accuracy": ["highest"],
        "distance": ["50"],
        "interval": ["10"],
        "fastest_interval": ["5"],
        "stop_detection": ["false"],
        "buffer": ["true"],
        "wakelock": ["true"],
    }


def test_what_traccar_is_told_opens_the_door(site: Site, client: FlaskClient) -> None:
    _, token = site.devices.add(NAME)
    told = urlsplit(traccar_link("http://localhost", token))
    fix = {
        "location": {
            "timestamp": "2026-11-30T00:53:00Z",
            "coords": {"latitude": 38.4, "longitude": 145.9, "accuracy": 5},
        },
        "device_id": parse_qs(told.query)["id"][0],
    }
    assert client.post(told.path, json=fix).status_code == 200
    me = client.get("/operator/api/me", headers=basic(NAME, token)).get_json()
    assert me["kept"]["fixes"] == 1


# The sheet


def sheet(client: FlaskClient, name: str, token: str, lang: str = "ja", **more: Any) -> Any:
    form = {"name": name, "token": token}
    return client.post(f"/operator/setup?lang={lang}", data=form, **more)


def test_a_device_gets_its_sheet_by_its_token(site: Site, client: FlaskClient) -> None:
    _, token = site.devices.add(NAME)
    answer = sheet(client, NAME, token)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert page.count('<svg class="qr"') == 3
    assert '<meta name="referrer" content="no-referrer">' in page
    assert NAME in page


@pytest.mark.parametrize("lang", ["ja", "ja_easy", "en"])
def test_the_sheet_says_that_traccars_own_pace_is_too_slow(
    site: Site, client: FlaskClient, lang: str
) -> None:
    _, token = site.devices.add(NAME)
    page = sheet(client, NAME, token, lang).get_data(as_text=True)
    for said in ("300", "75 m", "10", "50 m"):
        assert said in page
    texts = json.loads((HERE / "languages" / f"{lang}.json").read_text("utf-8"))
    for key in ("operator_setup_secret", "operator_setup_duty", "operator_setup_traccar3"):
        assert escape(texts[key]) in page


def test_without_its_token_nobody_sees_a_sheet(site: Site, client: FlaskClient) -> None:
    _, token = site.devices.add(NAME)
    site.devices.add("other")
    for name, wrong in ((NAME, "x"), ("other", token), ("", token), (NAME, ""), ("", "")):
        answer = sheet(client, name, wrong)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 401
        assert answer.headers["Cache-Control"] == "no-store"
        assert 'role="alert"' in page
        assert token not in page
    site.devices.revoke(NAME)
    assert sheet(client, NAME, token).status_code == 401


def test_a_hostile_name_is_only_shown(site: Site, client: FlaskClient) -> None:
    name = "<img src=x onerror=1>\"'&"
    _, token = site.devices.add(name)
    page = sheet(client, name, token).get_data(as_text=True)
    assert "<img" not in page
    assert "&lt;img src=x onerror=1&gt;" in page
    answer = sheet(client, name, "wrong").get_data(as_text=True)
    assert "<img" not in answer


@pytest.mark.parametrize(
    ("base", "warned"),
    [
        ("https://snow.example.jp", False),
        ("http://snow.example.jp", True),
        ("http://192.168.1.20:8000", True),
        ("http://127.0.0.1:8000", False),
        ("http://[::1]:8000", False),
        ("http://localhost:8000", False),
    ],
)
def test_an_address_without_tls_is_warned_of(
    live_app: Flask, site: Site, base: str, warned: bool
) -> None:
    device, token = site.devices.add(NAME)
    with live_app.test_request_context("/"):
        assert setup_page(site, device, token, f"{base}/")["setup_open"] is warned


def test_under_a_path_the_links_keep_it(live_app: Flask, site: Site) -> None:
    device, token = site.devices.add("a")
    with live_app.test_request_context("/"):
        told = setup_page(site, device, token, "https://city.jp/snow/")
    assert [way.link.partition("?")[0].partition("#")[0] for way in told["setup_ways"]] == [
        "https://city.jp/snow/operator",
        "owntracks:///config",
        "https://city.jp/snow/ingest/osmand",
    ]
    link = told["setup_ways"][1].link
    assert config_of(link)["url"] == "https://city.jp/snow/ingest/owntracks"


def test_mqtt_is_told_of_without_its_password(make_live: Callable[..., Flask]) -> None:
    app = make_live(MQTT_URL="mqtt://civic:s3cret@broker.example.jp:1883")
    site: Site = app.extensions[SITE]
    device, token = site.devices.add(NAME)
    page = sheet(app.test_client(), device.name, token).get_data(as_text=True)
    assert "broker.example.jp" in page
    assert "s3cret" not in page


# On paper and in a camera


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("lang", ["ja", "ja_easy", "en"])
def test_the_sheet_is_one_page_and_its_codes_are_read(
    live_app: Flask,
    site: Site,
    serve: Callable[[Any], str],
    open_page: Callable[..., Any],
    assert_accessible: Callable[[Any], None],
    lang: str,
) -> None:
    from pypdf import PdfReader

    device, token = site.devices.add("除" * 20 + " " + "雪" * 19)  # as long as a name may be
    url = serve(live_app)
    fragment = operator_link(url, device.name, token).partition("#")[2]
    page = open_page(
        f"{url}/operator/setup?lang={lang}#{fragment}",
        viewport={"width": 390, "height": 844},
        device_scale_factor=2,
        color_scheme="dark",
    )
    page.locator("svg.qr").first.wait_for()  # asked for by the script, out of the fragment
    assert token not in page.url
    assert [read(code.screenshot()) for code in page.locator("svg.qr").all()] == [
        operator_link(url, device.name, token),
        owntracks_link(url, device, token),
        traccar_link(url, token),
    ]
    assert_accessible(page)
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    wrap = """() => {
      const box = document.querySelector("main").appendChild(document.createElement("div"));
      box.append(document.querySelector(".setup"));
    }"""
    for _ in ("alone", "within the desk's page"):
        printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        assert len(printed.pages) == 1
        assert [round(float(side)) for side in printed.pages[0].mediabox[2:]] == [595, 842]
        assert token in printed.pages[0].extract_text().replace("\n", "")
        page.evaluate(wrap)


def read(picture: bytes) -> str:
    import zxingcpp
    from PIL import Image

    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    assert len(found) == 1
    text: str = found[0].text
    return text


@pytest.mark.browser
def test_the_sheet_works_without_a_script(
    live_app: Flask, site: Site, serve: Callable[[Any], str], open_page: Callable[..., Any]
) -> None:
    _, token = site.devices.add(NAME)
    page = open_page(f"{serve(live_app)}/operator/setup", java_script_enabled=False)
    page.fill("#name", NAME)
    page.fill("#token", "wrong")
    page.locator("form button").click()
    page.locator('[role="alert"]').wait_for()
    assert page.input_value("#name") == NAME
    page.fill("#token", token)
    page.locator("form button").click()
    page.locator("svg.qr").nth(2).wait_for()
    assert page.locator("svg.qr").count() == 3
