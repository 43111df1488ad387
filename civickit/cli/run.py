"""`civickit run`: start an app and say where it is."""

from __future__ import annotations

import json

import click

from civickit.cli._options import map_option, offline_option, parse_mapping


@click.command("run")
@click.argument("app", default=".")
@click.option(
    "--data",
    metavar="FILE|SOURCE|URL",
    help="The city's own file, a source, or an address, instead of the sample town.",
)
@map_option
@offline_option
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets phones in.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--no-browser", is_flag=True, help="Do not open the page in a browser.")
@click.option("--json", "as_json", is_flag=True, help="Print the address as JSON, for programs.")
def command(
    app: str,
    data: str | None,
    mapping: tuple[str, ...],
    offline: bool,
    host: str,
    port: int,
    no_browser: bool,
    as_json: bool,
) -> None:
    """Start an app: the folder of your own (this one, if none is named), or hydrant_map.

    The address is printed once the app answers. Ctrl-C stops it.
    """
    from civickit.cli._apps import find_app
    from civickit.cli._data import data_config, with_mapping
    from civickit.projects.served import STREAMLIT, served_by

    folder = find_app(app)
    kind = served_by(folder)
    named = parse_mapping(mapping)
    config = with_mapping({} if data is None else data_config(data, folder, offline), named)

    to_open = [] if no_browser else [click.launch]

    def announce(address: str) -> None:
        said = {"app": folder.name, "address": address}
        click.echo(json.dumps(said) if as_json else f"{folder.name}: {address}")
        if to_open:  # a server on all addresses announces two; one page is enough
            to_open.pop()(address)

    if kind == STREAMLIT:
        from civickit.desk.server import serve as serve_dashboard

        serve_dashboard(folder, config, host, port, announce=announce)
    else:
        from civickit.cli._apps import load_app
        from civickit.web.server import serve

        serve(load_app(folder, config), host, port, announce=announce)
