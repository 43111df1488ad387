"""What every web app shares: languages, error pages, headers, compression, the page frame.

May live here: Flask parts that know nothing of any one dataset. `shell.equip(app, ...)`
puts them all in place; `server.serve(app, ...)` puts the app on the network.
May not: reading tables, schemas or files of data (an app hands over a `DataInfo`), and
anything that asks another machine.

Importing this folder imports nothing else, but says at once when Flask is missing.
"""

from __future__ import annotations

from importlib.util import find_spec

from civickit.core.errors import MissingExtra

if find_spec("flask") is None:
    raise MissingExtra("Web apps", "web")
