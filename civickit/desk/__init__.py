"""Streamlit parts: open any file, see what is wrong with it, see what is in it.

An app is a short story over them: `page.begin`, `opening.open_file`, `problems.problems`,
`table.table`, `chart.chart`, `series.series`, `energy.energy`, `map_of.map_of`, `about.about`.

May live here: what a Streamlit page shows, and the plain reading and counting behind it
(`settings`, `reading`, `columns`, `times`, `homes`), which import no Streamlit. May not: what
a column of a standard dataset means (that is `schemas`), decoding (`tables`), Flask pages.

Text out of files reaches the page through `show` and `st.dataframe` only, which never take it
for Markdown or HTML.
"""

from __future__ import annotations

from importlib.util import find_spec

from civickit.core.errors import MissingExtra

if find_spec("streamlit") is None:
    raise MissingExtra("Dashboards", "desk")
