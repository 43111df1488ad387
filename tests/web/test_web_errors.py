"""Every failure in plain words: as a page for people, as JSON for programs."""

from __future__ import annotations

import re

import pytest

from civickit.web.languages import SHARED, Languages

STATUS = {
    "unknown": (404, "not_found"),
    "invalid": (400, "bad_request"),
    "unreadable": (422, "unreadable"),
    "source": (503, "unavailable"),
    "conflict": (409, "conflict"),
    "extra": (500, "internal"),
    "surprise": (500, "internal"),
    "400": (400, "bad_request"),
    "403": (403, "forbidden"),
    "404": (404, "not_found"),
    "405": (405, "method_not_allowed"),
    "413": (413, "too_large"),
    "418": (418, "bad_request"),
    "429": (429, "too_many_requests"),
    "500": (500, "internal"),
    "502": (502, "internal"),
    "503": (503, "unavailable"),
}


@pytest.mark.parametrize(("how", "expected"), STATUS.items())
def test_json_for_programs(client, how, expected):
    answer = client.get(f"/api/fail/{how}?lang=en")
    told = answer.get_json()["error"]
    assert (answer.status_code, told["status"], told["code"]) == (expected[0], *expected)
    assert told["message"].endswith(".")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("lang", ["ja", "ja_easy", "en"])
@pytest.mark.parametrize(("how", "expected"), STATUS.items())
def test_a_page_for_people(client, how, expected, lang):
    answer = client.get(f"/fail/{how}?lang={lang}")
    words = Languages(SHARED)
    assert answer.status_code == expected[0]
    assert answer.mimetype == "text/html"
    assert words.text(lang, "error_title") in answer.text
    assert f'data-status="{expected[0]}"' in answer.text
    assert 'class="languages"' in answer.text


def test_accept_decides_outside_api(client):
    json = {"Accept": "application/json"}
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    assert client.get("/nope", headers=json).mimetype == "application/json"
    assert client.get("/nope", headers=browser).mimetype == "text/html"
    assert client.get("/nope", headers={"Accept": "*/*"}).mimetype == "text/html"
    assert client.get("/api/nope", headers=browser).mimetype == "application/json"


@pytest.mark.parametrize("path", ["/nope.json", "/far/nope.geojson", "/operator/api/nope"])
def test_an_address_of_json_is_answered_in_json(client, path):
    answer = client.get(path, headers={"Accept": "*/*"})
    assert answer.get_json()["error"]["code"] == "not_found"


def test_an_accept_that_takes_seconds_to_read_counts_as_not_sent(client):
    accept = "application/json," + " " * 1_000 + "x"
    assert client.get("/nope", headers={"Accept": accept}).mimetype == "text/html"


def test_what_the_reader_can_mend_is_told(client):
    assert "Did you mean &#39;hydrant&#39;?" in client.get("/fail/unknown").text
    assert client.get("/api/fail/invalid").get_json()["error"]["errors"] == {
        "lat": "'x' is not a number"
    }


@pytest.mark.parametrize("how", ["surprise", "source"])
@pytest.mark.parametrize("start", ["", "/api"])
def test_secrets_go_to_the_log_under_the_id_shown(client, caplog, how, start):
    answer = client.get(f"{start}/fail/{how}")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    logged = [line for line in caplog.records if line.getMessage().startswith("error ")]
    assert len(logged) == 1
    id_ = logged[0].getMessage().split()[1].rstrip(":")
    assert re.fullmatch(r"[0-9a-f]{8}", id_)
    assert id_ in answer.text
    assert "secret" in caplog.text


def test_a_path_cannot_forge_a_log_line(client, caplog):
    client.get("/fail/surprise%0aERROR%20forged")
    assert "\nERROR forged" not in caplog.text


def test_testing_shows_surprises_at_once(make_app):
    client = make_app(TESTING=True).test_client()
    with pytest.raises(ZeroDivisionError):
        client.get("/fail/surprise")
    assert client.get("/fail/unknown").status_code == 404


def test_methods(client):
    wrong = client.post("/")
    assert wrong.status_code == 405
    assert {"GET", "HEAD", "OPTIONS"} <= set(wrong.headers["Allow"].split(", "))
    options = client.options("/send")
    assert options.status_code == 200
    assert "POST" in options.headers["Allow"]
    assert client.head("/nope").data == b""


def test_from_a_failed_form_the_language_links_lead_home(client):
    assert 'href="/?lang=en"' in client.post("/send?a=b").text


def test_a_missing_form_field_is_named(client):
    told = client.post("/send", headers={"Accept": "application/json"}).get_json()["error"]
    assert told["code"] == "bad_parameter"
    assert told["parameter"] == "name"


def test_too_much_is_refused(client, make_app):
    assert client.post("/send", data={"name": "x" * 1_100_000}).status_code == 413
    assert client.post("/send", data={"name": "x" * 400_000}).status_code == 200
    roomy = make_app(MAX_CONTENT_LENGTH=2_000_000, MAX_FORM_MEMORY_SIZE=2_000_000).test_client()
    assert roomy.post("/send", data={"name": "x" * 1_100_000}).status_code == 200


def test_a_bad_parameter_in_every_language(client):
    words = {"ja": "から 90 まで", "ja_easy": "から 90 まで", "en": "from -90 to 90"}
    for lang, part in words.items():
        answer = client.get(f"/api/number?lat=９１&lang={lang}")
        told = answer.get_json()["error"]
        assert answer.status_code == 400
        assert part in told["message"]
        assert told["message"].strip("「“").startswith(("緯度", "Latitude"))
        assert told["parameter"] == "lat"
        assert told["value"] == "91"
        assert (told["low"], told["high"]) == (-90, 90)


@pytest.mark.parametrize(
    "path",
    [
        "/%ff%fe",
        "/%zz%",
        "/nope%00",
        "/kit/web/%00",
        "/kit/web/..%2f..%2fshell.py",
        "/kit/nope/base.css",
        "/static/../app.py",
        "/" + "a" * 100_000,
        "/number?lat=" + "9" * 100_000,
        "/number?%ff=%ff&lat=%e3%81",
        "//evil.example/%2e%2e",
    ],
)
def test_odd_addresses_are_harmless(client, path):
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code in {400, 404}
    assert len(answer.data) < 450_000
    assert 'href="//' not in answer.text


def test_a_long_value_is_shown_short(client):
    told = client.get("/api/number?lat=" + "x" * 10_000).get_json()["error"]
    assert len(told["value"]) == 80
    assert len(told["message"]) < 250


def test_failing_data_still_gives_an_error_page(make_app):
    def broken():
        raise OSError("secret disk")

    client = make_app(broken).test_client()
    page = client.get("/")
    assert page.status_code == 500
    assert "このアプリの側で問題が起きました" in page.text
    assert 'class="languages"' in page.text
    assert "secret" not in page.text
    assert client.get("/healthz").status_code == 503
    assert client.get("/healthz").get_json()["status"] == "failing"


def test_even_a_broken_frame_gives_words(make_app):
    app = make_app()
    app.jinja_env.globals["asset"] = None
    page = app.test_client().get("/nope")
    assert page.status_code == 404
    assert "このページは見つかりません" in page.text


@pytest.mark.parametrize("path", ["/", "/nope", "/api/nope"])
def test_a_host_that_is_none_fills_no_log(client, caplog, path):
    answer = client.get(path, headers={"Host": "a" * 300})
    assert answer.status_code == 400
    assert "Traceback" not in caplog.text


def test_redirects_and_ready_answers_pass(make_app):
    from flask import Response, abort, redirect

    app = make_app()
    app.add_url_rule("/old", "old", view_func=lambda: redirect("/"))
    app.add_url_rule("/ready", "ready", view_func=lambda: abort(Response("tea", 418)))
    app.add_url_rule("/own", "own", view_func=lambda: abort(409, "花壇は先に予約されました"))
    client = app.test_client()
    assert client.get("/old").status_code == 302
    assert client.get("/ready").text == "tea"
    assert "花壇は先に予約されました" in client.get("/own").text
