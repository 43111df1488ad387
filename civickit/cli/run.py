"""`civickit run`: start an app and say where it is."""

from __future__ import annotations

import json

import click

from civickit.cli._options import (
    map_option,
    offline_option,
    parse_mapping,
    simulation_of,
    simulation_options,
)


@click.command("run")
@click.argument("app", default=".")
@click.option(
    "--data",
    metavar="FILE|DIR|SOURCE|URL",
    help="The city's own file (for a calendar the folder of its CSVs, or a zip of it), a source, "
    "or an address, instead of the sample town.",
)
@map_option
@offline_option
@simulation_options
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets phones in.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--no-browser", is_flag=True, help="Do not open the page in a browser.")
@click.option("--json", "as_json", is_flag=True, help="Print the address as JSON, for programs.")
def command(
    app: str,
    data: str | None,
    mapping: tuple[str, ...],
    offline: bool,
    plows: int | None,
    speed: float | None,
    host: str,
    port: int,
    no_browser: bool,
    as_json: bool,
) -> None:
    """Start an app: hydrant_map, garbage_calendar, or the folder of your own (else this one).

    The address is printed once the app answers. Ctrl-C stops it.
    """
    from civickit.cli._apps import find_app
    from civickit.cli._data import app_config
    from civickit.projects.served import STREAMLIT, served_by

    folder = find_app(app)
    kind = served_by(folder)
    config = {
        **app_config(data, parse_mapping(mapping), folder, offline),
        **simulation_of(folder, plows, speed),
    }

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
        from civickit.web.server import BACKGROUND, serve

        served = load_app(folder, config)
        if BACKGROUND in served.extensions:
            from civickit.web.async_server import serve
        serve(served, host, port, announce=announce)
