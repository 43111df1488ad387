"""What a live app keeps, for commands that work beside the running app."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from civickit.web.storage import Storage


def storage_of(app: str) -> Storage:
    """The storage of a worked app by its name, or of one's own by its folder, while a command runs.

    Raises UnknownName, UsageError for an app that is not live, CivicKitError where its database
    cannot be opened.
    """
    from civickit.cli._apps import find_app
    from civickit.core.civic_toml import read_civic_toml
    from civickit.live.settings import read_settings
    from civickit.live.site import DATABASE
    from civickit.live.tables import metadata
    from civickit.web.storage import Storage

    folder = find_app(app)
    if not read_civic_toml(folder, lambda toml: "live" in toml):
        raise click.UsageError(
            f"{folder.name} is no live app: its civic.toml has no [live]. Go into the folder of "
            "one, or name it: --app snowplow_nav"
        )
    settings = read_settings(folder, {})
    file = settings.state / DATABASE
    if not (settings.database_url or file.is_file()):
        click.echo(
            f"note: {file} is new. Has the app run already? Then give the STATE or DATABASE_URL "
            "that it was started with, else it will not know of this.",
            err=True,
        )
    storage = Storage(settings.database_url or file, metadata)
    click.get_current_context().call_on_close(storage.close)
    return storage
