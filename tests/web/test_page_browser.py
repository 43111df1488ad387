"""The frame in a real browser: accessible, calm at any width, deaf to injected script."""

from __future__ import annotations

from urllib.parse import quote

import pytest

pytestmark = pytest.mark.browser

FOCUS = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  return {name: (one.textContent || one.getAttribute('name') || one.className).trim(),
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 3,
    colour: style.outlineColor, ground: getComputedStyle(document.body).backgroundColor,
    seen: box.width > 0 && box.top >= 0 && box.bottom <= innerHeight, height: box.height};
}"""

CONTRAST = """() => {
  const probe = document.body.appendChild(document.createElement('i'));
  const light = name => {
    probe.style.color = `var(--color-${name})`;
    const [r, g, b] = getComputedStyle(probe).color.match(/[0-9.]+/g).map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (...two) => {
    const [dark, bright] = two.map(light).sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const out = {};
  for (const ground of ['page', 'card', 'notice', 'chosen'])
    for (const ink of ['text', 'text-soft', 'link', 'visited', 'good', 'warning', 'danger'])
      out[`${ink} on ${ground}`] = ratio(ink, ground);
  out['on-action on action'] = ratio('on-action', 'action');
  out['on-action on action-hover'] = ratio('on-action', 'action-hover');
  const lines = {'edge on page': ratio('edge', 'page'), 'focus on page': ratio('focus', 'page'),
    'focus gap': ratio('focus', 'focus-gap'), 'notice-edge on page': ratio('notice-edge', 'page')};
  probe.remove();
  return {text: out, lines};
}"""


@pytest.mark.parametrize(
    "path",
    [
        *("/?lang=ja", "/?lang=ja_easy", "/?lang=en"),
        *("/nope?lang=en", "/fail/unknown?lang=ja_easy", "/fail/surprise", "/number?lat=x"),
    ],
)
def test_axe_finds_nothing(app, serve, open_page, assert_accessible, path):
    page = open_page(f"{serve(app)}{path}", color_scheme="light")
    assert_accessible(page)
    page.emulate_media(color_scheme="dark")
    assert_accessible(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(app, serve, open_page, scheme):
    page = open_page(serve(app), color_scheme=scheme)
    measured = page.evaluate(CONTRAST)
    weak = {pair: ratio for pair, ratio in measured["text"].items() if ratio < 7}
    weak |= {pair: ratio for pair, ratio in measured["lines"].items() if ratio < 3}
    assert weak == {}


def ground(page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_a_theme_can_be_fixed_against_the_system(app, serve, open_page):
    base = serve(app)
    light = open_page(base, color_scheme="light")
    dark = open_page(base, color_scheme="dark")
    assert ground(light) != ground(dark)
    expected = {"light": ground(light), "dark": ground(dark)}
    for page in (light, dark):
        for theme, colour in expected.items():
            page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
            assert ground(page) == colour


@pytest.mark.parametrize("lang", ["ja", "ja_easy", "en"])
@pytest.mark.parametrize("path", ["/", "/fail/unknown", "/" + "x" * 300])
def test_no_sideways_scroll_at_320_px(app, serve, open_page, path, lang):
    page = open_page(f"{serve(app)}{path}?lang={lang}", viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_tab_walks_in_order_with_a_visible_ring(app, serve, open_page, scheme):
    page = open_page(serve(app) + "/?lang=en", color_scheme=scheme, reduced_motion="reduce")
    walk = []
    for _ in range(9):
        page.keyboard.press("Tab")
        walk.append(page.evaluate(FOCUS))
    assert [stop["name"] for stop in walk[:8]] == [
        *("Skip to main content", "Sample app", "日本語", "やさしい日本語", "English"),
        *("lat", "Search", "CSV"),
    ]
    assert all(stop["ring"] and stop["seen"] for stop in walk)
    assert all(stop["colour"] != stop["ground"] for stop in walk)
    assert all(stop["height"] >= 44 for stop in walk[1:8])


def test_the_skip_link_leads_into_the_page(app, serve, open_page):
    page = open_page(serve(app))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "lat"


def test_the_language_switch_works_without_script(app, serve, open_page):
    page = open_page(serve(app) + "/?name=A%26B", java_script_enabled=False)
    page.get_by_role("link", name="English").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Hello, A&B"
    page.goto(page.url.split("?")[0])
    assert page.get_by_role("heading", level=1).inner_text().startswith("Hello")


def test_on_paper(app, serve, open_page):
    page = open_page(serve(app) + "/?name=x", color_scheme="dark")
    assert page.get_by_role("navigation").is_visible()
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(26, 28, 33)"
    assert not page.locator("nav").is_visible()
    assert not page.locator("button").is_visible()
    footer = page.locator("footer").inner_text()
    assert page.url in footer
    assert "2026年11月1日" in footer
    assert "実在しません" in page.locator("header").inner_text()


def test_the_policy_really_blocks_injected_script(make_app, serve, open_page):
    app = make_app()
    app.add_url_rule(
        "/evil",
        "evil",
        view_func=lambda: (
            "<!doctype html><title>e</title><script>document.title = 'hit'</script>"
            "<p style='color:red' id=p onclick=\"document.title='hit'\">x</p>"
            "<img src=x onerror=\"document.title='hit'\">"
        ),
    )
    page = open_page(serve(app) + "/evil")
    page.click("#p")
    assert page.title() == "e"
    assert page.evaluate("getComputedStyle(p).color") == "rgb(0, 0, 0)"
    assert len(page.script_errors) >= 3
    page.script_errors.clear()


EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script>'\"{{7*7}}${7*7}`"


@pytest.mark.parametrize("where", ["/{}", "/number?lat={}", "/?name={}", "/?{}=1", "/?lang={}"])
def test_hostile_addresses_show_as_text(app, serve, open_page, where):
    page = open_page(serve(app) + where.format(quote(EVIL)))
    assert page.locator("main img, main script").count() == 0
    assert page.title() != "49"
    if "name" in where or "lat" in where:
        assert "<img src=x onerror=alert(1)>" in page.locator("main").inner_text()


def test_the_whole_frame_is_light(app, serve, open_page):
    """HTML, styles and icon together stay far below the 68 kB of the 5374 page."""
    sizes = []
    page = open_page("about:blank")
    page.on("response", lambda answer: sizes.append(int(answer.headers["content-length"])))
    base = serve(app)
    page.goto(base)
    page.outside_requests.clear()
    assert sum(sizes) < 12_000
