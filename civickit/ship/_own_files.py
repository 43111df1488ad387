"""Which files belong to a project: no caches, no history, no secrets."""

from __future__ import annotations

import re
from pathlib import Path

from civickit.projects.base import NOT_BAKED, files_of

NEVER_COPIED = NOT_BAKED | {"venv", ".pytest_cache", ".ruff_cache"}
KEPT_WHILE_RUNNING = "state"
"""Where a live app keeps positions, pictures, accounts and its key."""
SECRET_NAMES = re.compile(
    r"(^|/)(\.env(\.(?!example$|sample$|template$)[^/]*)?|\.streamlit/secrets\.toml|id_(rsa|ed25519|ecdsa)"
    r"|[^/]*\.(key|p12|pfx|jks)|\.pgpass|\.netrc)$"
)


def own_files(folder: Path) -> dict[str, bytes]:
    """The files that may be copied elsewhere, by their name with slashes."""
    return {
        name: content
        for name, content in files_of(folder, KEPT_WHILE_RUNNING).items()
        if not NEVER_COPIED & set(name.split("/")) and not SECRET_NAMES.search(name)
    }
