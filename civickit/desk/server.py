"""Put a dashboard on the network with Streamlit, and say its address once it really answers."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TextIO, cast

from civickit.core.errors import CivicKitError
from civickit.desk.settings import GIVEN
from civickit.web.server import EVERYWHERE, addresses, take_port, wait_until_healthy

HEALTH = "/_stcore/health"


def serve(
    folder: Path,
    config: Mapping[str, Any],
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    announce: Callable[[str], None],
) -> None:
    """Serve the dashboard in `folder` until Ctrl-C or SIGTERM.

    `config` is what `civickit run --data` brought (DATA, ABOUT, MAPPING), or empty. `announce`
    gets each address once Streamlit answers. Port 0 takes any free port. Raises CivicKitError
    when the port is taken or Streamlit does not answer.
    """
    from streamlit.web.cli import main

    if config:
        data = {"DATA": str(Path(config["DATA"]).resolve())} if "DATA" in config else {}
        os.environ[GIVEN] = json.dumps({**config, **data}, ensure_ascii=False)
    port = take_port(host, port)
    announcing = _Announcing(host, port, announce)
    announcing.start()
    # What Streamlit and the app print goes where it does not spoil the answer of --json.
    with redirect_stdout(cast(TextIO, _ByThread(announcing))):
        main(["run", str(folder / "app.py"), *_options(host, port)], standalone_mode=False)
    if announcing.fault:
        raise announcing.fault


def _options(host: str, port: int) -> list[str]:
    """Streamlit's settings that are ours to give; the rest is in the project's own config.toml."""
    wanted = {
        "server.address": host,
        "server.port": port,
        "server.headless": "true",
        "server.fileWatcherType": "auto" if find_spec("watchdog") else "poll",
        "browser.gatherUsageStats": "false",
        # The welcome would ask another machine for this one's address.
        "logger.hideWelcomeMessage": "true",
        "logger.level": "warning",
    }
    return [f"--{name}={value}" for name, value in wanted.items()]


class _Announcing(threading.Thread):
    """Waits until Streamlit answers, while Streamlit has the main thread."""

    def __init__(self, host: str, port: int, announce: Callable[[str], None]) -> None:
        super().__init__(daemon=True)
        self.host, self.port, self.announce = host, port, announce
        self.fault: Exception | None = None

    def run(self) -> None:
        try:
            wait_until_healthy(EVERYWHERE.get(self.host, self.host), self.port, HEALTH)
            for address in addresses(self.host, self.port):
                self.announce(address)
        except (CivicKitError, OSError) as fault:
            self.fault = fault
            signal.raise_signal(signal.SIGTERM)


class _ByThread:
    """Standard output for the thread that announces, standard error for all others.

    Both print at once when a signal comes while an address is being said.
    """

    def __init__(self, announcing: threading.Thread) -> None:
        self.announcing = announcing
        self.stdout, self.stderr = sys.stdout, sys.stderr

    def __getattr__(self, name: str) -> Any:
        announces = threading.current_thread() is self.announcing
        return getattr(self.stdout if announces else self.stderr, name)
