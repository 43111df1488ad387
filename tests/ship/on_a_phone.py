"""What a phone has kept of a site, and waiting for it."""

from __future__ import annotations

from typing import Any

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "locale": "en-GB"}
PATIENT_MS = 60_000
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) found.push(url);
  }
  return found.sort();
}"""


def wait_until_kept(page: Any, *names: str) -> None:
    """Until the phone keeps files with these ends of an address."""
    for _ in range(PATIENT_MS // 100):
        urls = page.evaluate(KEPT)
        if all(any(url.endswith(name) for url in urls) for name in names):
            break
        page.wait_for_timeout(100)
    else:
        raise AssertionError(f"not kept: {names}, but {urls}")
    page.wait_for_load_state("networkidle")
