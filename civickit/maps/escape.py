"""Texts of the data on their way into a page: into folium's strings, into a script."""

from __future__ import annotations

import html
import json
from typing import Any

# folium puts a popup's text into a JavaScript template string: `${...}` in it would be run.
_IN_TEMPLATE_STRING = str.maketrans({"$": "&#36;", "`": "&#96;", "\\": "&#92;"})
# "<" could end the script element; the two separators end a line of older JavaScript.
_IN_SCRIPT = str.maketrans(
    {
        "<": "\\u003c",
        ">": "\\u003e",
        "&": "\\u0026",
        "\u2028": "\\u2028",
        "\u2029": "\\u2029",
    }
)


def safe(text: str) -> str:
    """The text as HTML that a stock folium Popup or Tooltip shows and never runs."""
    return html.escape(text).translate(_IN_TEMPLATE_STRING).replace("{", "&#123;")


def script_json(data: Any) -> str:
    """The data as JSON that may stand inside a script element of a page."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.translate(_IN_SCRIPT)
