"""The shell as a whole: pages, health, limits, proxies, a sub-path."""

from __future__ import annotations


def test_a_page_appears(client):
    page = client.get("/")
    assert page.status_code == 200
    assert "町のみなさん" in page.text
