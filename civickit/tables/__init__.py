"""Any municipal file in, rows of text out, and a report of what was skipped and repaired.

May live here: opening, decoding, finding the header, reading rows, repairing torn rows.
May not: what a column means (that is `schemas`), and turning text into numbers or dates:
`072028` stays `072028`.
"""

from civickit.tables.model import Limits, Problem, Row
from civickit.tables.opening import open_table, read
from civickit.tables.repair import Repairer
from civickit.tables.table import Table

__all__ = ["Limits", "Problem", "Repairer", "Row", "Table", "open_table", "read"]
