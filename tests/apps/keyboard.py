"""A page walked by the Tab key, as somebody without a mouse does."""

from __future__ import annotations

from typing import Any


def walk_by_tab(page: Any, most: int) -> None:
    """Everything that is reached has a visible ring, and a name that leads to one place only."""
    seen: list[tuple[str, str]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(
            """() => {
              const e = document.activeElement;
              if (e === document.body) return null;
              const style = getComputedStyle(e);
              const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
              const name = e.getAttribute("aria-label") || e.labels?.[0]?.textContent ||
                e.textContent;
              return [name.replace(/\\s+/g, " ").trim(), e.href || "", ring];
            }"""
        )
        if here is None:
            break
        name, href, ring = here
        assert name, f"something without a name at {href}"
        assert ring, f"no visible focus on {name}"
        if (name, href) in seen:
            break
        seen.append((name, href))
    assert len(seen) > 12
    for name in {name for name, _ in seen}:
        targets = {href for other, href in seen if other == name}
        assert len(targets) == 1, f"{name!r} leads to different places: {targets}"
