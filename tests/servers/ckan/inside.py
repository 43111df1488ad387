"""Runs inside CKAN's own environment: makes its tables and an administrator, then serves it.

    python inside.py ckan.ini

It ends when its standard input does, which is when whoever started it is gone.

The ini names everything but the port, which is bound here and then told: one line of JSON on
standard output says the address, the administrator's token and how the seconds were spent.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import time

STARTED = time.monotonic()


def until_alone() -> None:
    sys.stdin.read()
    os._exit(0)


def main() -> None:
    threading.Thread(target=until_alone, daemon=True).start()
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(128)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"

    from ckan.cli import load_config
    from ckan.config.middleware import make_app
    from werkzeug.serving import WSGIRequestHandler, make_server

    config = load_config(sys.argv[1])
    config["ckan.site_url"] = url
    app = make_app(config)
    loaded = time.monotonic()
    token = prepare(app, config)
    ready = time.monotonic()

    class Quiet(WSGIRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_request(self, *args: object) -> None:
            pass

    server = make_server(
        "127.0.0.1",
        listening.getsockname()[1],
        app,
        threaded=True,
        request_handler=Quiet,
        fd=listening.fileno(),
    )
    spent = {"load": round(loaded - STARTED, 1), "tables": round(ready - loaded, 1)}
    print(json.dumps({"url": url, "token": token, "seconds": spent}), flush=True)
    server.serve_forever()


def prepare(app: object, config: object) -> str:
    """Tables, the DataStore's permissions and an administrator; gives the token."""
    import sqlalchemy
    from ckan import model
    from ckan.logic import get_action
    from ckan.model import parse_db_config
    from ckanext.datastore.backend.postgres import get_write_engine
    from ckanext.datastore.cli import permissions_sql

    with app._wsgi_app.test_request_context():
        model.repo.init_db()
        main, write, read = (
            parse_db_config(name)
            for name in ("sqlalchemy.url", "ckan.datastore.write_url", "ckan.datastore.read_url")
        )
        sql = permissions_sql(
            maindb=main["db_name"],
            datastoredb=write["db_name"],
            mainuser=main["db_user"],
            writeuser=write["db_user"],
            readuser=read["db_user"],
        )
        lines = [line for line in sql.splitlines() if not line.startswith("\\")]
        with get_write_engine().begin() as connection:
            connection.execute(sqlalchemy.text("\n".join(lines).replace(":", "\\:")))
        anybody = {"ignore_auth": True, "user": ""}
        get_action("user_create")(
            dict(anybody),
            {"name": "admin", "email": "admin@example.jp", "password": "only-for-tests-1"},
        )
        user = model.User.get("admin")
        user.sysadmin = True
        model.Session.commit()
        made = get_action("api_token_create")(
            {"ignore_auth": True, "user": "admin"}, {"user": "admin", "name": "tests"}
        )
        return made["token"]


if __name__ == "__main__":
    main()
