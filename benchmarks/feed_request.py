"""One feed from the running garbage calendar, against a constant of the same bytes.

Both come from waitress, each in a process of its own, over one kept connection in turns. The
constant is what bare Flask serves: no languages, no headers of safety, no version to compare.
"""

from __future__ import annotations

import http.client
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from measuring import Result, medians, report

PATH = "/feeds/ja/G-A.ics"
LIMIT = 2.0
"""Half as many requests in a second as the constant gives."""
AT_ONCE, ROUNDS = 50, 15
SERVE = """
import sys
from pathlib import Path
from waitress import create_server
kind, body = sys.argv[1:]
if kind == "ours":
    from civickit.cli._apps import find_app, load_app
    app = load_app(find_app("garbage_calendar"), {})
else:
    from flask import Flask, Response
    app = Flask(__name__)
    content = Path(body).read_bytes()
    app.add_url_rule("/", "constant", lambda: Response(content, mimetype="text/calendar"))
server = create_server(app, host="127.0.0.1", port=0)
print(server.effective_port, flush=True)
server.run()
"""


@contextmanager
def served(kind: str, body: Path) -> Iterator[http.client.HTTPConnection]:
    """A connection to a server in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, kind, str(body)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        port = int(process.stdout.readline())
        connection = http.client.HTTPConnection("127.0.0.1", port)
        yield connection
        connection.close()
    finally:
        process.kill()
        process.wait()


def asked(connection: http.client.HTTPConnection, path: str) -> bytes:
    connection.request("GET", path)
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{path} answered {answer.status}")
    return content


def many(connection: http.client.HTTPConnection, path: str) -> Callable[[], None]:
    def action() -> None:
        for _ in range(AT_ONCE):
            asked(connection, path)

    return action


def measure() -> list[Result]:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        body = Path(folder) / "feed.ics"
        ours = stack.enter_context(served("ours", body))
        content = asked(ours, PATH)
        body.write_bytes(content)
        constant = stack.enter_context(served("constant", body))
        if asked(constant, "/") != content:
            raise SystemExit("the two do not serve the same bytes")
        taken = medians({"ours": many(ours, PATH), "constant": many(constant, "/")}, ROUNDS)
    per_second = {name: AT_ONCE / seconds for name, seconds in taken.items()}
    return [
        Result(
            f"one feed of {len(content) // 1000} kB from a running app",
            f"{per_second['ours']:,.0f} a second",
            f"the same bytes as a constant of bare Flask, {per_second['constant']:,.0f} a second",
            taken["ours"] / taken["constant"],
            LIMIT,
        )
    ]


if __name__ == "__main__":
    report(measure())
